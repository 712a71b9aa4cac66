"""`verify`: a whole verification with every check on, against raw SHA-256 of the same entries.

The log has 1,000 entries per checkpoint. One with a checkpoint per entry is printed apart: there
the signature of each checkpoint is most of the work.
"""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path

from licdsl.ledger.verification import verify
from licdsl.stores.sqlite_log import SqliteLog
from licdsl.testing.sample_logs import SIGNER, create_log, fill, read_log
from tests.benchmarks.harness import Row, cpu, row, seconds_per_call

NAMES = ("verify",)


def run(quick: bool) -> dict[str, Row]:
    """Entries per CPU-second of one core."""
    whole, single = (20_000, 300) if quick else (100_000, 2_000)
    many = _measure(whole, 1_000, rounds=5)
    apart = _measure(single, 1, rounds=3)
    return {
        "verify": row(
            many["verified"],
            "entries/s per core",
            many["hashed"],
            more_is_better=True,
            detail={
                "entries": whole,
                "bytes per entry": int(many["bytes"]),
                "one per commit, entries/s": round(apart["verified"]),
            },
        )
    }


def _measure(count: int, per_batch: int, *, rounds: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        with create_log(directory) as log:
            fill(log, count, per_batch)
        with read_log(directory) as log:
            data = list(log.entries(0, count))
            floor, verified = seconds_per_call(
                [lambda: [sha256(each).digest() for each in data], lambda: _verified(log)],
                rounds=rounds,
                repeat=1,
                clock=cpu,
            )
    size = sum(map(len, data)) / len(data)
    return {"hashed": len(data) / floor, "verified": len(data) / verified, "bytes": size}


def _verified(log: SqliteLog) -> None:
    verify(log, vkey=SIGNER.verifier).raise_for_findings()
