"""What `log verify` and `log show` print when their output is piped."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from licdsl.cli import main
from licdsl.node import Node
from licdsl.testing.node_contracts import NOON, ask, limited


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A node with one contract and one decision."""
    with Node.create(tmp_path / "node", clock=lambda: NOON) as node:
        node.add_contract(limited())
        assert node.decide(ask("r-1")).allowed
    return tmp_path / "node"


def test_one_of_a_kind_is_told_in_the_singular(folder: Path) -> None:
    done = CliRunner().invoke(main, ["log", "verify", "--node", str(folder), "--replay"])
    assert "1 decision decided again: the same bytes\n" in done.stdout
    assert done.exit_code == 0


def test_each_finding_is_one_line_however_long(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "log.sqlite")) as connection:
        for name in ("x" * 90, "y" * 90):
            connection.execute("INSERT INTO counter(meter, start, used) VALUES (?, ?, ?)", (name, NOON, 1))
        connection.commit()
    done = CliRunner().invoke(main, ["log", "verify", "--node", str(folder)])
    head, *findings = done.stdout.splitlines()[1:]
    assert head == "not verified: 2 findings"
    assert [line.split(":")[0].strip() for line in findings] == ["derived", "derived"]
    assert done.exit_code == 1


def test_a_digest_among_the_entries_is_shown_whole(folder: Path) -> None:
    done = CliRunner().invoke(main, ["log", "show", "--node", str(folder), "--first", "1", "--count", "1"])
    assert limited().digest in done.stdout
    assert done.exit_code == 0


def test_a_folder_without_a_node_is_called_that(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["log", "verify", "--node", str(tmp_path)])
    assert f"`{tmp_path}` holds no node (no such file or directory); make one with" in done.stderr
    assert done.exit_code == 2


@pytest.mark.parametrize("words", [[], ["contract"], ["log"]])
def test_every_command_is_told_on_one_line_of_80_columns(words: list[str]) -> None:
    told = CliRunner().invoke(main, [*words, "--help"], terminal_width=80).stdout.split("Commands:\n")[1]
    assert all(line[2] != " " and not line.endswith("...") for line in told.splitlines())
