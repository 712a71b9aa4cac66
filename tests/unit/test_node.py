from __future__ import annotations

import asyncio
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from licdsl.engine.request import Request
from licdsl.errors import ContractError, RequestError, SettingsError, Unavailable
from licdsl.language.source import Source
from licdsl.node import Node
from licdsl.replay.auditor import Auditor
from licdsl.testing.node_contracts import NOON, ask, limited, offered

MINUTE = 60_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "node"


@pytest.fixture
def node(folder: Path) -> Iterator[Node]:
    with Node.create(folder, origin="test.example/log", clock=lambda: NOON) as made:
        yield made


def entries(folder: Path, kind: str | None = None) -> list[dict[str, object]]:
    with Auditor(folder) as auditor:
        return [
            {"index": index, "kind": entry.kind, **entry.outcome}
            for index, entry in auditor.entries(0, auditor.size)
            if kind in (None, entry.kind)
        ]


def test_a_decision_comes_back_with_the_receipt_of_its_entry(node: Node, folder: Path) -> None:
    node.add_contract(limited("10 requests each calendar month"))
    decision = node.decide(ask("r-1"))
    assert decision.allowed
    assert decision.receipt is not None
    assert entries(folder, "decision")[0]["index"] == decision.receipt.index
    assert decision.remaining[0].left == 9


def test_a_refusal_names_the_clause_and_the_hour_at_which_it_lifts(node: Node) -> None:
    node.add_contract(limited("10 requests each calendar month"))
    decision = node.decide(ask("r-1", age=2))
    assert decision.text() == "deny by embargo until 2026-05-04 17:00 Europe/London (test-wire.lic:18)"


def test_the_same_request_again_gets_the_first_answer_and_draws_nothing(node: Node, folder: Path) -> None:
    node.add_contract(limited("10 requests each calendar month"))
    first = node.decide(ask("r-1"))
    again = node.decide(ask("r-1", at=NOON + MINUTE, facts=dict(ask("r-1").facts)))
    assert again.receipt == first.receipt
    assert again.text() == first.text()
    assert again.outcome("anybody") != b""
    assert len(entries(folder, "decision")) == 1
    assert node.decide(ask("r-2")).remaining[0].used == 2


def test_the_same_request_twice_in_one_batch_is_one_entry(node: Node, folder: Path) -> None:
    node.add_contract(limited("10 requests each calendar month"))
    first, second = node.decide_many([ask("r-1"), ask("r-1")])
    assert first.receipt == second.receipt
    assert len(entries(folder, "decision")) == 1


def test_an_id_with_another_payload_is_refused_and_the_refusal_is_recorded(node: Node, folder: Path) -> None:
    node.add_contract(limited("10 requests each calendar month"))
    first = node.decide(ask("r-1"))
    assert first.receipt is not None
    other = node.decide(ask("r-1", work="news/2"))
    assert (other.answer, other.reason) == ("deny", "id-taken")
    assert other.receipt is not None
    assert entries(folder, "conflict") == [
        {"index": other.receipt.index, "kind": "conflict", "first": first.receipt.index, "reason": "id-taken"}
    ]


def test_two_reporters_may_use_one_id_for_two_requests(node: Node, folder: Path) -> None:
    node.add_contract(limited("10 requests each calendar month"))
    assert node.decide(ask("r-1", reporter="east")).allowed
    assert node.decide(ask("r-1", reporter="west", work="news/2")).allowed
    assert len(entries(folder, "decision")) == 2


def test_a_malformed_request_names_every_field_and_nothing_of_its_batch_is_recorded(
    node: Node, folder: Path
) -> None:
    node.add_contract(limited("10 requests each calendar month"))
    early = ask("r-3", at=NOON + 6 * MINUTE)
    wrong = ask("r-2", action="teleport", facts={"publication of article": "yesterday"})
    with pytest.raises(RequestError) as caught:
        node.decide_many([ask("r-1"), wrong, early])
    assert sorted(caught.value.problems) == [
        "requests[1].action",
        "requests[1].facts.publication of article",
        "requests[2].at",
    ]
    assert entries(folder, "decision") == []
    assert node.decide(ask("r-1")).remaining[0].used == 1


def test_a_malformed_request_of_one_thread_does_not_hurt_those_that_share_its_commit(node: Node) -> None:
    node.add_contract(limited("1,000 requests each calendar month"))
    answers: list[object] = []

    def work(number: int) -> None:
        for count in range(20):
            try:
                request = ask(f"{number}-{count}", action="ground" if number % 2 else "teleport")
                answers.append(node.decide(request).answer)
            except RequestError as error:
                answers.append(tuple(error.problems))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, answers)) == sorted(["allow"] * 80 + ["('action',)"] * 80)


def test_a_limit_is_never_exceeded_by_threads_that_share_a_node(node: Node) -> None:
    node.add_contract(limited("50 requests in total"))
    allowed: list[bool] = []

    def work(number: int) -> None:
        allowed.extend(node.decide(ask(f"{number}-{count}")).allowed for count in range(20))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == 50


def test_asyncio_callers_get_their_decisions(node: Node) -> None:
    node.add_contract(limited("1,000 requests each calendar month"))

    async def many() -> list[bool]:
        decisions = await asyncio.gather(*(node.decide_async(ask(f"r-{n}")) for n in range(40)))
        return [decision.allowed for decision in decisions]

    assert asyncio.run(many()) == [True] * 40


def test_every_kind_of_window_counts_on_disk_and_survives_reopening(folder: Path) -> None:
    limits = (
        "9 requests each calendar day",
        "9 requests each contract year",
        "9 requests in any 24 hours",
        "9 requests per article in any 90 minutes",
        "9 requests in total",
    )
    with Node.create(folder, clock=lambda: NOON) as node:
        node.add_contract(limited(*limits))
        facts = {**ask("x").facts, "title of article": "t"}
        assert [node.decide(ask(f"a-{n}", facts=facts)).answer for n in range(4)] == ["allow"] * 4
    with Node.open(folder, clock=lambda: NOON) as node:
        decisions = [node.decide(ask(f"b-{n}", facts=facts)) for n in range(6)]
        assert [decision.answer for decision in decisions] == ["allow"] * 5 + ["deny"]
        assert decisions[-1].reason == "limit"
        assert {limit.left for limit in decisions[-2].remaining} == {0}


def test_a_second_process_view_sees_what_the_first_counted(folder: Path) -> None:
    with Node.create(folder, clock=lambda: NOON) as one, Node.open(folder, clock=lambda: NOON) as two:
        one.add_contract(limited("3 requests in total"))
        assert two.decide(ask("b-1")).allowed
        assert one.decide(ask("a-1")).allowed
        assert two.decide(ask("b-2")).allowed
        assert not one.decide(ask("a-2")).allowed
        assert not two.decide(ask("b-3")).allowed


def test_a_contract_is_taken_once_and_by_its_meaning(node: Node, folder: Path) -> None:
    source = limited("10 requests each calendar month")
    digest = node.add_contract(source)
    assert node.add_contract(Source.from_bytes(source.text.encode() + b"# a remark\n", "b.lic")) == digest
    assert len(entries(folder, "contract")) == 1


def test_a_contract_with_errors_is_not_taken(node: Node, folder: Path) -> None:
    with pytest.raises(ContractError):
        node.add_contract(Source.from_bytes(b'licdsl 1\nlicence "x" version 1\n', "x.lic"))
    assert entries(folder, "contract") == []


def test_a_label_that_no_party_has_is_refused(node: Node) -> None:
    with pytest.raises(SettingsError, match="no named party `licencee`"):
        node.add_contract(limited("1 requests in total"), {"licencee": "acme"})


def test_bound_parties_decide_under_their_own_ids(node: Node) -> None:
    node.add_contract(limited("10 requests each calendar month"), {"licensee": "acme"})
    assert node.decide(ask("r-1", licensee="acme")).allowed
    stranger = node.decide(ask("r-2"))
    assert (stranger.answer, stranger.reason) == ("deny", "no-contract")


def test_an_offer_is_accepted_by_its_first_allowed_request_in_the_same_commit(folder: Path) -> None:
    with Node.create(folder, clock=lambda: NOON) as node:
        node.add_contract(offered("2 requests in total"))
        assert not node.decide(ask("r-0", licensee="acme", age=1)).allowed
        decisions = node.decide_many([ask(f"r-{n}", licensee="acme") for n in range(1, 4)])
        assert [decision.answer for decision in decisions] == ["allow", "allow", "deny"]
        assert node.decide(ask("r-5", licensee="other")).allowed
        assert sorted(node.account_names().values()) == ["acme", "other", "publisher"]
    kinds = [entry["kind"] for entry in entries(folder)]
    accepted_then_decided = ["acceptance", "decision"]
    assert kinds == [
        *("genesis", "contract", "decision"),
        *accepted_then_decided,
        *("decision", "decision"),
        *accepted_then_decided,
    ]
    with Auditor(folder) as auditor:
        auditor.verify(replay=True).raise_for_findings()


def test_the_statement_bills_what_was_allowed_and_names_its_checkpoint(node: Node) -> None:
    node.add_contract(limited("10,000 requests each calendar month"))
    node.decide_many([ask(f"r-{n}") for n in range(500)])
    statement = node.statement("2026-05")
    assert [str(total) for total in statement.totals] == ["GBP 2.50"]
    assert statement.provenance is not None
    assert statement.provenance.size == node.size


def test_one_act_that_two_permissions_cover_in_parts_is_billed_once_by_their_one_price(node: Node) -> None:
    text = limited().text
    for written, changed in (
        ("permission answers:\n  licensee may ground\n", "permission a:\n  licensee may excerpt\n"),
        (
            "prohibition embargo:",
            "permission b:\n  licensee may full-text\n  content    news\n"
            "  limit      50 requests in total\n\nprohibition embargo:",
        ),
        ("for        ground", "for        display"),
    ):
        assert written in text
        text = text.replace(written, changed)
    node.add_contract(Source.from_bytes(text.encode(), "parts.lic"))
    decisions = node.decide_many([ask(f"r-{n}", action="display") for n in range(1_000)])
    assert sum(decision.allowed for decision in decisions) == 50
    assert [str(total) for total in node.statement("2026-05").totals] == ["GBP 0.25"]


def test_an_audit_recomputes_the_same_statement(node: Node, folder: Path) -> None:
    node.add_contract(limited("10,000 requests each calendar month"))
    node.decide_many([ask(f"r-{n}") for n in range(50)])
    with Auditor(folder) as auditor:
        assert auditor.statement("2026-05").as_json() == node.statement("2026-05").as_json()


def test_keys_are_for_their_owner_only(node: Node, folder: Path) -> None:
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (folder / "keys").iterdir()}
    assert {name for name, mode in modes.items() if mode == 0o600} == {"log.key", "names.key", "recovery.key"}


def test_personal_data_and_names_stay_out_of_the_hashed_bytes(node: Node, folder: Path) -> None:
    node.add_contract(limited("10 requests each calendar month"), {"licensee": "acme-answers"})
    node.decide(ask("r-1", licensee="acme-answers", facts={**ask("x").facts, "user": "jane-doe"}))
    with Auditor(folder) as auditor:
        hashed = b"".join(auditor._log.entries(0, auditor.size))
        private = str(list(auditor._log.private_parts(0, auditor.size)))
    assert b"acme-answers" not in hashed
    assert b"jane-doe" not in hashed
    assert "jane-doe" in private


def test_where_the_log_cannot_be_written_the_answer_is_a_deny_without_a_receipt(
    node: Node, folder: Path
) -> None:
    node.add_contract(limited("10 requests each calendar month"))
    node.log._writable().execute("PRAGMA query_only=ON")
    decision = node.decide(ask("r-1"))
    assert (decision.answer, decision.reason, decision.receipt) == ("deny", "unlogged", None)
    assert "could not be recorded" in decision.text()
    node.log._writable().execute("PRAGMA query_only=OFF")
    again = node.decide(ask("r-1"))
    assert again.allowed
    assert again.remaining[0].used == 1


def test_a_child_process_must_open_the_node_itself(node: Node) -> None:
    node.add_contract(limited("10 requests each calendar month"))
    child = os.fork()
    if child == 0:
        decision = node.decide(ask("r-1"))
        os._exit(0 if decision.reason == "unlogged" else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert node.decide(ask("r-1")).allowed


def test_a_folder_that_is_no_node_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="licdsl init"):
        Node.open(tmp_path)


def test_equal_clock_entropy_and_requests_give_equal_bytes(tmp_path: Path) -> None:
    def run(folder: Path) -> tuple[list[bytes], str | None]:
        counter = iter(range(1, 10_000))
        with Node.create(
            folder,
            origin="test.example/log",
            clock=lambda: NOON,
            entropy=lambda count: (next(counter).to_bytes(4, "big") * count)[:count],
        ) as node:
            node.add_contract(limited("5 requests in any 24 hours"))
            node.decide_many([ask(f"r-{n}") for n in range(8)])
            return list(node.log.entries(0, node.size)), node.log.checkpoint

    assert run(tmp_path / "one") == run(tmp_path / "two")


def test_request_fields_of_another_kind_are_each_named() -> None:
    with pytest.raises(RequestError) as caught:
        Request.read({"id": 7, "licensee": "a b", "action": "ground", "at": "soon", "colour": "red"})
    assert sorted(caught.value.problems) == ["at", "colour", "id", "licensee"]
    assert isinstance(Unavailable("x"), Exception)
