"""An attacker with the whole database of a node: the engine's tables, and the ledger's below them."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from licdsl.engine.request import Request
from licdsl.node import Node
from licdsl.replay.auditor import Audit, Auditor
from licdsl.stores.backup import back_up
from licdsl.stores.node_folder import NodeFolder
from licdsl.stores.node_tables import SCHEMA, table_statements
from licdsl.testing.node_contracts import NOON, ask, limited, offered
from licdsl.testing.tampering import at_rest, survivors


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("honest")
    with Node.create(folder / "node", clock=lambda: NOON) as node:
        node.add_contract(offered("5 requests each calendar day", "4 requests in any 24 hours"))
        node.decide_many([ask(f"a-{n}", licensee="acme") for n in range(6)])
        node.decide_many([ask("b-1", licensee="bolt"), ask("b-2", licensee="bolt", age=1)])
        node.decide(ask("a-1", licensee="acme", work="other"))
    back_up(NodeFolder(folder / "node"), NodeFolder(folder / "copy"))
    at_rest(folder / "node" / "log.sqlite", folder / "rest.db")
    return folder


def audit(folder: Path, *, replay: bool = True) -> Audit:
    with Auditor(folder) as auditor:
        return auditor.verify(replay=replay)


def test_an_honest_node_passes(honest: Path) -> None:
    result = audit(honest / "node")
    assert result.report.findings == ()
    assert (result.replayed, result.not_replayable, result.uncheckable) == (8, 0, 0)


def unnoticed(honest: Path, tables: set[str]) -> list[str]:
    copy = honest / "copy"

    def passes(_: Path) -> bool:
        return audit(copy, replay=False).ok

    return [each.name for each in survivors(honest / "rest.db", copy / "log.sqlite", passes, tables)]


@pytest.mark.parametrize("table", sorted(SCHEMA))
def test_no_change_to_a_table_of_the_engine_goes_unnoticed(honest: Path, table: str) -> None:
    assert unnoticed(honest, {table}) == []


@pytest.mark.heavy
def test_no_change_to_any_table_of_a_node_goes_unnoticed(honest: Path) -> None:
    with closing(sqlite3.connect(honest / "rest.db")) as connection:
        tables = set(table_statements(connection))
    assert unnoticed(honest, tables - set(SCHEMA)) == []


@pytest.mark.parametrize("table", sorted(SCHEMA))
def test_a_dropped_table_of_the_engine_is_noticed(honest: Path, tmp_path: Path, table: str) -> None:
    shutil.copytree(honest / "copy", tmp_path / "copy")
    shutil.copyfile(honest / "rest.db", tmp_path / "copy" / "log.sqlite")
    with closing(sqlite3.connect(tmp_path / "copy" / "log.sqlite")) as connection:
        connection.execute(f'DROP TABLE "{table}"')
        connection.commit()
    assert any(finding.code == "schema" for finding in audit(tmp_path / "copy").report.findings)


def rewritten(folder: Path, *, at_first: str) -> None:
    """A node whose keeper answered the first request as `at_first` says; keys and entropy are equal."""
    counter = iter(range(1, 100_000))

    def entropy(count: int) -> bytes:
        return (next(counter).to_bytes(4, "big") * count)[:count]

    with Node.create(folder, clock=lambda: NOON, entropy=entropy) as node:
        node.add_contract(limited("50 requests each calendar day"))
        age = 24 if at_first == "allow" else 1
        requests: list[Request] = [ask("r-0", age=age), *(ask(f"r-{n}") for n in range(1, 9))]
        for request in requests:
            assert node.decide(request).receipt is not None


def test_a_history_that_the_key_holder_wrote_anew_is_caught_by_one_held_checkpoint(tmp_path: Path) -> None:
    rewritten(tmp_path / "told", at_first="allow")
    rewritten(tmp_path / "retold", at_first="deny")
    with Auditor(tmp_path / "told") as auditor:
        held = auditor.checkpoint()
    assert audit(tmp_path / "retold").ok
    with Auditor(tmp_path / "retold", held=held) as auditor:
        findings = auditor.verify().report.findings
    assert [finding.code for finding in findings] == ["held checkpoint"]


def test_a_recorded_answer_that_the_terms_do_not_give_is_found_by_replay(tmp_path: Path) -> None:
    """The keeper of the key can sign anything; the contract and the facts contradict it."""
    rewritten(tmp_path / "node", at_first="allow")
    with Node.open(tmp_path / "node", clock=lambda: NOON) as node:
        real = node._engine.decide

        def lenient(request: Request, *rest: object) -> object:
            decision = real(ask(request.id), *rest)  # type: ignore[arg-type]
            decision.request = request
            return decision

        node._engine.decide = lenient  # type: ignore[assignment,method-assign]
        early = node.decide(ask("early", age=1))
        assert early.allowed
    findings = audit(tmp_path / "node").report.findings
    assert early.receipt is not None
    assert [(finding.code, finding.entry) for finding in findings] == [("replay", early.receipt.index)]
