"""Writers that are killed at any moment, and writers that share one log."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from licdsl.ledger.store import Receipt
from licdsl.ledger.tree import leaf_hash
from licdsl.ledger.verification import verify
from licdsl.stores.sqlite_log import SqliteLog
from licdsl.testing.sample_logs import SIGNER, create_log, open_log, read_log, sample_draft

ENDLESS = 1_000_000


def _start(directory: Path, writer: int, batches: int, size: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "licdsl.testing.appending",
        str(directory),
        str(writer),
        str(batches),
        str(size),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _acknowledged(process: subprocess.Popen[bytes]) -> list[tuple[int, str]]:
    """The whole lines that a writer printed before it ended."""
    output, _ = process.communicate()
    lines = output.decode().split("\n")[:-1]
    return [(int(line.split()[0]), line.split()[1]) for line in lines]


def _check(directory: Path, acknowledged: list[tuple[int, str]]) -> None:
    with read_log(directory) as log:
        report = verify(log, vkey=SIGNER.verifier)
        assert report.findings == ()
        entries = list(log.entries(0, report.entries))
    for index, leaf in acknowledged:
        assert leaf_hash(entries[index]).hex() == leaf
    assert len({index for index, _ in acknowledged}) == len(acknowledged)


def _kill_again_and_again(directory: Path, kills: int, seed: int) -> None:
    told = random.Random(seed)
    create_log(directory).close()
    acknowledged: list[tuple[int, str]] = []
    for kill in range(kills):
        writers = [_start(directory, kill * 4 + n, ENDLESS, told.choice([1, 3, 40])) for n in range(2)]
        assert writers[0].stdout is not None
        first = writers[0].stdout.readline()  # by then, both have started or soon will
        time.sleep(told.uniform(0, 0.03))
        for writer in told.sample(writers, 2):
            writer.send_signal(signal.SIGKILL)
        index, leaf = first.split()
        acknowledged.append((int(index), leaf.decode()))
        for writer in writers:
            acknowledged += _acknowledged(writer)
        with open_log(directory, seed=str(kill)) as log, log.batch() as batch:
            receipt = batch.append(sample_draft(900_000_000 + kill))
        acknowledged.append((receipt.index, receipt.leaf.hex()))
    _check(directory, acknowledged)


def test_writers_that_are_killed_lose_nothing_they_acknowledged(tmp_path: Path) -> None:
    _kill_again_and_again(tmp_path, 3, seed=1)


@pytest.mark.heavy
def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
    _kill_again_and_again(tmp_path, 50, seed=2)


def test_processes_that_share_a_log_interleave_without_a_gap(tmp_path: Path) -> None:
    create_log(tmp_path).close()
    writers = [_start(tmp_path, writer, 25, 4) for writer in range(3)]
    acknowledged = [pair for writer in writers for pair in _acknowledged(writer)]
    assert sorted(index for index, _ in acknowledged) == list(range(1, 301))
    _check(tmp_path, acknowledged)


def test_threads_that_share_a_log_interleave_without_a_gap(tmp_path: Path) -> None:
    receipts: list[Receipt] = []

    def append(log: SqliteLog, writer: int) -> None:
        for number in range(20):
            with log.batch() as batch:
                receipt = batch.append(sample_draft(writer * 1_000 + number))
            receipts.append(receipt)

    with create_log(tmp_path) as log:
        threads = [threading.Thread(target=append, args=(log, writer)) for writer in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(receipt.index for receipt in receipts) == list(range(1, 81))
    _check(tmp_path, [(receipt.index, receipt.leaf.hex()) for receipt in receipts])
