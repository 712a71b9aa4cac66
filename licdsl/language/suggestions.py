"""Did you mean: the known word that is nearest to a misspelt one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from fractions import Fraction

_CLOSE = Fraction(2, 3)

_LONGEST = 60


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar of the `known` words, or None where none is close; ties go by the alphabet.

    A known word that holds the whole of `word`, or is held by it, is nearer than one that looks alike.
    A word of more than 60 letters is near to none: comparing costs the product of the lengths.
    """
    if len(word) > _LONGEST:
        return None
    words = sorted(set(known))
    folded = word.casefold()
    for each in words:
        if min(len(word), len(each)) > 3 and (each.casefold() in folded or folded in each.casefold()):
            return each
    best = max(words, key=lambda each: _likeness(each, word), default="")
    return best if best and _likeness(best, word) >= _CLOSE else None


def _likeness(one: str, other: str) -> Fraction:
    """How much of two words is alike, from 0 to 1."""
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return Fraction(2 * sum(block.size for block in blocks), len(one) + len(other))


def write(word: str, known: Iterable[str], otherwise: str | None = None) -> str | None:
    """A hint to write the nearest known word, else `otherwise`."""
    found = nearest(word, known)
    return otherwise if found is None else f"write `{found}`"


def listing(words: Iterable[str], most: int = 8) -> str:
    """Words for a hint, in their order: `news`, `sport` or `business`; cut after `most`."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) > most:
        return ", ".join(quoted[:most]) + " …"
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " or " + quoted[-1]
