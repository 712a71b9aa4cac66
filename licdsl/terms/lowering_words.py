"""Lowering of the smallest parts: amounts, rates, durations, windows, instants, conditions.

Every function takes checked syntax and cannot fail on it; what the checker refuses never gets here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from licdsl.language import syntax
from licdsl.language.diagnostics import Span
from licdsl.language.vocabulary import Vocabulary
from licdsl.terms import conditions as to
from licdsl.terms.meaning import order
from licdsl.terms.places import Place
from licdsl.values.currencies import EXPONENTS
from licdsl.values.money import Money, Rate, Ratio
from licdsl.values.periods import Duration, Kind, Window


@dataclass(frozen=True, slots=True)
class Words:
    """What decides the meaning of a name: the contract's definitions and clauses, and its vocabulary."""

    definitions: frozenset[str]
    clauses: frozenset[str]
    currency: str
    vocabulary: Vocabulary

    def unit(self, word: str) -> str:
        """The plural under which a unit is counted; a word that is no unit stays as it is."""
        unit = self.vocabulary.unit(word)
        return word if unit is None else unit.name

    def is_territory(self, attribute: to.Attribute) -> bool:
        """Whether the values of `attribute` are countries."""
        word = self.vocabulary.attribute(attribute.name, attribute.owner)
        return word is not None and word.type == "territory"


def place(span: Span) -> Place:
    """Where `span` starts."""
    return Place(span.line, span.column)


def money(amount: syntax.Amount) -> Money:
    """An amount whose digits after the point fit its currency."""
    return Money(amount.mantissa * 10 ** (EXPONENTS[amount.currency] - amount.scale), amount.currency)


def rate(node: syntax.Rate, words: Words, unit: str = "requests") -> Rate:
    """A price of so many units; needless zeros go; `no charge` is a rate of 0 per one `unit`."""
    if isinstance(node, syntax.NoCharge):
        return Rate(0, 0, words.currency, 1, unit)
    mantissa, scale = node.amount.mantissa, node.amount.scale
    while scale > EXPONENTS[node.amount.currency] and mantissa % 10 == 0:
        mantissa, scale = mantissa // 10, scale - 1
    per = 1 if node.per is None else node.per.value
    return Rate(mantissa, scale, node.amount.currency, per, words.unit(node.unit.text), node.started)


def ratio(percent: syntax.Percent) -> Ratio:
    """A percentage as an exact fraction, without needless zeros: `12.50%` is 125/1000."""
    mantissa, scale = percent.mantissa, percent.scale
    while scale and mantissa % 10 == 0:
        mantissa, scale = mantissa // 10, scale - 1
    return Ratio(mantissa, 100 * 10**scale)


def duration(node: syntax.Duration) -> Duration:
    """So many of a unit of time."""
    return Duration(node.count.value, node.unit)


def window(node: syntax.Window | syntax.Period) -> Window:
    """A window that counts, or the period of `every`."""
    if isinstance(node, syntax.Window) and node.kind is Kind.SLIDING and node.length is not None:
        return Window(Kind.SLIDING, None, duration(node.length))
    return Window(node.kind, node.unit)


def day(node: syntax.Day) -> dt.date:
    """A date that exists."""
    return dt.date(node.year, node.month, node.day)


def moment(node: syntax.Moment) -> dt.datetime:
    """A local time that exists, naive."""
    return dt.datetime(node.year, node.month, node.day, node.hour, node.minute)  # noqa: DTZ001


def instant(node: syntax.Instant) -> to.InstantExpression:
    """An instant that a clause names."""
    if isinstance(node, syntax.Day):
        return to.OnDate(day(node))
    if isinstance(node, syntax.Moment):
        return to.AtTime(moment(node))
    if isinstance(node, syntax.Attribute):
        return to.AttributeInstant(attribute(node))
    if isinstance(node, syntax.Event):
        return to.EventInstant(node.name.text)
    return to.After(duration(node.duration), instant(node.base))


def optional_instant(node: syntax.Instant | None) -> to.InstantExpression | None:
    """The instant, or None where there is none."""
    return None if node is None else instant(node)


def attribute(node: syntax.Attribute) -> to.Attribute:
    """`name of owner`."""
    return to.Attribute(node.name.text, node.owner.text)


# ---------------------------------------------------------------- conditions
def condition(node: syntax.Condition, words: Words) -> to.Condition:
    """A condition; `and` and `or` are sorted by what their parts mean."""
    if isinstance(node, syntax.Bare):
        return _bare(node.subject, words)
    if isinstance(node, syntax.Compare):
        return _compare(node, words)
    if isinstance(node, syntax.CompareInstant):
        return to.CompareInstant(
            _subject(node.subject), to.Operator(node.relation.value), instant(node.instant)
        )
    if isinstance(node, syntax.Not):
        return to.Not(condition(node.condition, words))
    parts = in_order(condition(part, words) for part in node.conditions)
    return to.AllOf(parts) if isinstance(node, syntax.AllOf) else to.AnyOf(parts)


def in_order(found: Iterable[to.Condition]) -> tuple[to.Condition, ...]:
    """Conditions sorted by what they mean."""
    return tuple(sorted(found, key=order))


def _bare(subject: syntax.Name | syntax.Attribute, words: Words) -> to.Condition:
    if isinstance(subject, syntax.Attribute):
        return to.Compare(attribute(subject), to.Operator.IS, (True,))
    if subject.text in words.definitions:
        return to.Named(subject.text)
    return to.Holds(to.FactReference(subject.text))


def _subject(node: syntax.Name | syntax.Attribute) -> to.Subject:
    return to.FactReference(node.text) if isinstance(node, syntax.Name) else attribute(node)


def _compare(node: syntax.Compare, words: Words) -> to.Condition:
    if isinstance(node.subject, syntax.Name) and node.subject.text in words.clauses:
        return _state(node.subject.text, node)
    subject, operator = _subject(node.subject), to.Operator(node.relation.value)
    values = tuple(value(item) for item in node.values)
    if isinstance(subject, to.Attribute) and words.is_territory(subject):
        values, operator = _countries(values, operator, words.vocabulary)
    return to.Compare(subject, operator, tuple(sorted(values, key=order)))


def _state(clause: str, node: syntax.Compare) -> to.Condition:
    """`D is late`, `D is one of (late, breached)`, and their negations."""
    lasting = None if node.lasting is None else duration(node.lasting)
    states = [
        to.DutyIs(clause, to.DutyState(item.text), lasting)
        for item in node.values
        if isinstance(item, syntax.Name)
    ]
    found: to.Condition = states[0] if len(states) == 1 else to.AnyOf(in_order(states))
    negative = node.relation in (syntax.Relation.IS_NOT, syntax.Relation.NONE_OF)
    return to.Not(found) if negative else found


def _countries(
    values: tuple[to.Value, ...], operator: to.Operator, vocabulary: Vocabulary
) -> tuple[tuple[to.Value, ...], to.Operator]:
    """`is EU` means one of its members."""
    codes = [item for item in values if isinstance(item, str)]
    if not any(code in vocabulary.territory_sets for code in codes):
        return values, operator
    negative = operator in (to.Operator.IS_NOT, to.Operator.NONE_OF)
    members = tuple(sorted(vocabulary.countries(codes)))
    return members, to.Operator.NONE_OF if negative else to.Operator.ONE_OF


def value(node: syntax.Value) -> to.Value:
    """A value that something is compared with; a word and a text of the same letters are equal.

    A quantity becomes its number: the checker has seen to it that the unit is the attribute's own.
    """
    if isinstance(node, syntax.Name | syntax.Text | syntax.Code):
        return node.text
    if isinstance(node, syntax.Number):
        return node.value
    if isinstance(node, syntax.Amount):
        return money(node)
    if isinstance(node, syntax.Percent):
        return ratio(node)
    if isinstance(node, syntax.Day):
        return day(node)
    if isinstance(node, syntax.Moment):
        return moment(node)
    if isinstance(node, syntax.Duration):
        return duration(node)
    return node.count.value
