"""The header of a contract and its lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from licdsl.language.diagnostics import Span
from licdsl.language.syntax.conditions import Condition, Instant
from licdsl.language.syntax.words import Code, Day, Digest, Duration, Name, Number, Text


@dataclass(frozen=True, slots=True)
class Party:
    """`party buyer anyone where …` (`title` is None) or `party publisher "…"`."""

    name: Name
    title: Text | None
    where: Condition | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class FixedTerm:
    """`term 2026-01-01 to 2026-12-31`."""

    first: Day
    last: Day
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RelativeTerm:
    """`term from acceptance for 12 months`."""

    start: Instant
    length: Duration
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Zone:
    """`time zone "Europe/London"`."""

    name: Text
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Currency:
    """`currency GBP`."""

    code: Code
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """`business days "England and Wales"`."""

    calendar: Text
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Law:
    """`law "New York"`."""

    text: Text
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`vocabulary press 1`."""

    name: Name
    version: Number
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Amends:
    """`amends sha256:… from 2026-07-01`."""

    digest: Digest
    start: Day
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Prevails:
    """`conflict signed-text prevails`; `which` is `signed-text` or `this-file`."""

    which: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """`accepted by first-request`."""

    by: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """`withdraw on 30 days notice`."""

    notice: Duration
    span: Span = field(compare=False)


HeaderLine = (
    Party | FixedTerm | RelativeTerm | Zone | Currency | BusinessDays | Law | Vocabulary | Amends
    | Prevails | Accepted | Withdraw
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """The language's number, then `kind` (licence, license, offer, template), title, version, lines."""

    language: Number
    kind: Name
    title: Text
    version: Number
    lines: tuple[HeaderLine, ...]
    span: Span = field(compare=False)
