"""Hypothesis strategies for prices and metered uses, small so that their boundaries are hit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from licdsl.settlement.metered import Metered
from licdsl.terms.clauses import Permission
from licdsl.terms.contract import Contract, FixedTerm, Party
from licdsl.terms.price import Price, Split, Tier, TierKind, Tiers
from licdsl.values.instants import DAY, from_text, zone
from licdsl.values.money import Money, Rate, Rounding
from licdsl.values.periods import Kind, Unit, Window

MONTHLY = Window(Kind.CALENDAR, Unit.MONTH)
QUARTERLY = Window(Kind.CALENDAR, Unit.QUARTER)
YEARLY = Window(Kind.CALENDAR, Unit.YEAR)
DIGEST = "sha256:" + "1" * 64
START = from_text("2026-01-01T00:00:00Z")


@st.composite
def rates(draw: st.DrawFn, currency: str = "EUR") -> Rate:
    """A rate of up to four decimals per 1 to 1,000 requests, pro rata or per started package."""
    scale = draw(st.integers(0, 4))
    per = draw(st.sampled_from([1, 2, 3, 7, 10, 1_000]))
    return Rate(draw(st.integers(0, 999)), scale, currency, per, "requests", draw(st.booleans()))


@st.composite
def tier_lists(draw: st.DrawFn, window: Window = MONTHLY, currency: str = "EUR") -> Tiers:
    """One to four graduated tiers with bounds below 40."""
    bounds = sorted(draw(st.sets(st.integers(1, 40), max_size=3)))
    tiers = tuple(Tier(bound, draw(rates(currency))) for bound in [*bounds, None])
    return Tiers(TierKind.GRADUATED, "requests", window, tiers)


@st.composite
def prices(
    draw: st.DrawFn,
    label: str = "usage",
    uses: tuple[str, ...] = ("ground",),
    invoiced: Window | None = MONTHLY,
    currency: str = "EUR",
) -> Price:
    """A per-unit or graduated price; tiers cumulate over a month, a quarter or a year."""
    tariff: dict[str, Any] = {}
    if draw(st.booleans()):
        tariff["rate"] = draw(rates(currency))
    else:
        tariff["tiers"] = draw(tier_lists(draw(st.sampled_from([MONTHLY, QUARTERLY, YEARLY])), currency))
    step = draw(st.sampled_from([None, Money(1, currency), Money(5, currency)]))
    rounding = draw(st.sampled_from(Rounding))
    return Price(label, "licensee", "publisher", uses, invoiced, **tariff, rounding=rounding, step=step)


def contract_of(
    prices: Sequence[Price],
    *,
    permissions: Sequence[Permission] = (),
    splits: Sequence[Split] = (),
    digest: str = DIGEST,
    time_zone: str = "Europe/London",
) -> Contract:
    """A licence of the year 2026 with these money terms."""
    first = zone(time_zone).date(START + DAY)
    return Contract(
        language=1,
        kind="licence",
        title="Small licence",
        version=1,
        parties=(Party("licensee", "Licensee Ltd"), Party("publisher", "Publisher Ltd")),
        lifetime=FixedTerm(first.replace(day=1), first.replace(month=12, day=31)),
        zone=time_zone,
        currency=prices[0].rate.currency if prices and prices[0].rate else "EUR",
        vocabulary=("press", 1),
        permissions=tuple(permissions),
        prices=tuple(sorted(prices, key=lambda price: price.label)),
        splits=tuple(splits),
        digest=digest,
    )


@st.composite
def metered_uses(
    draw: st.DrawFn,
    price: str | None = "usage",
    contract: str = DIGEST,
    uses: Sequence[str] = ("ground",),
    clause: str | None = "answers",
) -> Metered:
    """A use of up to 15 requests on some day of 2026, by one of two accounts."""
    return Metered(
        contract=contract,
        account=draw(st.sampled_from(["account-a", "account-b"])),
        at=START + draw(st.integers(0, 364)) * DAY + draw(st.integers(0, DAY - 1)),
        use=draw(st.sampled_from(uses)),
        price=price,
        quantity=draw(st.integers(0, 15)),
        unit="requests",
        clause=clause,
    )
