"""Limits: how much of a use a permission covers, and how large one act may be."""

from __future__ import annotations

from dataclasses import dataclass, field

from licdsl.terms.places import NOWHERE, Place
from licdsl.values.periods import Window


@dataclass(frozen=True, slots=True)
class Limit:
    """`limit 5,000,000 requests per article each calendar month, then charge surge`.

    `per` is `article`, `work`, `product`, `territory`, `user` or None; `charge` is the label of
    the price for the excess, or None for "then deny". Limits of one permission are sorted.
    """

    count: int
    unit: str
    window: Window
    per: str | None = None
    charge: str | None = None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SizeLimit:
    """`at most 75 words per display`: the size of one act, inclusive."""

    count: int
    unit: str
    per: str
    place: Place = field(default=NOWHERE, compare=False)
