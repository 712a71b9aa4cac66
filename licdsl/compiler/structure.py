"""The shape of conditions: their leaves, how deep they nest, in what order definitions stand.

Everything here walks with a stack of its own, so that a contract built by hand with a thousand
nested `not` is refused with a `ContractError` and never with a `RecursionError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from licdsl.errors import ContractError
from licdsl.terms.conditions import (
    AllOf,
    AnyOf,
    Compare,
    CompareInstant,
    Condition,
    DutyIs,
    Holds,
    Named,
    Not,
)
from licdsl.terms.contract import Definition
from licdsl.terms.scope import Scope

DEEPEST = 64
"""How many `not`, `and` and `or` may nest in one condition; the checker allows fewer."""

LONGEST_CHAIN = 128
"""How many definitions may use one another in a row."""

Leaf = Holds | Named | Compare | CompareInstant | DutyIs


def inside(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside `condition`."""
    if isinstance(condition, Not):
        return (condition.condition,)
    return condition.conditions if isinstance(condition, AllOf | AnyOf) else ()


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The leaves of `condition`, left to right; raises ContractError where it nests too deep."""
    stack = [(condition, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > DEEPEST:
            raise ContractError(f"a condition nests deeper than {DEEPEST}")
        if isinstance(node, Holds | Named | Compare | CompareInstant | DutyIs):
            yield node
        else:
            stack.extend((part, depth + 1) for part in reversed(inside(node)))


def of_scope(scope: Scope) -> tuple[Condition, ...]:
    """Every condition of a scope, the definitions that its content names among them."""
    content = scope.content
    named = (Named(name) for name in (*(content.included or ()), *content.excluded))
    return (*named, *scope.when, *scope.unless)


def named(conditions: Iterable[Condition]) -> Iterator[str]:
    """The definitions that `conditions` name, once for each time they do."""
    for condition in conditions:
        for leaf in leaves(condition):
            if isinstance(leaf, Named):
                yield leaf.definition


def in_order(definitions: Iterable[Definition]) -> Mapping[str, Definition]:
    """The definitions, each after those that it uses.

    Raises ContractError for a name that is not defined, a definition that uses itself, or a chain
    that is too long.
    """
    known = {definition.name: definition for definition in definitions}
    uses = {name: sorted(set(named(_conditions(definition)))) for name, definition in known.items()}
    done: dict[str, int] = {}
    for name in sorted(known):
        _visit(name, uses, done)
    return {name: known[name] for name in done}


def _conditions(definition: Definition) -> tuple[Condition, ...]:
    return () if isinstance(definition.meaning, str) else (definition.meaning,)


def _visit(first: str, uses: Mapping[str, list[str]], done: dict[str, int]) -> None:
    open_now: set[str] = set()
    stack = [first]
    while stack:
        name = stack[-1]
        if name not in uses:
            raise ContractError(f"`{name}` is used but not defined")
        waiting = [used for used in uses[name] if used not in done]
        if name in done or not waiting:
            stack.pop()
            open_now.discard(name)
            done.setdefault(name, 1 + max((done[used] for used in uses[name]), default=0))
            if done[name] > LONGEST_CHAIN:
                raise ContractError(f"`{name}` stands on a chain of more than {LONGEST_CHAIN} definitions")
            continue
        open_now.add(name)
        for used in waiting:
            if used in open_now:
                raise ContractError(f"`{used}` is defined by way of itself")
        stack.extend(waiting)
