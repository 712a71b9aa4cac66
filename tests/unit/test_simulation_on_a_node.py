from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from licdsl.engine.decision import Decision
from licdsl.engine.request import Request
from licdsl.language.source import Source
from licdsl.node import Node
from licdsl.rehearsal.simulation import simulate
from licdsl.rehearsal.traffic import newspaper_log
from licdsl.terms.checked import check

OPEN_WEB = Path(__file__).resolve().parents[2] / "contracts" / "open-web.lic"


def test_a_node_that_records_the_same_traffic_answers_and_bills_the_same(tmp_path: Path) -> None:
    checked, log, now = check(Source.read(OPEN_WEB)), newspaper_log(3_000), [0]
    with Node.create(tmp_path / "node", clock=lambda: now[0]) as node:
        node.add_contract(checked)

        def decide(requests: Sequence[Request]) -> list[Decision]:
            now[0] = max(now[0], *(request.at for request in requests))
            return node.decide_many(requests)

        recorded = simulate([checked.contract], log, decide=decide)
        statement = node.statement("2026-03")
    alone = simulate([checked.contract], log)
    assert recorded.rows == alone.rows
    assert recorded.refusals == alone.refusals
    assert recorded.earnings.bills == alone.earnings.bills
    assert statement.totals == tuple(bill.paid for bill in alone.earnings.bills)
    assert statement.totals[0].minor > 0
