"""Logs for tests and benchmarks: the same keys, entropy and entries every time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import shake_256
from pathlib import Path

from licdsl.ledger.keys import Signer
from licdsl.ledger.store import Draft
from licdsl.stores.sqlite_log import SqliteLog
from licdsl.values.canonical import encode

START = 1_795_300_000_000_000  # µs
SIGNER = Signer.from_seed("log.example/licences", bytes(range(32)))
RECOVERY = Signer.from_seed("log.example/recovery", bytes(range(1, 33)))
LOG = "log.db"
STATE = "signer.state"


def told_entropy(seed: str = "tests") -> Callable[[int], bytes]:
    """A source that yields the same bytes in every run; for tests only."""
    calls = 0

    def entropy(count: int) -> bytes:
        nonlocal calls
        calls += 1
        return shake_256(f"{seed} {calls}".encode()).digest(count)

    return entropy


def sample_draft(number: int, *, streams: Sequence[str] = ("publisher-1",)) -> Draft:
    """An entry of the size and shape of a decision (about 690 bytes with one stream)."""
    at = START + number * 1_000
    outcome = {
        "clause": "answers",
        "decision": "allow" if number % 7 else "deny",
        "meters": ["WqW9l0fZkV3mJ1u5dJb9Yw"],
        "price": "usage",
        "quantity": 1,
        "unit": "requests",
    }
    facts = {"territory": "GB", "work": f"harbour/2026/03/02/{number}"}
    return Draft(
        kind="decision",
        at=at,
        received=at + 7,
        outcome=encode(outcome),
        private={"facts": encode(facts), "subject": encode({"licensee": "acme", "user": number % 50})},
        contract="sha256:" + "a1" * 32,
        data="sha256:" + "b2" * 32,
        request=f"0197f0a0-{number:012x}",
        reporter="acme",
        streams=streams,
    )


def create_log(directory: Path, *, seed: str = "tests") -> SqliteLog:
    """A new log in `directory` with its genesis; the signer's state is beside it."""
    return SqliteLog.create(
        directory / LOG,
        signer=SIGNER,
        recovery_vkey=RECOVERY.verifier,
        received=START - 1,
        entropy=told_entropy(seed),
        state_path=directory / STATE,
    )


def open_log(directory: Path, *, seed: str = "again") -> SqliteLog:
    """The log in `directory`, open for writing."""
    return SqliteLog.open(
        directory / LOG, signer=SIGNER, entropy=told_entropy(seed), state_path=directory / STATE
    )


def read_log(directory: Path, *, state: bool = True) -> SqliteLog:
    """The log in `directory`, open for reading, with or without the signer's state."""
    return SqliteLog.open(directory / LOG, state_path=directory / STATE if state else None)


def fill(log: SqliteLog, count: int, per_batch: int, *, first: int = 0) -> None:
    """Append sample entries in batches, every second one in two streams' turns."""
    for start in range(first, first + count, per_batch):
        with log.batch() as batch:
            for number in range(start, min(start + per_batch, first + count)):
                batch.append(sample_draft(number, streams=(f"publisher-{number % 3}",)))
