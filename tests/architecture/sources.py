"""The package's own source as syntax trees, and the dotted names that its code reaches for."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
ABOVE_THE_CLOCK = ("node.py", "node/", "cli/", "testing/", "__main__.py", "__init__.py")
"""Where the clock, randomness and the environment may be read: `node` and what stands on it."""


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the package."""

    path: str
    text: str
    tree: ast.Module

    @property
    def below_node(self) -> bool:
        """Whether the file stands on a floor below `licdsl.node`."""
        inside = self.path.removeprefix("licdsl/")
        return not inside.startswith(ABOVE_THE_CLOCK)


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every module of `licdsl/`, in the order of its path."""
    paths = sorted((CHECKOUT / "licdsl").rglob("*.py"))
    return tuple(read(path) for path in paths)


def read(path: Path) -> Module:
    """The module in this file."""
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(CHECKOUT).as_posix(), text, ast.parse(text, str(path)))


def reached(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of all that imports, and attributes of what was imported, reach.

    `import datetime as dt; dt.datetime.now()` reaches `datetime.datetime.now`. Names that a function
    receives or makes itself are not followed.
    """
    origins: dict[str, str] = {}
    for node in ast.walk(tree):
        for line, local, origin in _imported(node):
            origins[local] = origin
            yield line, origin
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            dotted = _dotted(node, origins)
            if dotted:
                yield node.lineno, dotted


def _imported(node: ast.AST) -> Iterator[tuple[int, str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            local = alias.asname or alias.name.partition(".")[0]
            yield node.lineno, local, alias.name if alias.asname else local
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            yield node.lineno, alias.asname or alias.name, f"{node.module}.{alias.name}"


def _dotted(node: ast.expr, origins: dict[str, str]) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in origins:
        return None
    return ".".join([origins[node.id], *reversed(parts)])
