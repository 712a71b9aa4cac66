"""The invoice of one account under one contract: a line per price and invoiced window.

Order of operations (settlement.md): gather → split the excess off → tariff, exact → round once →
commission. What is gathered is order-free, so the invoice is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from licdsl.settlement.cells import Cell, Gathering
from licdsl.settlement.commission import Waterfall, waterfall
from licdsl.settlement.excess import split_off
from licdsl.settlement.rating import Rated, Slice, rate_slices
from licdsl.settlement.unbilled import Unbilled
from licdsl.terms.billing import is_rated
from licdsl.terms.price import Price
from licdsl.values.instants import to_text
from licdsl.values.money import Money
from licdsl.values.periods import WHOLE_OF_TIME, Span


@dataclass(frozen=True, slots=True)
class Line:
    """What one price makes of one invoiced window: units by use, exact and rounded amount, waterfall.

    `before` is how many units earlier lines of the same tier windows took; `held_by` the split that
    the pot goes to and that is not divided yet, None where the payee keeps it.
    """

    price: Price
    window: Span
    unit: str
    uses: tuple[tuple[str, int], ...]
    before: int
    rated: Rated
    waterfall: Waterfall
    held_by: str | None


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Allowed uses that cost nothing because no price applies to them."""

    use: str
    unit: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """The lines of one account, what was free of price, and what is metered but not billed here."""

    account: str
    lines: tuple[Line, ...]
    unpriced: tuple[Unpriced, ...]
    unbilled: tuple[Unbilled, ...]

    @property
    def totals(self) -> tuple[Money, ...]:
        """What the account pays, one sum per currency."""
        return totals(line.waterfall.payer_pays for line in self.lines)


def totals(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum per currency, by code; amounts of different currencies never mix."""
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money(0, amount.currency)) + amount
    return tuple(sums[code] for code in sorted(sums))


def invoice(account: str, gathering: Gathering) -> Invoice:
    """Bill what was gathered for `account`."""
    cells = split_off(gathering.tariff, gathering.cells)
    by_price: dict[str, dict[Cell, int]] = defaultdict(dict)
    for cell, quantity in sorted(cells.items()):
        by_price[cell.price][cell] = quantity
    free = by_price.pop("", {})
    lines: list[Line] = []
    unbilled: list[Unbilled] = []
    for label, priced in sorted(by_price.items()):
        price = gathering.tariff.prices[label]
        if is_rated(price):
            lines += _lines(price, priced, gathering)
            unbilled += _pending(price, priced, gathering)
        else:
            unbilled += _unrated(price, priced, gathering)
    return Invoice(account, tuple(lines), _unpriced(free, gathering), tuple(sorted(unbilled)))


def _lines(price: Price, cells: Mapping[Cell, int], gathering: Gathering) -> list[Line]:
    invoiced: dict[tuple[int, int], dict[Cell, int]] = defaultdict(dict)
    for cell, quantity in cells.items():
        invoiced[cell.invoiced.start, cell.invoiced.end][cell] = quantity
    return [
        _line(price, Span(*window), invoiced[window], cells, gathering)
        for window in sorted(invoiced)
        if gathering.billed(next(iter(invoiced[window]))) and any(invoiced[window].values())
    ]


def _line(
    price: Price, window: Span, cells: Mapping[Cell, int], every: Mapping[Cell, int], gathering: Gathering
) -> Line:
    slices = _slices(window, cells, every)
    rated = rate_slices(price, slices)
    uses: dict[str, int] = defaultdict(int)
    for cell, quantity in cells.items():
        uses[cell.use] += quantity
    return Line(
        price=price,
        window=window,
        unit=next(iter(cells)).unit,
        uses=tuple(sorted(uses.items())),
        before=sum(piece.before for piece in slices),
        rated=rated,
        waterfall=waterfall(price, rated.rounded, gathering.tariff.commissions.get(price.label, ())),
        held_by=gathering.tariff.held.get(price.label),
    )


def _slices(window: Span, cells: Mapping[Cell, int], every: Mapping[Cell, int]) -> list[Slice]:
    """One slice per tier window: the units of this line, after those that earlier lines took."""
    now: dict[int, int] = defaultdict(int)
    for cell, quantity in cells.items():
        now[cell.tiers.start] += quantity
    before = dict.fromkeys(now, 0)
    for cell, quantity in every.items():
        if cell.tiers.start in before and cell.invoiced.start < window.start:
            before[cell.tiers.start] += quantity
    return [Slice(now[start], before[start]) for start in sorted(now)]


def _unpriced(cells: Mapping[Cell, int], gathering: Gathering) -> tuple[Unpriced, ...]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for cell, quantity in cells.items():
        if gathering.billed(cell):
            sums[cell.use, cell.unit] += quantity
    return tuple(Unpriced(use, unit, quantity) for (use, unit), quantity in sorted(sums.items()) if quantity)


def _pending(price: Price, cells: Mapping[Cell, int], gathering: Gathering) -> list[Unbilled]:
    """Units whose invoiced window ends after the period."""
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for cell, quantity in cells.items():
        if cell.invoiced.end > gathering.period.end:
            sums[cell.invoiced.end, cell.unit] += quantity
    return [
        Unbilled(price.label, "later invoice", f"{quantity:,} {unit} in a window {_ends(end)}")
        for (end, unit), quantity in sorted(sums.items())
        if quantity
    ]


def _ends(end: int) -> str:
    return f"that ends {to_text(end)}" if end < WHOLE_OF_TIME.end else "that has no end yet"


def _unrated(price: Price, cells: Mapping[Cell, int], gathering: Gathering) -> list[Unbilled]:
    """Units of a price that this build cannot rate; `unbilled_price` says why."""
    sums: dict[str, int] = defaultdict(int)
    for cell, quantity in cells.items():
        if cell.invoiced.end > gathering.period.start:
            sums[cell.unit] += quantity
    return [
        Unbilled(price.label, "metered", f"{quantity:,} {unit} are metered, not billed")
        for unit, quantity in sorted(sums.items())
        if quantity
    ]
