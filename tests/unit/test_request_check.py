"""The index of request ids is compared in two ways, by a scan and key by key; both find the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from licdsl.ledger.checks import requests
from licdsl.ledger.verification import verify
from licdsl.testing.sample_logs import LOG, SIGNER, create_log, fill, read_log

CHANGES = {
    "a row is gone": "DELETE FROM request_index WHERE entry = 17",
    "a row names another entry": "UPDATE request_index SET entry = 40 WHERE entry = 17",
    "a row names an entry that has another": "UPDATE request_index SET entry = 16 WHERE entry = 17",
    "a row names no number": "UPDATE request_index SET entry = 'x' WHERE entry = 17",
    "a key is another": "UPDATE request_index SET request = zeroblob(16) WHERE entry = 17",
    "a key is a text": "UPDATE request_index SET request = 'x' WHERE entry = 17",
}


@pytest.fixture(params=["scan", "keys"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "keys":
        monkeypatch.setattr(requests, "SCAN", 0)


def _grow(directory: Path) -> None:
    with create_log(directory) as log:
        fill(log, 30, 10)


def _found(directory: Path) -> list[tuple[str, int | None]]:
    with read_log(directory) as log:
        return [(each.code, each.entry) for each in verify(log, vkey=SIGNER.verifier).findings]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("most", [1, 7, 32_000])
def test_an_honest_index_passes_however_many_rows_are_compared_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(requests, "MOST", most)
    _grow(tmp_path)
    assert _found(tmp_path) == []


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_row_names_its_entry(tmp_path: Path, change: str) -> None:
    _grow(tmp_path)
    with closing(sqlite3.connect(tmp_path / LOG)) as connection:
        connection.execute(change)
        connection.commit()
    assert _found(tmp_path)[0] == ("request", 17)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("entry", [17, 500])
def test_a_row_of_no_request_is_found(tmp_path: Path, entry: int) -> None:
    _grow(tmp_path)
    with closing(sqlite3.connect(tmp_path / LOG)) as connection:
        connection.execute("INSERT INTO request_index VALUES(zeroblob(16), ?)", (entry,))
        connection.commit()
    assert _found(tmp_path) == [("request", None)]
