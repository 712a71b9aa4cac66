"""A decision as JSON for programs: everything that language.md item 5 asks of it, one object."""

from __future__ import annotations

from typing import Any

from licdsl.engine.decision import Decision
from licdsl.values.digests import base64_text
from licdsl.values.instants import to_text


def as_json(decision: Decision) -> dict[str, Any]:
    """The decision with its reasons; instants as RFC 3339 text, amounts as exact texts.

    Keys without a value are left out, except `receipt`, whose null says that nothing was recorded.
    """
    receipt = decision.receipt
    answer: dict[str, Any] = {
        "id": decision.request.id,
        "decision": decision.answer,
        "reason": decision.reason,
        "text": decision.text(),
        "clause": decision.clause,
        "clauses": [
            {"label": clause.label, "file": clause.path, "line": clause.line} for clause in decision.deciding
        ],
        "contract": decision.contract,
        "missing": list(decision.missing),
        "until": None if decision.until is None else to_text(decision.until),
        "duties": [{"clause": duty.clause, "text": duty.text} for duty in decision.obligations],
        "price": _price(decision),
        "remaining": [_remaining(decision, number) for number in range(len(decision.remaining))],
    }
    kept: dict[str, Any] = {key: value for key, value in answer.items() if value not in (None, [])}
    kept["receipt"] = receipt and {"index": receipt.index, "leaf": base64_text(receipt.leaf)}
    return kept


def _price(decision: Decision) -> dict[str, Any] | None:
    price = decision.price
    if price is None:
        return None
    answer: dict[str, Any] = {"label": price.label}
    if price.commission is not None:
        answer["commission"] = {
            "rate": price.commission.percent(),
            "of": price.commission_base,
            "borne": "on top" if price.commission_on_top else "deducted",
        }
    return answer


def _remaining(decision: Decision, number: int) -> dict[str, Any]:
    limit = decision.remaining[number]
    answer: dict[str, Any] = {
        "clause": limit.clause,
        "left": limit.left,
        "of": limit.count,
        "unit": limit.unit,
        "window": limit.window,
    }
    if limit.resets is not None:
        answer["resets"] = to_text(limit.resets)
    return answer
