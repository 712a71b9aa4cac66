"""Decisions that are not decided now: given again from the log, or refused before any contract is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from licdsl.engine.bindings import Binding
from licdsl.engine.decision import Decision, Detail, DetailedDecision
from licdsl.engine.request import Request
from licdsl.engine.ruling import DENY, Ruling
from licdsl.ledger.store import Receipt
from licdsl.terms.contract import Contract
from licdsl.terms.places import NOWHERE
from licdsl.values import canonical

ID_TAKEN = "id-taken"
UNLOGGED = "unlogged"


class RecordedDecision(DetailedDecision):
    """The first answer to a request id, read back from its entry.

    What is left of its limits is not known any more: `remaining` is empty.
    """

    __slots__ = ("recorded",)

    def __init__(self, request: Request, binding: Binding | None, outcome: Mapping[str, Any]) -> None:
        """Made of the entry's outcome and the contract that it names."""
        terms = None if binding is None else binding.contract
        detail = Detail(outcome.get("until"), tuple(outcome.get("missing", ())))
        super().__init__(request, binding, _ruling(terms, outcome), (), request.facts, detail)
        self.recorded = outcome

    @property
    def meters(self) -> tuple[str, ...]:
        """The opaque keys of the meters that were drawn."""
        return tuple(self.recorded.get("meters", ()))

    def outcome(self, account: str) -> bytes:
        """The recorded outcome, byte for byte; `account` is the recorded one."""
        return canonical.encode_trusted(self.recorded)


def answer(
    request: Request, outcome: Mapping[str, Any], binding: Binding | None, receipt: Receipt
) -> Decision:
    """The first answer again, with the receipt of its entry."""
    decision = RecordedDecision(request, binding, outcome)
    decision.receipt = receipt
    return decision


def conflict(request: Request, receipt: Receipt) -> Decision:
    """A deny because the id belongs to another payload; the receipt is that of the refusal's own entry."""
    ruling = Ruling(DENY, ID_TAKEN, request.action)
    decision = Decision(request, None, ruling, (), request.facts)
    decision.receipt = receipt
    return decision


class UnloggedDecision(Decision):
    """A deny without a receipt, because the log could not be written; `why` is one sentence."""

    __slots__ = ("why",)
    why: str

    def text(self) -> str:
        """One plain sentence that says what kept the log from being written."""
        return f"deny: the decision could not be recorded: {self.why}"


def unlogged(request: Request, why: str) -> Decision:
    """The answer where nothing could be recorded; the request may be sent again with the same id."""
    ruling = Ruling(DENY, UNLOGGED, request.action)
    decision = UnloggedDecision(request, None, ruling, (), request.facts)
    decision.why = why
    return decision


def _ruling(terms: Contract | None, outcome: Mapping[str, Any]) -> Ruling:
    label: str | None = outcome.get("clause")
    permission = price = clause = None
    if terms is not None:
        permission = next((each for each in terms.permissions if each.label == label), None)
        price = next((each for each in terms.prices if each.label == outcome.get("price")), None)
        clause = permission or next((each for each in terms.prohibitions if each.label == label), None)
    return Ruling(
        outcome["decision"],
        outcome["reason"],
        outcome["use"],
        label,
        NOWHERE if clause is None else clause.place,
        permission,
        price,
    )
