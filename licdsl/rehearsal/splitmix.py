"""SplitMix64: a small stream of numbers that a seed fixes for ever, for made-up traffic only.

The algorithm is that of G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number
generators" (OOPSLA 2014), in integers modulo 2**64. Not for keys, salts or sampling that somebody
could gain by predicting.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from typing import Generic, TypeVar

_WORD = (1 << 64) - 1
_T = TypeVar("_T")


class SplitMix64:
    """A stream of 64-bit words; equal seeds give equal streams on every machine."""

    __slots__ = ("_state",)

    def __init__(self, *seeds: int) -> None:
        """Start a stream from one or several whole numbers."""
        self._state = 0
        for seed in seeds:
            self._state = (self._state ^ seed) & _WORD
            self._state = self.next()

    def next(self) -> int:
        """The next word, 0 to 2**64 - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _WORD
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _WORD
        return mixed ^ (mixed >> 31)

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1; uneven by less than `bound` / 2**64."""
        return (self.next() * bound) >> 64

    def one_of(self, items: Sequence[_T]) -> _T:
        """One of `items`, each as likely as the others."""
        return items[self.below(len(items))]


class Weighted(Generic[_T]):
    """Items with whole-number weights, drawn in proportion to them."""

    __slots__ = ("_bounds", "_items")

    def __init__(self, weights: dict[_T, int]) -> None:
        """Keep the items in the order of `weights`."""
        self._items = tuple(weights)
        self._bounds = tuple(itertools.accumulate(weights.values()))

    def draw(self, stream: SplitMix64) -> _T:
        """One item, as likely as its share of all weights."""
        return self._items[bisect.bisect_right(self._bounds, stream.below(self._bounds[-1]))]
