"""How deep conditions and instants are nested: at most `DEEPEST` deep.

Brackets and `not` count, and `N days after` before another. The automaton itself has no limit; the cap
protects what walks over the tree later.
"""

from __future__ import annotations

import re

from licdsl.language.diagnostics import Diagnostic, error
from licdsl.language.pieces import Piece
from licdsl.language.source import Source

DEEPEST = 32

_CHAIN = re.compile(rf"(?:\d[\d,]*[ \t]+(?:business[ \t]+)?[a-z]+[ \t]+after[ \t]+){{{DEEPEST + 1}}}")
_PART = re.compile(r'"[^"\n]*"|#[^\n]*|[()]|[\w-]+')


def too_deep(source: Source, piece: Piece) -> Diagnostic | None:
    """The first place in `piece` that is nested too deeply, if there is one."""
    counts = {word: source.text.count(word, piece.start, piece.end) for word in ("(", "not", "after")}
    if counts["after"] > DEEPEST:
        chain = _CHAIN.search(source.text, piece.start, piece.end)
        if chain:
            message = f"more than {DEEPEST} times are counted one after the other"
            return error("L005", message, source.span(chain.start(), chain.end()), "add the durations up")
    return _too_bracketed(source, piece) if counts["("] + counts["not"] > DEEPEST else None


def _too_bracketed(source: Source, piece: Piece) -> Diagnostic | None:
    text = source.text
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
