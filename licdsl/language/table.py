"""The tables by which contracts are read: made by Lark from the grammar, run by `automaton.py`.

Lark checks the grammar (LALR(1), no conflict) and computes its states; what is kept of them is
plain data that needs no Lark to load: a committed JSON file loads in milliseconds where
building takes half a second. States and rules are renumbered in a canonical order, so the same
grammar gives the same bytes in every process.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import lark

    Untyped = Any  # Lark's tables, which have no types of their own

STARTS = (
    "define", "duty", "event_declaration", "fact", "include", "opening", "permission", "power",
    "price", "prohibition", "split", "test",
)  # fmt: skip
"""The rules that a piece of a file can start with."""

END = "$END"
BREAK = "_break"
"""The rule of a newline that ends no line."""
WORD = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?![A-Za-z0-9_-])"
"""How keywords and names are spelt; a keyword is a word that stands alone."""

Step = int | None
"""One child of a reduced rule: n ≥ 0 keeps symbol n, ~n splices its list, None is a placeholder."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One alternative: `size` symbols become one; `make` names the builder's method.

    `make` is `""` for a rule whose children go to its parent, and `"?"` for one that passes its
    only child on.
    """

    origin: str
    size: int
    make: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """States, rules and terminals.

    `states[n]` maps a symbol to what follows: m ≥ 0 goes to state m, ~m reduces by rule m.
    `starts` maps a start rule to its first and last state. `words` maps a keyword to its
    terminal, `patterns` a terminal to its regular expression, in the order in which they are
    tried; `skipped` are terminals without meaning. `breaks` are the states after a newline that
    ends no line.
    """

    states: tuple[dict[str, int], ...]
    rules: tuple[Rule, ...]
    starts: dict[str, tuple[int, int]]
    words: dict[str, str]
    patterns: dict[str, str]
    skipped: tuple[str, ...]
    breaks: frozenset[int]


def build_lark(text: str, *, strict: bool = False) -> lark.Lark:
    """Lark's own reader of the grammar `text`, with the whole file as one more start rule.

    `strict` (needs `interegular`) also proves that no two terminals can match alike.
    """
    import lark as library

    return library.Lark(
        text, parser="lalr", lexer="contextual", maybe_placeholders=True, strict=strict,
        start=["start", *STARTS],
    )  # fmt: skip


def build(text: str) -> Table:
    """Compute the tables of the grammar `text`; takes about half a second."""
    reader = build_lark(text)
    source: Untyped = reader.parser.parser.parser.parse_table
    order = _reachable(source)
    number = {state: index for index, state in enumerate(order)}
    rules = _rules_in_order(source, order)
    rule_number = {rule: index for index, rule in enumerate(rules)}
    states = tuple(_actions(source.states[state], number, rule_number) for state in order)
    words, patterns = _terminals(reader)
    made = tuple(_rule(rule) for rule in rules)
    return Table(
        states=states,
        rules=made,
        starts={
            name: (number[source.start_states[name]], number[source.end_states[name]]) for name in STARTS
        },
        words=words,
        patterns=patterns,
        skipped=tuple(sorted(reader.ignore_tokens)),
        breaks=frozenset(
            state for state, actions in enumerate(states)
            if any(action < 0 and made[~action].origin == BREAK for action in actions.values())
        ),
    )  # fmt: skip


def _is_shift(action: tuple[Untyped, Untyped]) -> bool:
    return isinstance(action[1], int)


def _reachable(source: Untyped) -> list[int]:
    order = [source.start_states[name] for name in STARTS]
    seen = set(order)
    for state in order:
        for _, action in sorted(source.states[state].items()):
            if _is_shift(action) and action[1] not in seen:
                seen.add(action[1])
                order.append(action[1])
    return order


def _rules_in_order(source: Untyped, order: list[int]) -> list[Untyped]:
    found: dict[Untyped, None] = {}
    for state in order:
        for _, action in sorted(source.states[state].items()):
            if not _is_shift(action):
                found[action[1]] = None
    return sorted(found, key=lambda rule: (rule.origin.name, [part.name for part in rule.expansion]))


def _actions(
    actions: dict[str, Untyped], number: dict[int, int], rules: dict[Untyped, int]
) -> dict[str, int]:
    return {
        symbol: number[action[1]] if _is_shift(action) else ~rules[action[1]]
        for symbol, action in sorted(actions.items())
    }


def _rule(rule: Untyped) -> Rule:
    origin = str(rule.origin.name)
    make = str(rule.alias or origin)
    if origin.startswith("_"):
        make = ""
    steps = _steps(rule)
    if rule.options.expand1 and len(steps) == 1 and not rule.alias:
        make = "?"
    return Rule(origin, len(rule.expansion), make, steps)


def _steps(rule: Untyped) -> tuple[Step, ...]:
    """Which symbols are kept: unnamed and `_NAMED` terminals are not, `_rules` are spliced."""
    steps: list[Step] = []
    index = 0
    for missing in rule.options.empty_indices or (False,) * len(rule.expansion):
        if missing:
            steps.append(None)
            continue
        symbol = rule.expansion[index]
        if symbol.name == BREAK:
            pass
        elif not symbol.is_term:
            steps.append(~index if symbol.name.startswith("_") else index)
        elif not symbol.filter_out:
            steps.append(index)
        index += 1
    return tuple(steps)


def _terminals(reader: lark.Lark) -> tuple[dict[str, str], dict[str, str]]:
    """Keywords apart from patterns; these in Lark's order: priority, length, name."""
    words: dict[str, str] = {}
    patterns: dict[str, str] = {}
    ranked = sorted(
        reader.terminals,
        key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name),
    )
    for terminal in ranked:
        if terminal.pattern.type == "str" and re.fullmatch(WORD, terminal.pattern.value):
            words[terminal.pattern.value] = terminal.name
        else:
            patterns[terminal.name] = terminal.pattern.to_regexp()
    return dict(sorted(words.items())), patterns


def dump(table: Table, digest: str, made_by: str) -> str:
    """The committed form of `table`: JSON, one state or rule a line.

    `digest` is that of the grammar's text, `made_by` Lark's version.
    """
    head = {
        "grammar": digest, "lark": made_by, "starts": table.starts, "words": table.words,
        "patterns": table.patterns, "skipped": table.skipped, "breaks": sorted(table.breaks),
    }  # fmt: skip
    lines = [f"{_json(key)}:{_json(value)}" for key, value in head.items()]
    rules = ",\n".join(_json([rule.origin, rule.size, rule.make, rule.steps]) for rule in table.rules)
    states = ",\n".join(_json(actions) for actions in table.states)
    return "{" + ",\n".join([*lines, f'"rules":[\n{rules}]', f'"states":[\n{states}]']) + "}\n"


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def load(text: str, digest: str) -> Table | None:
    """The table that `dump` wrote for the grammar with `digest`; None when it is another's."""
    data = json.loads(text)
    if data["grammar"] != digest:
        return None
    return Table(
        states=tuple(data["states"]),
        rules=tuple(Rule(origin, size, make, tuple(steps)) for origin, size, make, steps in data["rules"]),
        starts={name: (first, last) for name, (first, last) in data["starts"].items()},
        words=data["words"],
        patterns=data["patterns"],
        skipped=tuple(data["skipped"]),
        breaks=frozenset(data["breaks"]),
    )
