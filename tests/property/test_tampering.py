"""An attacker with the database, and one with the signing key as well."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.findings import Report
from licdsl.ledger.frames import join_entries
from licdsl.ledger.keys import Signer
from licdsl.ledger.store import Draft
from licdsl.ledger.streams import HEADS_TIME
from licdsl.ledger.tree import leaf_hash
from licdsl.ledger.verification import verify
from licdsl.stores.erasure import erase
from licdsl.testing.sample_logs import (
    LOG,
    SIGNER,
    START,
    STATE,
    create_log,
    fill,
    open_log,
    read_log,
    sample_draft,
)
from licdsl.testing.tampering import Tampering, at_rest, survivors, tamperings

KEY = SIGNER.verifier


def _grow(directory: Path) -> None:
    """Batches of many sizes, two heads entries, an erased group, an entry without a request."""
    with create_log(directory) as log:
        fill(log, 9, 4)
        with log.batch() as batch:
            late = replace(sample_draft(9), received=START + HEADS_TIME)
            batch.append(late)
            batch.append(Draft("notice", START, START + HEADS_TIME, b'{"to":"acme"}', {}))
        erase(log, 3, ["subject"], ground="GDPR 17", by="dpo", received=START + HEADS_TIME)
        fill(log, 3, 3, first=10)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("honest")
    _grow(directory)
    at_rest(directory / LOG, directory / "rest.db")
    with closing(sqlite3.connect(directory / "rest.db")) as connection:
        connection.execute("INSERT INTO cosignature VALUES(5, 'witness.example', 'a line')")
        connection.commit()
    return directory


def _verify(directory: Path, *, state: bool = True, held: Checkpoint | None = None) -> Report:
    with read_log(directory, state=state) as log:
        return verify(log, vkey=KEY, held=held)


def _copy(honest: Path, target: Path) -> Path:
    target.mkdir(exist_ok=True)
    shutil.copyfile(honest / "rest.db", target / LOG)
    shutil.copyfile(honest / STATE, target / STATE)
    return target


def test_an_honest_log_passes_with_its_counts(honest: Path, tmp_path: Path) -> None:
    report = _verify(_copy(honest, tmp_path))
    assert report.findings == ()
    assert (report.entries, report.redacted, report.missing) == (17, 1, 0)
    assert dict(report.kinds) == {"genesis": 1, "decision": 13, "heads": 1, "notice": 1, "redact": 1}


def test_no_change_to_any_field_or_row_goes_unnoticed(honest: Path, tmp_path: Path) -> None:
    directory = _copy(honest, tmp_path)

    def passes(_: Path) -> bool:
        return _verify(directory).ok

    unnoticed = [each.name for each in survivors(honest / "rest.db", directory / LOG, passes)]
    assert unnoticed == []


def test_a_log_with_tiles_names_the_entry_whose_hash_was_changed(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        fill(log, 300, 100)
    at_rest(tmp_path / LOG, tmp_path / "rest.db")
    directory = tmp_path / "copy"
    directory.mkdir()

    def passes(_: Path) -> bool:
        return _verify(directory, state=False).ok

    assert [each.name for each in survivors(tmp_path / "rest.db", directory / LOG, passes, {"tile"})] == []
    shutil.copyfile(tmp_path / "rest.db", directory / LOG)
    with closing(sqlite3.connect(directory / LOG)) as connection:
        blob = connection.execute("SELECT hashes FROM tile").fetchone()[0]
        connection.execute("UPDATE tile SET hashes = ?", (blob[: 77 * 32] + bytes(32) + blob[78 * 32 :],))
        connection.commit()
    assert [(each.code, each.entry) for each in _verify(directory, state=False).findings] == [("tile", 77)]


def test_what_is_declared_undetectable_is_only_that(honest: Path) -> None:
    declared = {
        (each.table, each.name.rpartition(": ")[2])
        for each in tamperings(honest / "rest.db")
        if each.undetectable
    }
    assert {what for table, what in declared if table == "checkpoint"} == {"deleted"}
    assert {table for table, _ in declared} == {"checkpoint", "cosignature"}


@given(data=st.data())
def test_a_flipped_bit_of_an_entry_names_that_entry(honest: Path, data: st.DataObject) -> None:
    directory = _copy(honest, honest / "flipped")
    number = data.draw(st.integers(0, 16))
    with closing(sqlite3.connect(directory / LOG)) as connection:
        connection.execute("DROP TRIGGER segment_no_update")
        first, blob = connection.execute(
            "SELECT first, entries FROM segment WHERE first <= ? ORDER BY first DESC LIMIT 1", (number,)
        ).fetchone()
        start = 0
        for _ in range(number - first):
            start += 2 + int.from_bytes(blob[start : start + 2], "big")
        end = start + 2 + int.from_bytes(blob[start : start + 2], "big")
        position = data.draw(st.integers(start, end - 1))
        altered = bytearray(blob)
        altered[position] ^= 1 << data.draw(st.integers(0, 7))
        connection.execute("UPDATE segment SET entries = ? WHERE first = ?", (bytes(altered), first))
        connection.commit()
    report = _verify(directory)
    assert report.first is not None
    assert report.first.entry == number


def test_an_entry_with_its_leaf_hash_rewritten_is_still_named(honest: Path, tmp_path: Path) -> None:
    directory = _copy(honest, tmp_path)
    with closing(sqlite3.connect(directory / LOG)) as connection:
        connection.execute("DROP TRIGGER segment_no_update")
        first = connection.execute("SELECT first FROM segment WHERE count = 4").fetchone()[0]
        with read_log(directory) as log:
            kept = list(log.entries(first, first + 4))
        changed = [each.replace(b'"allow"', b'"denied"') if n == 1 else each for n, each in enumerate(kept)]
        assert changed != kept
        leaves = b"".join(map(leaf_hash, changed))
        connection.execute(
            "UPDATE segment SET entries = ?, leaves = ? WHERE first = ?",
            (join_entries(changed), leaves, first),
        )
        connection.commit()
    report = _verify(directory)
    assert report.first is not None
    assert report.first.entry == first + 1


def test_dropped_triggers_and_tables_are_noticed(honest: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(honest / "rest.db")) as connection:
        names = connection.execute("SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    for kind, name in names:
        directory = _copy(honest, tmp_path / name)
        with closing(sqlite3.connect(directory / LOG)) as connection:
            connection.execute(f'DROP {kind} "{name}"')
            connection.commit()
        assert any(each.code == "schema" for each in _verify(directory).findings), name


def test_a_tail_that_was_cut_with_everything_adjusted_is_caught_by_the_signers_state(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        fill(log, 10, 5)
    (tmp_path / "old").mkdir()
    at_rest(tmp_path / LOG, tmp_path / "old" / LOG)
    with open_log(tmp_path) as log:
        fill(log, 5, 5, first=10)
    shutil.copyfile(tmp_path / STATE, tmp_path / "old" / STATE)
    assert _verify(tmp_path / "old", state=False).ok
    report = _verify(tmp_path / "old")
    assert [(each.code, each.entry) for each in report.findings] == [("signer's state", 11)]


def _rewritten(directory: Path) -> None:
    """The same log, but the owner of the key changed entry 5 and signed everything after it again."""
    with create_log(directory) as log:
        fill(log, 4, 4)
        with log.batch() as batch:
            batch.append(replace(sample_draft(4), outcome=b'{"decision":"deny"}'))
        fill(log, 5, 5, first=5)


def test_a_suffix_that_was_signed_again_is_caught_by_a_held_checkpoint(tmp_path: Path) -> None:
    for name in ("told", "truth"):
        (tmp_path / name).mkdir()
    _rewritten(tmp_path / "told")
    with create_log(tmp_path / "truth") as log:
        fill(log, 4, 4)
        fill(log, 1, 1, first=4)
        held = [Checkpoint.read_signed(note.encode(), KEY) for _, note in log.checkpoints()]
        fill(log, 5, 5, first=5)
    assert _verify(tmp_path / "told").ok
    assert _verify(tmp_path / "told", held=held[-2]).ok
    report = _verify(tmp_path / "told", held=held[-1])
    assert [each.code for each in report.findings] == ["held checkpoint"]


def test_a_tail_that_the_key_holder_cut_is_caught_by_a_held_checkpoint(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        fill(log, 4, 4)
    (tmp_path / "longer").mkdir()
    with create_log(tmp_path / "longer") as log:
        fill(log, 8, 4)
        held = Checkpoint.read_signed((log.checkpoint or "").encode(), KEY)
    assert _verify(tmp_path).ok
    report = _verify(tmp_path, held=held)
    assert [each.code for each in report.findings] == ["held checkpoint"]


def test_a_log_that_another_key_began_is_refused(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        fill(log, 2, 2)
    other = Signer.from_seed(KEY.name, bytes(32)).verifier
    with read_log(tmp_path, state=False) as log:
        codes = {each.code for each in verify(log, vkey=other).findings}
    assert {"genesis", "checkpoint", "uncovered"} <= codes


def test_the_matrix_holds_every_kind_of_change(honest: Path) -> None:
    found = list(tamperings(honest / "rest.db"))
    tables = {each.table for each in found}
    assert {
        "segment",
        "private_part",
        "request_index",
        "checkpoint",
        "head",
        "cosignature",
        "stream_head",
    } <= tables
    assert all(isinstance(each, Tampering) for each in found)
    assert len(found) > 1_000
