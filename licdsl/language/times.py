"""Checks of dates, durations, windows, time zones and business calendars (`L205` to `L212`, `L217` …)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence

from licdsl.language import calendars, syntax
from licdsl.language.diagnostics import Diagnostic, Severity, error
from licdsl.language.names import Names
from licdsl.language.suggestions import write
from licdsl.language.walking import find, only, walk
from licdsl.values.instants import zone_names
from licdsl.values.periods import Kind, Unit

Found = Iterator[Diagnostic]

YEARS = range(1000, 3001)
"""The years that a contract may name: every zone's rules can be applied there."""

_LONGEST_YEARS = 100
_PER_YEAR = {
    Unit.MINUTE: 527_040,
    Unit.HOUR: 8_784,
    Unit.DAY: 366,
    Unit.BUSINESS_DAY: 262,
    Unit.WEEK: 53,
    Unit.MONTH: 12,
    Unit.QUARTER: 4,
    Unit.YEAR: 1,
}
_EXACT = (Unit.MINUTE, Unit.HOUR, Unit.DAY)


def check(names: Names) -> Found:
    """Every mistake in times, tests included."""
    for node in walk((names.file, names.loose)):
        if isinstance(node, syntax.Day | syntax.Moment | syntax.PeriodName):
            yield from _exists(node)
        elif isinstance(node, syntax.Duration):
            yield from _duration(node)
        elif isinstance(node, syntax.Window | syntax.Period):
            yield from _window(node)
        elif isinstance(node, syntax.Zone) and node.name.text not in zone_names():
            hint = write(node.name.text, zone_names(), "write `Europe/London`")
            yield error("L207", f"there is no time zone `{node.name.text}`", node.name.span, hint)
        elif isinstance(node, syntax.Permission | syntax.Prohibition):
            yield from _applies(node, names)
    yield from _term(names)
    yield from _business_days(names)


# ---------------------------------------------------------------- dates
def day(node: syntax.Day | syntax.Moment) -> dt.date | None:
    """The date, or None where no calendar has it."""
    try:
        return dt.date(node.year, node.month, node.day)
    except ValueError:
        return None


def _exists(node: syntax.Day | syntax.Moment | syntax.PeriodName) -> Found:
    if node.year not in YEARS:
        message = f"the year {node.year:04} lies outside {YEARS[0]} to {YEARS[-1]}"
        yield error("L205", message, node.span, "write a year of four digits, such as `2026`")
    elif isinstance(node, syntax.PeriodName):
        if node.unit is Unit.MONTH and not 1 <= node.number <= 12:
            message = f"there is no month `{node.year}-{node.number:02}`"
            yield error("L205", message, node.span, f"write `{node.year}-12`")
    elif day(node) is None:
        month = min(max(node.month, 1), 12)
        last = calendar.monthrange(node.year, month)[1]
        wanted = f"{node.year}-{month:02}-{min(max(node.day, 1), last):02}"
        message = f"there is no day `{node.year}-{node.month:02}-{node.day:02}`"
        yield error("L205", message, node.span, f"write `{wanted}`")
    elif isinstance(node, syntax.Moment) and not (node.hour < 24 and node.minute < 60):
        message = f"there is no time `{node.hour:02}:{node.minute:02}`"
        yield error("L205", message, node.span, f"write `{node.year}-{node.month:02}-{node.day:02} 23:59`")


def _term(names: Names) -> Found:
    fixed = only(names.lines, syntax.FixedTerm)
    if fixed is not None:
        first, last = day(fixed.first), day(fixed.last)
        if first is not None and last is not None and last < first:
            hint = f"write `term {last} to {first}`"
            yield error("L206", f"the term ends on {last}, before it starts on {first}", fixed.span, hint)
    relative = only(names.lines, syntax.RelativeTerm)
    if relative is not None and not isinstance(relative.start, syntax.Day | syntax.Moment | syntax.Event):
        message = "a term starts on a date or with an event, not with something about an article"
        yield error("L217", message, relative.start.span, "write `term from acceptance for 12 months`")


def _applies(node: syntax.Permission | syntax.Prohibition, names: Names) -> Found:
    """A clause whose time is over before it begins, or lies outside the term."""
    starts, ends = only(node.lines, syntax.From), only(node.lines, syntax.Until)
    first = _date(starts.instant) if starts is not None else None
    last = _date(ends.instant) if ends is not None else None
    if starts is not None and ends is not None and first and last and last < first:
        related = ((ends.span, "here its time ends"),)
        message = f"`{node.label.text}` would end on {last}, before it starts on {first}"
        yield Diagnostic("L219", Severity.ERROR, message, starts.span, f"write `until {first}`", related)
        return
    fixed = only(names.lines, syntax.FixedTerm)
    if fixed is None or only(node.lines, syntax.Survives) is not None:
        return
    term = (day(fixed.first), day(fixed.last))
    if _later(term[0], term[1]):
        return
    for line, wrong in ((starts, _later(first, term[1])), (ends, _later(term[0], last))):
        if line is not None and wrong:
            message = f"`{node.label.text}` never applies within the term {term[0]} to {term[1]}"
            related = ((fixed.span, "this is the term"),)
            hint = f"write a date from {term[0]} to {term[1]}"
            yield Diagnostic("L219", Severity.WARNING, message, line.span, hint, related)


def _later(one: dt.date | None, other: dt.date | None) -> bool:
    return one is not None and other is not None and one > other


def _date(node: syntax.Instant) -> dt.date | None:
    return day(node) if isinstance(node, syntax.Day | syntax.Moment) else None


# ---------------------------------------------------------------- durations and windows
def _duration(node: syntax.Duration) -> Found:
    if node.count.value == 0:
        message = f"`0 {node.unit.value}s` is no stretch of time"
        yield error("L212", message, node.span, f"write `1 {node.unit.value}`")
    elif node.count.value > _LONGEST_YEARS * _PER_YEAR[node.unit]:
        message = f"`{node.count.written} {node.unit.value}s` is longer than {_LONGEST_YEARS} years"
        yield error("L216", message, node.span, f"write at most `{_LONGEST_YEARS} years`")


def _window(node: syntax.Window | syntax.Period) -> Found:
    if isinstance(node, syntax.Window) and node.length is not None:
        if node.length.unit not in _EXACT:
            unit = node.length.unit.value
            message = f"a sliding window counts minutes, hours or days, and a {unit} has no fixed length"
            yield error("L210", message, node.length.span, f"write {_instead(node.length)}")
    elif node.unit in (Unit.MINUTE, Unit.HOUR, Unit.BUSINESS_DAY):
        message = f"there is no `{node.kind.value} {node.unit.value}`"
        hint = "write `each calendar day`" if node.unit is Unit.BUSINESS_DAY else "write `in any 1 hour`"
        if isinstance(node, syntax.Period):
            hint = "write `calendar day`"
        elif node.unit is Unit.MINUTE:
            hint = "write `in any 1 minute`"
        yield error("L211", message, node.span, hint)


def _instead(length: syntax.Duration) -> str:
    if length.unit is Unit.WEEK:
        return f"`in any {length.count.value * 7} days`"
    if length.unit is Unit.BUSINESS_DAY:
        return f"`in any {length.count.value} days`"
    days = {Unit.MONTH: 30, Unit.QUARTER: 90, Unit.YEAR: 365}[length.unit] * length.count.value
    return f"`each calendar {length.unit.value}` or `in any {days:,} days`"


def periodic(window: syntax.Window, what: str) -> Found:
    """An error where `what` (an invoice, a fee) hangs on a window that slides."""
    if window.kind is Kind.SLIDING:
        message = f"{what} needs a period with a first and a last day, and a sliding window has none"
        yield error("L211", message, window.span, "write `each calendar month`")


# ---------------------------------------------------------------- business days
def _business_days(names: Names) -> Found:
    line = only(names.lines, syntax.BusinessDays)
    used = [node for node in find(names.file, syntax.Duration) if node.unit is Unit.BUSINESS_DAY]
    if line is None:
        if used and names.file.header is not None:
            message = "business days are counted, but no calendar says which days are"
            related = tuple((node.span, "they are counted here too") for node in used[1:])
            hint = 'add `business days "England and Wales"` to the header'
            yield Diagnostic("L209", Severity.ERROR, message, used[0].span, hint, related)
    elif line.calendar.text not in calendars.names():
        wanted = write(line.calendar.text, calendars.names(), 'write `"England and Wales"`')
        yield error("L208", f"there is no calendar `{line.calendar.text}`", line.calendar.span, wanted)
    elif used:
        yield from _covered(line, names.lines)
        yield from _beyond(calendars.load(line.calendar.text), names)


def _beyond(business: calendars.Calendar, names: Names) -> Found:
    """Business days after a date that are counted to an end which the calendar does not reach."""
    for node in walk(names.file):
        if isinstance(node, syntax.After | syntax.Within | syntax.Due):
            length, base = node.duration, node.base
        elif isinstance(node, syntax.RelativeTerm):
            length, base = node.length, node.start
        else:
            continue
        start = _date(base)
        if length.unit is not Unit.BUSINESS_DAY or start is None:
            continue
        try:
            business.add_business_days(start, length.count.value)
        except (ValueError, OverflowError):
            message = f"the calendar `{business.name}` covers only {business.first} to {business.last}"
            yield error("L221", message, node.span, f"count `{length.count.written} days` instead")


def _covered(line: syntax.BusinessDays, lines: Sequence[syntax.HeaderLine]) -> Found:
    """Business days are known only for the years of the calendar's file."""
    fixed = only(lines, syntax.FixedTerm)
    if fixed is None:
        return
    days, first, last = calendars.load(line.calendar.text), day(fixed.first), day(fixed.last)
    if _later(days.first, first) or _later(last, days.last):
        message = f"the calendar `{days.name}` covers only {days.first} to {days.last}"
        related = ((fixed.span, "the term goes beyond it"),)
        hint = f"end the term by {days.last}"
        yield Diagnostic("L221", Severity.WARNING, message, line.span, hint, related)
