"""One snapshot of a SQLite log for reading: rows as they are stored, nothing checked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from licdsl.stores.schema import SCHEMA

_LOOKUP = 500
_SELECT_REQUESTS = "SELECT request, entry FROM request_index WHERE request IN ("

Row = tuple[Any, ...]


class SqliteView:
    """What a log holds in one read transaction; `connection` is inside it, for further tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read through `connection`, which is in a transaction."""
        self.connection = connection

    def size(self) -> int:
        """The size of the log after its last segment."""
        row = self.connection.execute(
            "SELECT first + count FROM segment ORDER BY first DESC LIMIT 1"
        ).fetchone()
        return int(row[0]) if row else 0

    def covering(self, first: int, last: int, limit: int) -> list[Row]:
        """Segments with an entry in [first, last): (first, count, entries)."""
        return self.connection.execute(
            "SELECT first, count, entries FROM segment WHERE first < ? "
            "AND first >= (SELECT max(first) FROM segment WHERE first <= ?) ORDER BY first LIMIT ?",
            (last, first, limit),
        ).fetchall()

    def covering_private(self, first: int, last: int, limit: int) -> list[Row]:
        """The private parts of those segments: (first, count, parts or None)."""
        return self.connection.execute(
            "SELECT first, count, parts FROM segment LEFT JOIN private_part USING(first) WHERE first < ? "
            "AND first >= (SELECT max(first) FROM segment WHERE first <= ?) ORDER BY first LIMIT ?",
            (last, first, limit),
        ).fetchall()

    def notes(self) -> list[tuple[int, str]]:
        """(size, note) of all checkpoints, in order."""
        return self.connection.execute("SELECT size, note FROM checkpoint ORDER BY size").fetchall()

    def segments(self, after: int | None, limit: int) -> Iterator[Row]:
        """Up to `limit` segment rows whose key is above `after`: (first, count, leaves, entries).

        Read one by one: a segment's blob is let go before the next is fetched.
        """
        where, values = ("", ()) if after is None else ("WHERE first > ?", (after,))
        sql = f"SELECT first, count, leaves, entries FROM segment {where} ORDER BY first LIMIT ?"  # noqa: S608 - fixed
        return iter(self.connection.execute(sql, (*values, limit)))

    def private_part(self, first: int) -> object:
        """The private parts of the segment that starts at `first`; None where there is no row."""
        row = self.connection.execute("SELECT parts FROM private_part WHERE first = ?", (first,)).fetchone()
        return None if row is None else row[0]

    def checkpoints(self, after: int | None, upto: int) -> list[Row]:
        """Checkpoint rows with a size above `after` and at most `upto`: (size, root, note)."""
        return self._range("SELECT size, root, note FROM checkpoint", "size", after, upto)

    def tiles(self, level: int, first: int, last: int) -> list[Row]:
        """Tile rows of one level with a position in [first, last): (position, hashes)."""
        return self.connection.execute(
            "SELECT position, hashes FROM tile WHERE level = ? AND position >= ? AND position < ? "
            "ORDER BY position",
            (level, first, last),
        ).fetchall()

    def requests(self, keys: Sequence[str]) -> list[Row]:
        """request_index rows of these keys, which ascend: (request, entry), in their order."""
        rows: list[Row] = []
        for start in range(0, len(keys), _LOOKUP):
            some = keys[start : start + _LOOKUP]
            rows += self.connection.execute(
                _SELECT_REQUESTS + ",".join("?" * len(some)) + ") ORDER BY request", some
            )
        return rows

    def requests_within(self, first: int, last: int) -> list[Row]:
        """request_index rows of the entries [first, last), by entry; passes over all others."""
        rows = self.connection.execute(
            "SELECT request, entry FROM request_index WHERE entry >= ? AND entry < ?", (first, last)
        ).fetchall()
        rows.sort(key=itemgetter(1))  # in half the time of an ORDER BY
        return rows

    def head(self) -> list[Row]:
        """The head rows: (only, size, leaf, edge)."""
        return self.connection.execute("SELECT only, size, leaf, edge FROM head").fetchall()

    def stream_heads(self) -> Iterator[Row]:
        """Every stream_head row: (stream, count, leaf, entry)."""
        return iter(self.connection.execute("SELECT stream, count, leaf, entry FROM stream_head"))

    def heads_entries(self) -> list[Row]:
        """Every heads_entry row: (entry, received)."""
        return self.connection.execute("SELECT entry, received FROM heads_entry ORDER BY entry").fetchall()

    def count(self, table: str) -> int:
        """How many rows `table`, one of the log's own, has."""
        row = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - never user text
        return int(row[0])

    def altered(self) -> list[str]:
        """Names of own tables and triggers altered since creation, and of foreign triggers and views."""
        rows = self.connection.execute(
            "SELECT name, sql, type FROM sqlite_master WHERE type != 'index' ORDER BY name"
        ).fetchall()
        stored = {name: sql for name, sql, _ in rows}
        foreign = [name for name, _, kind in rows if kind != "table" and name not in SCHEMA]
        return [name for name, sql in SCHEMA.items() if stored.get(name) != sql] + foreign

    def _range(self, select: str, key: str, after: int | None, upto: int) -> list[Row]:
        where, values = ("", ()) if after is None else (f" AND {key} > ?", (after,))
        sql = f"{select} WHERE {key} <= ?{where} ORDER BY {key}"
        return self.connection.execute(sql, (upto, *values)).fetchall()
