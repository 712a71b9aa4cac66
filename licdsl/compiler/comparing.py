"""Comparisons as expressions over one variable that is known to hold a value of the right kind."""

from __future__ import annotations

import ast
import datetime as dt

from licdsl.compiler.nodes import compare, const, name
from licdsl.compiler.subjects import constant, is_territory, kind_of
from licdsl.compiler.timeline import Timeline
from licdsl.errors import ContractError
from licdsl.language.vocabulary import Vocabulary
from licdsl.terms.conditions import Compare, CompareInstant, Operator, Value
from licdsl.values.periods import end_of_day

_ORDERED: dict[Operator, type[ast.cmpop]] = {
    Operator.AT_LEAST: ast.GtE,
    Operator.AT_MOST: ast.LtE,
    Operator.MORE_THAN: ast.Gt,
    Operator.LESS_THAN: ast.Lt,
}
_NEGATED = (Operator.IS_NOT, Operator.NONE_OF)
_EQUAL = (Operator.IS, Operator.ONE_OF, *_NEGATED)


class Comparing:
    """Turns comparisons of one contract into expressions; raises ContractError where kinds differ."""

    def __init__(self, vocabulary: Vocabulary, timeline: Timeline) -> None:
        """Read attributes by `vocabulary`, dates by `timeline`."""
        self.vocabulary = vocabulary
        self.timeline = timeline

    def kind(self, condition: Compare | CompareInstant) -> str:
        """The kind of value that the condition's subject holds."""
        if isinstance(condition, Compare):
            return kind_of(condition.subject, condition.values, self.vocabulary)
        if kind_of(condition.subject, (dt.date.min,), self.vocabulary) != "instant":
            raise ContractError(f"`{condition.subject.key}` holds no instant")
        return "instant"

    def check_instant(self, key: str) -> None:
        """Raise ContractError where the attribute `key` (`name of owner`) holds no instant."""
        name, _, owner = key.partition(" of ")
        word = self.vocabulary.attribute(name, owner)
        if word is None or word.type != "instant":
            raise ContractError(f"`{key}` holds no instant")

    def instant_operator(self, condition: CompareInstant) -> ast.cmpop:
        """`<` for before, `>=` for on or after."""
        if condition.operator is Operator.BEFORE:
            return ast.Lt()
        if condition.operator is Operator.NOT_BEFORE:
            return ast.GtE()
        raise ContractError(f"`{condition.operator.value}` compares no instants")

    def test(self, condition: Compare, value: str) -> ast.expr:
        """The comparison of the variable `value`, which is not None."""
        kind = self.kind(condition)
        if condition.operator in _EQUAL:
            negated = condition.operator in _NEGATED
            if kind == "instant":
                return self._within(condition, value, negated=negated)
            return self._equal(condition, value, kind, negated=negated)
        if condition.operator is Operator.STARTS_WITH and kind == "text":
            prefix = const(constant(condition.values[0], "text"))
            return ast.Call(ast.Attribute(name(value), "startswith", ast.Load()), [prefix], [])
        return self._ordered(condition, value, kind)

    def _equal(self, condition: Compare, value: str, kind: str, *, negated: bool) -> ast.expr:
        values = {constant(each, kind) for each in condition.values}
        if is_territory(condition.subject, self.vocabulary):
            values = set(self._countries(condition.values))
        if len(values) == 1:
            operator = ast.NotEq() if negated else ast.Eq()
            return compare(name(value), operator, const(values.pop()))
        return compare(name(value), ast.NotIn() if negated else ast.In(), const(frozenset(values)))

    def _countries(self, values: tuple[Value, ...]) -> frozenset[str]:
        try:
            return self.vocabulary.countries(str(value) for value in values)
        except KeyError as error:
            raise ContractError(f"{error} is no territory") from None

    def _within(self, condition: Compare, value: str, *, negated: bool) -> ast.expr:
        """Whether the instant lies on one of the dates, or is one of the times."""
        tests: list[ast.expr] = []
        for each in condition.values:
            first, last = self._bounds(each)
            inside: list[ast.expr] = [
                compare(name(value), ast.Lt() if negated else ast.GtE(), const(first)),
                compare(name(value), ast.GtE() if negated else ast.Lt(), const(last)),
            ]
            tests.append(ast.BoolOp(ast.Or() if negated else ast.And(), inside))
        if len(tests) == 1:
            return tests[0]
        return ast.BoolOp(ast.And() if negated else ast.Or(), tests)

    def _bounds(self, value: Value) -> tuple[int, int]:
        if isinstance(value, dt.datetime):
            return self.timeline.zone.instant(value), self.timeline.zone.instant(value) + 1
        if isinstance(value, dt.date):
            return self.timeline.zone.midnight(value), end_of_day(value, self.timeline.zone)
        raise ContractError(f"`{value}` is no date and no time")

    def _ordered(self, condition: Compare, value: str, kind: str) -> ast.expr:
        if condition.operator not in _ORDERED or kind not in ("number", "instant"):
            raise ContractError(f"`{condition.operator.value}` does not compare `{condition.subject.key}`")
        bound = condition.values[0]
        if kind == "instant":
            first, last = self._bounds(bound)
            edge = first if condition.operator in (Operator.AT_LEAST, Operator.LESS_THAN) else last
            operator = ast.GtE if condition.operator in (Operator.AT_LEAST, Operator.MORE_THAN) else ast.Lt
            return compare(name(value), operator(), const(edge))
        return compare(name(value), _ORDERED[condition.operator](), const(constant(bound, kind)))
