"""The tests that stand in a contract's file."""

from __future__ import annotations

from dataclasses import dataclass, field

from licdsl.language.diagnostics import Span
from licdsl.language.syntax.conditions import Value
from licdsl.language.syntax.words import Amount, Code, Day, Moment, Name, Number, PeriodName, Quantity, Text


@dataclass(frozen=True, slots=True)
class Told:
    """One thing told about a subject: `section news`, `verified` (no value), `not sanctioned`."""

    name: Name
    value: Value | None
    negated: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenTime:
    """`given time 2026-03-02 09:00`."""

    moment: Moment
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenUse:
    """`given 4,000,000 requests of ground in 2026-03`."""

    count: Number
    unit: Name
    use: Name
    period: PeriodName
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenAbout:
    """`given SUBJECT THING, THING … [on DAY]`.

    `article section news, not names-a-minor`; `buyer verified`; `usage-report missed on
    2026-08-14`; and `acceptance on 2026-01-01`, where nothing is told but the day.
    """

    subject: Name
    told: tuple[Told, ...]
    on: Day | Moment | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """`ask licensee to display 80 words in GB`."""

    party: Name
    uses: tuple[Name, ...]
    sizes: tuple[Quantity, ...]
    territory: Code | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ExpectDecision:
    """`expect deny by embargo until 2026-03-02 14:00`; `outcome` is allow or deny."""

    outcome: Name
    by: Name | None
    until: Moment | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ExpectUndecided:
    """`expect undecided for verified, sanctioned`; `facts` may be empty."""

    facts: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ExpectInvoice:
    """`expect invoice 2026-03 GBP 16,000.00`."""

    period: PeriodName
    amount: Amount
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ExpectShare:
    """`expect share marketplace EUR 121.50`."""

    party: Name
    amount: Amount
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ExpectState:
    """`expect usage-report is uncured on 2026-11-23`."""

    clause: Name
    state: Name
    on: Day | None
    span: Span = field(compare=False)


TestLine = (
    GivenTime | GivenUse | GivenAbout | Ask | ExpectDecision | ExpectUndecided | ExpectInvoice
    | ExpectShare | ExpectState
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Test:
    """`test "…":` and its lines."""

    title: Text
    lines: tuple[TestLine, ...]
    span: Span = field(compare=False)
