"""The readable projection of a log: its entries as plain tables that any SQLite tool can query.

Derived and never evidence: it can be deleted and made again, and nothing reads it back. It holds
what stands in the open only; names and facts stay in the private parts of the log.

    entry      index, kind, received, at, contract, request
    decision   entry, decision, clause, reason, use, price, quantity, unit, until, account
    missing    entry, fact
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlite_utils

from licdsl.errors import SettingsError, Unavailable
from licdsl.ledger.entry import Entry
from licdsl.values.instants import to_text

_BATCH = 1_000
_COLUMNS = ("decision", "clause", "reason", "use", "price", "quantity", "unit", "account")


def project(
    entries: Iterable[tuple[int, Entry]], path: Path, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Write (index, entry) pairs to a new database at `path`; raises SettingsError where a file is.

    `progress` is told how many more entries are written. Does not verify the entries.
    """
    if path.exists():
        raise SettingsError(f"`{path}` is there already; name a new file")
    try:
        with closing(sqlite3.connect(path)) as connection:
            database = sqlite_utils.Database(connection)
            _make(database)
            for batch in _batches(entries):
                _write(database, batch)
                progress(len(batch))
            database["decision"].create_index(["decision", "clause"])  # type: ignore[union-attr]
            connection.commit()
    except sqlite3.Error as error:
        raise Unavailable(f"`{path}` cannot be written: {error}") from None


def _make(database: sqlite_utils.Database) -> None:
    database["entry"].create(  # type: ignore[union-attr]
        {"index": int, "kind": str, "received": str, "at": str, "contract": str, "request": str}, pk="index"
    )
    database["decision"].create(  # type: ignore[union-attr]
        {"entry": int, **dict.fromkeys(_COLUMNS, str), "quantity": int, "until": str},
        pk="entry",
        foreign_keys=[("entry", "entry", "index")],
    )
    database["missing"].create(  # type: ignore[union-attr]
        {"entry": int, "fact": str}, pk=("entry", "fact"), foreign_keys=[("entry", "entry", "index")]
    )


def _batches(entries: Iterable[tuple[int, Entry]]) -> Iterator[list[tuple[int, Entry]]]:
    batch: list[tuple[int, Entry]] = []
    for pair in entries:
        batch.append(pair)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(database: sqlite_utils.Database, batch: list[tuple[int, Entry]]) -> None:
    decisions = [(index, entry.outcome) for index, entry in batch if entry.kind == "decision"]
    database["entry"].insert_all(_entry(index, entry) for index, entry in batch)  # type: ignore[union-attr]
    database["decision"].insert_all(_decision(index, outcome) for index, outcome in decisions)  # type: ignore[union-attr]
    database["missing"].insert_all(  # type: ignore[union-attr]
        {"entry": index, "fact": fact} for index, outcome in decisions for fact in outcome.get("missing", ())
    )


def _entry(index: int, entry: Entry) -> dict[str, Any]:
    return {
        "index": index,
        "kind": entry.kind,
        "received": to_text(entry.received),
        "at": to_text(entry.at),
        "contract": entry.contract,
        "request": entry.request,
    }


def _decision(index: int, outcome: dict[str, Any]) -> dict[str, Any]:
    until = outcome.get("until")
    row = {column: outcome.get(column) for column in _COLUMNS}
    return {"entry": index, **row, "until": None if until is None else to_text(until)}
