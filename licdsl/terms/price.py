"""Prices, commissions and splits: what is owed for uses, and who shares it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from licdsl.terms.conditions import Attribute, Condition, InstantExpression
from licdsl.terms.places import NOWHERE, Place
from licdsl.values.money import Money, Rate, Ratio, Rounding
from licdsl.values.periods import Duration, Window


class TierKind(enum.Enum):
    """Graduated tiers price each part at its own rate; volume tiers price all at one."""

    GRADUATED = "graduated"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True)
class Tier:
    """Units in (previous bound, `up_to`] at `rate`; the last tier has no bound."""

    up_to: int | None
    rate: Rate


@dataclass(frozen=True, slots=True)
class Tiers:
    """One ordered list; `window` is the period whose cumulative quantity finds the tier."""

    kind: TierKind
    unit: str
    window: Window
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class PerPeriod:
    """An amount for each window: a flat fee, a minimum or a maximum.

    `usage_counts` is only for minimums: True for "usage counts towards it", False for "on top".
    """

    amount: Money
    window: Window
    usage_counts: bool | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """What `payer` pays `payee` for `uses`; exactly one of `rate`, `tiers` and `flat` is the tariff.

    `invoiced` is the period that one line covers; `rounding` and `step` say how the line's exact
    amount is rounded (default: half even to the currency's minor unit).
    """

    label: str
    payer: str
    payee: str
    uses: tuple[str, ...] = ()
    invoiced: Window | None = None
    rate: Rate | None = None
    tiers: Tiers | None = None
    flat: PerPeriod | None = None
    minimum: PerPeriod | None = None
    maximum: PerPeriod | None = None
    due: tuple[Duration, InstantExpression] | None = None
    rounding: Rounding = Rounding.HALF_EVEN
    step: Money | None = None
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    replaces: str | None = None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Commission:
    """`ratio` of `base` (gross or net) to `party`, deducted from the pot or on top of the price."""

    party: str
    ratio: Ratio
    base: str
    on_top: bool


@dataclass(frozen=True, slots=True)
class Share:
    """`ratio` of the divided pot to `party`, None for `rest`; `by` weighs inside a group."""

    party: str
    ratio: Ratio | None
    by: Attribute | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """How the money of one price (`divides`) is divided, after the splits named in `after`."""

    label: str
    divides: str
    after: tuple[str, ...] = ()
    commissions: tuple[Commission, ...] = ()
    shares: tuple[Share, ...] = ()
    rounding: Rounding | None = None
    step: Money | None = None
    place: Place = field(default=NOWHERE, compare=False)
