from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from licdsl.engine.request import Request
from licdsl.errors import RequestError

GOOD: dict[str, Any] = {"id": "r-1", "licensee": "acme", "action": "ground", "at": "2026-05-04T12:00:00Z"}

INSTANT = "must be an instant: whole µs since 1970 UTC, or RFC 3339 text with an offset"
FACT = "must be a text of 1 to 2,000 characters, a whole number within ±(2^53 - 1), or true or false"


def test_the_three_forms_of_an_instant_are_one() -> None:
    noon = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
    forms = [GOOD["at"], "2026-05-04T14:00:00+02:00", noon, 1_777_896_000_000_000]
    assert {Request.read({**GOOD, "at": form}).at for form in forms} == {1_777_896_000_000_000}


@pytest.mark.parametrize(
    ("field", "value", "place", "sentence"),
    [
        ("id", "a b", "id", "must be 1 to 200 printable ASCII characters without blanks"),
        ("licensee", 5, "licensee", "must be a text"),
        ("at", "soon", "at", INSTANT),
        ("at", "2026-05-04T12:00:00", "at", INSTANT),
        ("at", True, "at", INSTANT),
        ("at", 10**30, "at", INSTANT),
        ("at", 1.5, "at", INSTANT),
        ("work", "", "work", "must not be empty"),
        ("facts", [1], "facts", "must be an object"),
        ("facts", {"x": 1.5}, "facts.x", FACT),
        ("facts", {"x": 2**60}, "facts.x", FACT),
        ("facts", {"x": None}, "facts.x", FACT),
        ("facts", {"ä": 1}, "facts.ä", "must be 1 to 200 printable ASCII characters"),
        ("sizes", {"words": 0}, "sizes.words", "must be at least 1"),
        ("quantities", {"requests": True}, "quantities.requests", "must be a whole number"),
        ("quantities", {"requests": 2**60}, "quantities.requests", "is larger than 2^53 - 1"),
        ("colour", "red", "colour", "is no field of a request"),
    ],
)
def test_a_malformed_field_is_named_with_a_sentence(
    field: str, value: object, place: str, sentence: str
) -> None:
    with pytest.raises(RequestError) as caught:
        Request.read({**GOOD, field: value})
    assert caught.value.problems == {place: sentence}


def test_every_malformed_field_is_named_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        Request.read({"id": "", "at": "x", "zz": 1})
    assert sorted(caught.value.problems) == ["action", "at", "id", "licensee", "zz"]


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(RequestError, match="must be an object"):
        Request.read([])  # type: ignore[arg-type]


def test_a_field_name_that_is_no_text_is_a_request_error() -> None:
    with pytest.raises(RequestError):
        Request.read({"\ud800": 1})
