from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from licdsl.cli import main
from licdsl.errors import SettingsError
from licdsl.node import Node
from licdsl.replay.auditor import Auditor
from licdsl.stores.projection import project
from licdsl.testing.node_contracts import NOON, ask, limited


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Node.create(tmp_path / "node", clock=lambda: NOON) as node:
        node.add_contract(limited("2 requests each calendar day"))
        node.decide_many([ask("r-1"), ask("r-2"), ask("r-3"), ask("r-4", facts={})])
    return tmp_path / "node"


def test_the_projection_holds_every_entry_and_every_decision_as_plain_columns(folder: Path) -> None:
    target = folder / "readable.sqlite"
    with Auditor(folder) as auditor:
        project(auditor.entries(0, auditor.size), target)
        size = auditor.size
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (size,)
        rows = connection.execute(
            "SELECT decision, clause, reason, until FROM decision ORDER BY entry"
        ).fetchall()
        missing = connection.execute("SELECT fact FROM missing ORDER BY fact").fetchall()
    assert rows == [
        ("allow", "answers", "permission", None),
        ("allow", "answers", "permission", None),
        ("deny", "answers", "limit", "2026-05-04T23:00:00Z"),
        ("undecided", "embargo", "unknown", None),
    ]
    assert missing == [("publication of article",), ("section of article",)]


def test_names_and_facts_are_not_in_the_projection(folder: Path) -> None:
    target = folder / "readable.sqlite"
    with Auditor(folder) as auditor:
        project(auditor.entries(0, auditor.size), target)
    assert b"news/1" not in target.read_bytes()


def test_a_file_that_is_there_is_never_overwritten(folder: Path) -> None:
    target = folder / "readable.sqlite"
    target.write_text("mine")
    with Auditor(folder) as auditor, pytest.raises(SettingsError, match="is there already"):
        project(auditor.entries(0, auditor.size), target)
    assert target.read_text() == "mine"


def test_the_command_says_what_it_wrote_and_that_it_is_no_evidence(folder: Path) -> None:
    target = folder / "readable.sqlite"
    result = CliRunner().invoke(main, ["log", "project", "--node", str(folder), str(target)])
    assert result.exit_code == 0
    assert result.output == f"wrote 6 entries to {target}; it is a copy for reading, not evidence\n"
    again = CliRunner().invoke(main, ["log", "project", "--node", str(folder), str(target)])
    assert again.exit_code == 2
    assert "is there already" in again.output
