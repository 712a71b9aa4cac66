"""The compiled form against the slow reference (law 21), and its bounds (law 2)."""

from __future__ import annotations

import ast
import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licdsl.compiler import functions, nodes
from licdsl.compiler.findings import Circumstances, Findings
from licdsl.compiler.program import Program
from licdsl.compiler.selection import select
from licdsl.compiler.structure import LONGEST_CHAIN
from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.decision import Decision
from licdsl.engine.engine import Engine, draw
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.errors import ContractError
from licdsl.terms.clauses import Permission
from licdsl.terms.conditions import AllOf, AnyOf, Compare, Named, Operator
from licdsl.terms.contract import Contract, Definition, FixedTerm, Party
from licdsl.terms.scope import Content, Scope
from licdsl.testing import strategies as some


def _circumstances(program: Program, request: Request, accepted: int | None) -> Circumstances:
    term = program.timeline.term(accepted)
    return Circumstances(request.at, None if term is None else term.end, accepted, request.work)


@given(some.contracts(states=True), some.requests(), st.booleans(), st.booleans())
def test_the_compiled_form_finds_what_the_reference_finds(
    contract: Contract, request: Request, ended: bool, accepted: bool
) -> None:
    program = Program(contract)
    now = _circumstances(program, request, some.EDGES[0] if accepted else None)
    for evaluator in program.evaluators(("licensee",), request.action, ended=ended):
        found = Findings(*evaluator.find(request.facts.get, *now))
        assert found == program.reference.findings(evaluator.selection, request.facts, now)
        spoken = evaluator.mention(request.facts.get, *now)
        assert spoken == program.reference.mentions(evaluator.selection, request.facts, now)


@given(some.contracts(states=True), some.conditions(), some.requests())
def test_several_roles_are_judged_like_the_reference_judges_them(
    contract: Contract, where: Any, request: Request
) -> None:
    parties = (*contract.parties, Party("other", None, where))
    more = [
        type(clause)(f"other-{number}", "other", clause.uses, clause.scope)
        for number, clause in enumerate(contract.permissions)
    ]
    program = Program(
        dataclasses.replace(contract, parties=parties, permissions=(*contract.permissions, *more))
    )
    now = _circumstances(program, request, None)
    for evaluator in program.evaluators(("licensee", "other"), request.action, ended=False):
        found = Findings(*evaluator.find(request.facts.get, *now))
        assert found == program.reference.findings(evaluator.selection, request.facts, now)


@given(some.contracts(), st.lists(some.requests(), max_size=4))
def test_the_straight_way_gives_what_the_long_way_gives(contract: Contract, requests: list[Request]) -> None:
    bound = {} if contract.parties[0].anyone else {"licensee": "acme"}
    swift, slow = Engine(), Engine()
    swift.add(contract, bound)
    slow.add(contract, bound)
    states = (MemoryMeters(), MemoryAgreements()), (MemoryMeters(), MemoryAgreements())
    for request in requests:
        first = swift.decide(request, *states[0])
        second = the_long_way(slow, request, *states[1])
        assert first.outcome("account") == second.outcome("account")
        assert first.remaining == second.remaining
    assert states[0][0].counters == states[1][0].counters
    assert states[0][0].uses == states[1][0].uses


def _chain(length: int) -> Contract:
    """Definitions that each use the one before twice: inlined, the last would be 2 ** length long."""
    news = Compare(some.SECTION, Operator.IS, ("news",))
    chain = [Definition("d-000", AnyOf((news, Compare(some.WORDS, Operator.AT_LEAST, (2,)))))]
    for number in range(1, length):
        last = Named(chain[-1].name)
        chain.append(Definition(f"d-{number:03}", AllOf((last, AnyOf((last, news))))))
    content = Content((chain[-1].name,))
    return Contract(
        language=1,
        kind="licence",
        title="Chain",
        version=1,
        parties=(Party("licensee", "Acme"), Party("publisher", "Tiny Times")),
        lifetime=FixedTerm(some.FIRST, some.LAST),
        zone=some.ZONE,
        currency="GBP",
        vocabulary=("press", 1),
        definitions=tuple(chain),
        permissions=(Permission("may", "licensee", ("ground",), Scope(content)),),
    )


def test_the_size_of_the_compiled_form_grows_with_that_of_the_contract() -> None:
    sizes = []
    for length in (10, 20, 40, 80):
        program = Program(_chain(length))
        (selection,) = select(program.contract, program.vocabulary, ("licensee",), "ground", ended=False)
        tree, _ = functions.findings(program._lowering, selection)
        nodes.verify(tree)
        sizes.append(sum(1 for _ in ast.walk(tree)))
    steps = [sizes[1] - sizes[0], (sizes[2] - sizes[1]) // 2, (sizes[3] - sizes[2]) // 4]
    assert steps[0] == steps[1] == steps[2]


def test_a_chain_of_definitions_that_is_too_long_is_refused() -> None:
    with pytest.raises(ContractError, match="chain"):
        Program(_chain(LONGEST_CHAIN + 1))
    assert Program(_chain(LONGEST_CHAIN)).evaluators(("licensee",), "ground", ended=False)


def test_a_fact_is_read_at_most_once_in_a_request() -> None:
    asked: list[str] = []

    def get(key: str) -> str | int | None:
        asked.append(key)
        return None

    (evaluator,) = Program(_chain(30)).evaluators(("licensee",), "ground", ended=False)
    findings = Findings(*evaluator.find(get, some.EDGES[0], None, None, None))
    assert findings.doubtful == ((0, frozenset({"section of article", "words of article"})),)
    assert sorted(asked) == ["section of article", "words of article"]


def the_long_way(
    engine: Engine, request: Request, meters: MemoryMeters, agreements: MemoryAgreements
) -> Decision:
    """What `Engine.decide` does where nothing is straight."""
    bindings = engine._candidates.of(request.licensee, request.action)
    decision = engine._weighed(bindings, request, request.facts, meters, agreements)
    if decision.allowed:
        draw(decision, meters, agreements)
    return decision
