"""Business calendars: dates that courts and offices publish, and the edges of what is covered."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licdsl.language import calendars


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("name", "holiday"),
    [
        ("England and Wales", "2022-09-19"),  # the state funeral, announced days before
        ("England and Wales", "2026-12-28"),  # Boxing Day falls on a Saturday
        ("Scotland", "2026-11-30"),
        ("Ireland", "2026-02-02"),
        ("US federal", "2026-07-03"),  # Independence Day falls on a Saturday
        ("France", "2026-07-14"),
        ("Germany", "2026-10-03"),
    ],
)
def test_published_holidays_are_no_business_days(name: str, holiday: str) -> None:
    assert not calendars.load(name).is_business_day(day(holiday))


def test_business_days_after_maundy_thursday_skip_the_whole_of_easter() -> None:
    england = calendars.load("England and Wales")
    assert england.add_business_days(day("2026-04-02"), 1) == day("2026-04-07")
    assert england.add_business_days(day("2026-04-02"), 0) == day("2026-04-02")


@given(
    start=st.dates(dt.date(2015, 1, 1), dt.date(2039, 1, 1)),
    first=st.integers(0, 60),
    second=st.integers(0, 60),
    name=st.sampled_from(calendars.names()),
)
def test_counting_on_in_two_steps_is_counting_once(
    start: dt.date, first: int, second: int, name: str
) -> None:
    calendar = calendars.load(name)
    once = calendar.add_business_days(start, first + second)
    assert calendar.add_business_days(calendar.add_business_days(start, first), second) == once
    assert first + second == 0 or calendar.is_business_day(once)


@pytest.mark.parametrize("outside", ["2014-12-31", "2041-01-01"])
def test_nothing_is_guessed_outside_the_years_that_the_file_covers(outside: str) -> None:
    with pytest.raises(ValueError, match="covers 2015-01-01 to 2040-12-31"):
        calendars.load("Ireland").is_business_day(day(outside))


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="forwards only"):
        calendars.load("Ireland").add_business_days(day("2026-01-01"), -1)


@pytest.mark.parametrize("name", ["england and wales", "England", "", "../x", "US-federal"])
def test_a_calendar_that_does_not_exist_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        calendars.load(name)


def test_digests_tell_the_calendars_apart() -> None:
    assert len({calendars.load(name).digest for name in calendars.names()}) == len(calendars.names()) >= 12
