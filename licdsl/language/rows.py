"""The physical lines of a contract without mistakes, each with its tokens and its comment.

The formatter moves no token to another line, so lines are all that it needs to know.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from licdsl.language.automaton import NEWLINE, Machine, Token
from licdsl.language.builder import MAKERS
from licdsl.language.grammar import table
from licdsl.language.pieces import comment_start, cut
from licdsl.language.source import Source


class Role(enum.Enum):
    """What a line with code is: the first of an item, a line in a block, or a continuation."""

    TOP = "top"
    LINE = "line"
    TOP_CONTINUED = "top continued"
    LINE_CONTINUED = "line continued"


@dataclass(frozen=True, slots=True)
class Row:
    """One line with code: its tokens without newlines, and the kind of item that it is in.

    `comment` is the comment after the code with its `#`, `column` where it starts, counted from 0
    with tabs of eight.
    """

    number: int
    role: Role
    kind: str
    tokens: tuple[Token, ...]
    comment: str
    column: int


@dataclass(frozen=True, slots=True)
class Remark:
    """One line that holds only a comment; `indented` when blanks stand before it."""

    number: int
    comment: str
    indented: bool


def rows(source: Source) -> Iterator[Row | Remark]:
    """The lines of `source` that are not blank, in order; `source` must parse without errors."""
    found = {row.number: row for row in _code_rows(source)}
    for number in range(1, len(source.line_starts) + 1):
        line = source.line(number)
        if number in found:
            yield found[number]
        elif line.strip():
            yield Remark(number, line.strip(), line[0].isspace())


def _code_rows(source: Source) -> Iterator[Row]:
    whole = Source(source.path, source.text + "\n")
    for piece in cut(whole.text):
        machine = Machine(table(), MAKERS, piece.rule)
        machine.start_line(piece.start, piece.line)
        machine.read(whole.text, piece.end)
        for index, line in enumerate(_logical_lines(machine.tokens)):
            top = index == 0 or (piece.kind == "opening" and index == 1)
            yield from _physical_lines(source, piece.kind, top, line)


def _logical_lines(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of each line, cut where a newline ends one."""
    line: list[Token] = []
    depth = 0
    for token in tokens:
        depth += {"LPAR": 1, "RPAR": -1}.get(token.terminal, 0)
        if token.terminal != NEWLINE:
            line.append(token)
        elif line and not depth and line[-1].terminal != "MEANS":
            yield line
            line = []


def _physical_lines(source: Source, kind: str, top: bool, tokens: list[Token]) -> Iterator[Row]:
    by_number: dict[int, list[Token]] = {}
    for token in tokens:
        by_number.setdefault(token.line, []).append(token)
    first, continued = (Role.TOP, Role.TOP_CONTINUED) if top else (Role.LINE, Role.LINE_CONTINUED)
    for number, here in by_number.items():
        line = source.line(number)
        start = comment_start(line)
        role = first if number == tokens[0].line else continued
        column = len(line[:start].expandtabs(8))
        yield Row(number, role, kind, tuple(here), line[start:].rstrip(), column)
