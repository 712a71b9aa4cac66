from __future__ import annotations

import pytest

from licdsl.errors import RequestError
from licdsl.settlement.billing_period import BillingPeriod, period
from licdsl.values.instants import HOUR, from_text, to_text, zone


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("2026-03", "2026-03-01T00:00:00Z", "2026-03-31T23:00:00Z"),
        ("2026-Q1", "2026-01-01T00:00:00Z", "2026-03-31T23:00:00Z"),
        ("2026-Q4", "2026-09-30T23:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"),
    ],
)
def test_a_label_names_civil_time(label: str, start: str, end: str) -> None:
    span = period(label, zone("Europe/London"))
    assert (to_text(span.start), to_text(span.end)) == (start, end)


def test_a_day_with_a_clock_change_has_25_hours() -> None:
    span = period("2026-10-25", zone("Europe/London"))
    assert span.end - span.start == 25 * HOUR


def test_the_same_label_is_another_span_in_another_zone() -> None:
    assert period("2026-03", zone("America/New_York")).start == from_text("2026-03-01T05:00:00Z")


@pytest.mark.parametrize(
    "label",
    [
        "",
        "2026-13",
        "2026-Q5",
        "26-03",
        "2026-3",
        "2026-02-30",
        "March",
        "0000",
        "2026-03 ",
        "\uff12\uff10\uff12\uff16",
    ],
)
def test_what_is_no_period_is_refused_with_the_forms_to_type(label: str) -> None:
    with pytest.raises(RequestError, match="is no period; write `2026-03`"):
        BillingPeriod.read(label)


def test_the_end_of_the_calendar_is_refused_in_words() -> None:
    with pytest.raises(RequestError, match="end of the calendar"):
        period("9999", zone("Europe/London"))
