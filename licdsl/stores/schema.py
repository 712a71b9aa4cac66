"""The tables of a log in SQLite, and how a connection to them is set up.

Authoritative are segment (the entries), private_part and checkpoint. request_index, tile, head,
stream_head and heads_entry are derived from them: they make appending fast and are compared on
verification. The triggers guard against accidents, not attackers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from licdsl.errors import ChainBroken, Unavailable

TABLES = {
    "segment": (
        "CREATE TABLE segment(first INTEGER PRIMARY KEY, count INTEGER NOT NULL, "
        "leaves BLOB NOT NULL, entries BLOB NOT NULL)"
    ),
    "private_part": "CREATE TABLE private_part(first INTEGER PRIMARY KEY, parts BLOB NOT NULL)",
    "request_index": (
        "CREATE TABLE request_index(request TEXT PRIMARY KEY, entry INTEGER NOT NULL) WITHOUT ROWID"
    ),
    "checkpoint": "CREATE TABLE checkpoint(size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL)",
    "tile": (
        "CREATE TABLE tile(level INTEGER, position INTEGER, hashes BLOB, PRIMARY KEY(level, position)) "
        "WITHOUT ROWID"
    ),
    "head": "CREATE TABLE head(only INTEGER PRIMARY KEY CHECK(only=1), size INTEGER, leaf BLOB, edge BLOB)",
    "cosignature": "CREATE TABLE cosignature(size INTEGER, name TEXT, line TEXT, PRIMARY KEY(size, name))",
    "stream_head": (
        "CREATE TABLE stream_head(stream TEXT PRIMARY KEY, count INTEGER NOT NULL, "
        "leaf BLOB NOT NULL, entry INTEGER NOT NULL) WITHOUT ROWID"
    ),
    "heads_entry": "CREATE TABLE heads_entry(entry INTEGER PRIMARY KEY, received INTEGER NOT NULL)",
}


def _trigger(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


TRIGGERS = {
    f"{table}_no_{verb.lower()}": _trigger(table, verb)
    for table in ("segment", "checkpoint", "cosignature")
    for verb in ("UPDATE", "DELETE")
}
SCHEMA = {**TABLES, **TRIGGERS}


@contextmanager
def storage_errors(what: str) -> Iterator[None]:
    """Turn SQLite's failures into Unavailable (full, locked, read-only) or ChainBroken (corrupt)."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(f"{what}: {error}") from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:
            raise
        raise ChainBroken(f"{what}: {error}") from error


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """A connection in manual transaction mode, durable (`synchronous=FULL`) and erasing what it deletes.

    Automatic WAL checkpoints are off: they belong under the write lock.
    """
    mode = "rwc" if write else "ro"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    with storage_errors(f"the log `{path}` can't be opened"):
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA busy_timeout=5000")
        connection.execute("PRAGMA cache_size=-65536")  # 64 MiB: ids are looked up at random places
        if write:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA wal_autocheckpoint=0")
        else:
            connection.text_factory = _text
        connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _text(data: bytes) -> str | bytes:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data  # whoever reads it sees that it is not text
