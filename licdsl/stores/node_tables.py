"""The engine's tables in a node's database: contracts, acceptances, counters, sliding uses.

They share the log's transaction (`Batch.connection`), so a decision, the counters that it drew and
the checkpoint over it are committed together or not at all. All of them are derived: every row
can be computed again from the entries, their private parts and the contract texts, and
`licdsl.replay.derived` does so and compares.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from licdsl.errors import ChainBroken
from licdsl.values.periods import Span

SCHEMA = {
    "contract": (
        "CREATE TABLE contract("
        "digest TEXT PRIMARY KEY, "  # of the meaning
        "entry INTEGER NOT NULL, "  # the log entry that put it in force
        "path TEXT NOT NULL, "  # the name of its file, for messages
        "text BLOB NOT NULL, "  # the exact file; its digest is in the entry
        "included TEXT NOT NULL, "  # meaning digest -> exact text of what it includes, canonical JSON
        "bindings TEXT NOT NULL, "  # party label -> id, canonical JSON
        "meter_key BLOB) WITHOUT ROWID"  # names its meters; NULL once erased
    ),
    "agreement": (
        "CREATE TABLE agreement("
        "contract TEXT NOT NULL, licensee TEXT NOT NULL, entry INTEGER NOT NULL, accepted INTEGER NOT NULL, "
        "PRIMARY KEY(contract, licensee)) WITHOUT ROWID"
    ),
    "counter": (
        "CREATE TABLE counter("
        "meter TEXT NOT NULL, start INTEGER NOT NULL, used INTEGER NOT NULL, "
        "PRIMARY KEY(meter, start)) WITHOUT ROWID"
    ),
    "sliding": (
        "CREATE TABLE sliding("
        "meter TEXT NOT NULL, at INTEGER NOT NULL, used INTEGER NOT NULL, "
        "PRIMARY KEY(meter, at)) WITHOUT ROWID"
    ),
}
"""Name of each table → the statement that makes it; `licdsl.replay` compares them with the database."""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables that are missing, inside the open transaction."""
    there = table_statements(connection)
    for name, statement in SCHEMA.items():
        if name not in there:
            connection.execute(statement)


def table_statements(connection: sqlite3.Connection) -> dict[str, str]:
    """Name → statement of every table of the database, as it was made."""
    return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))


@dataclass(frozen=True, slots=True)
class ContractRow:
    """One registered contract, as stored."""

    digest: str
    entry: int
    path: str
    text: bytes
    included: str
    bindings: str
    meter_key: bytes | None


_SELECT_CONTRACTS = "SELECT digest, entry, path, text, included, bindings, meter_key FROM contract"


def contract_rows(connection: sqlite3.Connection) -> list[ContractRow]:
    """Every row of the table, whatever stands in it, in the order of the entries that they name."""
    rows = connection.execute(f"{_SELECT_CONTRACTS} ORDER BY entry, digest")
    return [ContractRow(*row) for row in rows]


def contracts_since(connection: sqlite3.Connection, entry: int) -> list[ContractRow]:
    """The contracts that entries above `entry` registered, in the order of those entries."""
    rows = connection.execute(f"{_SELECT_CONTRACTS} WHERE entry > ? ORDER BY entry, digest", (entry,))
    return [ContractRow(*row) for row in rows]


def insert_contract(connection: sqlite3.Connection, row: ContractRow) -> None:
    """Register a contract inside the open transaction."""
    connection.execute(
        "INSERT INTO contract(digest, entry, path, text, included, bindings, meter_key)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (row.digest, row.entry, row.path, row.text, row.included, row.bindings, row.meter_key),
    )


def counter_rows(connection: sqlite3.Connection) -> Iterator[tuple[str, int, int]]:
    """Every (meter, start of window, used), in key order."""
    yield from connection.execute("SELECT meter, start, used FROM counter ORDER BY meter, start")


def sliding_rows(connection: sqlite3.Connection) -> Iterator[tuple[str, int, int]]:
    """Every (meter, event time, used), in key order."""
    yield from connection.execute("SELECT meter, at, used FROM sliding ORDER BY meter, at")


def agreement_rows(connection: sqlite3.Connection) -> Iterator[tuple[str, str, int, int]]:
    """Every (contract, licensee, entry, accepted at), in key order."""
    yield from connection.execute(
        "SELECT contract, licensee, entry, accepted FROM agreement ORDER BY contract, licensee"
    )


def _whole(used: object) -> int:
    """What a meter's row holds; raises ChainBroken where it is no whole number."""
    if not isinstance(used, int):
        raise ChainBroken("a stored counter is no whole number; run `licdsl log verify`")
    return used


class _InTransaction:
    """State that is read and written inside whichever transaction was bound last."""

    _connection: sqlite3.Connection | None = None

    def bind(self, connection: sqlite3.Connection) -> None:
        """Work inside this transaction from now on."""
        self._connection = connection

    @property
    def connection(self) -> sqlite3.Connection:
        """The open transaction."""
        assert self._connection is not None
        return self._connection


class SqliteMeters(_InTransaction):
    """`engine.meters.Meters` on the open transaction, with the hot counters held in memory.

    What is held is only valid while no other writer moves the log's head and no transaction is
    rolled back; the node calls `forget` in both cases, and `flush` before each commit. Sliding
    uses are written at once and summed by the database.
    """

    # More than this many counters are not held: a flood of windows must not fill the memory.
    MOST_HELD = 500_000

    def __init__(self) -> None:
        """Hold nothing yet; `bind` gives the transaction."""
        self._held: dict[tuple[str, int], int] = {}
        self._dirty: set[tuple[str, int]] = set()

    def forget(self) -> None:
        """Drop what is held in memory; the database is asked again."""
        self._held.clear()
        self._dirty.clear()

    def flush(self) -> None:
        """Write every counter that changed; the transaction is still to be committed."""
        rows = [(meter, start, self._held[meter, start]) for meter, start in sorted(self._dirty)]
        self.connection.executemany(
            "INSERT INTO counter(meter, start, used) VALUES (?, ?, ?)"
            " ON CONFLICT(meter, start) DO UPDATE SET used = excluded.used",
            rows,
        )
        self._dirty.clear()
        if len(self._held) > self.MOST_HELD:
            self._held.clear()

    def counted(self, meter: str, start: int) -> int:
        """Units used in the window of `meter` that starts at the instant `start`."""
        key = (meter, start)
        used = self._held.get(key)
        if used is None:
            row = self.connection.execute(
                "SELECT used FROM counter WHERE meter = ? AND start = ?", key
            ).fetchone()
            used = self._held[key] = _whole(row[0]) if row else 0
        return used

    def count(self, meter: str, start: int, quantity: int) -> None:
        """Add `quantity` to that window."""
        self._held[meter, start] = self.counted(meter, start) + quantity
        self._dirty.add((meter, start))

    def slid(self, meter: str, span: Span) -> int:
        """Units used on a sliding `meter` with event time in `span`."""
        # In two halves: late uses may add up to more than SQLite's own integers hold.
        high, low = self.connection.execute(
            "SELECT coalesce(sum(used >> 31), 0), coalesce(sum(used & 2147483647), 0)"
            " FROM sliding WHERE meter = ? AND at >= ? AND at < ?",
            (meter, span.start, span.end),
        ).fetchone()
        return (_whole(high) << 31) + _whole(low)

    def slide(self, meter: str, at: int, quantity: int) -> None:
        """Record a use of a sliding `meter` at event time `at`."""
        self.connection.execute(
            "INSERT INTO sliding(meter, at, used) VALUES (?, ?, ?)"
            " ON CONFLICT(meter, at) DO UPDATE SET used = used + excluded.used",
            (meter, at, quantity),
        )


class SqliteAgreements(_InTransaction):
    """`engine.agreements.Agreements` on the open transaction, with those seen held in memory.

    An acceptance is first held; `write` puts it into the table once its entry has its index.
    """

    def __init__(self) -> None:
        """Hold nothing yet; `bind` gives the transaction."""
        self._held: dict[tuple[str, str], int | None] = {}
        self._unwritten: list[tuple[str, str, int]] = []

    def bind(self, connection: sqlite3.Connection) -> None:
        """Work inside this transaction from now on; what another did not write is dropped."""
        super().bind(connection)
        self._unwritten.clear()

    def forget(self) -> None:
        """Drop what is held in memory; the database is asked again."""
        self._held.clear()
        self._unwritten.clear()

    def accepted_at(self, contract: str, licensee: str) -> int | None:
        """The event time of the acceptance, or None."""
        key = (contract, licensee)
        if key not in self._held:
            row = self.connection.execute(
                "SELECT accepted FROM agreement WHERE contract = ? AND licensee = ?", key
            ).fetchone()
            self._held[key] = row[0] if row else None
        return self._held[key]

    def accept(self, contract: str, licensee: str, at: int) -> None:
        """Hold the acceptance; a second one for the same pair is ignored."""
        if self.accepted_at(contract, licensee) is None:
            self._held[contract, licensee] = at
            self._unwritten.append((contract, licensee, at))

    def write(self, entry: int) -> None:
        """Write what was accepted since the last call, as recorded by the entry with this index."""
        self.connection.executemany(
            "INSERT INTO agreement(contract, licensee, entry, accepted) VALUES (?, ?, ?, ?)",
            [(contract, licensee, entry, at) for contract, licensee, at in self._unwritten],
        )
        self._unwritten.clear()
