"""One open transaction on a SQLite log: entries gather in memory and are written at its end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from licdsl.errors import ChainBroken, Conflict
from licdsl.ledger.chain import Chain, Placed, Tail
from licdsl.ledger.commitments import Private, Salts
from licdsl.ledger.entry import base64_hash
from licdsl.ledger.frames import join_entries, pack_private, unpack_private
from licdsl.ledger.requests import request_key
from licdsl.ledger.store import Draft, Receipt
from licdsl.ledger.streams import Head
from licdsl.ledger.tree import Edge
from licdsl.stores.sqlite_view import SqliteView
from licdsl.stores.tiles import Tiles

_PREFETCH = 500  # ids per statement


class SqliteBatch:
    """The open batch of a `SqliteLog`; only valid inside its `with`.

    `connection` is inside `BEGIN IMMEDIATE`: what the caller writes there is committed, or rolled
    back, together with the entries.
    """

    def __init__(
        self, connection: sqlite3.Connection, tail: Tail, salts: Salts, heads: Mapping[str, Head]
    ) -> None:
        """Continue after `tail`; `heads` are stream heads that are known without asking the database."""
        self.connection = connection
        self.checkpoint: str | None = None
        self.chain = Chain(tail, salts, self._head_of, self._changed_since)
        self.fetched: dict[str, Head] = {}
        self._heads = heads
        self._known: dict[str, int | None] = {}
        self._index: list[tuple[str, int]] = []
        self._unpacked: tuple[int, list[Private]] = (0, [])  # the segment that was asked last

    @property
    def size(self) -> int:
        """How many entries the log has, those added in this batch included."""
        return self.chain.size

    def find(self, reporter: str, request: str) -> int | None:
        """The index of the entry that holds this reporter's request id, in the log or this batch."""
        return self._find(request_key(reporter, request))

    def prefetch(self, requests: Iterable[tuple[str, str]]) -> None:
        """Look up many (reporter, request) pairs at once; `find` and `append` then ask no more."""
        keys = {request_key(*pair) for pair in requests}
        wanted = sorted(keys.difference(self._known))
        for start in range(0, len(wanted), _PREFETCH):
            self._fetch(wanted[start : start + _PREFETCH])

    def append(self, draft: Draft) -> Receipt:
        """Give the draft its place; raises Conflict when its request id is taken, StoreError if malformed."""
        if draft.request is None or draft.reporter is None:
            placed = self.chain.append(draft)
            return Receipt(placed.index, placed.leaf)
        key = request_key(draft.reporter, draft.request)
        known = self._known[key] if key in self._known else self._find(key)
        if known is not None:
            raise Conflict(f"request `{draft.request}` was already answered by entry {known}")
        placed = self.chain.append(draft)
        self._known[key] = placed.index
        self._index.append((key, placed.index))
        return Receipt(placed.index, placed.leaf)

    def private(self, index: int) -> dict[str, bytes]:
        """The bodies of an entry's private groups, in the log or this batch; what was erased is not there.

        Raises ChainBroken where the stored parts of a committed entry cannot be read.
        """
        placed = self.chain.placed
        if placed and index >= placed[0].index:
            groups = placed[index - placed[0].index].private
        else:
            groups = self._stored_private(index)
        return {name: body for name, (_, body) in groups.items()}

    def _stored_private(self, index: int) -> Private:
        first, parts = self._unpacked
        if not first <= index < first + len(parts):
            rows = SqliteView(self.connection).covering_private(index, index + 1, 1)
            if not rows or rows[0][2] is None:
                raise ChainBroken(f"the private parts of entry {index} are not stored")
            first, parts = self._unpacked = rows[0][0], unpack_private(rows[0][2])
        if index - first >= len(parts):
            raise ChainBroken(f"the private parts of entry {index} are not stored")
        return parts[index - first]

    def _find(self, key: str) -> int | None:
        if key not in self._known:
            self._fetch([key])
        return self._known[key]

    def _fetch(self, keys: list[str]) -> None:
        self._known.update(dict.fromkeys(keys))
        marks = ",".join("?" * len(keys))
        rows = self.connection.execute(
            f"SELECT request, entry FROM request_index WHERE request IN ({marks})",  # noqa: S608 - question marks
            keys,
        )
        self._known.update(rows.fetchall())

    def _head_of(self, stream: str) -> Head | None:
        head = self._heads.get(stream) or self.fetched.get(stream)
        if head is None:
            row = self.connection.execute(
                "SELECT count, leaf, entry FROM stream_head WHERE stream = ?", (stream,)
            ).fetchone()
            if row is None:
                return None
            head = self.fetched[stream] = Head(row[0], base64_hash(row[1]), row[2])
        return head

    def _changed_since(self, entry: int) -> dict[str, Head]:
        rows = self.connection.execute(
            "SELECT stream, count, leaf, entry FROM stream_head WHERE entry > ?", (entry,)
        )
        return {stream: Head(count, base64_hash(leaf), last) for stream, count, leaf, last in rows}

    def write(self, edge: Edge, tiles: Tiles) -> None:
        """Write what has gathered, and move `edge` and the head; the checkpoint is left to the log."""
        placed, tail, connection = self.chain.placed, self.chain.tail, self.connection
        first = placed[0].index
        leaves = [each.leaf for each in placed]
        tiles.add(connection, first, leaves, edge.extend(leaves))
        connection.execute(
            "INSERT INTO segment(first, count, leaves, entries) VALUES(?, ?, ?, ?)",
            (first, len(placed), b"".join(leaves), join_entries([each.entry for each in placed])),
        )
        connection.execute(
            "INSERT INTO private_part(first, parts) VALUES(?, ?)",
            (first, pack_private([each.private for each in placed])),
        )
        self._write_derived(placed)
        connection.execute(
            "INSERT OR REPLACE INTO head(only, size, leaf, edge) VALUES(1, ?, ?, ?)",
            (tail.size, leaves[-1], edge.write()),
        )

    def _write_derived(self, placed: list[Placed]) -> None:
        self._index.sort()  # neighbours in the index are written together
        self.connection.executemany("INSERT INTO request_index(request, entry) VALUES(?, ?)", self._index)
        first = placed[0].index
        self.connection.executemany(
            "INSERT OR REPLACE INTO stream_head(stream, count, leaf, entry) VALUES(?, ?, ?, ?)",
            [
                (stream, head.count, placed[head.entry - first].leaf, head.entry)
                for stream, head in sorted(self.chain.changed.items())
            ],
        )
        if self.chain.heads:
            self.connection.executemany(
                "INSERT INTO heads_entry(entry, received) VALUES(?, ?)", self.chain.heads
            )
