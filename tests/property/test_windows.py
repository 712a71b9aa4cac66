"""Windows tile time (law 12): every instant lies in exactly one window of each kind and unit."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from licdsl.values.instants import DAY, HOUR, MINUTE, Zone, from_text, zone
from licdsl.values.periods import (
    WHOLE_OF_TIME,
    Duration,
    Kind,
    Span,
    Unit,
    Window,
    anniversary,
    calendar_span,
    contract_span,
    window_span,
)

ZONES = ("Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo")
UNITS = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR)
START, END = from_text("2026-01-01T00:00:00Z"), from_text("2027-01-01T00:00:00Z")

instants = st.integers(START, END)
zones = st.sampled_from(ZONES).map(zone)
units = st.sampled_from(UNITS)


@given(instants, units, zones)
@example(from_text("2026-03-29T01:30:00Z"), Unit.DAY, zone("Europe/London"))
@example(from_text("2026-10-25T00:30:00Z"), Unit.DAY, zone("Europe/London"))
def test_an_instant_lies_in_the_calendar_window_that_is_found_for_it(
    at: int, unit: Unit, where: Zone
) -> None:
    span = calendar_span(at, unit, where)
    assert span.start <= at < span.end


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("unit", UNITS)
def test_calendar_windows_follow_one_another_without_gap_or_overlap(name: str, unit: Unit) -> None:
    where = zone(name)
    span = calendar_span(START, unit, where)
    while span.end < END:
        following = calendar_span(span.end, unit, where)
        assert following.start == span.end
        assert calendar_span(span.end - 1, unit, where) == span
        span = following


@given(instants, units, zones, st.integers(START - 400 * DAY, END))
def test_contract_windows_hold_their_instant_and_touch_their_neighbours(
    at: int, unit: Unit, where: Zone, term_start: int
) -> None:
    span = contract_span(at, unit, where, term_start)
    assert span.start <= at < span.end
    assert contract_span(span.end, unit, where, term_start).start == span.end
    assert contract_span(span.start - 1, unit, where, term_start).end == span.start


@given(instants, st.sampled_from([Unit.MINUTE, Unit.HOUR, Unit.DAY]), st.integers(1, 48))
def test_a_sliding_window_ends_with_its_instant_and_leaves_out_its_start(
    at: int, unit: Unit, count: int
) -> None:
    window = Window(Kind.SLIDING, length=Duration(count, unit))
    span = window_span(window, at, zone("Europe/London"), START)
    length = count * {Unit.MINUTE: MINUTE, Unit.HOUR: HOUR, Unit.DAY: DAY}[unit]
    assert span == Span(at - length + 1, at + 1)


@given(instants, zones)
def test_a_total_is_one_window(at: int, where: Zone) -> None:
    assert window_span(Window(Kind.TOTAL), at, where, START) == WHOLE_OF_TIME


def test_a_day_with_a_change_of_the_clock_is_23_or_25_hours_long() -> None:
    london = zone("Europe/London")
    lengths = {
        day: calendar_span(london.midnight(day), Unit.DAY, london)
        for day in (dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 7, 1))
    }
    assert [span.end - span.start for span in lengths.values()] == [23 * HOUR, 25 * HOUR, 24 * HOUR]


def test_contract_months_from_the_31st_fall_back_and_come_forward_again() -> None:
    london = zone("Europe/London")
    starts = [START + 30 * DAY]
    for _ in range(3):
        starts.append(contract_span(starts[-1], Unit.MONTH, london, starts[0]).end)
    assert [london.date(start) for start in starts] == [
        dt.date(2026, 1, 31),
        dt.date(2026, 2, 28),
        dt.date(2026, 3, 31),
        dt.date(2026, 4, 30),
    ]


@given(instants, zones, st.sampled_from([Unit.MONTH, Unit.QUARTER, Unit.YEAR, Unit.WEEK, Unit.DAY]))
def test_a_term_ends_where_its_contract_window_does(start: int, where: Zone, unit: Unit) -> None:
    one = Duration(1, unit)
    end = anniversary(start, one, where)
    assert contract_span(start, unit, where, start).end == end


@given(st.lists(instants, min_size=2, max_size=6), units, zones)
def test_two_instants_share_a_window_or_lie_in_windows_that_do_not_overlap(
    at: list[int], unit: Unit, where: Zone
) -> None:
    for one, other in itertools.combinations(at, 2):
        first, second = (calendar_span(each, unit, where) for each in (one, other))
        assert first == second or first.end <= second.start or second.end <= first.start
