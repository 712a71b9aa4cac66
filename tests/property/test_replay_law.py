"""Law 20: state = fold(events), and the recorded decisions come out again byte for byte."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from licdsl.engine.request import Request
from licdsl.node import Node
from licdsl.replay.auditor import Auditor
from licdsl.testing.node_contracts import NOON, ask, limited, offered

HOUR = 3_600_000_000
LIMITS = ("3 requests each calendar day", "2 requests in any 2 hours", "4 requests per article in total")


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A request with an id that may return, a time around midnight, facts that may be missing."""
    at = NOON + draw(st.integers(-20, 20)) * HOUR
    request = ask(
        f"r-{draw(st.integers(0, 12))}",
        at=at,
        age=draw(st.sampled_from([1, 6, 7, 48])),
        licensee=draw(st.sampled_from(["licensee", "acme"])),
        action=draw(st.sampled_from(["ground", "train", "ai-input"])),
        work=draw(st.sampled_from(["news/1", "news/2"])),
        quantities=draw(st.sampled_from([{}, {"requests": 2}])),
    )
    facts = {key: value for key, value in request.facts.items() if draw(st.integers(0, 9))}
    return request.model_copy(update={"facts": facts})


@settings(max_examples=12)
@given(
    batches=st.lists(st.lists(requests(), min_size=1, max_size=5), min_size=1, max_size=5),
    limits=st.sets(st.sampled_from(LIMITS), max_size=3),
)
def test_what_a_node_recorded_is_decided_again_to_the_same_bytes(
    batches: list[list[Request]], limits: set[str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "node"
        with Node.create(folder, clock=lambda: NOON + 21 * HOUR) as node:
            node.add_contract(limited(*sorted(limits)))
            node.add_contract(offered(*sorted(limits)))
            decided = [decision for batch in batches for decision in node.decide_many(batch)]
            assert all(decision.receipt is not None for decision in decided)
        with Auditor(folder) as auditor:
            audit = auditor.verify(replay=True)
        assert audit.report.findings == ()
        assert audit.replayed == audit.report.kinds["decision"]
        assert audit.not_replayable == 0
