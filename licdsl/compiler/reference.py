"""The oracle: evaluates terms by walking them, slowly and plainly, for law 21.

Nothing here is shared with the lowering but the selection of clauses and the arithmetic of civil
time: every construct is read off the terms again at every request, in the words of the language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from licdsl.compiler.findings import Circumstances, Findings, Missing, Truth
from licdsl.compiler.selection import Selection
from licdsl.compiler.subjects import READERS, constant, is_territory, key_of, kind_of
from licdsl.compiler.timeline import ACCEPTANCE, TERM_END, Timeline
from licdsl.language.vocabulary import Vocabulary
from licdsl.terms.clauses import Permission, Prohibition
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
    Holds,
    InstantExpression,
    Named,
    Not,
    OnDate,
    Operator,
)
from licdsl.terms.contract import Contract, Party
from licdsl.terms.price import Price
from licdsl.terms.scope import Scope
from licdsl.values.periods import EXACT, after_day, after_instant, end_of_day

_COMPARISONS: dict[Operator, Callable[[int, int], bool]] = {
    Operator.AT_LEAST: lambda stated, bound: stated >= bound,
    Operator.AT_MOST: lambda stated, bound: stated <= bound,
    Operator.MORE_THAN: lambda stated, bound: stated > bound,
    Operator.LESS_THAN: lambda stated, bound: stated < bound,
}


def negate(truth: Truth) -> Truth:
    """Kleene's not."""
    return not truth if isinstance(truth, bool) else truth


def conjoin(truths: Iterable[Truth]) -> Truth:
    """Kleene's and: false as soon as one is, then unknown by all that is missing, else true."""
    all_of = list(truths)
    if any(truth is False for truth in all_of):
        return False
    missing = [truth for truth in all_of if not isinstance(truth, bool)]
    return frozenset().union(*missing) if missing else True


def disjoin(truths: Iterable[Truth]) -> Truth:
    """Kleene's or."""
    return negate(conjoin(negate(truth) for truth in truths))


class Reference:
    """One contract, evaluated by walking its terms."""

    def __init__(self, contract: Contract, vocabulary: Vocabulary, timeline: Timeline) -> None:
        """Keep the parts; nothing is prepared."""
        self.contract = contract
        self.vocabulary = vocabulary
        self.timeline = timeline

    def findings(
        self, selection: Selection, facts: Mapping[str, str | int], circumstances: Circumstances
    ) -> Findings:
        """The truth of every clause of `selection`; must equal what the compiled form finds."""
        return _Walk(self, selection, facts, circumstances).findings()

    def mentions(
        self, selection: Selection, facts: Mapping[str, str | int], circumstances: Circumstances
    ) -> Truth:
        """Whether a clause of `selection` speaks of the content at all."""
        return _Walk(self, selection, facts, circumstances).mentions()

    def holds(
        self,
        conditions: Iterable[Condition],
        facts: Mapping[str, str | int],
        circumstances: Circumstances,
    ) -> Truth:
        """Whether all `conditions` hold."""
        walk = _Walk(self, Selection((), (), (), (), ()), facts, circumstances)
        return conjoin(walk.truth(condition) for condition in conditions)


class _Walk:
    """One evaluation: the facts of one request on one contract."""

    def __init__(
        self,
        reference: Reference,
        selection: Selection,
        facts: Mapping[str, str | int],
        circumstances: Circumstances,
    ) -> None:
        self.contract = reference.contract
        self.vocabulary = reference.vocabulary
        self.timeline = reference.timeline
        self.selection = selection
        self.facts = facts
        self.case = circumstances
        self.definitions = {each.name: each.meaning for each in self.contract.definitions}

    # ------------------------------------------------------------ clauses
    def findings(self) -> Findings:
        hits = []
        doubts = []
        for position, prohibition in enumerate(self.selection.prohibitions):
            truth = conjoin([self.party(prohibition), self.scope(prohibition.scope)])
            if truth is True:
                hits.append((position, self._lifts(prohibition.scope)))
            elif truth is not False:
                doubts.append((position, truth))
        permits = []
        doubtful = []
        for position, permission in enumerate(self.selection.permissions):
            truth = self.permission(permission)
            if truth is True:
                permits.append(position)
            elif truth is not False:
                doubtful.append((position, truth))
        party = disjoin(self.where(role) for role in self.selection.roles)
        return Findings(tuple(hits), tuple(doubts), tuple(permits), tuple(doubtful), self.price(), party)

    def mentions(self) -> Truth:
        clauses = self.selection.clauses
        party = disjoin(self.where(role) for role in self.selection.roles)
        spoken = disjoin(conjoin([self.party(clause), self.content(clause.scope)]) for clause in clauses)
        return conjoin([party, spoken])

    def _lifts(self, scope: Scope) -> int | None:
        if scope.ends is None:
            return None
        instant = self.instant(scope.ends, ends=True)
        assert isinstance(instant, int)
        return instant

    def where(self, party: Party) -> Truth:
        return True if party.where is None else self.truth(party.where)

    def party(self, clause: Permission | Prohibition) -> Truth:
        """A single role is judged apart; of several, each clause binds only its own."""
        if len(self.selection.roles) == 1:
            return True
        return conjoin(self.where(role) for role in self.selection.roles if role.label == clause.party)

    def permission(self, permission: Permission) -> Truth:
        counted = (self._counted_per(limit.per) for limit in permission.limits if limit.per is not None)
        return conjoin([self.party(permission), self.scope(permission.scope), *counted])

    def _counted_per(self, per: str) -> Truth:
        if per in ("work", "article"):
            return True if self.case.work is not None else frozenset({"work"})
        key = {"product": "product of request"}.get(per, per)
        return True if self.fact(key, "text") is not None else frozenset({key})

    def price(self) -> int | Missing:
        plain = {price.label: self._priced(price) for price in self.selection.prices}
        chosen = -1
        missing: frozenset[str] = frozenset()
        for position, price in reversed(list(enumerate(self.selection.prices))):
            replaced = (plain[by.label] for by in self.selection.prices if by.replaces == price.label)
            truth = conjoin([plain[price.label], *(negate(truth) for truth in replaced)])
            if truth is True:
                chosen = position
            elif truth is not False:
                missing = missing | truth
        return missing or chosen

    def _priced(self, price: Price) -> Truth:
        unless = (negate(self.truth(condition)) for condition in price.unless)
        return conjoin([*(self.truth(condition) for condition in price.when), *unless])

    # ------------------------------------------------------------ scopes
    def scope(self, scope: Scope) -> Truth:
        parts: list[Truth] = [self.content(scope), self.territory(scope)]
        if scope.starts is not None:
            starts = self.instant(scope.starts, ends=False)
            parts.append(self.case.at >= starts if isinstance(starts, int) else starts)
        if scope.ends is not None:
            ends = self.instant(scope.ends, ends=True)
            parts.append(self.case.at < ends if isinstance(ends, int) else ends)
        parts.extend(self.truth(condition) for condition in scope.when)
        parts.extend(negate(self.truth(condition)) for condition in scope.unless)
        return conjoin(parts)

    def content(self, scope: Scope) -> Truth:
        content = scope.content
        included: Truth = True
        if content.included is not None:
            included = disjoin(self.truth(Named(name)) for name in content.included)
        excluded = disjoin(self.truth(Named(name)) for name in content.excluded)
        return conjoin([included, negate(excluded)])

    def territory(self, scope: Scope) -> Truth:
        if scope.territories is None:
            return True
        stated = self.fact("territory", "text")
        if stated is None:
            return frozenset({"territory"})
        return stated in self.vocabulary.countries(scope.territories)

    # ------------------------------------------------------------ conditions
    def truth(self, condition: Condition) -> Truth:
        if isinstance(condition, Not):
            return negate(self.truth(condition.condition))
        if isinstance(condition, AllOf):
            return conjoin(self.truth(part) for part in condition.conditions)
        if isinstance(condition, AnyOf):
            return disjoin(self.truth(part) for part in condition.conditions)
        if isinstance(condition, Named):
            meaning = self.definitions[condition.definition]
            return frozenset({condition.definition}) if isinstance(meaning, str) else self.truth(meaning)
        if isinstance(condition, DutyIs):
            return frozenset({condition.clause})
        if isinstance(condition, Holds):
            return self._holds(condition)
        if isinstance(condition, CompareInstant):
            return self._compare_instant(condition)
        return self._compare(condition)

    def _holds(self, condition: Holds) -> Truth:
        stated = self.fact(condition.fact.key, "truth", declared=True)
        return frozenset({condition.fact.key}) if stated is None else bool(stated)

    def _compare(self, condition: Compare) -> Truth:
        subject, operator = condition.subject, condition.operator
        kind = kind_of(subject, condition.values, self.vocabulary)
        stated = self.fact(key_of(subject), kind, declared=" of " not in subject.key)
        if stated is None:
            return frozenset({key_of(subject)})
        if operator in (Operator.IS, Operator.ONE_OF):
            return any(self._same(condition, stated, position) for position in range(len(condition.values)))
        if operator in (Operator.IS_NOT, Operator.NONE_OF):
            return not any(
                self._same(condition, stated, position) for position in range(len(condition.values))
            )
        if operator is Operator.STARTS_WITH:
            return str(stated).startswith(str(condition.values[0]))
        return self._ordered(condition, stated, kind)

    def _same(self, condition: Compare, stated: str | int, position: int) -> bool:
        value = condition.values[position]
        kind = kind_of(condition.subject, condition.values, self.vocabulary)
        if isinstance(value, dt.date):
            first, last = self._bounds(value)
            return first <= int(stated) < last
        if is_territory(condition.subject, self.vocabulary):
            return stated in self.vocabulary.countries([str(value)])
        return stated == constant(value, kind)

    def _ordered(self, condition: Compare, stated: str | int, kind: str) -> bool:
        value = condition.values[0]
        if not isinstance(value, dt.date):
            return _COMPARISONS[condition.operator](int(stated), int(constant(value, kind)))
        first, last = self._bounds(value)
        if condition.operator is Operator.AT_LEAST:
            return int(stated) >= first
        if condition.operator is Operator.LESS_THAN:
            return int(stated) < first
        if condition.operator is Operator.AT_MOST:
            return int(stated) < last
        return int(stated) >= last

    def _bounds(self, value: dt.date) -> tuple[int, int]:
        """A date is its whole day, a time its one instant."""
        zone = self.timeline.zone
        if isinstance(value, dt.datetime):
            return zone.instant(value), zone.instant(value) + 1
        return zone.midnight(value), end_of_day(value, zone)

    def _compare_instant(self, condition: CompareInstant) -> Truth:
        key = key_of(condition.subject)
        stated = self.fact(key, "instant", declared=" of " not in condition.subject.key)
        bound = self.instant(condition.instant, ends=False)
        if stated is None or not isinstance(bound, int):
            own: Missing = frozenset() if stated is not None else frozenset({key})
            return own if isinstance(bound, int) else own | bound
        before = int(stated) < bound
        return before if condition.operator is Operator.BEFORE else not before

    def fact(self, key: str, kind: str, *, declared: bool = False) -> str | int | None:
        stated = self.facts.get(key)
        return READERS[kind](stated) if declared else stated

    # ------------------------------------------------------------ instants
    def instant(self, expression: InstantExpression, *, ends: bool) -> int | Missing:
        zone = self.timeline.zone
        if isinstance(expression, OnDate):
            return end_of_day(expression.date, zone) if ends else zone.midnight(expression.date)
        if isinstance(expression, AtTime):
            return zone.instant(expression.time)
        if isinstance(expression, AttributeInstant):
            return self._stated_instant(expression.attribute.key)
        if isinstance(expression, EventInstant):
            return self._event(expression.name)
        return self._after(expression)

    def _stated_instant(self, key: str) -> int | Missing:
        stated = self.fact(key, "instant")
        return frozenset({key}) if stated is None else int(stated)

    def _event(self, name: str) -> int | Missing:
        if " of " in name:
            return self._stated_instant(name)
        known = {TERM_END: self.case.term_end, ACCEPTANCE: self.case.accepted}.get(name)
        return frozenset({name}) if known is None else known

    def _after(self, expression: After) -> int | Missing:
        timeline, duration, base = self.timeline, expression.duration, expression.base
        try:
            if isinstance(base, OnDate):
                return after_day(base.date, duration, timeline.zone, timeline.business)
            instant = self.instant(base, ends=True)
            if not isinstance(instant, int):
                return instant
            closes = (isinstance(base, EventInstant) and base.name == TERM_END) or (
                isinstance(base, After) and base.duration.unit not in EXACT
            )
            return after_instant(instant, duration, timeline.zone, timeline.business, closes=closes)
        except ValueError:
            return frozenset({"business days"})
