"""From the clauses of one selection to the body of one function, in Kleene's three truths.

The function takes the request as it is: `get` of its facts, the event time, the end of the term, the
instant of acceptance and the work. A truth is a variable that holds True, False or the frozen set
of the missing keys. Each condition becomes statements that leave its truth in a variable:

    a_9 = <first part>
    if a_9 is not False:
        a_10 = <next part>
        a_9 = a_10 if a_9 is True or a_10 is False else (a_9 if a_10 is True else a_9 | a_10)

A fact or a definition that is needed more than once is read or evaluated once, before the first
clause that can need it, so the steps of a call are bounded by the size of the contract (law 2);
one that is needed once stays where it is needed, behind whatever may spare it.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from licdsl.compiler.comparing import Comparing
from licdsl.compiler.nodes import Block, call, choose, compare, const, is_, is_not, join, name
from licdsl.compiler.structure import Leaf, leaves
from licdsl.compiler.subjects import READERS, key_of
from licdsl.compiler.timeline import ACCEPTANCE, TERM_END, Moment, Timeline
from licdsl.language.vocabulary import Vocabulary
from licdsl.terms.conditions import (
    After,
    AllOf,
    AnyOf,
    AtTime,
    AttributeInstant,
    Compare,
    CompareInstant,
    Condition,
    DutyIs,
    EventInstant,
    FactReference,
    Holds,
    InstantExpression,
    Named,
    Not,
    OnDate,
)
from licdsl.terms.contract import Definition
from licdsl.terms.scope import Scope
from licdsl.values.periods import EXACT

GET, AT, TERM_END_AT, ACCEPTED, WORK = PARAMETERS = ("a_0", "a_1", "a_2", "a_3", "a_4")
FIRST_NAME = len(PARAMETERS)

Part = Callable[[], ast.expr]
Subject = tuple[str, bool]  # the key of a fact, and whether it is a declared one, which needs a reader


@dataclass(frozen=True, slots=True)
class Bound:
    """An instant in a function: `value` reads it while no variable of `guards` is None.

    Each guard names the keys that are missing where its variable is None; the first such decides.
    `value` is None where no request can fix the instant; then the one guard has no variable.
    """

    value: ast.expr | None
    guards: tuple[tuple[str, frozenset[str]], ...] = ()

    def known(self, then: ast.expr, also: frozenset[str] = frozenset()) -> ast.expr:
        """`then` where the instant is known, else what is missing, and `also`."""
        if self.value is None:
            return const(self.guards[0][1] | also)
        for identifier, missing in reversed(self.guards):
            then = choose(is_(identifier, None), const(missing | also), then)
        return then


Thing = Condition | InstantExpression | Subject


def needs(thing: Thing) -> Iterator[Subject | str]:
    """The facts (as subjects) and definitions (by name) that `thing` itself names."""
    if isinstance(thing, tuple):
        yield thing
    elif isinstance(thing, After):
        yield from needs(thing.base)
    elif isinstance(thing, AttributeInstant):
        yield thing.attribute.key, False
    elif isinstance(thing, EventInstant):
        if " of " in thing.name:
            yield thing.name, False
    elif not isinstance(thing, OnDate | AtTime):
        for leaf in leaves(thing):
            yield from _of_leaf(leaf)


def _of_leaf(leaf: Leaf) -> Iterator[Subject | str]:
    if isinstance(leaf, Named):
        yield leaf.definition
    elif isinstance(leaf, Holds):
        yield leaf.fact.key, True
    elif isinstance(leaf, Compare | CompareInstant):
        yield subject_of(leaf)
        if isinstance(leaf, CompareInstant):
            yield from needs(leaf.instant)


def subject_of(condition: Compare | CompareInstant) -> Subject:
    """The key that a comparison reads, and whether it is that of a declared fact."""
    return key_of(condition.subject), isinstance(condition.subject, FactReference)


class Lowering:
    """Writes the functions of one contract; `space` gathers the functions that they may call."""

    def __init__(
        self, definitions: Mapping[str, Definition], vocabulary: Vocabulary, timeline: Timeline
    ) -> None:
        """Take the definitions in their order (`structure.in_order`)."""
        self.definitions = definitions
        self.vocabulary = vocabulary
        self.timeline = timeline


class Body:
    """One function body: the block that is written, what is known in it, what it may call."""

    def __init__(self, lowering: Lowering, wanted: Iterable[Thing]) -> None:
        """Count every fact and definition of `wanted`, so that shared ones are evaluated once."""
        self.lowering = lowering
        self.block = Block(FIRST_NAME)
        self.space: dict[str, object] = {}
        self.comparing = Comparing(lowering.vocabulary, lowering.timeline)
        self._counts: Counter[Subject | str] = Counter()
        self._known: dict[Subject | str, str] = {}
        self._levels: dict[str, int] = {}
        for need in self._reachable(wanted):
            self._counts[need] += 1

    # ------------------------------------------------------------ what is needed how often
    def _reachable(self, wanted: Iterable[Thing]) -> Iterator[Subject | str]:
        """Every subject and definition that `wanted` name, each definition's own needs once."""
        stack = list(wanted)
        seen: set[str] = set()
        while stack:
            for need in needs(stack.pop()):
                yield need
                if isinstance(need, str) and need not in seen:
                    seen.add(need)
                    meaning = self._meaning(need)
                    stack.extend([] if meaning is None else [meaning])

    def prepare(self, things: Iterable[Thing]) -> None:
        """Read and evaluate, here, what `things` share with one another or with later clauses."""
        wanted = set(self._reachable(things))
        for subject in sorted(need for need in wanted if not isinstance(need, str)):
            if self._counts[subject] > 1:
                self.subject(subject)
        place = self.block.place
        for label, definition in self.lowering.definitions.items():
            if label in wanted and label not in self._known and self._shared(label):
                self.block.place = definition.place
                self._define(label)
        self.block.place = place

    def _shared(self, label: str) -> bool:
        """Whether to evaluate ahead: needed twice, or so deep that the blocks would nest too far."""
        meaning = self.lowering.definitions[label].meaning
        below = 0
        if not isinstance(meaning, str):
            below = max(
                (self._levels.get(each, 0) for each in needs(meaning) if isinstance(each, str)), default=0
            )
        shared = self._counts[label] > 1 or below >= 2
        self._levels[label] = 0 if shared else below + 1
        return shared

    def _define(self, label: str) -> str:
        meaning = self._meaning(label)
        value = const(frozenset({label})) if meaning is None else self.truth(meaning)
        self._known[label] = self.block.keep(value)
        return self._known[label]

    def subject(self, subject: Subject, kind: str = "text") -> str:
        """The variable that holds what the request states for `subject`, or None."""
        known = self._known.get(subject)
        if known is None:
            known = self.block.keep(call(GET, const(subject[0])))
            self._known[subject] = known
        if not subject[1]:
            return known
        return self.block.keep(call(self.offer(READERS[kind]), name(known)))

    def offer(self, function: object) -> str:
        """The name under which the body may call `function`."""
        for identifier, known in self.space.items():
            if known is function:
                return identifier
        identifier = self.block.fresh()
        self.space[identifier] = function
        return identifier

    # ------------------------------------------------------------ Kleene's and, or, not
    def all_of(self, parts: Sequence[Part]) -> ast.expr:
        """The truth of all `parts`, later ones evaluated only while none is false."""
        return self._fold(parts, stop=False)

    def any_of(self, parts: Sequence[Part]) -> ast.expr:
        """The truth of any of `parts`, later ones evaluated only while none is true."""
        return self._fold(parts, stop=True)

    def _fold(self, parts: Sequence[Part], *, stop: bool) -> ast.expr:
        if not parts:
            return const(not stop)
        first = parts[0]()
        if len(parts) == 1:
            return first
        result = self.block.fresh()
        self.block.assign(result, first)
        for part in parts[1:]:
            with self._inner(), self.block.when(is_not(result, stop)):
                self._merge(result, self.block.keep(part()), stop=stop)
        return name(result)

    def _merge(self, result: str, other: str, *, stop: bool) -> None:
        replaced = ast.BoolOp(ast.Or(), [is_(result, not stop), is_(other, stop)])
        unknown = choose(is_(other, not stop), name(result), join(result, other))
        self.block.assign(result, choose(replaced, name(other), unknown))

    @contextmanager
    def _inner(self) -> Iterator[None]:
        """What becomes known inside is not known after, where the inside may not have run."""
        before = self._known
        self._known = dict(before)
        yield
        self._known = before

    def no(self, condition: Condition) -> ast.expr:
        """Kleene's not of `condition`; a comparison that is needed once is turned round instead."""
        if isinstance(condition, Named) and self._once(condition.definition):
            condition = self._meaning(condition.definition) or condition
        if isinstance(condition, Compare):
            return self._stated(condition, negated=True)
        return self.negation(partial(self.truth, condition))

    def _once(self, label: str) -> bool:
        return label not in self._known and self._counts[label] == 1

    def _meaning(self, label: str) -> Condition | None:
        meaning = self.lowering.definitions[label].meaning
        return None if isinstance(meaning, str) else meaning

    def negation(self, part: Part) -> ast.expr:
        """Kleene's not."""
        value = self.block.keep(part())
        return choose(is_(value, True), const(False), choose(is_(value, False), const(True), name(value)))

    # ------------------------------------------------------------ conditions
    def truth(self, condition: Condition) -> ast.expr:
        """The truth of `condition`."""
        if isinstance(condition, Not):
            return self.no(condition.condition)
        if isinstance(condition, AllOf):
            return self.all_of([partial(self.truth, part) for part in condition.conditions])
        if isinstance(condition, AnyOf):
            return self.any_of([partial(self.truth, part) for part in condition.conditions])
        if isinstance(condition, Named):
            return name(self._known.get(condition.definition) or self._define(condition.definition))
        if isinstance(condition, DutyIs):
            return const(frozenset({condition.clause}))
        return self._stated(condition)

    def _stated(self, condition: Holds | Compare | CompareInstant, *, negated: bool = False) -> ast.expr:
        if isinstance(condition, Holds):
            value = self.subject((condition.fact.key, True), "truth")
            return choose(is_(value, None), const(frozenset({condition.fact.key})), name(value))
        kind = self.comparing.kind(condition)
        value = self.subject(subject_of(condition), kind)
        if isinstance(condition, Compare):
            missing = const(frozenset({key_of(condition.subject)}))
            test = self.comparing.test(condition, value)
            return choose(is_(value, None), missing, ast.UnaryOp(ast.Not(), test) if negated else test)
        return self._against(condition, value)

    def _against(self, condition: CompareInstant, value: str) -> ast.expr:
        operator = self.comparing.instant_operator(condition)
        own = frozenset({key_of(condition.subject)})
        bound = self.instant(condition.instant, ends=False)
        test = const(None) if bound.value is None else compare(name(value), operator, bound.value)
        return choose(is_(value, None), bound.known(const(own), own), bound.known(test))

    # ------------------------------------------------------------ instants
    def instant(self, expression: InstantExpression, *, ends: bool) -> Bound:
        """The instant that `expression` names, and what is missing to know it."""
        fixed = self.lowering.timeline.fix(expression, ends=ends)
        if isinstance(fixed, int):
            return Bound(const(fixed))
        missing = frozenset({fixed.key})
        if fixed.event and fixed.key not in (ACCEPTANCE, TERM_END):
            return Bound(None, (("", missing),))
        base = {ACCEPTANCE: ACCEPTED, TERM_END: TERM_END_AT}.get(fixed.key) if fixed.event else None
        if base is None:
            self.comparing.check_instant(fixed.key)
            base = self.subject((fixed.key, False))
        return self._reached(fixed, base, (base, missing))

    def _reached(self, moment: Moment, base: str, guard: tuple[str, frozenset[str]]) -> Bound:
        if all(duration.unit in EXACT for duration in moment.steps):
            distance = sum(duration.count * EXACT[duration.unit] for duration in moment.steps)
            later = ast.BinOp(name(base), ast.Add(), const(distance)) if distance else name(base)
            return Bound(later, (guard,))
        found = call(self.offer(partial(self.lowering.timeline.reach, moment)), name(base))
        reached = self.block.keep(choose(is_(base, None), const(None), found))
        # Only a calendar of business days can end before the instant that is counted to.
        return Bound(name(reached), (guard, (reached, frozenset({"business days"}))))

    # ------------------------------------------------------------ scopes
    def content(self, scope: Scope) -> list[Part]:
        """The parts that say whether the content is one the clause speaks of; none for `anything`."""
        parts: list[Part] = []
        included, excluded = scope.content.included, scope.content.excluded
        if included is not None:
            parts.append(partial(self.any_of, [partial(self.truth, Named(each)) for each in included]))
        parts.extend(partial(self.no, Named(each)) for each in excluded)
        return parts

    def territory(self, territories: tuple[str, ...]) -> ast.expr:
        """Whether the request's territory is one of `territories`."""
        codes = frozenset(self.lowering.vocabulary.countries(territories))
        value = self.subject(("territory", False))
        test = compare(name(value), ast.In(), const(codes))
        return choose(is_(value, None), const(frozenset({"territory"})), test)

    def edge(self, bound: Bound, operator: ast.cmpop) -> ast.expr:
        """`at operator bound`, or what is missing to know it."""
        return bound.known(const(None) if bound.value is None else compare(name(AT), operator, bound.value))
