"""Items of one line, and the file as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from licdsl.language.diagnostics import Span
from licdsl.language.syntax.clauses import Duty, Permission, Power, Prohibition
from licdsl.language.syntax.conditions import Condition
from licdsl.language.syntax.header import Header
from licdsl.language.syntax.prices import Price, Split
from licdsl.language.syntax.tests import Test
from licdsl.language.syntax.words import Digest, Duration, Name, Number, Text


@dataclass(frozen=True, slots=True)
class Include:
    """`include "…" version 2 sha256:…`."""

    title: Text
    version: Number
    digest: Digest
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Define:
    """`define NAME means …`; a `Text` binds people and no machine."""

    name: Name
    meaning: Condition | Text
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Fact:
    """`fact NAME "prose" attested by PARTY every 24 hours`."""

    name: Name
    prose: Text | None
    attester: Name
    fresh_for: Duration | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class EventDeclaration:
    """`event takedown-notice notified by publisher`."""

    name: Name
    notifier: Name
    span: Span = field(compare=False)


Item = (
    Include | Define | Fact | EventDeclaration | Permission | Prohibition | Duty | Price | Split
    | Power | Test
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A contract file; `header` is None when it could not be read, unreadable items are left out."""

    header: Header | None
    items: tuple[Item, ...]
    span: Span = field(compare=False)
