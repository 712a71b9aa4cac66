"""The SQLite log: batches, ids, crashes, rollbacks, and what it refuses."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from licdsl.errors import (
    ChainBroken,
    Conflict,
    IntegrityError,
    Rollback,
    SettingsError,
    StoreError,
    Unavailable,
)
from licdsl.ledger.entry import Entry
from licdsl.ledger.streams import HEADS_ENTRIES, HEADS_TIME
from licdsl.ledger.tree import leaf_hash
from licdsl.ledger.verification import verify
from licdsl.stores.erasure import erase
from licdsl.stores.memory_log import MemoryLog
from licdsl.stores.sqlite_batch import SqliteBatch
from licdsl.stores.sqlite_log import SqliteLog
from licdsl.testing.sample_logs import (
    LOG,
    RECOVERY,
    SIGNER,
    START,
    STATE,
    create_log,
    fill,
    open_log,
    read_log,
    sample_draft,
    told_entropy,
)
from licdsl.testing.tampering import at_rest


def _holds(directory: Path) -> bool:
    with read_log(directory) as log:
        return verify(log, vkey=SIGNER.verifier).ok


def test_a_receipt_names_the_stored_bytes(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            receipts = [batch.append(sample_draft(number)) for number in range(3)]
            assert batch.size == 4
        stored = list(log.entries(1, 4))
        private = list(log.private_parts(1, 4))
        assert [leaf_hash(each) for each in stored] == [receipt.leaf for receipt in receipts]
        assert [Entry.read(each).index for each in stored] == [receipt.index for receipt in receipts]
        assert [each["facts"][1] for each in private] == [sample_draft(n).private["facts"] for n in range(3)]
        assert list(log.entries(2, 3)) == stored[1:2]
        assert log.size == 4
        assert log.checkpoints()[-1] == (4, batch.checkpoint)


def test_a_request_id_is_answered_once(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            assert batch.find("acme", "0197f0a0-000000000001") is None
            first = batch.append(sample_draft(1))
            with pytest.raises(Conflict):
                batch.append(sample_draft(1))
        with log.batch() as batch:
            batch.prefetch([("acme", "0197f0a0-000000000001"), ("acme", "other")])
            assert batch.find("acme", "0197f0a0-000000000001") == first.index
            assert batch.private(first.index) == sample_draft(1).private
            assert batch.find("acme", "other") is None
            assert batch.find("somebody", "0197f0a0-000000000001") is None
            with pytest.raises(Conflict):
                batch.append(sample_draft(1))


def _fail_in_a_batch(log: SqliteLog | MemoryLog) -> None:
    with log.batch() as batch:
        if isinstance(batch, SqliteBatch):
            batch.connection.execute("CREATE TABLE counters(x)")
        batch.append(sample_draft(900))
        raise KeyError


def test_a_batch_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        fill(log, 300, 300)
        generation, before = log.generation, log.checkpoint
        with pytest.raises(KeyError):
            _fail_in_a_batch(log)
        assert log.generation > generation
        assert (log.checkpoint, log.size) == (before, 301)
        with log.batch() as batch:
            assert (
                batch.connection.execute("SELECT * FROM sqlite_master WHERE name = 'counters'").fetchall()
                == []
            )
            assert batch.append(sample_draft(900)).index == 301
    assert _holds(tmp_path)


def test_a_batch_without_entries_commits_what_others_wrote_in_it(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            batch.connection.execute("CREATE TABLE counters(x)")
        with log.batch() as batch:
            assert batch.connection.execute("SELECT count(*) FROM counters").fetchone() == (0,)
        assert log.size == 1


def test_a_writer_notices_that_another_one_moved_the_log(tmp_path: Path) -> None:
    with create_log(tmp_path) as log, open_log(tmp_path) as other:
        generations = log.generation, other.generation
        fill(other, 600, 200)
        with log.batch() as batch:
            assert (log.generation, other.generation) == (generations[0] + 1, generations[1])
            assert batch.append(sample_draft(600)).index == 601
        fill(other, 400, 100, first=601)
    assert _holds(tmp_path)


def test_the_same_keys_entropy_and_entries_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with create_log(tmp_path / name) as log:
            fill(log, 20, 6)
    with read_log(tmp_path / "a") as a, read_log(tmp_path / "b") as b:
        assert a.checkpoints() == b.checkpoints()
        assert list(a.entries(0, 21)) == list(b.entries(0, 21))


def test_a_log_in_memory_has_the_same_entries(tmp_path: Path) -> None:
    memory = MemoryLog(
        key=SIGNER.verifier, recovery=RECOVERY.verifier, received=START - 1, entropy=told_entropy("tests")
    )
    with create_log(tmp_path) as log:
        for start in range(0, 12, 4):
            with log.batch() as batch, memory.batch() as other:
                for number in range(start, start + 4):
                    draft = replace(sample_draft(number), received=START + number * HEADS_TIME // 3)
                    assert batch.append(draft) == other.append(draft)
                with pytest.raises(Conflict):
                    other.append(sample_draft(start))
        assert list(log.entries(0, log.size)) == list(memory.entries(0, memory.size))
        assert list(log.private_parts(0, log.size)) == list(memory.private_parts(0, memory.size))
    with pytest.raises(KeyError):
        _fail_in_a_batch(memory)
    assert memory.size == log_size(tmp_path)
    assert _holds(tmp_path)


def log_size(directory: Path) -> int:
    with read_log(directory) as log:
        return log.size


def test_received_never_falls_and_heads_come_every_hour(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            for number, received in enumerate([START, START - 50, START + HEADS_TIME - 1, START]):
                batch.append(replace(sample_draft(number), at=0, received=received))
        entries = [Entry.read(each) for each in log.entries(0, 6)]
    assert [each.kind for each in entries] == [
        "genesis",
        "decision",
        "decision",
        "heads",
        "decision",
        "decision",
    ]
    assert [each.received - START for each in entries] == [-1, 0, 0, *[HEADS_TIME - 1] * 3]
    assert entries[3].outcome["size"] == 1
    assert _holds(tmp_path)


@pytest.mark.heavy
def test_heads_come_every_65536_entries_and_higher_tiles_are_right(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        for start in range(0, 2 * HEADS_ENTRIES, 8_192):
            with log.batch() as batch:
                for number in range(start, start + 8_192):
                    batch.append(
                        replace(sample_draft(number, streams=(f"p-{number % 9}",)), at=0, received=START)
                    )
            if start == 5 * 8_192:
                with open_log(tmp_path) as other:
                    fill(other, 1, 1, first=10_000_000)
    with read_log(tmp_path) as log:
        report = verify(log, vkey=SIGNER.verifier)
    assert report.findings == ()
    assert report.kinds["heads"] >= 2


def test_a_log_is_not_made_over_another(tmp_path: Path) -> None:
    create_log(tmp_path).close()
    with pytest.raises(SettingsError):
        create_log(tmp_path)
    (tmp_path / LOG).unlink()
    with pytest.raises(SettingsError):
        create_log(tmp_path)
    with pytest.raises(SettingsError):
        SqliteLog.open(tmp_path / "nowhere.db")


def test_a_log_opened_for_reading_does_not_write(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        fill(log, 2, 2)
    with read_log(tmp_path) as log:
        with pytest.raises(StoreError), log.batch():
            raise AssertionError
        assert log.size == 3


def test_a_batch_inside_a_batch_of_the_same_thread_is_refused(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        with pytest.raises(StoreError, match="already open"), log.batch(), log.batch():
            raise AssertionError
        fill(log, 2, 2)


def test_a_process_that_forked_must_open_the_log_itself(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:  # pragma: no cover
            try:
                with log.batch():
                    os.write(writer, b"wrote")
            except Unavailable:
                os.write(writer, b"refused")
            os._exit(0)
        os.waitpid(child, 0)
        assert os.read(reader, 10) == b"refused"
        fill(log, 2, 2)
    assert _holds(tmp_path)


def test_a_full_database_is_unavailable_and_loses_nothing(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        fill(log, 2, 2)
        with log.batch() as batch:
            pages = batch.connection.execute("PRAGMA page_count").fetchone()[0]
            batch.connection.execute(f"PRAGMA max_page_count={pages + 1}")
        with pytest.raises(Unavailable, match="full"):
            fill(log, 200, 200, first=2)
        with log.batch() as batch:
            batch.connection.execute("PRAGMA max_page_count=1000000")
            assert batch.append(sample_draft(2)).index == 3
    assert _holds(tmp_path)


def test_a_stranger_that_locks_the_database_makes_it_unavailable(tmp_path: Path) -> None:
    with (
        create_log(tmp_path) as log,
        closing(sqlite3.connect(tmp_path / LOG, isolation_level=None)) as stranger,
    ):
        with log.batch() as batch:
            batch.connection.execute("PRAGMA busy_timeout=10")
            batch.append(sample_draft(1))
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked"), log.batch():
            raise AssertionError
        stranger.execute("ROLLBACK")
        fill(log, 2, 2, first=2)
    assert _holds(tmp_path)


def test_a_signers_state_that_can_not_be_written_is_unavailable_but_the_batch_stands(tmp_path: Path) -> None:
    state = tmp_path / "elsewhere"
    state.mkdir()
    log = SqliteLog.create(
        tmp_path / LOG,
        signer=SIGNER,
        recovery_vkey=RECOVERY.verifier,
        received=START,
        entropy=told_entropy(),
        state_path=state / STATE,
    )
    with log:
        (state / STATE).rename(tmp_path / STATE)
        state.rmdir()
        with pytest.raises(Unavailable, match="state"):
            fill(log, 1, 1)
        assert log.size == 2
    with open_log(tmp_path) as log:  # the state is behind, as after a crash
        fill(log, 1, 1, first=1)
    assert _holds(tmp_path)


def test_a_log_that_was_rolled_back_is_not_continued(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        fill(log, 2, 2)
    at_rest(tmp_path / LOG, tmp_path / "backup.db")
    with open_log(tmp_path) as log:
        fill(log, 2, 2, first=2)
    (tmp_path / "backup.db").replace(tmp_path / LOG)
    with pytest.raises(Rollback, match="signed 5"):
        open_log(tmp_path)
    (tmp_path / STATE).unlink()
    with pytest.raises(Rollback, match="gone"):
        open_log(tmp_path)


def test_a_log_with_another_history_is_not_continued(tmp_path: Path) -> None:
    for name, first in (("a", 0), ("b", 50)):
        (tmp_path / name).mkdir()
        with create_log(tmp_path / name) as log:
            fill(log, 4, 2, first=first)
    (tmp_path / "a" / LOG).replace(tmp_path / "b" / LOG)
    with pytest.raises(Rollback, match="not the one"):
        open_log(tmp_path / "b")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO segment SELECT 5, count, leaves, entries FROM segment WHERE first = 3",
        "UPDATE head SET size = size + 1",
        "UPDATE head SET leaf = zeroblob(32)",
        "UPDATE head SET edge = zeroblob(length(edge))",
        "DELETE FROM head",
        "DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)",
        "DELETE FROM heads_entry",
        "UPDATE checkpoint SET note = replace(note, '3', '4')",
    ],
)
def test_an_end_that_no_checkpoint_covers_is_never_signed(tmp_path: Path, statement: str) -> None:
    with create_log(tmp_path) as log:
        fill(log, 4, 2)
    with closing(sqlite3.connect(tmp_path / LOG)) as connection:
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER checkpoint_no_{verb}")
        connection.execute(statement)
        connection.commit()
    with pytest.raises(IntegrityError):
        open_log(tmp_path)


def test_a_file_that_is_no_database_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / LOG).write_bytes(b"not a database " * 100)
    with pytest.raises(ChainBroken):
        open_log(tmp_path)
    with read_log(tmp_path, state=False) as log:
        assert [each.code for each in verify(log, vkey=SIGNER.verifier).findings] == ["unreadable"]


def test_triggers_stop_accidents(tmp_path: Path) -> None:
    create_log(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / LOG)) as connection:
        for statement in ("DELETE FROM segment", "UPDATE segment SET count = 9", "DELETE FROM checkpoint"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)


def test_erased_text_is_in_no_file_of_the_log_and_the_log_still_verifies(tmp_path: Path) -> None:
    secret = b"ferry-passenger-name"
    with create_log(tmp_path) as log:
        fill(log, 3, 3)
        with log.batch() as batch:
            index = batch.append(
                replace(sample_draft(3), private={"facts": b"1", "subject": b'"%b"' % secret})
            ).index
        fill(log, 3, 3, first=4)
        assert any(secret in path.read_bytes() for path in tmp_path.iterdir())
        with pytest.raises(StoreError):
            erase(log, index, ["nothing"], ground="GDPR 17", by="dpo", received=START)
        erase(log, index, ["subject"], ground="GDPR 17", by="dpo", received=START)
        with log.batch() as batch:
            assert batch.find("acme", sample_draft(3).request or "") == index
            assert batch.private(index) == {"facts": b"1"}
    assert not any(secret in path.read_bytes() for path in tmp_path.iterdir())
    with read_log(tmp_path) as log:
        report = verify(log, vkey=SIGNER.verifier)
        assert (report.findings, report.redacted, report.missing) == ((), 1, 0)


def test_reading_goes_on_while_a_batch_is_open(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        seen: list[int] = []
        with log.batch() as batch:
            batch.append(sample_draft(1))
            reader = threading.Thread(target=lambda: seen.append(log.size))
            reader.start()
            reader.join()
        assert (seen, log.size) == ([1], 2)


def test_observers_see_every_entry_and_progress_is_told(tmp_path: Path) -> None:
    class Counts:
        def __init__(self) -> None:
            self.seen: list[tuple[int, str, list[str]]] = []
            self.rows = 0

        def observe(self, index: int, entry: Entry, private: object, findings: object) -> None:
            assert isinstance(private, dict)
            self.seen.append((index, entry.kind, sorted(private)))

        def finish(self, view: object, findings: object) -> None:
            self.rows += 1

    with create_log(tmp_path) as log:
        fill(log, 2, 2)
        counts, steps = Counts(), []
        report = verify(
            log, vkey=SIGNER.verifier, observers=[counts], progress=lambda done, of: steps.append((done, of))
        )
    assert report.ok
    assert counts.seen == [
        (0, "genesis", ["blind"]),
        *[(n, "decision", ["facts", "subject"]) for n in (1, 2)],
    ]
    assert (counts.rows, steps) == (1, [(3, 3)])


def test_an_empty_database_fails_closed(tmp_path: Path) -> None:
    create_log(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / LOG)) as connection:
        connection.execute("DROP TRIGGER segment_no_delete")
        connection.execute("DELETE FROM segment")
        connection.commit()
    with read_log(tmp_path, state=False) as log:
        codes = {each.code for each in verify(log, vkey=SIGNER.verifier).findings}
    assert {"empty", "uncovered"} <= codes
