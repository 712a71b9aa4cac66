"""Reads from a log what a statement needs: metered uses, acceptances, and the checkpoint they stand under."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.entry import decode
from licdsl.ledger.store import LogStore
from licdsl.settlement.billing_period import BillingPeriod
from licdsl.settlement.metered import Metered, read_metered
from licdsl.settlement.statement import Statement, statement
from licdsl.settlement.statement_parts import Provenance
from licdsl.terms.contract import Contract
from licdsl.values.digests import base64_text

_REPORT_EVERY = 1_000


def statement_of(
    log: LogStore,
    contracts: Mapping[str, Contract],
    period: BillingPeriod | str,
    checkpoint: Checkpoint,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Statement:
    """The statement of `period` over the entries that `checkpoint` covers; streamed.

    `progress` is told how many more entries were read. Does not verify the log: `log verify` does.
    """
    accepted: dict[tuple[str, str], int] = {}
    uses = _uses(log, checkpoint.size, accepted, progress)
    provenance = Provenance(checkpoint.origin, checkpoint.size, base64_text(checkpoint.root))
    return statement(contracts, uses, period, accepted=accepted, provenance=provenance)


def _uses(
    log: LogStore, size: int, accepted: dict[tuple[str, str], int], progress: Callable[[int], None]
) -> Iterator[Metered]:
    """Every metered use; an acceptance is in `accepted` before the first use under it is yielded."""
    for index, data in enumerate(log.entries(0, size), 1):
        entry = decode(data)
        if entry.kind == "acceptance" and entry.contract is not None:
            accepted.setdefault((entry.contract, str(entry.outcome.get("account"))), entry.at)
        yield from read_metered(entry.kind, entry.contract, entry.at, entry.outcome)
        if index % _REPORT_EVERY == 0:
            progress(_REPORT_EVERY)
    progress(size % _REPORT_EVERY)
