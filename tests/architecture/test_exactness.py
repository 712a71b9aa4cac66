"""Laws 2, 3, 8 and 11, statically: no floats, no ambient state, no code from text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.architecture.sources import CHECKOUT, Module, modules, reached

AMBIENT = (
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "getpass",
    "locale",
    "os.environ",
    "os.getenv",
    "os.getlogin",
    "os.getrandom",
    "os.urandom",
    "platform",
    "random",
    "secrets",
    "socket",
    "tempfile",
    "time",
    "uuid",
)
FLOATING = ("math", "cmath", "statistics", "float")
EXACT_MATH = ("math.gcd", "math.lcm", "math.isqrt", "math.comb", "math.prod")
FROM_TEXT = ("eval", "exec", "compile", "__import__")
COMPILES = "licdsl/compiler/"


def begins(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def float_literals(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"{module.path}:{node.lineno}: the literal {node.value}"


def float_makers(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            yield f"{module.path}:{node.lineno}: float(…)"
    for line, name in reached(module.tree):
        if module.below_node and begins(name, FLOATING) and name != "math" and not begins(name, EXACT_MATH):
            yield f"{module.path}:{line}: {name}"


def true_divisions(module: Module) -> Iterator[str]:
    """Every `/` but those that join a path, told by a text, a `folder` or a `parent` in the chain."""
    inner = {id(node.left) for node in ast.walk(module.tree) if isinstance(node, ast.BinOp)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
            yield f"{module.path}:{node.lineno}: /="
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and id(node) not in inner:
            if module.below_node and not any(is_of_a_path(part) for part in operands(node)):
                yield f"{module.path}:{node.lineno}: {ast.unparse(node)}"


def operands(node: ast.expr) -> Iterator[ast.expr]:
    while isinstance(node, ast.BinOp):
        yield node.right
        node = node.left
    yield node


def is_of_a_path(node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript):
        return is_of_a_path(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr in ("parent", "parents")
    if isinstance(node, ast.Name):
        return node.id in ("directory", "folder", "path")
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def ambient_state(module: Module) -> Iterator[str]:
    if module.below_node:
        for line, name in reached(module.tree):
            if begins(name, AMBIENT):
                yield f"{module.path}:{line}: {name}"


def code_from_text(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FROM_TEXT:
            if node.func.id == "eval" or not module.path.startswith(COMPILES):
                yield f"{module.path}:{node.lineno}: {node.func.id}(…)"
    for line, name in reached(module.tree):
        if begins(name, ("pickle", "marshal", "shelve", "dill", "runpy")):
            yield f"{module.path}:{line}: {name}"


RULES = {
    "no float stands in the source": float_literals,
    "no float is made": float_makers,
    "no number is divided inexactly": true_divisions,
    "no clock, randomness or environment is read below node": ambient_state,
    "no code is made from text outside the compiler": code_from_text,
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_source_keeps_the_rule(rule: Callable[[Module], Iterator[str]]) -> None:
    assert [finding for module in modules() for finding in rule(module)] == []


BROKEN = {
    "a = 0.5": float_literals,
    "a = float(b)": float_makers,
    "import math\na = math.sqrt(2)": float_makers,
    "a = b / c": true_divisions,
    "a = b + c / d": true_divisions,
    "a /= b": true_divisions,
    "import time\na = time.time()": ambient_state,
    "from time import monotonic": ambient_state,
    "import datetime as dt\na = dt.datetime.now(dt.UTC)": ambient_state,
    "from datetime import date as d\na = d.today()": ambient_state,
    "import os\na = os.environ['TZ']": ambient_state,
    "import os as system\na = system.urandom(16)": ambient_state,
    "import uuid": ambient_state,
    "a = eval('1')": code_from_text,
    "exec('1')": code_from_text,
    "import pickle\na = pickle.loads(b)": code_from_text,
}


@pytest.mark.parametrize(("text", "rule"), BROKEN.items(), ids=BROKEN)
def test_the_rule_catches_what_breaks_it(text: str, rule: Callable[[Module], Iterator[str]]) -> None:
    assert list(rule(Module("licdsl/values/example.py", text, ast.parse(text))))


@pytest.mark.parametrize(
    "text",
    [
        "a = folder / 'keys' / name",
        "a = b.parents[2] / name",
        "a = folder / b",
        "import os\nos.open(a)",
        "a = b // c",
    ],
)
def test_the_rules_let_pass_what_is_exact(text: str) -> None:
    module = Module("licdsl/values/example.py", text, ast.parse(text))
    assert [finding for rule in RULES.values() for finding in rule(module)] == []


def test_the_modules_above_the_clock_are_the_ones_meant() -> None:
    above = {module.path.split("/")[1] for module in modules() if not module.below_node}
    assert above <= {"__init__.py", "__main__.py", "cli", "node", "node.py", "testing"}
    assert (CHECKOUT / "licdsl" / "__init__.py").is_file()
