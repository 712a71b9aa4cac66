"""The closed set of `ast` nodes that compiled contracts are made of, and the check that nothing else is.

The lowering builds trees, never text. `Block` gives the few shapes it needs; `verify` walks the
finished tree against an allow-list before it is compiled: node types, identifiers of the form
`a_0, a_1 …`, and constants that are truths, integers, texts, None, or tuples and frozen sets of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from licdsl.terms.places import Place

IDENTIFIER = re.compile(r"a_[0-9]+", re.ASCII)
METHODS = frozenset({"startswith"})
_ALLOWED: tuple[type[ast.AST], ...] = (
    ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.If,
    ast.IfExp, ast.Compare, ast.Is, ast.IsNot, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt,
    ast.GtE, ast.In, ast.NotIn, ast.BoolOp, ast.UnaryOp, ast.Not, ast.And, ast.Or, ast.BinOp, ast.Add,
    ast.BitOr, ast.Tuple, ast.Call, ast.Attribute, ast.Name, ast.Load, ast.Store, ast.Constant,
)  # fmt: skip


def name(identifier: str) -> ast.Name:
    """Read the variable."""
    return ast.Name(identifier, ast.Load())


def const(value: object) -> ast.Constant:
    """A constant; `verify` refuses what is none."""
    return ast.Constant(value)  # type: ignore[arg-type]  # typeshed knows no frozenset constants


def compare(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.Compare:
    """`left operator right`."""
    return ast.Compare(left, [operator], [right])


def is_(identifier: str, value: bool | None) -> ast.Compare:
    """`identifier is value`."""
    return compare(name(identifier), ast.Is(), const(value))


def is_not(identifier: str, value: bool | None) -> ast.Compare:
    """`identifier is not value`."""
    return compare(name(identifier), ast.IsNot(), const(value))


def choose(test: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.IfExp:
    """`then if test else otherwise`."""
    return ast.IfExp(test, then, otherwise)


def call(identifier: str, *arguments: ast.expr) -> ast.Call:
    """Call a function of the closed name space."""
    return ast.Call(name(identifier), list(arguments), [])


def join(left: str, right: str) -> ast.BinOp:
    """What is missing for either of two unknown truths."""
    return ast.BinOp(name(left), ast.BitOr(), name(right))


class Block:
    """The statements of one function while they are written, nested blocks included."""

    def __init__(self, first_name: int) -> None:
        """Number fresh variables from `first_name` on."""
        self._next = first_name
        self._bodies: list[list[ast.stmt]] = [[]]
        self.place = Place(1, 1)

    @property
    def body(self) -> list[ast.stmt]:
        """The statements of the innermost open block."""
        return self._bodies[-1]

    def fresh(self) -> str:
        """A variable that nothing else uses."""
        self._next += 1
        return f"a_{self._next - 1}"

    def write(self, statement: ast.stmt) -> None:
        """Append `statement`, at the contract's line and column of the clause in hand."""
        statement.lineno = statement.end_lineno = max(1, self.place.line)
        statement.col_offset = statement.end_col_offset = max(0, self.place.column - 1)
        self.body.append(statement)

    def assign(self, identifier: str, value: ast.expr) -> None:
        """`identifier = value`."""
        self.write(ast.Assign([ast.Name(identifier, ast.Store())], value))

    def keep(self, value: ast.expr) -> str:
        """The variable that holds `value`: its own where it is one, else a fresh one."""
        if isinstance(value, ast.Name):
            return value.id
        identifier = self.fresh()
        self.assign(identifier, value)
        return identifier

    @contextmanager
    def when(self, test: ast.expr) -> Iterator[None]:
        """What is written inside runs only where `test` holds."""
        self._bodies.append([])
        yield
        body = self._bodies.pop()
        self.write(ast.If(test, body, []))

    @contextmanager
    def otherwise(self) -> Iterator[None]:
        """What is written inside runs where the test of the `when` just closed does not hold."""
        branch = self.body[-1]
        assert isinstance(branch, ast.If)
        self._bodies.append([])
        yield
        branch.orelse = self._bodies.pop()


def function(identifier: str, parameters: Sequence[str], body: list[ast.stmt]) -> ast.FunctionDef:
    """A function of positional parameters, nothing else."""
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(each) for each in parameters],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    definition = ast.FunctionDef(identifier, arguments, body, [])
    definition.lineno, definition.col_offset = 1, 0
    return definition


def verify(tree: ast.AST) -> None:
    """Raise ValueError where `tree` holds anything that the lowering never writes."""
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise ValueError(f"a compiled contract holds no {type(node).__name__}")
        if isinstance(node, ast.Name | ast.arg | ast.FunctionDef):
            _verify_name(node)
        elif isinstance(node, ast.Constant):
            _verify_constant(node.value)
        elif isinstance(node, ast.Attribute) and node.attr not in METHODS:
            raise ValueError(f"a compiled contract reads no attribute `{node.attr}`")
        elif isinstance(node, ast.Call) and node.keywords:
            raise ValueError("a compiled contract calls with positions only")


def _verify_name(node: ast.Name | ast.arg | ast.FunctionDef) -> None:
    given = node.id if isinstance(node, ast.Name) else node.arg if isinstance(node, ast.arg) else node.name
    if not IDENTIFIER.fullmatch(given):
        raise ValueError(f"`{given}` is no name of a compiled contract")
    if isinstance(node, ast.FunctionDef) and node.decorator_list:
        raise ValueError("a compiled contract decorates nothing")


def _verify_constant(value: object) -> None:
    if isinstance(value, tuple | frozenset):
        for item in value:
            _verify_constant(item)
    elif not (value is None or type(value) in (bool, int, str)):
        raise ValueError(f"a compiled contract holds no constant {type(value).__name__}")
