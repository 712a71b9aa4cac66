"""Permissions, prohibitions, duties and powers, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field

from licdsl.language.diagnostics import Span
from licdsl.language.syntax.conditions import Condition, Instant
from licdsl.language.syntax.lines import Ref, Survives, Unless, When
from licdsl.language.syntax.words import Amount, Code, Duration, Name, Number, Period, Window
from licdsl.values.periods import Unit


@dataclass(frozen=True, slots=True)
class May:
    """`licensee may ground, display`."""

    party: Name
    uses: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class MustNot:
    """`licensee must not train`."""

    party: Name
    uses: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Content:
    """`content archive, recipes except games`; `included` is None for `anything`."""

    included: tuple[Name, ...] | None
    excluded: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Territory:
    """`territory GB, IE`."""

    codes: tuple[Code, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class From:
    """`from 2026-07-01`."""

    instant: Instant
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Until:
    """`until 6 hours after publication of article`."""

    instant: Instant
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ThenDeny:
    """`, then deny`."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ThenCharge:
    """`, then charge surge`."""

    price: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Limit:
    """`limit 50 displays per article in any 24 hours, then charge surge`."""

    count: Number
    unit: Name
    per: Name | None
    window: Window
    over: ThenDeny | ThenCharge | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AtMost:
    """`at most 75 words per display`."""

    count: Number
    unit: Name
    per: Name
    span: Span = field(compare=False)


ScopeLine = Content | When | Unless | Territory | From | Until | Survives | Ref
PermissionLine = May | Limit | AtMost | ScopeLine
ProhibitionLine = MustNot | ScopeLine


@dataclass(frozen=True, slots=True)
class Permission:
    """`permission LABEL:` and its lines."""

    label: Name
    lines: tuple[PermissionLine, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Prohibition:
    """`prohibition LABEL:` and its lines."""

    label: Name
    lines: tuple[ProhibitionLine, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Must:
    """`licensee must send usage-report to publisher`."""

    party: Name
    action: Name
    subject: Name | None
    recipient: Name | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Whenever:
    """`whenever display`."""

    uses: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WheneverEnds:
    """`whenever assistant ends`."""

    clause: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Every:
    """`every calendar month`."""

    period: Period
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class With:
    """`with masthead, headline, link`."""

    parts: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Within:
    """`within 10 business days after period end`."""

    duration: Duration
    base: Instant
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class OtherwisePay:
    """`otherwise after GRACE PARTY must pay AMOUNT to PAYEE per started UNIT late up to CAP`."""

    grace: Duration | None
    party: Name
    amount: Amount
    payee: Name
    per_started: Unit | None
    cap: Amount | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class OtherwiseBreach:
    """`otherwise after GRACE breach, cure within CURE`."""

    grace: Duration | None
    cure: Duration | None
    span: Span = field(compare=False)


DutyLine = (
    Must | Whenever | WheneverEnds | Every | With | Within | OtherwisePay | OtherwiseBreach | When
    | Unless | Survives | Ref
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duty:
    """`duty LABEL:` and its lines."""

    label: Name
    lines: tuple[DutyLine, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class PowerMay:
    """`publisher may suspend assistant`; `action` is suspend, terminate, resume or reprice."""

    party: Name
    action: Name
    clauses: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """`notice 5 business days`."""

    duration: Duration
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Ends:
    """`ends when …`."""

    condition: Condition
    span: Span = field(compare=False)


PowerLine = PowerMay | When | Unless | Notice | Ends | Ref


@dataclass(frozen=True, slots=True)
class Power:
    """`power LABEL:` and its lines."""

    label: Name
    lines: tuple[PowerLine, ...]
    span: Span = field(compare=False)
