"""What the holder of the signing key may write into a log: the audit must tell, and never fail itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from licdsl.cli import main
from licdsl.errors import LicdslError
from licdsl.ledger.keys import Signer
from licdsl.ledger.store import Draft
from licdsl.node import Node
from licdsl.replay.auditor import Auditor
from licdsl.stores.node_folder import NodeFolder
from licdsl.stores.sqlite_log import SqliteLog
from licdsl.testing.node_contracts import NOON, ask, limited
from licdsl.values import canonical

FACTS, SUBJECT = {"action": "ground", "facts": {}}, {"licensee": "licensee"}
ALLOW = {"account": "a", "clause": "answers", "decision": "allow", "reason": "permission", "use": "ground"}
UNKNOWN = "sha256:" + "0" * 64


def forged(tmp_path: Path, kind: str, outcome: object, facts: object, subject: object, **fields: str) -> Path:
    """A node with one honest decision and then an entry that no engine made, properly signed."""
    folder = NodeFolder(tmp_path / "node")
    with Node.create(folder.path, clock=lambda: NOON) as node:
        digest = node.add_contract(limited())
        node.decide(ask("r-1"))
    with Auditor(folder.path) as auditor:
        data = next(entry.data for _, entry in auditor.entries(1, 2))
    signer = Signer.read(folder.read_secret("log.key"))
    draft = Draft(
        kind=kind,
        at=NOON,
        received=NOON,
        outcome=canonical.encode(outcome),
        private={"facts": canonical.encode(facts), "subject": canonical.encode(subject)},
        contract=fields.get("contract", digest),
        data=fields.get("data", data),
        request="forged" if kind == "decision" else None,
        reporter="x" if kind == "decision" else None,
    )
    state = folder.signer_state
    with SqliteLog.open(folder.log, signer=signer, entropy=os.urandom, state_path=state) as log:
        with log.batch() as batch:
            batch.append(draft)
    return folder.path


@pytest.mark.parametrize(
    ("kind", "outcome", "facts", "subject"),
    [
        ("decision", {**ALLOW, "parts": 5}, FACTS, SUBJECT),
        ("decision", {**ALLOW, "parts": [{"meters": 5}]}, FACTS, SUBJECT),
        ("decision", {**ALLOW, "meters": "m"}, FACTS, SUBJECT),
        ("decision", {**ALLOW, "meters": ["m"]}, FACTS, SUBJECT),
        ("decision", {**ALLOW, "meters": ["m"], "quantities": []}, FACTS, SUBJECT),
        ("acceptance", {"by": "first-request"}, FACTS, SUBJECT),
        ("acceptance", {"account": "a"}, FACTS, {"licensee": ["licensee"]}),
    ],
)
def test_an_entry_that_no_engine_writes_is_a_finding(
    tmp_path: Path, kind: str, outcome: object, facts: object, subject: object
) -> None:
    folder = forged(tmp_path, kind, outcome, facts, subject)
    with Auditor(folder) as auditor:
        assert auditor.verify().report.findings
        with pytest.raises(LicdslError):
            auditor.statement("2026-05")
    shown = CliRunner().invoke(main, ["log", "show", "--node", str(folder)])
    assert shown.exit_code == 0, shown.output


@pytest.mark.parametrize(("facts", "subject"), [(5, SUBJECT), (FACTS, []), ([[1, 2]], None), (FACTS, {})])
def test_a_request_that_was_never_well_formed_is_a_finding_of_the_replay(
    tmp_path: Path, facts: object, subject: object
) -> None:
    folder = forged(tmp_path, "decision", ALLOW, facts, subject)
    with Auditor(folder) as auditor:
        audit = auditor.verify(replay=True)
    assert (audit.replayed, audit.not_replayable) == (1, 0)
    assert any("can't be decided" in finding.text for finding in audit.report.findings)


def test_an_allow_under_a_contract_that_was_never_registered_is_a_finding(tmp_path: Path) -> None:
    folder = forged(tmp_path, "decision", ALLOW, FACTS, SUBJECT, contract=UNKNOWN)
    with Auditor(folder) as auditor:
        texts = [finding.text for finding in auditor.verify(replay=True).report.findings]
    assert any("no entry before it registers" in text for text in texts)


def test_an_invented_decision_on_data_files_that_nobody_has_is_a_finding_of_the_replay(
    tmp_path: Path,
) -> None:
    folder = forged(tmp_path, "decision", ALLOW, FACTS, SUBJECT, data=UNKNOWN)
    with Auditor(folder) as auditor:
        findings = auditor.verify(replay=True).report.findings
    assert [(each.code, each.entry) for each in findings] == [("replay", 3)]
    assert "another version" in findings[0].text
