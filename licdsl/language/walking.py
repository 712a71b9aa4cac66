"""Walks over a syntax tree, and picks lines out of blocks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import TypeVar

Node = TypeVar("Node")


def walk(root: object) -> Iterator[object]:
    """`root` and every node below it, parents before children, in written order."""
    waiting: list[object] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node[::-1])
            continue
        kind = type(node)
        fields = _KNOWN[kind] if kind in _KNOWN else _fields(kind)
        if fields is not None:
            yield node
            waiting.extend([getattr(node, field) for field in fields])


_KNOWN: dict[type, tuple[str, ...] | None] = {}


def _fields(kind: type) -> tuple[str, ...] | None:
    """The fields that may hold nodes in a node of `kind`, last first; None for what is no node."""
    found = None
    if dataclasses.is_dataclass(kind):
        found = tuple(field.name for field in reversed(dataclasses.fields(kind)) if field.compare)
    _KNOWN[kind] = found
    return found


def find(root: object, kind: type[Node]) -> Iterator[Node]:
    """Every node of one kind at or below `root`, in written order."""
    return (node for node in walk(root) if isinstance(node, kind))


def every(lines: Iterable[object], kind: type[Node]) -> list[Node]:
    """The lines of one kind, in written order."""
    return [line for line in lines if isinstance(line, kind)]


def only(lines: Iterable[object], kind: type[Node]) -> Node | None:
    """The first line of one kind, or None where there is none."""
    return next((line for line in lines if isinstance(line, kind)), None)
