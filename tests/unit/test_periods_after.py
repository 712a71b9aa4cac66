"""Durations after days and instants: what the day itself counts for, and where calendars end."""

from __future__ import annotations

import datetime as dt

import pytest

from licdsl.compiler.timeline import Moment, Timeline
from licdsl.errors import ContractError
from licdsl.language import calendars
from licdsl.terms.conditions import After, AtTime, Attribute, AttributeInstant, EventInstant, OnDate
from licdsl.testing import strategies as some
from licdsl.values.instants import DAY, HOUR, from_text, zone
from licdsl.values.periods import FOREVER, Duration, Unit, after_day, after_instant, anniversary

LONDON = zone("Europe/London")
ENGLAND = calendars.load("England and Wales")


@pytest.mark.parametrize(
    ("duration", "end"),
    [
        (Duration(0, Unit.DAY), "2026-04-01T23:00:00Z"),
        (Duration(1, Unit.DAY), "2026-04-02T23:00:00Z"),
        (Duration(1, Unit.BUSINESS_DAY), "2026-04-02T23:00:00Z"),
        (Duration(2, Unit.BUSINESS_DAY), "2026-04-07T23:00:00Z"),  # Good Friday to Easter Monday
        (Duration(1, Unit.WEEK), "2026-04-08T23:00:00Z"),
        (Duration(1, Unit.MONTH), "2026-05-01T23:00:00Z"),
        (Duration(1, Unit.QUARTER), "2026-07-01T23:00:00Z"),
        (Duration(1, Unit.YEAR), "2027-04-01T23:00:00Z"),
        (Duration(6, Unit.HOUR), "2026-04-02T05:00:00Z"),
    ],
)
def test_after_a_day_counts_from_its_end(duration: Duration, end: str) -> None:
    assert after_day(dt.date(2026, 4, 1), duration, LONDON, ENGLAND) == from_text(end)


def test_an_instant_that_closes_a_day_belongs_to_it() -> None:
    midnight = LONDON.midnight(dt.date(2027, 1, 1))
    thirty = Duration(30, Unit.DAY)
    assert after_instant(midnight, thirty, LONDON, None, closes=True) == midnight + 30 * DAY
    assert after_instant(midnight, thirty, LONDON, None) == midnight + 31 * DAY
    assert after_instant(midnight, Duration(2, Unit.HOUR), LONDON, None, closes=True) == midnight + 2 * HOUR


def test_business_days_end_with_their_calendar_and_need_one() -> None:
    many = Duration(100_000, Unit.BUSINESS_DAY)
    with pytest.raises(ValueError, match="covers"):
        after_day(dt.date(2026, 4, 1), many, LONDON, ENGLAND)
    with pytest.raises(ValueError, match="no calendar"):
        after_day(dt.date(2026, 4, 1), many, LONDON, None)


def test_what_lies_beyond_the_calendar_of_days_never_comes() -> None:
    for unit in (Unit.DAY, Unit.MONTH, Unit.YEAR):
        assert after_day(dt.date(2026, 4, 1), Duration(10**9, unit), LONDON, None) == FOREVER
        assert anniversary(from_text("2026-04-01T00:00:00Z"), Duration(10**9, unit), LONDON) == FOREVER


def test_an_anniversary_keeps_the_local_time_of_day() -> None:
    start = from_text("2026-01-31T14:30:00Z")
    assert anniversary(start, Duration(1, Unit.MONTH), LONDON) == from_text("2026-02-28T14:30:00Z")
    assert anniversary(start, Duration(6, Unit.MONTH), LONDON) == from_text("2026-07-31T13:30:00Z")


def test_the_timeline_fixes_what_the_text_fixes_and_leaves_the_rest() -> None:
    timeline = Timeline(some.plain_licence(()))
    end = timeline.fix(EventInstant("term end"), ends=True)
    assert end == from_text("2026-11-01T00:00:00Z")
    assert timeline.fix(After(Duration(30, Unit.DAY), EventInstant("term end")), ends=True) == end + 30 * DAY
    day = OnDate(dt.date(2026, 3, 29))
    assert timeline.fix(day, ends=False) == from_text("2026-03-29T00:00:00Z")
    assert timeline.fix(day, ends=True) == from_text("2026-03-29T23:00:00Z")
    skipped = AtTime(dt.datetime.combine(dt.date(2026, 3, 29), dt.time(1, 30)))
    assert timeline.fix(skipped, ends=False) == from_text("2026-03-29T01:00:00Z")
    published = AttributeInstant(Attribute("publication", "article"))
    six = Duration(6, Unit.HOUR)
    moment = timeline.fix(After(six, published), ends=True)
    assert moment == Moment("publication of article", event=False, steps=(six,))
    assert timeline.reach(moment, 0) == 6 * HOUR


def test_days_that_no_calendar_can_count_are_refused_when_the_contract_is_read() -> None:
    timeline = Timeline(some.plain_licence(()))
    with pytest.raises(ContractError):
        timeline.fix(After(Duration(10**6, Unit.BUSINESS_DAY), OnDate(some.FIRST)), ends=True)
