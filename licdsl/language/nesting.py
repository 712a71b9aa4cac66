"""How deep conditions are nested: brackets and `not` count, at most `DEEPEST` of them.

The automaton itself has no limit; the cap protects what walks over the tree later.
"""

from __future__ import annotations

import re

from licdsl.language.diagnostics import Diagnostic, error
from licdsl.language.pieces import Piece
from licdsl.language.source import Source

DEEPEST = 32

_PART = re.compile(r'"[^"\n]*"|#[^\n]*|[()]|[\w-]+')


def too_deep(source: Source, piece: Piece) -> Diagnostic | None:
    """The first place in `piece` that more than `DEEPEST` brackets and `not`s surround."""
    text = source.text
    if text.count("(", piece.start, piece.end) + text.count("not", piece.start, piece.end) <= DEEPEST:
        return None
    opened: list[int] = []
    depth = pending = 0
    for match in _PART.finditer(text, piece.start, piece.end):
        part = match[0]
        if part == "not":
            pending += 1
        elif part == "(":
            opened.append(pending + 1)
            depth, pending = depth + pending + 1, 0
        elif part == ")":
            depth, pending = depth - (opened.pop() if opened else 0), 0
        else:
            pending = 0
        if depth + pending > DEEPEST:
            message = f"conditions are nested more than {DEEPEST} deep"
            hint = "give the inner part a name with `define`"
            return error("L005", message, source.span(match.start(), match.end()), hint)
    return None
