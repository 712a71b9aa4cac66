"""A batch is one transaction: what the caller wrote, the entries, and the signed root over them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from licdsl.errors import StoreError
from licdsl.stores.sqlite_log import SqliteLog
from licdsl.testing.sample_logs import LOG, create_log, sample_draft


def test_entries_head_and_signed_root_are_written_between_one_begin_and_one_commit(tmp_path: Path) -> None:
    statements: list[str] = []
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            batch.connection.set_trace_callback(statements.append)
            batch.append(sample_draft(0))
        log._writable().set_trace_callback(None)
    written = [" ".join(each.split()[:3]) for each in statements]
    assert [each for each in written if each.startswith(("BEGIN", "COMMIT", "ROLLBACK"))] == ["COMMIT"]
    before = written[: written.index("COMMIT")]
    for table in ("segment(first,", "private_part(first,", "request_index(request,", "checkpoint(size,"):
        assert f"INSERT INTO {table}" in before
    assert "INSERT OR REPLACE" in before


def fail_to_sign(log: SqliteLog) -> None:
    """Write a row and an entry in a batch whose log loses its signer before the end."""
    with log.batch() as batch:
        batch.connection.execute("INSERT INTO tally VALUES (1)")
        batch.append(sample_draft(0))
        log._signer = None


def test_what_a_caller_wrote_is_not_there_where_its_entries_could_not_be_signed(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            batch.connection.execute("CREATE TABLE tally (number INTEGER)")
        size = log.size
        with pytest.raises(StoreError, match="open for reading only"):
            fail_to_sign(log)
        assert log.size == size
    with closing(sqlite3.connect(tmp_path / LOG)) as connection:
        assert connection.execute("SELECT count(*) FROM tally").fetchone() == (0,)
