"""Cutting a file into its header and its blocks, and finding where the next line starts.

The words that start a block are reserved at the start of a line, at any indentation, so a file
can be cut without reading it, and a mistake in one block cannot spoil the next. A line that
looks like a heading (`word label:`) starts a block even when its word is misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from licdsl.language.forms import LINES, MODAL
from licdsl.language.suggestions import nearest

BLOCKS = ("permission", "prohibition", "duty", "price", "split", "power", "test")
"""The kinds of item that have lines of their own."""

ITEMS = ("define", "fact", "event", "include")
"""The kinds of item that are one line."""

_HEADING = re.compile(
    rf"""^[ \t]*(?:(?P<known>{"|".join(BLOCKS + ITEMS)})(?![A-Za-z0-9_-])
    |(?P<odd>[A-Za-z][\w-]*|"[^"\n]*")(?:[ \t]+(?:[A-Za-z][\w-]*|"[^"\n]*"))?[ \t]*:[ \t]*(?:\#.*)?\r?$)""",
    re.MULTILINE | re.VERBOSE,
)
_LINE_WORDS = re.compile(r"^[ \t]*([a-z]+)(?:[ \t]+(may|must|pays)(?:[ \t]+(not))?)?", re.MULTILINE)
_NO_LINES = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)+")
_JOINS_ON = re.compile(r"[ \t]*(?:and|or)(?![A-Za-z0-9_-])|[ \t]*\)")
_STRING_OR_COMMENT = re.compile(r'"[^"\n]*"|#[^\n]*')


@dataclass(frozen=True, slots=True)
class Piece:
    """One item, or the header (`opening`), at [`start`, `end`) from line `line` on.

    `odd` is the first word as it is written where that is no kind of item; `kind` is then the
    nearest kind.
    """

    kind: str
    start: int
    end: int
    line: int
    odd: str | None = None

    @property
    def rule(self) -> str:
        """The start rule of the grammar that reads it."""
        return "event_declaration" if self.kind == "event" else self.kind


def cut(text: str) -> Iterator[Piece]:
    """The pieces of `text` in order; the first one is the header, even where it is empty."""
    known, odd, start, line = "opening", None, 0, 1
    for match in (*_HEADING.finditer(text), None):
        end = len(text) if match is None else match.start()
        yield Piece(known or _likely_kind(odd or "", text[start:end]), start, end, line, odd)
        if match is not None:
            line += text.count("\n", start, end)
            known, odd, start = match["known"], match["odd"], end


def _likely_kind(odd: str, block: str) -> str:
    """What kind of block has an unknown heading: the nearest word, else the one with such lines."""
    near = nearest(odd.lower(), BLOCKS)
    if near is not None:
        return near
    fits = dict.fromkeys(BLOCKS, 0)
    for match in _LINE_WORDS.finditer(block):
        modal = " ".join(filter(None, match.group(2, 3)))
        for kind in BLOCKS:
            fits[kind] += modal == MODAL.get(kind) if modal else match[1] in LINES[kind]
    return max(BLOCKS, key=lambda kind: fits[kind])


def next_line(text: str, offset: int, end: int) -> int:
    """Where the line after the one at `offset` starts, continuations left out; at most `end`."""
    while True:
        stop = text.find("\n", offset, end)
        if stop < 0:
            return end
        start = skip_empty(text, stop + 1, end)
        joined = code_of(text[text.rfind("\n", 0, stop) + 1 : stop]).endswith(",")
        if start >= end or not (joined or _JOINS_ON.match(text, start, end)):
            return start
        offset = start


def skip_empty(text: str, offset: int, end: int) -> int:
    """The first line from `offset` on that holds more than blanks and a comment."""
    match = _NO_LINES.match(text, offset, end)
    return match.end() if match else offset


def code_of(line: str) -> str:
    """A line without its comment and the blanks around it."""
    return line[: comment_start(line)].strip()


def comment_start(line: str) -> int:
    """Where the comment of a line starts; its length where it has none."""
    for match in _STRING_OR_COMMENT.finditer(line):
        if match[0].startswith("#"):
            return match.start()
    return len(line)
