"""The decision laws of the language, each from one state: laws 1, 3 to 7, 10 and 11."""

from __future__ import annotations

import ast
import contextlib
import copy
import dataclasses
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.decision import Decision
from licdsl.engine.engine import Engine
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.errors import RequestError
from licdsl.terms.clauses import Permission, Prohibition
from licdsl.terms.contract import Contract
from licdsl.terms.limit import Limit
from licdsl.testing import strategies as some
from licdsl.values import canonical

ROOT = Path(__file__).resolve().parents[2]
before = st.lists(some.requests(), max_size=3)

# Each example compiles contracts: half of the profile's examples is as much work as usual.
fewer = settings(max_examples=max(30, settings().max_examples // 2))


def decide(contract: Contract, request: Request, earlier: list[Request] | None = None) -> Decision:
    """The decision on `request` after `earlier` ones were decided under the same contract."""
    meters, agreements = MemoryMeters(), MemoryAgreements()
    engine = _engine(contract)
    list(engine.decide_all(earlier or [], meters, agreements))
    return engine.decide(request, meters, agreements)


def allowed_by_both(
    one: Contract, other: Contract, request: Request, earlier: list[Request]
) -> tuple[bool, bool]:
    """Whether each contract allows `request`, from the state that `earlier` ones left under `one`."""
    meters, agreements = MemoryMeters(), MemoryAgreements()
    engine = _engine(one)
    list(engine.decide_all(earlier, meters, agreements))
    state = copy.deepcopy((meters, agreements))
    first = engine.decide(request, meters, agreements)
    return first.allowed, _engine(other).decide(request, *state).allowed


def _engine(contract: Contract) -> Engine:
    engine = Engine()
    engine.add(_filed(contract), _bound(contract))
    return engine


def _filed(contract: Contract) -> Contract:
    """The contract under a digest of the test's own, so that two versions share meters and acceptances."""
    return dataclasses.replace(contract, digest="sha256:" + "0" * 64)


def _bound(contract: Contract) -> dict[str, str]:
    named = (party.label for party in contract.parties if not party.anyone)
    return {label: "acme" for label in named if label == "licensee"}


@fewer
@given(some.contracts(states=True), some.requests(), before)
def test_every_request_gets_a_decision_with_a_reason(
    contract: Contract, request: Request, earlier: list[Request]
) -> None:
    decision = decide(contract, request, earlier)
    assert decision.answer in ("allow", "deny", "undecided")
    assert decision.reason
    assert decision.text().startswith(decision.answer)
    assert (decision.answer == "undecided") == bool(decision.missing)
    assert isinstance(decision.obligations, tuple)
    assert all(left.left >= 0 for left in decision.remaining)


FIELDS = ["id", "licensee", "action", "at", "facts", "sizes", "quantities", "work", "extra"]
anything = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3))
values = st.one_of(anything, st.dictionaries(st.text(max_size=2), anything, max_size=2))


@given(st.dictionaries(st.sampled_from(FIELDS), values))
def test_a_malformed_request_raises_a_request_error_and_nothing_else(fields: dict[str, object]) -> None:
    engine = Engine()
    with contextlib.suppress(RequestError):
        engine.decide(Request.read(fields), MemoryMeters(), MemoryAgreements())


@fewer
@given(some.contracts(states=True), some.requests(), before)
def test_the_same_contract_state_and_request_give_the_same_bytes(
    contract: Contract, request: Request, earlier: list[Request]
) -> None:
    first, second = decide(contract, request, earlier), decide(contract, request, earlier)
    assert first.outcome("account") == second.outcome("account")


@fewer
@given(some.contracts(states=True), some.requests(), before)
def test_an_outcome_is_canonical_json(contract: Contract, request: Request, earlier: list[Request]) -> None:
    decision = decide(contract, request, earlier)
    written = decision.outcome("account")
    fields = canonical.decode(written)
    assert canonical.encode(fields) == written
    assert fields["decision"] == decision.answer
    assert fields.get("clause") == decision.clause
    assert fields.get("missing", []) == list(decision.missing)
    assert fields.get("meters", []) == list(decision.meters)
    assert fields.get("quantity") == decision.quantity
    assert fields.get("until") == decision.until
    assert fields.get("price") == (decision.price and decision.price.label if decision.allowed else None)


@fewer
@given(some.contracts(), some.requests(), before, st.data())
def test_removing_a_permission_never_adds_an_allow(
    contract: Contract, request: Request, earlier: list[Request], data: st.DataObject
) -> None:
    assume(contract.permissions)
    gone = data.draw(st.sampled_from(contract.permissions))
    fewer = dataclasses.replace(
        contract, permissions=tuple(each for each in contract.permissions if each is not gone)
    )
    allowed, still = allowed_by_both(contract, fewer, request, earlier)
    assert allowed or not still


@fewer
@given(some.contracts(), some.requests(), before, some.prohibitions("not-more"))
def test_adding_a_prohibition_never_turns_a_deny_into_an_allow(
    contract: Contract, request: Request, earlier: list[Request], more: Prohibition
) -> None:
    stricter = dataclasses.replace(contract, prohibitions=(*contract.prohibitions, more))
    allowed, still = allowed_by_both(contract, stricter, request, earlier)
    assert allowed or not still


@fewer
@given(some.contracts(states=True), some.requests(), before, st.randoms(use_true_random=False))
def test_the_order_of_clauses_parties_and_definitions_changes_nothing(
    contract: Contract, request: Request, earlier: list[Request], chance: random.Random
) -> None:
    def shuffled(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(items, len(items)))

    other = dataclasses.replace(
        contract,
        parties=shuffled(contract.parties),
        definitions=shuffled(contract.definitions),
        permissions=shuffled(contract.permissions),
        prohibitions=shuffled(contract.prohibitions),
        prices=shuffled(contract.prices),
    )
    first, second = decide(contract, request, earlier), decide(other, request, earlier)
    assert first.outcome("account") == second.outcome("account")


@fewer
@given(some.contracts(states=True), some.requests(), before, st.data())
def test_a_fact_that_becomes_known_never_spoils_an_allow(
    contract: Contract, request: Request, earlier: list[Request], data: st.DataObject
) -> None:
    unknown = sorted(set(some.FACT_VALUES) - set(request.facts))
    assume(unknown)
    if not decide(contract, request, earlier).allowed:
        return
    key = data.draw(st.sampled_from(unknown))
    known = {**request.facts, key: data.draw(some.FACT_VALUES[key])}
    assert decide(contract, request.model_copy(update={"facts": known}), earlier).allowed


@fewer
@given(some.contracts(), some.requests(complete=True), before)
def test_where_no_fact_is_unknown_only_an_event_can_leave_a_request_undecided(
    contract: Contract, request: Request, earlier: list[Request]
) -> None:
    assert set(decide(contract, request, earlier).missing) <= {"acceptance"}


@fewer
@given(
    some.contracts(kinds=("licence",)),
    some.requests(complete=True),
    st.integers(2, 3),
    st.lists(some.limits(), min_size=1, max_size=2).map(tuple),
)
def test_drawing_in_one_request_or_in_many_leaves_the_same_meters(
    contract: Contract, request: Request, count: int, limits: tuple[Limit, ...]
) -> None:
    alone = dataclasses.replace(
        contract, permissions=(Permission("may", "licensee", ("all",), limits=limits),), prohibitions=()
    )
    quantities = {limit.unit: count for limit in limits}
    together, apart = MemoryMeters(), MemoryMeters()
    engine = _engine(alone)
    whole = request.model_copy(update={"quantities": quantities})
    single = request.model_copy(update={"quantities": {}})
    if not engine.decide(whole, together, MemoryAgreements()).allowed:
        return
    for _ in range(count):
        assert engine.decide(single, apart, MemoryAgreements()).allowed
    assert together.counters == apart.counters
    assert {key: sum(n for _, n in uses) for key, uses in together.uses.items()} == {
        key: sum(n for _, n in uses) for key, uses in apart.uses.items()
    }


@fewer
@given(some.contracts(), some.requests(), before)
def test_what_is_not_allowed_draws_nothing(
    contract: Contract, request: Request, earlier: list[Request]
) -> None:
    meters, agreements = MemoryMeters(), MemoryAgreements()
    engine = Engine()
    engine.add(contract, _bound(contract))
    list(engine.decide_all(earlier, meters, agreements))
    counters, accepted = dict(meters.counters), dict(agreements.accepted)
    uses = {key: list(each) for key, each in meters.uses.items()}
    if not engine.decide(request, meters, agreements).allowed:
        assert (meters.counters, agreements.accepted, meters.uses) == (counters, accepted, uses)


few_limits = st.lists(some.limits(), min_size=1, max_size=2).map(tuple)


@given(few_limits, few_limits, st.lists(some.requests(complete=True), min_size=2, max_size=8))
def test_no_limit_that_denies_is_ever_exceeded(
    first: tuple[Limit, ...], second: tuple[Limit, ...], requests: list[Request]
) -> None:
    permissions = (
        Permission("first", "licensee", ("all",), limits=first),
        Permission("second", "licensee", ("ai-all",), limits=second),
    )
    engine, meters = _engine(some.plain_licence(permissions)), MemoryMeters()
    # In the order of time: what is drawn later, or was drawn for a later instant, may keep a refusal up.
    requests.sort(key=lambda request: request.at)
    for request, decision in zip(
        requests, engine.decide_all(requests, meters, MemoryAgreements()), strict=True
    ):
        if decision.allowed:
            for draw in decision.draws:
                assert draw.metered.charge is not None or not draw.over
        else:
            assert decision.reason in ("limit", "term")
            if decision.until is not None:
                later = request.model_copy(update={"at": decision.until})
                assert (
                    engine.decide(later, copy.deepcopy(meters), MemoryAgreements()).reason != decision.reason
                )


@pytest.mark.parametrize("room", ["values", "terms", "compiler"])
def test_nothing_below_the_node_can_read_a_clock_or_chance(room: str) -> None:
    banned = {"time", "random", "secrets", "os", "uuid", "locale", "threading"}
    for path in sorted((ROOT / "licdsl" / room).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not banned.intersection(name.partition(".")[0] for name in names), path.name
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("now", "today", "utcnow"), path.name
