"""Prices and splits, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field

from licdsl.language.diagnostics import Span
from licdsl.language.syntax.conditions import Instant
from licdsl.language.syntax.lines import Ref, Round, Unless, When
from licdsl.language.syntax.words import Amount, Attribute, Duration, Name, Number, Percent, Window


@dataclass(frozen=True, slots=True)
class PerUnits:
    """`GBP 5.00 per started 1,000 requests`; `per` is None where no number is written."""

    amount: Amount
    started: bool
    per: Number | None
    unit: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class NoCharge:
    """`no charge`."""

    span: Span = field(compare=False)


Rate = PerUnits | NoCharge


@dataclass(frozen=True, slots=True)
class Pays:
    """`licensee pays publisher`."""

    payer: Name
    payee: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class For:
    """`for ground, summarise`."""

    uses: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Invoiced:
    """`invoiced each calendar month`."""

    window: Window
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Flat:
    """`flat USD 20,000,000.00 each contract year`."""

    amount: Amount
    window: Window
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RateLine:
    """`rate GBP 9.00 per 1,000 requests`."""

    rate: Rate
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Tiers:
    """`tiers graduated requests each calendar month`; `kind` is `graduated` or `volume`."""

    kind: Name
    unit: Name
    window: Window
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class First:
    """`first 1,000,000 at GBP 5.00 per 1,000 requests`."""

    count: Number
    rate: Rate
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Next:
    """`next 2,000,000 at GBP 4.00 per 1,000 requests`."""

    count: Number
    rate: Rate
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Rest:
    """`rest at GBP 3.00 per 1,000 requests`."""

    rate: Rate
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Minimum:
    """`minimum … , usage counts towards it` (True), `, usage is on top` (False) or neither (None)."""

    amount: Amount
    window: Window
    usage_counts: bool | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Maximum:
    """`maximum USD 4,000,000.00 each calendar quarter`."""

    amount: Amount
    window: Window
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Due:
    """`due 30 days after period end`."""

    duration: Duration
    base: Instant
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Replaces:
    """`replaces usage`."""

    price: Name
    span: Span = field(compare=False)


PriceLine = (
    Pays | For | Invoiced | Flat | RateLine | Tiers | First | Next | Rest | Minimum | Maximum | Due
    | Round | When | Unless | Replaces | Ref
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Price:
    """`price LABEL:` and its lines."""

    label: Name
    lines: tuple[PriceLine, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Divides:
    """`divides per-request after sale, fees`."""

    price: Name
    after: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class CommissionLine:
    """`commission marketplace 15% of gross, deducted`; `base` gross or net, `bearer` deducted or on top."""

    party: Name
    percent: Percent
    base: Name
    bearer: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ShareLine:
    """`share freelancers 30% by words of article`; `percent` is None for `rest`."""

    party: Name
    percent: Percent | None
    by: Attribute | None
    span: Span = field(compare=False)


SplitLine = Divides | CommissionLine | ShareLine | Round | Ref


@dataclass(frozen=True, slots=True)
class Split:
    """`split LABEL:` and its lines."""

    label: Name
    lines: tuple[SplitLine, ...]
    span: Span = field(compare=False)
