"""Logs whose key holder broke a rule of the ledger and signed the result: verification names the entry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from licdsl.ledger import chain
from licdsl.ledger.checks.privacy import REDACT
from licdsl.ledger.entry import FUTURE, base64_hash
from licdsl.ledger.genesis import genesis_outcome
from licdsl.ledger.store import Draft
from licdsl.ledger.streams import HEADS_TIME, ZERO, Head
from licdsl.ledger.tree import Edge, leaf_hash
from licdsl.ledger.verification import verify
from licdsl.stores.sqlite_batch import SqliteBatch
from licdsl.testing.sample_logs import RECOVERY, SIGNER, START, create_log, open_log, read_log, sample_draft
from licdsl.values.canonical import encode

NEVER = 2**60


def draft(number: int, received: int, *, stream: str = "publisher-1") -> Draft:
    return replace(sample_draft(number, streams=(stream,)), at=0, received=received)


def found(directory: Path) -> list[tuple[str, int | None]]:
    """The code and entry of everything that verification finds."""
    with read_log(directory) as log:
        report = verify(log, vkey=SIGNER.verifier)
    return [(finding.code, finding.entry) for finding in report.findings]


def turn_back(batch: SqliteBatch) -> None:
    """Let the next entry be received before the last one."""
    batch.chain._received = START - HEADS_TIME


def test_an_entry_received_before_the_one_before_it_is_named(tmp_path: Path) -> None:
    with create_log(tmp_path) as log, log.batch() as batch:
        batch.append(draft(0, START))
        turn_back(batch)
        batch.append(draft(1, START - 1))
        batch.append(draft(2, START))
    assert found(tmp_path) == [("received", 2)]


def test_an_entry_received_before_the_end_of_the_segment_before_is_named(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            batch.append(draft(0, START))
        with log.batch() as batch:
            turn_back(batch)
            batch.append(draft(1, START - 1))
    assert found(tmp_path) == [("received", 2)]


def test_an_event_more_than_five_minutes_after_its_receipt_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "FUTURE", NEVER)
    with create_log(tmp_path) as log, log.batch() as batch:
        for number, late in enumerate((FUTURE, FUTURE + 1)):
            batch.append(replace(draft(number, START), at=START + late))
    assert found(tmp_path) == [("at", 2)]


def test_a_heads_entry_that_was_due_and_is_not_there_is_named(tmp_path: Path) -> None:
    with create_log(tmp_path) as log, log.batch() as batch:
        batch.append(draft(0, START))
        batch.chain._due_at = NEVER
        batch.append(draft(1, START + HEADS_TIME))
    assert found(tmp_path) == [("heads", 2)]


def test_a_heads_entry_that_was_not_due_is_named(tmp_path: Path) -> None:
    with create_log(tmp_path) as log, log.batch() as batch:
        batch.append(draft(0, START))
        batch.chain._due_at = START
        batch.append(draft(1, START))
    assert found(tmp_path) == [("heads", 2)]


def test_a_list_of_heads_that_leaves_out_a_stream_is_named(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            batch.append(draft(0, START, stream="publisher-1"))
        with log.batch() as batch:
            batch.chain._changed_since = lambda _: {}
            batch.append(draft(1, START, stream="publisher-2"))
            batch.append(draft(2, START + HEADS_TIME, stream="publisher-2"))
    assert found(tmp_path) == [("heads", 3)]


def test_a_list_of_heads_that_holds_an_unchanged_stream_is_named(tmp_path: Path) -> None:
    """Two heads entries in one batch: the second must not list what only the first had to."""
    with create_log(tmp_path) as log, log.batch() as batch:
        batch.append(draft(0, START, stream="publisher-1"))
        batch.append(draft(1, START + HEADS_TIME, stream="publisher-2"))
        batch.append(draft(2, START + 2 * HEADS_TIME, stream="publisher-2"))
    assert found(tmp_path) == []
    with read_log(tmp_path) as log:
        listed = [parts["heads"][1] for parts in log.private_parts(0, log.size) if "heads" in parts]
    assert [[name in body for name in (b"publisher-1", b"publisher-2")] for body in listed] == [
        [True, False],
        [False, True],
    ]


def test_a_redaction_of_what_was_not_erased_is_named(tmp_path: Path) -> None:
    with create_log(tmp_path) as log, log.batch() as batch:
        first = batch.append(draft(0, START)).index
        parts = sorted(batch.private(first))
        outcome = encode({"by": "clerk", "entry": first, "ground": "asked for", "parts": parts[:1]})
        batch.chain.append_own(Draft(REDACT, START, START, outcome, {}))
    assert found(tmp_path) == [("redact", 2)]


def test_a_stream_that_starts_again_is_named(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            batch.append(draft(0, START))
        with log.batch() as batch:
            batch.chain._head_of = lambda _: None
            batch.append(draft(1, START))
    assert ("stream", 2) in found(tmp_path)


def test_an_entry_that_does_not_name_the_segment_before_it_is_named(tmp_path: Path) -> None:
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            batch.append(draft(0, START))
    with open_log(tmp_path) as log, log.batch() as batch:
        batch.chain._leaf = ZERO
        batch.append(draft(1, START))
    assert ("chain", 1) in found(tmp_path)


def test_a_checkpoint_that_signs_another_root_is_named_though_later_ones_are_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with create_log(tmp_path) as log:
        with monkeypatch.context() as patched:
            patched.setattr(Edge, "root", lambda _: bytes(32))
            with log.batch() as batch:
                batch.append(draft(0, START))
        with log.batch() as batch:
            batch.append(draft(1, START))
    assert found(tmp_path) == [("root", 1)]


def rewrite(batch: SqliteBatch, old: bytes, new: bytes) -> None:
    """Write the last entry of `batch`, in one stream, with other bytes, and all that hangs on them."""
    last = batch.chain.placed[-1]
    assert old in last.entry
    data = last.entry.replace(old, new, 1)
    batch.chain.placed[-1] = chain.Placed(last.index, data, leaf_hash(data), last.private)
    batch.chain._leaf = base64_hash(leaf_hash(data))
    (stream,) = batch.chain.changed
    batch.chain.changed[stream] = Head(1, batch.chain._leaf, last.index)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"at":0', b'"at": 0', "encoding"),
        (b'"index":1', b'"index":7', "index"),
        (b"sha256:a1", b"sha256:A1", "words"),
    ],
)
def test_an_entry_that_is_not_as_the_format_says_is_named(
    tmp_path: Path, old: bytes, new: bytes, code: str
) -> None:
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            batch.append(draft(0, START))
            rewrite(batch, old, new)
        with log.batch() as batch:
            batch.append(draft(1, START))
    assert found(tmp_path) == [(code, 1)]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("genesis", "genesis"), ("key", "unsupported"), ("withdraw", "unsupported"), ("witness", "unsupported")],
)
def test_a_second_genesis_and_kinds_of_later_versions_are_named(tmp_path: Path, kind: str, code: str) -> None:
    outcome = genesis_outcome(SIGNER.verifier, RECOVERY.verifier)
    with create_log(tmp_path) as log, log.batch() as batch:
        batch.chain.append_own(Draft(kind, START, START, outcome, {}))
    assert found(tmp_path) == [(code, 1)]
