"""Conditions and instants as English clauses, exact about bounds: which end of a day, which side of `and`."""

from __future__ import annotations

from licdsl.compiler.explain_words import listed, spoken_deadline
from licdsl.terms.conditions import (
    After,
    AllOf,
    AnyOf,
    AtTime,
    Attribute,
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
    Operator,
    Subject,
    Value,
)
from licdsl.values.money import Ratio
from licdsl.values.periods import EXACT

_EVENTS = {
    "period end": "the end of the period",
    "term end": "the end of the term",
    "invoice issued": "the day the invoice is issued",
    "acceptance": "acceptance",
    "notice": "notice",
}
_COMPARED = {
    Operator.IS: "is {}",
    Operator.IS_NOT: "is not {}",
    Operator.ONE_OF: "is one of {}",
    Operator.NONE_OF: "is none of {}",
    Operator.AT_LEAST: "is {} or more",
    Operator.AT_MOST: "is {} or less",
    Operator.MORE_THAN: "is more than {}",
    Operator.LESS_THAN: "is less than {}",
    Operator.BEFORE: "lies before {}",
    Operator.NOT_BEFORE: "lies on or after {}",
    Operator.STARTS_WITH: "starts with {}",
}


def spoken_event(name: str) -> str:
    """A built-in event in English, a declared one by its name."""
    return _EVENTS.get(name, f"`{name}`")


def spoken_instant(instant: InstantExpression, calendar: str | None) -> str:
    """An instant as what it names, with no claim about which end of a day counts."""
    if isinstance(instant, OnDate):
        return instant.date.isoformat()
    if isinstance(instant, AtTime):
        return instant.time.strftime("%Y-%m-%d %H:%M")
    if isinstance(instant, AttributeInstant):
        return spoken_subject(instant.attribute)
    if isinstance(instant, EventInstant):
        return spoken_event(instant.name)
    return f"{spoken_deadline(instant.duration, calendar)} after {spoken_instant(instant.base, calendar)}"


def ends_of_days(instant: InstantExpression) -> bool:
    """Whether the instant is counted in whole days, so that it falls on the end of a day."""
    return isinstance(instant, OnDate) or (isinstance(instant, After) and instant.duration.unit not in EXACT)


def spoken_start(instant: InstantExpression, calendar: str | None) -> str:
    """`from` an instant: the clause applies at it."""
    if isinstance(instant, OnDate):
        return f"from the first minute of {instant.date.isoformat()}"
    if ends_of_days(instant):
        return f"from the end of the day that is {spoken_instant(instant, calendar)}"
    return f"from {spoken_instant(instant, calendar)}"


def spoken_end(instant: InstantExpression, calendar: str | None) -> str:
    """`until` an instant: the clause no longer applies at it."""
    if isinstance(instant, OnDate):
        return f"until the last minute of {instant.date.isoformat()}"
    if ends_of_days(instant):
        return f"until the end of the day that is {spoken_instant(instant, calendar)}"
    return f"until {spoken_instant(instant, calendar)}, and no longer at that moment"


def spoken_subject(subject: Subject) -> str:
    """An attribute or a declared fact, as the contract writes it."""
    if isinstance(subject, Attribute):
        return f"the {subject.name} of the {subject.owner}"
    return f"`{subject.name}`"


def spoken_value(value: Value) -> str:
    """A value as contracts write it; texts in quotation marks where they hold blanks or signs."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Ratio):
        return value.percent()
    if isinstance(value, str):
        return value if value.replace("-", "").isalnum() else f'"{value}"'
    return str(value)


def spoken(condition: Condition, calendar: str | None) -> str:
    """A condition as a clause that can stand after "when"; nested groups keep their brackets."""
    if isinstance(condition, Not):
        return _negated(condition.condition, calendar)
    if isinstance(condition, AllOf | AnyOf):
        joint = "and" if isinstance(condition, AllOf) else "or"
        return f" {joint} ".join(_grouped(each, calendar) for each in condition.conditions)
    return _simple(condition, calendar)


def _simple(condition: Holds | Named | Compare | CompareInstant | DutyIs, calendar: str | None) -> str:
    if isinstance(condition, Holds):
        return f"`{condition.fact.name}` is true"
    if isinstance(condition, Named):
        return f"`{condition.definition}` is met"
    if isinstance(condition, DutyIs):
        lasting = f" for more than {condition.lasting}" if condition.lasting else ""
        return f"`{condition.clause}` is {condition.state.value}{lasting}"
    if isinstance(condition, CompareInstant):
        moment = spoken_instant(condition.instant, calendar)
        return f"{spoken_subject(condition.subject)} {_COMPARED[condition.operator].format(moment)}"
    values = listed((spoken_value(value) for value in condition.values), "or")
    return f"{spoken_subject(condition.subject)} {_COMPARED[condition.operator].format(values)}"


def _negated(condition: Condition, calendar: str | None) -> str:
    if isinstance(condition, Holds):
        return f"`{condition.fact.name}` is false"
    if isinstance(condition, Named):
        return f"`{condition.definition}` is not met"
    return f"it is not so that {_grouped(condition, calendar)}"


def _grouped(condition: Condition, calendar: str | None) -> str:
    text = spoken(condition, calendar)
    return f"({text})" if isinstance(condition, AllOf | AnyOf) else text


def fact_names(condition: Condition) -> tuple[str, ...]:
    """The declared facts that a condition reads, in order."""
    if isinstance(condition, AllOf | AnyOf):
        return tuple(name for each in condition.conditions for name in fact_names(each))
    if isinstance(condition, Not):
        return fact_names(condition.condition)
    if isinstance(condition, Holds):
        return (condition.fact.name,)
    if isinstance(condition, Compare | CompareInstant) and isinstance(condition.subject, FactReference):
        return (condition.subject.name,)
    return ()
