"""The place at which a piece of a contract stops making sense, with all that is known there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from licdsl.language.automaton import Machine, Stuck, Token, acceptable
from licdsl.language.diagnostics import Diagnostic, Span, error
from licdsl.language.grammar import table
from licdsl.language.pieces import Piece, comment_start, next_line
from licdsl.language.source import Source

_WIDEST = 160
_LONGEST_WORD = 40
_WORD = re.compile(r'"[^"\n]*"?|\w[\w.%-]*|[^\w\s"#,():]+|.')


@dataclass(frozen=True, slots=True)
class Spot:
    """Where no token fits: `expected` are the terminals that would, sorted.

    `line_tokens` are the tokens of the line so far, continuations included; `offset` is where
    the word that does not fit starts, or the end of the line or piece; `line_number` is the line
    of `offset`, `code` that line without indentation and comment, `rest` what of it starts at
    `offset`.
    """

    source: Source
    piece: Piece
    offset: int
    expected: tuple[str, ...]
    line_tokens: tuple[Token, ...]
    line_number: int
    code: str
    rest: str

    @classmethod
    def of(cls, source: Source, piece: Piece, machine: Machine, stuck: Stuck) -> Spot:
        """The spot at which `machine` is stuck."""
        line_tokens = tuple(machine.tokens[machine.line_from :])
        number = source.span(stuck.offset, stuck.offset).line
        line = source.line(number)
        code = line[: comment_start(line)].rstrip()
        rest = code[stuck.offset - source.line_starts[number - 1] :] if stuck.offset < piece.end else ""
        expected = acceptable(table(), stuck.stack)
        return cls(source, piece, stuck.offset, expected, line_tokens, number, code.lstrip(), rest.lstrip())

    @property
    def previous(self) -> Token | None:
        """The token before, if it belongs to the same line."""
        return self.line_tokens[-1] if self.line_tokens else None

    @property
    def line_start(self) -> int:
        """Where the line of `offset` starts."""
        return self.source.line_starts[self.line_number - 1]

    @property
    def ended(self) -> bool:
        """Whether it is the end of the line, not a word, that does not fit."""
        return not self.rest

    @property
    def word(self) -> str:
        """The word at `offset`; empty at the end of a line."""
        match = _WORD.match(self.rest)
        return match[0] if match else ""

    @property
    def starts_line(self) -> bool:
        """Whether nothing stands before `offset` on its line."""
        return not self.source.text[self.line_start : self.offset].strip()

    def span(self, length: int, back: int = 0) -> Span:
        """The span of `length` characters from `offset`, and `back` before it."""
        return self.source.span(self.offset - back, self.offset + length)

    def end_span(self) -> Span:
        """The place just after the last token of the line."""
        if self.previous is None:
            return self.span(0)
        last = self.previous.span
        return self.source.span(last.end, last.end)

    def corrected(self, old: str, new: str) -> str:
        """A hint to write the line with the word at `offset` (`old`) replaced by `new`."""
        before = self.source.text[self.line_start : self.offset].lstrip()
        return typed(f"{before}{new}{self.rest[len(old) :]}")


def shown(word: str) -> str:
    """A word for a message: cut where it is very long."""
    return word if len(word) <= _LONGEST_WORD else word[:_LONGEST_WORD] + "…"


def typed(text: str) -> str:
    """The hint to write `text`."""
    return f"write `{text if len(text) <= _WIDEST else text[:_WIDEST] + '…'}`"


@dataclass(frozen=True, slots=True)
class Slip:
    """A diagnosed mistake, and the offset of the line at which reading goes on."""

    diagnostic: Diagnostic
    resume: int


def slip(
    spot: Spot, code: str, message: str, hint: str | None, span: Span | None = None, resume: int | None = None
) -> Slip:
    """An error at the word of `spot` (or `span`), after which the next line is read (or `resume`)."""
    where = spot.span(len(spot.word)) if span is None else span
    after = next_line(spot.source.text, spot.offset, spot.piece.end) if resume is None else resume
    return Slip(error(code, message, where, hint), after)
