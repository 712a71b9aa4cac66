"""What the `given` lines of an in-file test tell: facts, uses, times, and words that no build runs yet.

A fact goes by the key under which a request would state it: `section of article`, `country of
buyer`, or the bare name of a declared fact. A name without a value is a yes, `not` before it a no.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from licdsl.language import syntax
from licdsl.terms.conditions import Attribute
from licdsl.terms.contract import Contract
from licdsl.terms.lowering_words import day, moment, money
from licdsl.values.instants import Zone
from licdsl.values.periods import Unit

ACCEPTANCE = "acceptance"
FactValue = bool | int | str

_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}


def period_label(name: syntax.PeriodName) -> str:
    """The label of a period, as statements take it: `2026-03`, `2026-Q1`, `2026`."""
    parts = {Unit.MONTH: f"-{name.number:02}", Unit.QUARTER: f"-Q{name.number}", Unit.YEAR: ""}
    return f"{name.year:04}{parts[name.unit]}"


def first_day(name: syntax.PeriodName) -> dt.date:
    """The first day of a period."""
    return dt.date(name.year, (name.number - 1) * _MONTHS[name.unit] + 1, 1)


def facts_of(line: syntax.GivenAbout, contract: Contract, zone: Zone) -> dict[str, FactValue]:
    """The facts that one line tells about an article, a work, a request or a party."""
    declared = {fact.name for fact in contract.facts}
    facts = {}
    for told in line.told:
        name = told.name.text
        key = name if name in declared else Attribute(name, line.subject.text).key
        facts[key] = not told.negated if told.value is None else _value(told.value, zone)
    return facts


def _value(value: syntax.Value, zone: Zone) -> FactValue:
    """A told value as a request states it: instants in µs, amounts in minor units, quantities by count."""
    if isinstance(value, syntax.Day):
        return zone.midnight(day(value))
    if isinstance(value, syntax.Moment):
        return zone.instant(moment(value))
    if isinstance(value, syntax.Number):
        return value.value
    if isinstance(value, syntax.Quantity):
        return value.count.value
    if isinstance(value, syntax.Amount):
        return money(value).minor
    if isinstance(value, syntax.Percent):
        return value.written
    if isinstance(value, syntax.Duration):
        return f"{value.count.value} {value.unit.value}"
    return {"yes": True, "no": False}.get(value.text, value.text)


def word_not_run(line: syntax.GivenAbout, contract: Contract) -> str | None:
    """The word of a `given` that tells of a duty, a power or an event; None where it tells facts."""
    subject = line.subject.text
    kinds = {
        "duty": contract.duties,
        "power": contract.powers,
        "duty state": (*contract.prohibitions, *contract.permissions),
        "declared event": contract.events,
    }
    for word, clauses in kinds.items():
        if any(_label(clause) == subject for clause in clauses):
            return word
    return None


def _label(clause: object) -> str:
    label = getattr(clause, "label", None) or getattr(clause, "name", None)
    return str(label)


def accepted_on(test: syntax.Test) -> dt.date | dt.datetime | None:
    """The day or time that `given acceptance on …` tells, if any; the last one counts."""
    found = None
    for line in test.lines:
        if isinstance(line, syntax.GivenAbout) and line.subject.text == ACCEPTANCE and line.on is not None:
            found = day(line.on) if isinstance(line.on, syntax.Day) else moment(line.on)
    return found


def earliest_day(test: syntax.Test) -> dt.date | None:
    """The earliest day that a `given time`, a use or an event names; facts of articles do not count."""
    return min(_days(test), default=None)


def _days(test: syntax.Test) -> Iterator[dt.date]:
    for line in test.lines:
        if isinstance(line, syntax.GivenTime):
            yield moment(line.moment).date()
        elif isinstance(line, syntax.GivenUse):
            yield first_day(line.period)
        elif isinstance(line, syntax.GivenAbout) and line.on is not None:
            yield day(line.on) if isinstance(line.on, syntax.Day) else moment(line.on).date()
