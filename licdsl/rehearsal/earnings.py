"""What the uses that a simulation allowed would have earned, by the rules that bill a real log.

Allowed uses become metered uses and go through `licdsl.settlement.statement`: tiers, windows,
rounding and commissions are those of a real statement. Uses are kept summed by account, use,
price and day, so memory grows with days and crawlers and never with lines: no window of a contract
starts or ends inside a calendar day but at the hour of the day at which the account accepted, and
the sums are kept apart there too.

A line of a statement bills an account for a use, and an operator may send several crawlers for
one use. What a line earns is divided among them by their units, by largest remainder, so that the
shares of all crawlers add up to the statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from licdsl.settlement.allocation import allocate
from licdsl.settlement.civil import CivilWindows
from licdsl.settlement.invoice import Invoice, Line, totals
from licdsl.settlement.metered import Metered
from licdsl.settlement.statement import Statement, statement
from licdsl.settlement.statement_parts import ContractStatement
from licdsl.settlement.unbilled import Unbilled
from licdsl.terms.contract import Contract
from licdsl.values.money import Money
from licdsl.values.periods import WHOLE_OF_TIME, Kind, Span, Unit, Window

_CALENDAR_DAY = Window(Kind.CALENDAR, Unit.DAY)
_CONTRACT_DAY = Window(Kind.CONTRACT, Unit.DAY)

_LATER = "later invoice"

Accepted = Mapping[tuple[str, str], int]
CrawlerUse = tuple[str, str]
"""The token of a crawler and a use."""


@dataclass(frozen=True, slots=True)
class Bill:
    """Money of one currency: what operators pay, what intermediaries keep, what is left to earn."""

    paid: Money
    commission: Money
    earned: Money


@dataclass(frozen=True, slots=True)
class Earnings:
    """The statements of the years that the log touches and of the next, and their sums.

    `by_crawler` divides what is left after commission among crawlers and uses; `unbilled` lists
    what the contracts charge and this build or these periods do not bill.
    """

    statements: tuple[Statement, ...]
    bills: tuple[Bill, ...]
    by_crawler: Mapping[CrawlerUse, tuple[Money, ...]]
    unbilled: tuple[Unbilled, ...]


class UseBook:
    """Metered uses of a simulation, summed as they come."""

    def __init__(self, contracts: Mapping[str, Contract], accepted: Accepted) -> None:
        """Keep `accepted`, which may grow while uses are added."""
        self._contracts = contracts
        self._accepted = accepted
        self._windows: dict[tuple[str, str], CivilWindows] = {}
        self._sums: dict[tuple[str | Span | None, ...], Metered] = {}
        self._units: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._years: set[int] = set()

    def add(self, token: str, use: Metered) -> None:
        """Add one allowed use by the crawler with that token."""
        windows = self._windows_of(use)
        calendar_day = windows.span(_CALENDAR_DAY, use.at)
        days = [calendar_day]
        if windows.term.start != WHOLE_OF_TIME.start:
            days.append(windows.span(_CONTRACT_DAY, use.at))
        key = (use.contract, use.account, use.use, use.price, use.unit, use.clause, *days)
        first = self._sums.get(key)
        if first is None:
            self._sums[key] = use
            self._years.add(windows.zone.date(use.at).year)
        else:
            self._sums[key] = replace(first, quantity=first.quantity + use.quantity)
        self._units[use.contract, use.account, use.use][token] += use.quantity

    def earnings(self) -> Earnings:
        """Bill everything that was added, in statements of a year each."""
        last = max(self._years, default=0)
        years = range(min(self._years), last + 2) if self._years else ()
        statements = tuple(
            statement(self._contracts, self._sums.values(), f"{year:04}", accepted=self._accepted)
            for year in years
            if year <= 9998
        )
        lines = [(part.contract.digest, invoice, line) for part, invoice, line in _lines(statements)]
        return Earnings(
            statements, _bills(line for *_, line in lines), self._by_crawler(lines), _unbilled(statements)
        )

    def _by_crawler(self, lines: Iterable[tuple[str, Invoice, Line]]) -> dict[CrawlerUse, tuple[Money, ...]]:
        shares: dict[CrawlerUse, list[Money]] = defaultdict(list)
        for contract, invoice, line in lines:
            pot = line.waterfall.pot
            for use, part in allocate(pot.minor, dict(line.uses)).items():
                units = self._units[contract, invoice.account, use]
                for token, share in allocate(part, units).items():
                    shares[token, use].append(Money(share, pot.currency))
        return {key: totals(amounts) for key, amounts in sorted(shares.items())}

    def _windows_of(self, use: Metered) -> CivilWindows:
        key = (use.contract, use.account)
        windows = self._windows.get(key)
        if windows is None:
            windows = CivilWindows(self._contracts[use.contract], self._accepted.get(key))
            self._windows[key] = windows
        return windows


def _lines(statements: Iterable[Statement]) -> Iterator[tuple[ContractStatement, Invoice, Line]]:
    for each in statements:
        for part in each.contracts:
            for invoice in part.invoices:
                for line in invoice.lines:
                    yield part, invoice, line


def _bills(lines: Iterable[Line]) -> tuple[Bill, ...]:
    """One bill per currency, by code."""
    falls = [line.waterfall for line in lines]
    paid, earned = totals(fall.payer_pays for fall in falls), totals(fall.pot for fall in falls)
    return tuple(Bill(gross, gross - left, left) for gross, left in zip(paid, earned, strict=True))


def _unbilled(statements: tuple[Statement, ...]) -> tuple[Unbilled, ...]:
    """What no statement bills; uses that wait for a later invoice are those that the last one lists."""
    found: set[Unbilled] = set()
    for each in statements:
        for part in each.contracts:
            found.update(part.unbilled)
            waiting = (item for invoice in part.invoices for item in invoice.unbilled)
            found.update(item for item in waiting if each is statements[-1] or item.kind != _LATER)
    return tuple(sorted(found))
