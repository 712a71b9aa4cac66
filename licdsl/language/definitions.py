"""Checks of definitions by one another (`L109`, `L112`): acyclic, and no longer a chain than is followed.

Definitions that build on none, then those that build only on such, and so on, are set aside layer by layer;
what is left over leads round in a circle, or builds on one that does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from licdsl.language import syntax
from licdsl.language.diagnostics import Diagnostic, Severity, error
from licdsl.language.names import Names
from licdsl.language.walking import find

Found = Iterator[Diagnostic]
Uses = Mapping[str, Sequence[str]]

LONGEST_CHAIN = 128
"""How many definitions may build on one another: more than any contract needs, less than overflows."""


def check(names: Names) -> Found:
    """Each circle once, and each definition at which a chain becomes too long."""
    uses = {name: _uses(node, names) for name, node in names.definitions.items()}
    depth = _layers(uses)
    circular = {
        name: [each for each in uses[name] if each not in depth] for name in uses.keys() - depth.keys()
    }
    yield from _circles({name: circular[name] for name in uses if name in circular}, names)
    for name in (name for name in uses if depth.get(name) == LONGEST_CHAIN + 1):
        message = f"`{name}` builds on a chain of {LONGEST_CHAIN} other definitions, the most there may be"
        span = names.definitions[name].name.span
        yield error("L112", message, span, "define it without the last of them")


def _uses(node: syntax.Define, names: Names) -> list[str]:
    """The definitions that the meaning of `node` names."""
    if isinstance(node.meaning, syntax.Text):
        return []
    subjects = (bare.subject for bare in find(node.meaning, syntax.Bare))
    found = (each.text for each in subjects if isinstance(each, syntax.Name))
    return list(dict.fromkeys(name for name in found if name in names.definitions))


def _layers(uses: Uses) -> dict[str, int]:
    """The length of the chain below each definition, itself included; circular ones are left out."""
    missing = {name: len(below) for name, below in uses.items()}
    above: dict[str, list[str]] = {}
    for name, below in uses.items():
        for each in below:
            above.setdefault(each, []).append(name)
    ready = [name for name, count in missing.items() if count == 0]
    depth = dict.fromkeys(ready, 1)
    for name in ready:
        for each in above.get(name, ()):
            depth[each] = max(depth.get(each, 1), depth[name] + 1)
            missing[each] -= 1
            if missing[each] == 0:
                ready.append(each)
    return {name: depth[name] for name in ready}


def _circles(uses: Uses, names: Names) -> Found:
    """Each circle once, at the first of its definitions in the file."""
    reported: set[str] = set()
    for name in uses:
        path = () if name in reported else _way_back(name, uses)
        if path:
            reported.update(path)
            way = " → ".join(f"`{each}`" for each in (*path, name))
            message = f"the definition of `{name}` leads back to itself: {way}"
            related = tuple((names.definitions[each].span, f"`{each}` stands here") for each in path[1:])
            hint = f"define `{name}` without `{path[-1]}`"
            span = names.definitions[name].name.span
            yield Diagnostic("L109", Severity.ERROR, message, span, hint, related)


def _way_back(start: str, uses: Uses) -> tuple[str, ...]:
    """The shortest way of definitions from `start` to itself, without the last step; empty if none."""
    seen = {start}
    waiting: list[tuple[str, ...]] = [(start,)]
    for path in waiting:
        for following in uses[path[-1]]:
            if following == start:
                return path
            if following not in seen:
                seen.add(following)
                waiting.append((*path, following))
    return ()
