"""Rating: what a price makes of a quantity, exactly, and rounded once.

Per unit, the exact amount is quantity x rate; `per started N` counts whole packages of N, on the
total and never per event. Graduated tiers price each unit at the rate of the tier that it lies in,
`(previous, up to]`:

    first 1,000,000 at GBP 5.00 per 1,000 · next 2,000,000 at GBP 4.00 · rest at GBP 3.00
    F(4,000,000) = 5,000.00 + 8,000.00 + 3,000.00 = GBP 16,000.00

Where the window of the tiers is longer than the invoiced period (tiers each year, an invoice each
month), a line is a slice of it: F(before + quantity) - F(before), exact, then rounded. Where it is
shorter, the line is the sum of its windows. Either way one line is rounded once.

Minimums, maximums, flat fees and volume tiers are no part of this; see `unbilled.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from licdsl.settlement.exact import Exact, exact
from licdsl.terms.price import Price, TierKind
from licdsl.values.money import Money, Rate


@dataclass(frozen=True, slots=True)
class Slice:
    """`quantity` units of one tier window, after the `before` units that earlier lines took."""

    quantity: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class TierPart:
    """The units of a line that lie in (`above`, `up_to`], at `rate`; `up_to` is None for the rest."""

    above: int
    up_to: int | None
    quantity: int
    rate: Rate
    exact: Exact


@dataclass(frozen=True, slots=True)
class Rated:
    """The amount of one line: units, exact amount, the one rounding, and the parts that add up to it."""

    quantity: int
    exact: Exact
    rounded: Money
    parts: tuple[TierPart, ...]


def rate(price: Price, quantity: int, before: int = 0) -> Rated:
    """Rate `quantity` units that follow `before` units of the same window; see `rate_slices`."""
    return rate_slices(price, (Slice(quantity, before),))


def rate_slices(price: Price, slices: Iterable[Slice]) -> Rated:
    """Rate one line made of slices of tier windows.

    Raises ValueError for a price without a metered tariff, for volume tiers, and for a negative
    quantity. Parts without units are left out.
    """
    bands = tuple(_bands(price))
    listed = tuple(slices)
    if any(piece.quantity < 0 or piece.before < 0 for piece in listed):
        raise ValueError("a quantity is negative")
    parts = tuple(_part(band, listed) for band in bands)
    total = exact(0, 1, bands[0].rate.currency)
    for part in parts:
        total += part.exact
    return Rated(
        quantity=sum(piece.quantity for piece in listed),
        exact=total,
        rounded=total.rounded(price.rounding, price.step),
        parts=tuple(part for part in parts if part.quantity),
    )


@dataclass(frozen=True, slots=True)
class _Band:
    above: int
    up_to: int | None
    rate: Rate

    def holds(self, quantity: int) -> int:
        """How many of the first `quantity` units lie in this band."""
        top = quantity if self.up_to is None else min(quantity, self.up_to)
        return max(0, top - self.above)


def _bands(price: Price) -> Iterable[_Band]:
    if price.rate is not None:
        yield _Band(0, None, price.rate)
    elif price.tiers is not None and price.tiers.kind is TierKind.GRADUATED:
        above = 0
        for tier in price.tiers.tiers:
            yield _Band(above, tier.up_to, tier.rate)
            above = tier.up_to or above
    else:
        raise ValueError(f"price `{price.label}` has no per-unit or graduated tariff")


def _part(band: _Band, slices: tuple[Slice, ...]) -> TierPart:
    """The units of one band in all slices; started packages are counted per window, cumulatively."""
    quantity, amount = 0, exact(0, 1, band.rate.currency)
    for piece in slices:
        before, now = band.holds(piece.before), band.holds(piece.before + piece.quantity)
        quantity += now - before
        amount += _exact(band.rate, now) - _exact(band.rate, before)
    return TierPart(band.above, band.up_to, quantity, band.rate, amount)


def _exact(rate: Rate, quantity: int) -> Exact:
    return exact(*rate.exact(quantity), rate.currency)
