"""Findings about a contract's text: data, never exceptions.

A diagnostic says in one plain sentence what is wrong at one place; its hint is the text to type
instead. `codes.py` has the list of codes, `rendering.py` shows diagnostics to people.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Severity(enum.Enum):
    """How much a finding matters; only an `ERROR` keeps a contract from running."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The stretch [`start`, `end`) of a text, in characters counted from 0.

    `line`, `column`, `end_line` and `end_column` say the same for people, counted from 1; the end
    is exclusive there too, and a tab counts as one column.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, last: Span) -> Span:
        """The span from the start of this one to the end of `last`."""
        return Span(self.start, last.end, self.line, self.column, last.end_line, last.end_column)


BEGINNING = Span(0, 0, 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a registered `code`, one sentence, its place, the text to type instead.

    `message` is lower case, one line, without a full stop, with the author's words in backticks.
    `related` holds other places that matter, such as the other side of a conflict.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str | None = None
    related: tuple[tuple[Span, str], ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether the contract cannot run because of it."""
        return self.severity is Severity.ERROR


def error(code: str, message: str, span: Span, hint: str | None = None) -> Diagnostic:
    """An error; the commonest kind of diagnostic."""
    return Diagnostic(code, Severity.ERROR, message, span, hint)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Without repetitions, sorted by place, then code, then sentence: the same in every process."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=_position))


def _position(diagnostic: Diagnostic) -> tuple[int, int, str, str]:
    return (diagnostic.span.start, diagnostic.span.end, diagnostic.code, diagnostic.message)
