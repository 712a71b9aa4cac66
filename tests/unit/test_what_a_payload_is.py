"""A request id stands for one payload: each field of it, changed alone, is another payload."""

from __future__ import annotations

from pathlib import Path

import pytest

from licdsl.engine.request import Request
from licdsl.node import Node
from licdsl.testing.node_contracts import NOON, limited

FIELDS: dict[str, object] = {
    "id": "r-1",
    "licensee": "licensee",
    "action": "ground",
    "at": NOON,
    "work": "a",
    "facts": {"section of article": "news", "publication of article": "2026-05-01T00:00:00Z"},
    "sizes": {"words": 50},
    "quantities": {"requests": 2},
    "contract": "sha256:" + "0" * 64,
}


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("licensee", "somebody"),
        ("action", "display"),
        ("work", "b"),
        ("work", None),
        ("facts", {"section of article": "news"}),
        ("facts", {**FIELDS["facts"], "section of article": "sport"}),  # type: ignore[dict-item]
        ("sizes", {"words": 51}),
        ("sizes", {}),
        ("quantities", {"requests": 3}),
        ("quantities", {}),
        ("contract", "sha256:" + "1" * 64),
        ("contract", None),
    ],
)
def test_an_id_that_comes_back_with_one_field_changed_is_taken(
    tmp_path: Path, field: str, other: object
) -> None:
    with Node.create(tmp_path / "node", clock=lambda: NOON) as node:
        node.add_contract(limited("5 requests in total"))
        first = node.decide(Request(**FIELDS))
        assert first.allowed, first.text()
        assert node.decide(Request(**{**FIELDS, field: other})).reason == "id-taken"
        assert node.decide(Request(**FIELDS)).receipt == first.receipt
