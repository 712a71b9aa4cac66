"""Full tiles (C2SP tlog-tiles): 256 hashes of one level, derived from the leaves of the segments."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from licdsl.ledger.tree import HASH, TILE, tree_root


class Tiles:
    """Writes each tile when its last hash is known.

    The hashes of a tile that is still open are not stored: at level 0 they are read back from the
    segments when the tile is full, above it they are kept in memory while this process is the
    writer and rebuilt from the tiles below after another one was.
    """

    def __init__(self) -> None:
        """Start without memory of the open tiles."""
        self._open: dict[int, list[bytes]] | None = None

    def forget(self) -> None:
        """Another writer moved the head, or a batch was rolled back."""
        self._open = None

    def add(
        self,
        connection: sqlite3.Connection,
        size: int,
        leaves: Sequence[bytes],
        roots: dict[int, list[bytes]],
    ) -> None:
        """Store the tiles that `leaves`, which follow `size` others, fill.

        `roots` are the roots of full tiles by level, as `Edge.extend` returned them.
        """
        if size // TILE == (size + len(leaves)) // TILE:
            return
        done = size // TILE
        self._fill(connection, 0, done, [*_leaves(connection, done * TILE, size), *leaves])
        if self._open is None:
            self._open = _rebuild(connection, done)
        for level, nodes in sorted(roots.items()):
            self._open[level] = self._climb(connection, level, size, [*self._open.get(level, []), *nodes])

    def _climb(
        self, connection: sqlite3.Connection, level: int, size: int, hashes: list[bytes]
    ) -> list[bytes]:
        return self._fill(connection, level, size // TILE ** (level + 1), hashes)

    def _fill(
        self, connection: sqlite3.Connection, level: int, position: int, hashes: list[bytes]
    ) -> list[bytes]:
        """Store the full tiles of `hashes`, the first at `position`; return what is left over."""
        full = len(hashes) // TILE
        rows = [(level, position + n, b"".join(hashes[n * TILE : (n + 1) * TILE])) for n in range(full)]
        connection.executemany("INSERT INTO tile(level, position, hashes) VALUES(?, ?, ?)", rows)
        return hashes[full * TILE :]


def _leaves(connection: sqlite3.Connection, first: int, end: int) -> list[bytes]:
    """The committed leaf hashes [first, end)."""
    if first == end:
        return []
    rows = connection.execute(
        "SELECT first, leaves FROM segment WHERE first < ? AND first + count > ? "
        "AND first >= (SELECT max(first) FROM segment WHERE first <= ?) ORDER BY first",
        (end, first, first),
    ).fetchall()
    blob = b"".join([leaves for _, leaves in rows])
    start = (first - rows[0][0]) * HASH
    return [blob[at : at + HASH] for at in range(start, start + (end - first) * HASH, HASH)]


def _rebuild(connection: sqlite3.Connection, below: int) -> dict[int, list[bytes]]:
    """The open tiles above level 0 when `below` full tiles of level 0 were stored."""
    levels: dict[int, list[bytes]] = {}
    level = 1
    while below:
        first = below - below % TILE
        rows = connection.execute(
            "SELECT hashes FROM tile WHERE level = ? AND position >= ? AND position < ? ORDER BY position",
            (level - 1, first, below),
        )
        levels[level] = [_tile_root(blob) for (blob,) in rows]
        below //= TILE
        level += 1
    return levels


def _tile_root(blob: bytes) -> bytes:
    return tree_root([blob[at : at + HASH] for at in range(0, len(blob), HASH)])
