"""Uses gathered into cells: all that a statement keeps of a log, however many events it holds.

A cell is one combination of clause, use, price and unit with one invoiced window, one window of
the tiers and one window of the limit. Within a cell the order and the number of events cannot
matter, because only their sum is kept; the memory of a statement grows with cells, not with events.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from licdsl.errors import IntegrityError
from licdsl.settlement.civil import CivilWindows
from licdsl.settlement.metered import Metered
from licdsl.settlement.tariff import Tariff
from licdsl.terms.billing import unit_of
from licdsl.terms.price import Price
from licdsl.values.periods import WHOLE_OF_TIME, Kind, Span, Window


class Cell(NamedTuple):
    """What one sum of units belongs to; `clause`, `price` are empty where there is none.

    `tiers` and `limit` are the windows in which tiers and the limit cumulate; the invoiced window
    itself where there is neither.
    """

    invoiced: Span
    limit: Span
    tiers: Span
    price: str
    use: str
    unit: str
    clause: str


_Placed = tuple[int, int, Cell, bool]  # start and end of the stretch, its cell, whether it is kept


@dataclass(slots=True)
class Gathering:
    """The cells of one account under one contract, for the statement of one `period`.

    A use is billed in the period in which its invoiced window ends. Kept are the cells billed in
    this period, earlier ones on which their tiers and limits hang, and those of this period that a
    later one will bill.
    """

    tariff: Tariff
    windows: CivilWindows
    period: Span
    cells: dict[Cell, int] = field(default_factory=dict)
    _recent: dict[tuple[str | None, str, str, str | None], _Placed] = field(default_factory=dict)

    def add(self, use: Metered) -> None:
        """Add one metered use; those that cannot matter to the period are passed over.

        Raises IntegrityError where the log names a price that the contract lacks, or another unit.
        """
        if use.at >= self.period.end:
            return
        recent = self._recent.get((use.price, use.use, use.unit, use.clause))
        if recent is None or not recent[0] <= use.at < recent[1]:
            recent = self._place(use)
        if recent[3]:
            cell = recent[2]
            self.cells[cell] = self.cells.get(cell, 0) + use.quantity

    def billed(self, cell: Cell) -> bool:
        """Whether the invoiced window of `cell` ends in the period."""
        return self.period.start < cell.invoiced.end <= self.period.end

    def _place(self, use: Metered) -> _Placed:
        """Work out the cell of a use, and the stretch of time in which its like share it."""
        cell = self._cell(use)
        spans = (cell.invoiced, cell.limit, cell.tiers)
        start, end = max(span.start for span in spans), min(span.end for span in spans)
        placed = (start, end, cell, self._matters(cell))
        self._recent[use.price, use.use, use.unit, use.clause] = placed
        return placed

    def _cell(self, use: Metered) -> Cell:
        price = None if use.price is None else self._price(use.price, use.unit)
        rule = self.tariff.rules.get((use.clause or "", use.unit))
        window = price.invoiced if price is not None else None
        if window is None and rule is not None:
            window = self.tariff.prices[rule.surge].invoiced
        invoiced = self._span(window, use.at, self._statement_window(use.at))
        tiers = price.tiers.window if price is not None and price.tiers is not None else None
        return Cell(
            invoiced=invoiced,
            limit=invoiced if rule is None else self._span(rule.limit.window, use.at, invoiced),
            tiers=self._span(tiers, use.at, invoiced),
            price=use.price or "",
            use=use.use,
            unit=use.unit,
            clause=use.clause or "",
        )

    def _price(self, label: str, unit: str) -> Price:
        price = self.tariff.prices.get(label)
        if price is None:
            raise IntegrityError(f"the log names the price `{label}`, which the contract does not have")
        expected = unit_of(price)
        if expected not in (None, unit):
            raise IntegrityError(f"the log meters {unit} at the price `{label}`, which is per {expected}")
        return price

    def _statement_window(self, at: int) -> Span:
        """The invoiced window of a price that names none: the statement's period, or all before it."""
        return self.period if at >= self.period.start else Span(WHOLE_OF_TIME.start, self.period.start)

    def _span(self, window: Window | None, at: int, otherwise: Span) -> Span:
        # What slides has no fixed bounds and gets no line; `unbilled.py` lists it.
        if window is None or window.kind is Kind.SLIDING:
            return otherwise
        return self.windows.span(window, at)

    def _matters(self, cell: Cell) -> bool:
        if cell.invoiced.end > self.period.start:
            return True
        # An earlier line matters where its tiers or its limit reach into a line of this period.
        return max(cell.tiers.end, cell.limit.end) > self._earliest(cell)

    def _earliest(self, cell: Cell) -> int:
        """The start of the earliest invoiced window of this price that ends in the period."""
        window = self.tariff.prices[cell.price].invoiced if cell.price else None
        return self._span(window, self.period.start, self.period).start
