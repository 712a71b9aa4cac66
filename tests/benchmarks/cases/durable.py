"""Durable decisions through the public API, against raw SHA-256 and raw SQLite inserts of the same bytes.

`durable` is decisions per second of CPU by `Node.decide_many`, every safeguard on: limits counted,
two streams, two salted commitments, request index, signed checkpoint, signer's state, synced to disk.
The floor takes the entries that the node wrote and does the least with the same bytes: one SHA-256
each, and one blob per batch inserted and synced. Requests are built before the clock starts.
`durable-one` commits one decision at a time: there the disk's sync is the whole cost.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from licdsl.engine.request import Request
from licdsl.node import Node
from licdsl.testing.node_contracts import ask, limited
from tests.benchmarks.harness import Row, collector_paused, cpu, row, wall

NAMES = ("durable", "durable-one")
_BATCHES = (10, 100, 1_000)


def run(quick: bool) -> dict[str, Row]:
    """Measure both rows."""
    with tempfile.TemporaryDirectory(prefix="licdsl-durable-") as folder:
        return {"durable": _by_batch(Path(folder), quick), "durable-one": _one_by_one(Path(folder), quick)}


def _requests() -> Iterator[Request]:
    number = 0
    while True:
        number += 1
        yield ask(f"0197-{number:010}")


def _by_batch(folder: Path, quick: bool) -> Row:
    detail: dict[str, float | int | str] = {}
    rate = floor = 0.0
    for size in _BATCHES:
        rate, floor, length = _measure(folder / str(size), size, rounds=3 if quick else 9)
        detail[f"decisions per CPU-second, {size:,} a commit"] = round(rate)
        detail[f"ratio to the floor, {size:,} a commit"] = round(floor / rate, 2)
        detail["bytes per entry"] = round(length)
    return row(rate, "decisions/CPU-s", floor, more_is_better=True, detail=detail)


def _measure(folder: Path, size: int, rounds: int) -> tuple[float, float, float]:
    """Decisions and floor entries per CPU-second, and the mean length of an entry; rounds alternate."""
    made = _requests()
    rates: list[float] = []
    floors: list[float] = []
    length = 0.0
    with Node.create(folder) as node, closing(_raw(folder / "raw.sqlite")) as raw:
        node.add_contract(limited("1,000,000,000 requests each calendar month"))
        for number in range(rounds + 1):
            batches = [[next(made) for _ in range(size)] for _ in range(max(1, 4_000 // size))]
            first = node.size
            with collector_paused():
                start = cpu()
                for batch in batches:
                    node.decide_many(batch)
                spent = cpu() - start
            entries = list(node.log.entries(first, node.size))
            with collector_paused():
                start = cpu()
                for position in range(0, len(entries), size):
                    _store(raw, entries[position : position + size])
                raw_spent = cpu() - start
            if number:
                rates.append(len(entries) / spent * 1e9)
                floors.append(len(entries) / raw_spent * 1e9)
            length = sum(map(len, entries)) / len(entries)
    return statistics.median(rates), statistics.median(floors), length


def _raw(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE entry(first INTEGER PRIMARY KEY, entries BLOB NOT NULL)")
    return connection


def _store(connection: sqlite3.Connection, entries: list[bytes]) -> None:
    for entry in entries:
        hashlib.sha256(entry).digest()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO entry(entries) VALUES (?)", (b"".join(entries),))
    connection.execute("COMMIT")


def _one_by_one(folder: Path, quick: bool) -> Row:
    made = _requests()
    count = 60 if quick else 400
    with Node.create(folder / "one") as node, closing(_raw(folder / "one.sqlite")) as raw:
        node.add_contract(limited("1,000,000,000 requests each calendar month"))
        mine: list[int] = []
        floor: list[int] = []
        for request in (next(made) for _ in range(count)):
            start = wall()
            node.decide(request)
            middle = wall()
            _store(raw, [os.urandom(650)])
            mine.append(middle - start)
            floor.append(wall() - middle)
    value, base = statistics.median(mine) / 1e3, statistics.median(floor) / 1e3
    return row(value, "µs", base, detail={"p99 µs": round(sorted(mine)[int(count * 0.99)] / 1e3)})
