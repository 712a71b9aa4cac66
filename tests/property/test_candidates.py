"""Contracts are found by index: what cannot concern a request changes no answer."""

from __future__ import annotations

import dataclasses
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.candidates import speaking
from licdsl.engine.decision import Decision
from licdsl.engine.engine import Engine
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.language import vocabulary
from licdsl.terms.contract import Contract
from licdsl.testing import strategies as some

PRESS = vocabulary.load("press", 1)
LICENSEES = ("acme", "other")

several = st.lists(some.contracts(), min_size=2, max_size=4).map(
    lambda found: [dataclasses.replace(each, title=f"Tiny {number}") for number, each in enumerate(found)]
)
asked = st.lists(some.requests(licensees=LICENSEES), min_size=1, max_size=3)

# Each example compiles several contracts; a third of the profile's examples is as much work as usual.
fewer = settings(max_examples=max(20, settings().max_examples // 3))


def bound(contract: Contract, number: int) -> dict[str, str]:
    """Every second licence belongs to each licensee; a class of parties is open to both."""
    return {} if contract.parties[0].anyone else {"licensee": LICENSEES[number % 2]}


def concerns(contract: Contract, number: int, request: Request) -> bool:
    """Whether a clause speaks of the use and may bind the licensee."""
    licensee = bound(contract, number).get("licensee", request.licensee)
    uses = (each.uses for each in speaking(contract))
    return licensee == request.licensee and any(PRESS.overlaps(each, request.action) for each in uses)


def outcome(decision: Decision) -> tuple[str | None, bytes]:
    return decision.contract, decision.outcome("account")


@fewer
@given(several, asked)
def test_deciding_by_all_contracts_is_deciding_by_the_candidates(
    contracts: list[Contract], requests: list[Request]
) -> None:
    everything = Engine()
    for number, contract in enumerate(contracts):
        everything.add(contract, bound(contract, number))
    for request in requests:
        few = Engine()
        for number, contract in enumerate(contracts):
            if concerns(contract, number, request):
                few.add(contract, bound(contract, number))
        all_of_them = everything.decide(request, MemoryMeters(), MemoryAgreements())
        candidates = few.decide(request, MemoryMeters(), MemoryAgreements())
        if candidates.reason == "no-contract":
            assert all_of_them.reason in ("no-contract", "no-permission")
        else:
            assert outcome(all_of_them) == outcome(candidates)


@fewer
@given(several, asked, st.randoms(use_true_random=False))
def test_the_order_in_which_contracts_are_added_changes_nothing(
    contracts: list[Contract], requests: list[Request], chance: random.Random
) -> None:
    numbered = list(enumerate(contracts))
    engines = [Engine(), Engine()]
    for engine, order in zip(engines, (numbered, chance.sample(numbered, len(numbered))), strict=True):
        for number, contract in order:
            engine.add(contract, bound(contract, number))
    states = [(MemoryMeters(), MemoryAgreements()) for _ in engines]
    for request in requests:
        first, second = (
            outcome(engine.decide(request, *state)) for engine, state in zip(engines, states, strict=True)
        )
        assert first == second
    assert states[0][1].accepted == states[1][1].accepted


@fewer
@given(several, asked, st.data())
def test_a_fact_that_becomes_known_never_spoils_an_allow_among_several_contracts(
    contracts: list[Contract], requests: list[Request], data: st.DataObject
) -> None:
    engine = Engine()
    for number, contract in enumerate(contracts):
        engine.add(contract, bound(contract, number))
    for request in requests:
        unknown = sorted(set(some.FACT_VALUES) - set(request.facts))
        if unknown and engine.decide(request, MemoryMeters(), MemoryAgreements()).allowed:
            key = data.draw(st.sampled_from(unknown))
            known = {**request.facts, key: data.draw(some.FACT_VALUES[key])}
            told = request.model_copy(update={"facts": known})
            assert engine.decide(told, MemoryMeters(), MemoryAgreements()).allowed
