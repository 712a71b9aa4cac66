"""Where the windows of the calendar begin and end, as dates that anybody can look up."""

from __future__ import annotations

import pytest

from licdsl.values.instants import from_text, zone
from licdsl.values.periods import Unit, calendar_span


@pytest.mark.parametrize(
    ("at", "unit", "start", "end"),
    [
        ("2026-03-04T12:00:00Z", Unit.WEEK, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"),
        ("2026-03-02T00:00:00Z", Unit.WEEK, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"),
        ("2026-03-08T23:59:59Z", Unit.WEEK, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"),
        ("2026-03-28T12:00:00Z", Unit.WEEK, "2026-03-23T00:00:00Z", "2026-03-29T23:00:00Z"),
        ("2026-02-28T12:00:00Z", Unit.MONTH, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2026-02-28T12:00:00Z", Unit.QUARTER, "2026-01-01T00:00:00Z", "2026-03-31T23:00:00Z"),
        ("2026-12-31T23:59:59Z", Unit.QUARTER, "2026-09-30T23:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026-07-01T12:00:00Z", Unit.YEAR, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026-03-29T12:00:00Z", Unit.DAY, "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"),
    ],
)
def test_a_calendar_window_of_london_has_these_edges(at: str, unit: Unit, start: str, end: str) -> None:
    span = calendar_span(from_text(at), unit, zone("Europe/London"))
    assert (span.start, span.end) == (from_text(start), from_text(end))
