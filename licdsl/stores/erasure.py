"""Redaction: private bodies and their salts are erased, and an entry says so."""

from __future__ import annotations

from collections.abc import Sequence

from licdsl.errors import StoreError
from licdsl.ledger.checks.privacy import REDACT
from licdsl.ledger.frames import pack_private, unpack_private
from licdsl.ledger.store import Draft, Receipt
from licdsl.stores.sqlite_log import SqliteLog
from licdsl.values.canonical import encode


def erase(
    log: SqliteLog, entry: int, parts: Sequence[str], *, ground: str, by: str, received: int
) -> Receipt:
    """Erase the private groups `parts` of `entry` and append the redact entry, in one transaction.

    Afterwards the WAL is copied back and truncated, so that the erased bytes are in no file of the
    log; copies and backups are not reached. The entry, its outcome and its place stay. `ground` is
    the legal ground, `by` who decided. Raises StoreError where a group is not there.
    """
    outcome = encode({"by": by, "entry": entry, "ground": ground, "parts": sorted(set(parts))})
    with log.batch() as batch:
        row = batch.connection.execute(
            "SELECT first, parts FROM private_part WHERE first <= ? ORDER BY first DESC LIMIT 1", (entry,)
        ).fetchone()
        groups = unpack_private(row[1])
        if not 0 <= entry < batch.size or not parts or not set(parts) <= set(groups[entry - row[0]]):
            raise StoreError(f"entry {entry} does not hold the private groups `{', '.join(sorted(parts))}`")
        for name in set(parts):
            del groups[entry - row[0]][name]
        batch.connection.execute(
            "UPDATE private_part SET parts = ? WHERE first = ?", (pack_private(groups), row[0])
        )
        placed = batch.chain.append_own(Draft(REDACT, received, received, outcome, {}))
    log.truncate_wal()
    return Receipt(placed.index, placed.leaf)
