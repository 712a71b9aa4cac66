"""Durations, windows and civil periods: which stretch of time an instant belongs to.

Three kinds of window count uses (language.md §"What the words mean"):

- calendar windows (`each calendar month`): [first 00:00, next first 00:00) in the contract's zone;
- contract windows (`each contract year`): anniversaries of the term's start, where a day that the
  month lacks falls back to its last (29 February → 28 February, 31 January → 28 February → 31 March);
- sliding windows (`in any 24 hours`): (t - 24 h, t], exact instants;

and `in total` has one window, the whole of time.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum
from dataclasses import dataclass
from typing import Protocol

from licdsl.values.instants import DAY, HOUR, MINUTE, Zone


class Unit(enum.Enum):
    """Units of durations and periods, in the singular word of the language."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    BUSINESS_DAY = "business day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


EXACT = {Unit.MINUTE: MINUTE, Unit.HOUR: HOUR}
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Duration:
    """`count` of `unit`, such as 6 hours or 10 business days; never negative."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        """As contracts write it, with the plural where it is due."""
        return f"{self.count:,} {self.unit.value}" + ("" if self.count == 1 else "s")


class Kind(enum.Enum):
    """The four kinds of window that the language knows."""

    CALENDAR = "calendar"
    CONTRACT = "contract"
    SLIDING = "sliding"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Window:
    """A kind of window; `unit` for calendar and contract, `length` for sliding, neither for total."""

    kind: Kind
    unit: Unit | None = None
    length: Duration | None = None

    def __str__(self) -> str:
        """As contracts write it: `each calendar month`, `in any 24 hours`, `in total`."""
        if self.kind is Kind.SLIDING:
            return f"in any {self.length}"
        if self.kind is Kind.TOTAL:
            return "in total"
        assert self.unit is not None
        return f"each {self.kind.value} {self.unit.value}"

    def micros(self) -> int:
        """The length of a sliding window in microseconds; a day is 24 hours here."""
        assert self.length is not None
        size = {**EXACT, Unit.DAY: DAY}[self.length.unit]
        return self.length.count * size


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of time [start, end) in instants."""

    start: int
    end: int


WHOLE_OF_TIME = Span(-(2**62), 2**62)


def add_months(day: dt.date, months: int) -> dt.date:
    """`day` moved by whole months; a day that the month lacks becomes its last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def calendar_start(day: dt.date, unit: Unit) -> dt.date:
    """The first day of the calendar period of `unit` that holds `day`; weeks start on Monday."""
    if unit is Unit.DAY:
        return day
    if unit is Unit.WEEK:
        return day - dt.timedelta(days=day.weekday())
    if unit is Unit.MONTH:
        return day.replace(day=1)
    if unit is Unit.QUARTER:
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    if unit is Unit.YEAR:
        return day.replace(month=1, day=1)
    raise ValueError(f"no calendar period is a {unit.value}")


def next_start(first: dt.date, unit: Unit) -> dt.date:
    """The first day of the calendar period after the one that starts on `first`."""
    if unit in _MONTHS:
        return add_months(first, _MONTHS[unit])
    return first + dt.timedelta(days=7 if unit is Unit.WEEK else 1)


def calendar_span(instant: int, unit: Unit, zone: Zone) -> Span:
    """The calendar window of `unit` that holds `instant`."""
    first = calendar_start(zone.date(instant), unit)
    return Span(zone.midnight(first), zone.midnight(next_start(first, unit)))


def contract_span(instant: int, unit: Unit, zone: Zone, term_start: int) -> Span:
    """The contract window of `unit` that holds `instant`: anniversaries of `term_start`.

    Bounds keep the local time of day of `term_start`. Instants before it fall into the windows
    that reach back from it.
    """
    local = zone.local(term_start)

    def bound(number: int) -> int:
        if unit in _MONTHS:
            day = add_months(local.date(), number * _MONTHS[unit])
        else:
            day = local.date() + dt.timedelta(days=number * (7 if unit is Unit.WEEK else 1))
        return zone.instant(dt.datetime.combine(day, local.time()))

    here = zone.local(instant)
    if unit in _MONTHS:
        months = (here.year - local.year) * 12 + here.month - local.month
        number = months // _MONTHS[unit]
    else:
        number = (here.date() - local.date()).days // (7 if unit is Unit.WEEK else 1)
    while bound(number) > instant:
        number -= 1
    while bound(number + 1) <= instant:
        number += 1
    return Span(bound(number), bound(number + 1))


def window_span(window: Window, instant: int, zone: Zone, term_start: int) -> Span:
    """The span of `window` that holds `instant`.

    A sliding window that ends at t is (t - length, t], which in whole microseconds is
    [t - length + 1, t + 1).
    """
    if window.kind is Kind.TOTAL:
        return WHOLE_OF_TIME
    if window.kind is Kind.SLIDING:
        return Span(instant - window.micros() + 1, instant + 1)
    assert window.unit is not None
    if window.kind is Kind.CALENDAR:
        return calendar_span(instant, window.unit, zone)
    return contract_span(instant, window.unit, zone, term_start)


class BusinessDays(Protocol):
    """A calendar that knows which days count; `language.calendars.Calendar` is one."""

    def add_business_days(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th business day after `day`; raises ValueError where the calendar ends."""
        ...


FOREVER = WHOLE_OF_TIME.end


def _moved(day: dt.date, duration: Duration, business: BusinessDays | None) -> dt.date:
    if duration.unit is Unit.BUSINESS_DAY:
        if business is None:
            raise ValueError("business days are counted, but the contract names no calendar")
        return business.add_business_days(day, duration.count)
    if duration.unit in _MONTHS:
        return add_months(day, duration.count * _MONTHS[duration.unit])
    return day + dt.timedelta(days=duration.count * (7 if duration.unit is Unit.WEEK else 1))


def end_of_day(day: dt.date, zone: Zone) -> int:
    """24:00 of a local day; `FOREVER` where the calendar ends (9999)."""
    try:
        return zone.midnight(day + dt.timedelta(days=1))
    except (OverflowError, ValueError):
        return FOREVER


def after_day(day: dt.date, duration: Duration, zone: Zone, business: BusinessDays | None) -> int:
    """`duration` after the whole local `day`: exact from its 24:00, or 24:00 of the day that many after.

    `FOREVER` where the answer lies beyond the year 9999; raises ValueError where business days are
    counted past the end of their calendar.
    """
    if duration.unit in EXACT:
        return end_of_day(day, zone) + duration.count * EXACT[duration.unit]
    try:
        end = _moved(day, duration, business)
    except OverflowError:
        return FOREVER
    except ValueError:
        if duration.unit is Unit.BUSINESS_DAY:
            raise
        return FOREVER
    return end_of_day(end, zone)


def after_instant(
    instant: int, duration: Duration, zone: Zone, business: BusinessDays | None, *, closes: bool = False
) -> int:
    """`duration` after `instant`: minutes and hours exactly, the rest at 24:00 of the last day counted.

    The day of `instant` does not count. One that `closes` a period or a deadline at 24:00 belongs
    to the day that it ends. Limits and errors as for `after_day`.
    """
    if duration.unit in EXACT:
        return instant + duration.count * EXACT[duration.unit]
    try:
        day = zone.date(instant - 1 if closes else instant)
    except (OverflowError, ValueError):
        return FOREVER
    return after_day(day, duration, zone, business)


def anniversary(start: int, duration: Duration, zone: Zone, business: BusinessDays | None = None) -> int:
    """The end of a term that lasts `duration` from the instant `start`: the same local time of day.

    `from acceptance for 12 months`, accepted on 5 May at 14:30, ends on 5 May at 14:30. Business
    days end at 24:00 of the last one. Limits and errors as for `after_day`.
    """
    if duration.unit in EXACT or duration.unit is Unit.BUSINESS_DAY:
        return after_instant(start, duration, zone, business)
    local = zone.local(start)
    try:
        return zone.instant(dt.datetime.combine(_moved(local.date(), duration, business), local.time()))
    except (OverflowError, ValueError):
        return FOREVER
