"""Four processes on one node: limits are exact, and kills at any moment lose nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from licdsl.ledger.tree import leaf_hash
from licdsl.node import Node
from licdsl.replay.auditor import Auditor
from licdsl.testing.node_contracts import ask, limited

ENDLESS = 1_000_000


def start(folder: Path, name: str, batch: int, most: int, told: Path) -> subprocess.Popen[bytes]:
    """A deciding process that appends what was acknowledged to the file `told`."""
    command = [sys.executable, "-m", "licdsl.testing.deciding", str(folder), name, str(batch), str(most)]
    with told.open("ab") as output:
        return subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE)


def acknowledged(told: Path) -> list[tuple[str, str, int, str]]:
    """What the processes told in whole lines."""
    rows = []
    for line in told.read_text().split("\n")[:-1]:
        identity, answer, index, leaf = line.split()
        rows.append((identity, answer, int(index), leaf))
    return rows


def audit(folder: Path, rows: list[tuple[str, str, int, str]], limit: int) -> None:
    """Everything holds, every acknowledged decision is in the log, and the limit was kept."""
    with Auditor(folder) as auditor:
        report = auditor.verify(replay=True)
        assert report.report.findings == ()
        entries = dict(auditor.entries(0, auditor.size))
        stored = list(auditor._log.entries(0, auditor.size))
    for identity, answer, index, leaf in rows:
        assert leaf_hash(stored[index]).hex() == leaf
        assert (entries[index].request, entries[index].outcome["decision"]) == (identity, answer)
    assert len({row[2] for row in rows}) == len(rows)
    outcomes = Counter(entry.outcome["decision"] for entry in entries.values() if entry.kind == "decision")
    assert outcomes["allow"] <= limit


def four_processes_share(tmp_path: Path, limit: int, each: int) -> None:
    folder = tmp_path / "node"
    with Node.create(folder) as node:
        node.add_contract(limited(f"{limit:,} requests in total", f"{limit:,} requests in any 24 hours"))
    told = [tmp_path / f"told-{number}" for number in range(4)]
    processes = [start(folder, f"p{n}", 7 + 4 * n, each, told[n]) for n in range(4)]
    for process in processes:
        _, errors = process.communicate(timeout=600)
        assert process.returncode == 0, errors.decode()
    rows = [row for file in told for row in acknowledged(file)]
    answers = Counter(answer for _, answer, _, _ in rows)
    assert answers == {"allow": limit, "deny": 4 * each - limit}
    audit(folder, rows, limit)


def test_four_processes_allow_exactly_the_limit(tmp_path: Path) -> None:
    four_processes_share(tmp_path, limit=200, each=90)


@pytest.mark.heavy
def test_four_processes_allow_exactly_five_thousand(tmp_path: Path) -> None:
    four_processes_share(tmp_path, limit=5_000, each=2_000)


def until_each_has_told(tmp_path: Path) -> None:
    for _ in range(600):
        if all(file.stat().st_size for file in tmp_path.glob("told-0-*")):
            return
        time.sleep(0.1)
    pytest.fail("the processes did not start to decide within a minute")


def kill_under_load(tmp_path: Path, kills: int, limit: int, seed: int) -> None:
    folder = tmp_path / "node"
    with Node.create(folder) as node:
        node.add_contract(limited(f"{limit:,} requests in total"))
    chance = random.Random(seed)
    told = tmp_path / "told"
    told.touch()
    processes = {
        n: start(folder, f"p0-{n}", 1 + 9 * n, ENDLESS, told.with_name(f"told-0-{n}")) for n in range(4)
    }
    until_each_has_told(tmp_path)
    for kill in range(1, kills + 1):
        time.sleep(chance.uniform(0, 0.25))
        victim = chance.randrange(4)
        processes[victim].kill()
        assert processes[victim].communicate()[1] == b""
        processes[victim] = start(
            folder, f"p{kill}-{victim}", 1 + 9 * victim, ENDLESS, told.with_name(f"told-{kill}-{victim}")
        )
    time.sleep(0.6)
    for process in processes.values():
        process.kill()
        _, errors = process.communicate()
        assert errors == b""
    rows = [row for file in sorted(tmp_path.glob("told-*")) for row in acknowledged(file)]
    assert rows
    with Node.open(folder) as node:  # it reopens by itself, and decides
        assert node.decide(ask("after-all")).receipt is not None
    audit(folder, rows, limit)


def test_processes_that_are_killed_lose_no_acknowledged_decision(tmp_path: Path) -> None:
    kill_under_load(tmp_path, kills=3, limit=100, seed=1)


@pytest.mark.heavy
def test_fifty_kills_lose_no_acknowledged_decision_and_exceed_no_limit(tmp_path: Path) -> None:
    kill_under_load(tmp_path, kills=50, limit=2_000, seed=2)
