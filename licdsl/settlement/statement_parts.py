"""The parts of a statement: the invoices of one contract, and the log that all was computed from."""

from __future__ import annotations

from dataclasses import dataclass

from licdsl.settlement.invoice import Invoice
from licdsl.settlement.unbilled import Unbilled
from licdsl.terms.contract import Contract
from licdsl.values.periods import Span


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which log a statement was computed from: origin, checkpoint size and root (base64)."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class ContractStatement:
    """One contract: its period in its own civil time, an invoice per account, what is not billed."""

    contract: Contract
    span: Span
    invoices: tuple[Invoice, ...]
    unbilled: tuple[Unbilled, ...]
