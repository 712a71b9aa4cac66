"""A statement: who owes whom for a period, computed from metered uses and contracts alone.

Whoever holds the same log and the same contracts gets the same bytes: uses are summed into cells,
so neither their order nor how they were batched matters, and nothing is read but the arguments. A
use is billed in the period in which the invoiced window that holds it ends; windows that are still
open are listed as not billed yet, as is everything that the contract charges and this build does
not bill.

Memory grows with contracts, accounts, prices and windows, never with the number of uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from licdsl.errors import IntegrityError
from licdsl.settlement.billing_period import BillingPeriod
from licdsl.settlement.cells import Gathering
from licdsl.settlement.civil import CivilWindows
from licdsl.settlement.invoice import invoice, totals
from licdsl.settlement.metered import Metered
from licdsl.settlement.statement_json import statement_json
from licdsl.settlement.statement_parts import ContractStatement, Provenance
from licdsl.settlement.tariff import Tariff, tariff
from licdsl.terms.contract import Contract
from licdsl.values.instants import zone
from licdsl.values.money import Money


@dataclass(frozen=True, slots=True)
class Statement:
    """All contracts, by digest; `provenance` is the only part that names one log among equal ones."""

    period: BillingPeriod
    contracts: tuple[ContractStatement, ...]
    provenance: Provenance | None = None

    @property
    def totals(self) -> tuple[Money, ...]:
        """What all payers pay, one sum per currency."""
        return totals(
            amount for part in self.contracts for account in part.invoices for amount in account.totals
        )

    def as_json(self) -> dict[str, object]:
        """The statement as canonical JSON admits it; `statement_json.py` tells the fields."""
        return statement_json(self.period, self.contracts, self.totals, self.provenance)


def statement(
    contracts: Mapping[str, Contract],
    uses: Iterable[Metered],
    period: BillingPeriod | str,
    *,
    accepted: Mapping[tuple[str, str], int] | None = None,
    provenance: Provenance | None = None,
) -> Statement:
    """Compute the statement of `period` from all metered uses of a log, in any order.

    `contracts` maps meaning digests to contracts; `accepted` maps (contract, account) to the
    instant of an acceptance, on which `contract year` windows of offers hang; it may be filled while
    `uses` are read, if an acceptance stands there before the account's first use. Raises IntegrityError
    where a use names a contract or price that is not there, RequestError for a label that is no period.

    Does not verify the log, and does not check that `uses` is all of it.
    """
    label = BillingPeriod.read(period) if isinstance(period, str) else period
    books = {digest: _Book(contract, digest, label) for digest, contract in sorted(contracts.items())}
    acceptances = {} if accepted is None else accepted
    for use in uses:
        book = books.get(use.contract)
        if book is None:
            raise IntegrityError(f"the log meters uses of contract `{use.contract}`, which is not at hand")
        book.of(use.account, acceptances).add(use)
    return Statement(label, tuple(book.closed() for book in books.values()), provenance)


class _Book:
    """The gatherings of one contract, one per account."""

    def __init__(self, contract: Contract, digest: str, period: BillingPeriod) -> None:
        self.contract = contract
        self.digest = digest
        self.span = period.span(zone(contract.zone))
        self.tariff: Tariff = tariff(contract)
        self.accounts: dict[str, Gathering] = {}

    def of(self, account: str, accepted: Mapping[tuple[str, str], int]) -> Gathering:
        gathering = self.accounts.get(account)
        if gathering is None:
            windows = CivilWindows(self.contract, accepted.get((self.digest, account)))
            gathering = self.accounts[account] = Gathering(self.tariff, windows, self.span)
        return gathering

    def closed(self) -> ContractStatement:
        invoices = (invoice(account, gathering) for account, gathering in sorted(self.accounts.items()))
        kept = tuple(each for each in invoices if each.lines or each.unpriced or each.unbilled)
        return ContractStatement(self.contract, self.span, kept, self.tariff.unbilled)
