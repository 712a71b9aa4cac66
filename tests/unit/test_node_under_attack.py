"""What hostile requests and clumsy operators may do to a node, and what it answers."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from licdsl.cli import main
from licdsl.engine.request import Request
from licdsl.errors import ChainBroken, LicdslError, RequestError, SettingsError
from licdsl.language.source import Source
from licdsl.node import Node
from licdsl.replay.auditor import Auditor
from licdsl.terms.checked import check
from licdsl.testing.node_contracts import NOON, ask, limited
from licdsl.values import canonical

LARGEST = 2**53 - 1
HEADER = """\
licdsl 1
licence "Parts" version 1
  party      publisher  "P Ltd"
  party      licensee   "L Inc"
  term       2026-01-01 to 2026-12-31
  time zone  "Europe/London"
  currency   GBP
  vocabulary press 1
  conflict   this-file prevails

"""
TWO_PERMISSIONS = """\
permission excerpts:
  licensee may excerpt
  content anything
  limit 5 requests each calendar month

permission pages:
  licensee may full-text
  content anything
  limit 3 requests each calendar month
  limit 9 words in any 24 hours
"""
TWO_PRICES = """\
permission all-of-it:
  licensee may display
  content anything
  limit 50 requests each calendar month

price short:
  licensee pays publisher
  for excerpt
  invoiced each calendar month
  rate GBP 1.00 per 1 requests

price long:
  licensee pays publisher
  for full-text
  invoiced each calendar month
  rate GBP 2.00 per 1 requests
"""
CHARGED = """\
permission answers:
  licensee may ground
  content anything
  limit 5 requests {window}, then charge surge

price usage:
  licensee pays publisher
  for ground
  invoiced each calendar month
  rate GBP 1.00 per 1 requests

price surge:
  licensee pays publisher
  for ground
  rate GBP 2.00 per 1 requests
"""


def contract(body: str) -> Source:
    return Source.from_bytes((HEADER + body).encode(), "parts.lic")


@pytest.mark.parametrize("body", [TWO_PERMISSIONS, TWO_PRICES])
def test_an_inner_use_in_parts_is_counted_once_and_its_log_is_whole(tmp_path: Path, body: str) -> None:
    folder = tmp_path / "node"
    with Node.create(folder, clock=lambda: NOON) as node:
        node.add_contract(contract(body))
        first, second = node.decide_many([ask("r-1", action="display"), ask("r-2", action="display")])
        assert first.allowed
        assert second.remaining[0].used == 2
    with Auditor(folder) as auditor:
        audit = auditor.verify(replay=True)
    assert audit.report.findings == ()


@pytest.mark.parametrize("window", ["each calendar month", "in any 24 hours", "in total"])
def test_a_charged_limit_counts_no_further_than_integers_go(tmp_path: Path, window: str) -> None:
    with Node.create(tmp_path / "node", clock=lambda: NOON) as node:
        node.add_contract(contract(CHARGED.format(window=window)))
        flood = [ask(f"r-{number}", quantities={"requests": LARGEST}) for number in range(1_100)]
        answers = [decision.answer for decision in node.decide_many(flood)]
        assert answers == ["allow"] + ["deny"] * 1_099


def test_a_statement_of_more_units_than_json_has_integers_is_still_canonical(tmp_path: Path) -> None:
    with Node.create(tmp_path / "node", clock=lambda: NOON) as node:
        node.add_contract(limited())
        node.decide_many([ask(f"r-{number}", quantities={"requests": LARGEST}) for number in range(2)])
        document = json.loads(canonical.encode(node.statement("2026-05").as_json()))
    (line,) = document["contracts"][0]["accounts"][0]["lines"]
    assert line["quantity"] == str(2 * LARGEST)


def test_an_id_that_no_request_can_have_is_not_bound(tmp_path: Path) -> None:
    with Node.create(tmp_path / "node", clock=lambda: NOON) as node:
        for identity in ("two words", "caf\u00e9", "line\nbreak", "", "x" * 201):
            with pytest.raises(SettingsError, match="the id of `licensee`"):
                node.add_contract(limited(), {"licensee": identity})
        assert node.contracts() == []


def test_a_contract_in_force_is_not_bound_to_others_in_silence(tmp_path: Path) -> None:
    with Node.create(tmp_path / "node", clock=lambda: NOON) as node:
        digest = node.add_contract(limited(), {"licensee": "acme"})
        assert node.add_contract(limited()) == digest
        with pytest.raises(SettingsError, match="in force for other parties"):
            node.add_contract(limited(), {"licensee": "someone-else"})


@pytest.mark.parametrize("origin", ["two words", "", "\udcff/log"])
def test_an_origin_that_no_key_can_have_leaves_no_half_made_node(tmp_path: Path, origin: str) -> None:
    with pytest.raises(LicdslError):
        Node.create(tmp_path / "node", origin=origin)
    Node.create(tmp_path / "node").close()


def test_a_line_nested_too_deeply_is_answered_and_the_next_is_decided(tmp_path: Path) -> None:
    with Node.create(tmp_path / "node") as node:
        node.add_contract(limited())
    good = {"id": "r-1", "licensee": "licensee", "action": "ground", "at": NOON}
    lines = "[" * 100_000 + "\n" + json.dumps(good) + "\n"
    done = CliRunner().invoke(main, ["decide", "--node", str(tmp_path / "node")], input=lines)
    bad, decided = map(json.loads, done.stdout.splitlines())
    assert bad == {"error": {"request": "nested too deeply"}, "line": 1}
    assert Request.read(good).id == decided["id"]
    assert done.exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["log", "verify", "--held", "BYTES"],
        ["log", "verify", "--key", "BYTES"],
        ["log", "show", "--first", "-5"],
        ["log", "show", "--count", "99999999999999999999999"],
    ],
)
def test_misuse_of_the_log_command_is_one_line_and_no_traceback(tmp_path: Path, arguments: list[str]) -> None:
    Node.create(tmp_path / "node").close()
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    given = [str(tmp_path / "bytes") if word == "BYTES" else word for word in arguments]
    done = CliRunner().invoke(main, [*given, "--node", str(tmp_path / "node")])
    assert done.exit_code == 2
    assert isinstance(done.exception, SystemExit)


def test_a_contract_that_includes_another_is_decided_wherever_the_node_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers, node_folder = tmp_path / "papers", tmp_path / "node"
    papers.mkdir()
    definitions = HEADER.replace('"Parts"', '"Words"') + "define news means section of article is news\n"
    (papers / "words.lic").write_text(definitions, encoding="utf-8")
    digest = check(Source.read(papers / "words.lic")).contract.digest
    body = f'include "Words" version 1 {digest}\npermission a:\n  licensee may ground\n  content news\n'
    (papers / "main.lic").write_text(HEADER + body, encoding="utf-8")
    with Node.create(node_folder, clock=lambda: NOON) as node:
        node.add_contract(papers / "main.lic")
    (papers / "words.lic").unlink()
    with Node.open(node_folder, clock=lambda: NOON) as node:
        assert node.decide(ask("r-1")).allowed
    with Auditor(node_folder) as auditor:
        assert auditor.verify(replay=True).report.findings == ()
    with sqlite3.connect(node_folder / "log.sqlite") as connection:
        connection.execute(
            "UPDATE contract SET included = replace(included, 'define', '# a note' || char(92) || 'ndefine')"
        )
    connection.close()
    with Auditor(node_folder) as auditor:
        first = auditor.verify().report.findings[0]
    assert "the stored includes" in first.text


def test_a_contract_file_with_a_name_that_is_no_text_is_taken(tmp_path: Path) -> None:
    with Node.create(tmp_path / "node", clock=lambda: NOON) as node:
        source = limited()
        node.add_contract(Source("odd-\udcff.lic", source.text))
        assert node.decide(ask("r-1")).allowed


@pytest.mark.parametrize(
    "settings", [b'{"layout":1}', b'{"layout":1,"origin":5}', b'{"layout":1,"origin":"x/y"}']
)
def test_settings_that_do_not_fit_the_key_are_a_clear_error(tmp_path: Path, settings: bytes) -> None:
    Node.create(tmp_path / "node").close()
    (tmp_path / "node" / "node.json").write_bytes(settings + b"\n")
    with pytest.raises(SettingsError, match="origin"):
        Node.open(tmp_path / "node")
    with pytest.raises(SettingsError, match="origin"):
        Auditor(tmp_path / "node")


@pytest.mark.parametrize(("closed", "name"), [("<&-", "input"), (">&-", "output")])
def test_a_closed_stream_is_one_line_and_nothing_is_decided(tmp_path: Path, closed: str, name: str) -> None:
    Node.create(tmp_path / "node").close()
    command = f'"$0" -m licdsl decide --node "$1" {closed}'
    given = ["sh", "-c", command, sys.executable, str(tmp_path / "node")]
    done = subprocess.run(given, input="", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, f"licdsl: standard {name} is closed\n")


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE contract SET text = CAST(replace(CAST(text AS TEXT), '10 req', '99 req') AS BLOB)",
        "UPDATE contract SET text = 'limit'",
        "UPDATE contract SET included = '['",
        "UPDATE contract SET bindings = x'ff'",
        """UPDATE contract SET bindings = '{"licensee":5,"publisher":"publisher"}'""",
        "UPDATE contract SET meter_key = 'abc'",
        "UPDATE contract SET digest = 'sha256:0'",
        "UPDATE contract SET entry = 'first'",
        "UPDATE segment SET count = 'one'",
    ],
)
def test_a_node_whose_tables_were_altered_is_not_opened_and_the_audit_tells(
    tmp_path: Path, tampering: str
) -> None:
    folder = tmp_path / "node"
    with Node.create(folder, clock=lambda: NOON) as node:
        node.add_contract(limited("10 requests in total"))
        node.decide(ask("r-1"))
    _tamper(folder, tampering)
    with pytest.raises(LicdslError):
        Node.open(folder)
    with Auditor(folder) as auditor:
        assert auditor.verify(replay=True).report.findings


def test_a_counter_that_is_no_number_is_an_integrity_error_and_never_an_allow(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    with Node.create(folder, clock=lambda: NOON) as node:
        node.add_contract(limited("10 requests in total"))
        node.decide(ask("r-1"))
    _tamper(folder, "UPDATE counter SET used = 'few'")
    with Node.open(folder, clock=lambda: NOON) as node, pytest.raises(ChainBroken):
        node.decide(ask("r-2"))


def test_a_trigger_that_somebody_planted_is_a_finding(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    Node.create(folder).close()
    _tamper(folder, "CREATE TRIGGER quota AFTER INSERT ON counter BEGIN DELETE FROM counter; END")
    with Auditor(folder) as auditor:
        assert "`quota`" in str(auditor.verify().report.first)


def test_a_node_is_not_opened_with_the_names_key_of_another(tmp_path: Path) -> None:
    for name in ("node", "other"):
        with Node.create(tmp_path / name, clock=lambda: NOON) as node:
            node.add_contract(limited())
    shutil.copy(tmp_path / "other" / "keys" / "names.key", tmp_path / "node" / "keys" / "names.key")
    with pytest.raises(SettingsError, match=r"names\.key"):
        Node.open(tmp_path / "node")


def _tamper(folder: Path, statement: str) -> None:
    """Run `statement` on the node's database, its guarding triggers left out for as long as it runs."""
    connection = sqlite3.connect(folder / "log.sqlite", isolation_level=None)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    for _, sql in guards:
        connection.execute(sql)
    connection.close()


def test_a_taken_id_with_an_event_time_of_the_future_is_a_request_error_and_hurts_nobody_else(
    tmp_path: Path,
) -> None:
    with Node.create(tmp_path / "node", clock=lambda: NOON) as node:
        node.add_contract(limited())
        assert node.decide(ask("r-1")).allowed
        with pytest.raises(RequestError, match="`at`"):
            node.decide(ask("r-1", at=NOON + 10**12, work="news/2"))
        assert node.decide(ask("r-2")).allowed


def test_an_index_that_names_another_entry_gives_no_answer(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    with Node.create(folder, clock=lambda: NOON) as node:
        node.add_contract(limited())
        node.decide_many([ask("r-1"), ask("r-2")])
    for entry in (0, 1, 99, 3):
        _tamper(folder, f"UPDATE request_index SET entry = {entry}")
        with Node.open(folder, clock=lambda: NOON) as node, pytest.raises(ChainBroken):
            node.decide(ask("r-1"))


def test_a_log_that_cannot_be_written_ends_the_command_with_findings(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    with Node.create(folder) as node:
        node.add_contract(limited())
    _tamper(folder, "DROP TABLE request_index")
    line = json.dumps({"id": "r-1", "licensee": "licensee", "action": "ground", "at": NOON}) + "\n"
    done = CliRunner().invoke(main, ["decide", "--node", str(folder)], input=line)
    assert json.loads(done.stdout)["reason"] == "unlogged"
    assert done.exit_code == 1
    assert done.stderr == "licdsl: 1 request denied because the log can't be written\n"


def test_late_uses_that_add_up_to_more_than_sqlite_counts_are_still_summed(tmp_path: Path) -> None:
    with Node.create(tmp_path / "node", clock=lambda: NOON) as node:
        node.add_contract(limited(f"{LARGEST:,} requests in any 24 hours"))
        late = [ask(f"r-{age}", at=NOON - age, quantities={"requests": LARGEST}) for age in range(1_030)]
        assert all(decision.allowed for decision in node.decide_many(late))
        last, other = node.decide_many([ask("r"), ask("s", licensee="someone-else")])
    assert (last.reason, last.remaining[0].used) == ("limit", 1_030 * LARGEST)
    assert other.receipt is not None
