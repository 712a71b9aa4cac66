"""Did you mean: the known word that is nearest to a misspelt one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar of the `known` words, or None where none is close; ties go by the alphabet.

    A known word that holds the whole of `word`, or is held by it, is nearer than one that looks alike.
    """
    words = sorted(set(known))
    folded = word.casefold()
    if len(word) > 3:
        for each in words:
            if each.casefold() in folded or folded in each.casefold():
                return each
    matches = difflib.get_close_matches(word, words, n=1, cutoff=0.66)
    return matches[0] if matches else None


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
