"""What a compiled contract may hold, and how it shows itself when something fails."""

from __future__ import annotations

import ast
import dataclasses
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from licdsl.compiler import nodes
from licdsl.compiler.program import Program
from licdsl.errors import ContractError
from licdsl.terms.clauses import Permission
from licdsl.terms.conditions import (
    After,
    Attribute,
    AttributeInstant,
    Compare,
    Condition,
    FactReference,
    Holds,
    Named,
    Not,
    Operator,
)
from licdsl.terms.contract import Definition
from licdsl.terms.limit import Limit
from licdsl.terms.places import Place
from licdsl.terms.scope import Content, Scope
from licdsl.testing import strategies as some
from licdsl.values.periods import Duration, Kind, Unit, Window

ROOT = Path(__file__).resolve().parents[2]


def program(condition: Condition, source: str | None = None) -> Program:
    permission = Permission("may", "licensee", ("ground",), Scope(Content(), (condition,)), place=Place(3, 5))
    terms = dataclasses.replace(some.plain_licence((permission,)), digest="sha256:" + "1" * 64)
    return Program(terms, source)


NEWS = Compare(some.SECTION, Operator.IS, ("news",))


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "a_0.__class__",
        "a_0[0]",
        "lambda: 1",
        "[a_1 for a_1 in a_0]",
        "f'{a_0}'",
        "print",
        "1.5",
        "b'x'",
        "a_0(a_1=1)",
        "a_0 ** a_1",
        "while a_0: pass",
        "def f(): pass",
        "global a_0",
        "a_0: int = 1",
        "a_٣",
    ],
)
def test_a_tree_with_anything_else_in_it_is_refused(text: str) -> None:
    tree = ast.parse(text)
    if isinstance(tree.body[0], ast.Expr):
        tree.body = [ast.Assign([ast.Name("a_9", ast.Store())], tree.body[0].value)]
    with pytest.raises(ValueError, match="compiled contract"):
        nodes.verify(tree)


def test_texts_of_a_contract_enter_as_constants_only() -> None:
    word = "__import__('os').system('false')"
    (evaluator,) = program(Compare(some.SECTION, Operator.IS, (word,))).evaluators(
        ("licensee",), "ground", ended=False
    )
    code = evaluator.find.__code__
    assert word in code.co_consts
    assert not code.co_names
    assert evaluator.find.__globals__["__builtins__"] == {}


def test_a_traceback_shows_the_clause() -> None:
    source = "licdsl 1\n\npermission may:\n"
    (evaluator,) = program(NEWS, source).evaluators(("licensee",), "ground", ended=False)

    def fails(key: str) -> str:
        raise RuntimeError(key)

    with pytest.raises(RuntimeError) as raised:
        evaluator.find(fails, 0, None, None, None)
    shown = "".join(traceback.format_exception(raised.value))
    assert f'File "<licence sha256:{"1" * 64}>", line 3' in shown
    assert "permission may:" in shown


def test_conditions_that_nest_too_deep_are_refused_and_not_a_recursion_error() -> None:
    condition: Condition = NEWS
    for _ in range(5_000):
        condition = Not(condition)
    with pytest.raises(ContractError, match="nests deeper"):
        program(condition)


@pytest.mark.parametrize(
    "condition",
    [
        Compare(Attribute("sction", "article"), Operator.IS, ("news",)),
        Compare(some.WORDS, Operator.AT_LEAST, ("many",)),
        Compare(some.SECTION, Operator.IS, (3,)),
        Compare(some.SECTION, Operator.AT_LEAST, (3,)),
        Compare(some.TERRITORY, Operator.IS, ("XX",)),
        Compare(some.WORDS, Operator.STARTS_WITH, ("a",)),
    ],
)
def test_comparisons_of_unlike_kinds_are_refused(condition: Condition) -> None:
    with pytest.raises(ContractError):
        program(condition).evaluators(("licensee",), "ground", ended=False)


def test_definitions_in_a_circle_are_refused() -> None:
    terms = dataclasses.replace(
        some.plain_licence(()), definitions=(Definition("a", Named("b")), Definition("b", Not(Named("a"))))
    )
    with pytest.raises(ContractError, match="by way of itself"):
        Program(terms)


def test_a_declared_fact_of_another_kind_counts_as_unstated() -> None:
    (evaluator,) = program(Holds(FactReference("verified"))).evaluators(("licensee",), "ground", ended=False)
    found = evaluator.find({"verified": "yes"}.get, 0, None, None, None)
    assert found[3] == ((0, frozenset({"verified"})),)


SCRIPT = """
import hashlib, sys
from hypothesis import HealthCheck, Phase, given, seed, settings
from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.engine import Engine
from licdsl.engine.meters import MemoryMeters
from licdsl.testing import strategies as some
from licdsl.values.periods import Duration, Kind, Unit, Window

seen = hashlib.sha256()

@seed(7)
@settings(max_examples=20, database=None, deadline=None, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))
@given(some.contracts(states=True), some.requests(), some.requests())
def run(contract, first, second):
    engine = Engine()
    engine.add(contract, {} if contract.parties[0].anyone else {"licensee": "acme"})
    for decision in engine.decide_all([first, second], MemoryMeters(), MemoryAgreements()):
        seen.update(decision.outcome("account") + decision.text().encode())

run()
print(seen.hexdigest())
"""


def test_outcomes_are_the_same_bytes_under_any_hash_seed_zone_and_locale() -> None:
    settings = [("0", "UTC", "C"), ("1", "Asia/Kathmandu", "C.UTF-8"), ("4711", "America/New_York", "POSIX")]
    digests = set()
    for seed, zone, locale in settings:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        command = [sys.executable, "-W", "ignore", "-c", SCRIPT]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
        digests.add(done.stdout.strip())
    assert len(digests) == 1
    assert len(digests.pop()) == 64


def test_windows_and_instants_that_cannot_be_counted_are_refused() -> None:
    months = Window(Kind.SLIDING, length=Duration(2, Unit.MONTH))
    limited = Permission("may", "licensee", ("ground",), limits=(Limit(1, "requests", months),))
    with pytest.raises(ContractError):
        Program(some.plain_licence((limited,)))
    ends = After(Duration(6, Unit.HOUR), AttributeInstant(some.SECTION))
    with pytest.raises(ContractError, match="holds no instant"):
        Program(some.plain_licence((Permission("may", "licensee", ("ground",), Scope(ends=ends)),)))


def test_a_use_or_territory_that_the_vocabulary_lacks_is_refused() -> None:
    with pytest.raises(ContractError, match="fly"):
        Program(some.plain_licence((Permission("may", "licensee", ("fly",)),)))
    with pytest.raises(ContractError, match="XX"):
        Program(some.plain_licence((Permission("may", "licensee", ("all",), Scope(territories=("XX",))),)))
