"""The access request: one question, checked at the border.

`Request(...)` and `Request.read(mapping)` raise `RequestError` that names every malformed field;
nothing else gets past them. Unknown fact keys are kept and recorded, not errors (they are printable
ASCII, as canonical JSON asks of keys); whether a known attribute has its type is checked where the
vocabulary is known (`facts.py`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Any

import pydantic

from licdsl.errors import RequestError
from licdsl.values.canonical import LARGEST
from licdsl.values.instants import from_datetime, from_text, to_datetime


def _instant(value: object) -> object:
    if isinstance(value, dt.datetime):
        return from_datetime(value)
    if isinstance(value, str):
        return from_text(value)
    if isinstance(value, int) and not isinstance(value, bool):
        to_datetime(value)
    return value


_ID = r"^[!-~]{1,200}$"
_Id = Annotated[str, pydantic.StringConstraints(pattern=_ID)]
_Text = Annotated[str, pydantic.StringConstraints(min_length=1, max_length=2000)]
_Count = Annotated[int, pydantic.Field(ge=1, le=LARGEST)]
_Key = Annotated[str, pydantic.StringConstraints(pattern=r"^[ -~]{1,200}$")]
_FactValue = bool | Annotated[int, pydantic.Field(ge=-LARGEST, le=LARGEST)] | _Text
# Instants stand in entries, whose integers end at ±(2^53 - 1): the years 1684 to 2255.
_Instant = Annotated[int, pydantic.Field(ge=-LARGEST, le=LARGEST), pydantic.BeforeValidator(_instant)]


def is_id(text: str) -> bool:
    """Whether a request can name a party by `text`: 1 to 200 printable ASCII characters, no blanks."""
    return re.fullmatch(_ID[1:-1], text) is not None


class Request(pydantic.BaseModel):
    """May `licensee` do `action` to `work` at `at`?

    `at` is the event time: an instant in µs, an aware datetime, or RFC 3339 text. `facts` maps the
    contract's own words (`section of article`, `territory`, `names-a-minor`) to a text, a whole
    number, a truth value; attributes that hold an instant take the forms of `at`. `sizes` is the
    size of this one act by unit (`{"words": 80}`), `quantities` how many units it asks for
    (`{"requests": 1}`); an unstated size is allowed with the bound as a duty, an unstated quantity
    is 1. `contract` names the offer to use (its meaning digest), `reporter` who sends the request:
    ids are unique per reporter, for ever.
    """

    model_config = pydantic.ConfigDict(strict=True, frozen=True, extra="forbid")

    id: _Id
    licensee: _Id
    action: _Id
    at: _Instant
    work: _Text | None = None
    facts: dict[_Key, _FactValue] = pydantic.Field(default_factory=dict)
    sizes: dict[_Id, _Count] = pydantic.Field(default_factory=dict)
    quantities: dict[_Id, _Count] = pydantic.Field(default_factory=dict)
    contract: _Id | None = None
    reporter: _Id = "platform"

    def __init__(self, **fields: Any) -> None:  # noqa: ANN401 - pydantic checks every field
        """Check every field; raises RequestError naming each one that is malformed."""
        try:
            super().__init__(**fields)
        except pydantic.ValidationError as error:
            raise RequestError(_problems(error)) from None

    @classmethod
    def read(cls, fields: Mapping[str, object]) -> Request:
        """The request that a decoded JSON object states; raises RequestError."""
        if not isinstance(fields, Mapping) or not all(isinstance(key, str) for key in fields):
            raise RequestError({"request": "must be an object with text keys"})
        return cls(**fields)


_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is no field of a request",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "string_too_long": "is longer than 2,000 characters",
    "dict_type": "must be an object",
    "int_type": "must be a whole number",
    "greater_than_equal": "must be at least 1",
    "less_than_equal": "is larger than 2^53 - 1",
}
_INSTANT = "must be an instant: whole µs since 1970 UTC, or RFC 3339 text with an offset"
_FACT = "must be a text of 1 to 2,000 characters, a whole number within ±(2^53 - 1), or true or false"
_PATTERN = "must be 1 to 200 printable ASCII characters"


def _problems(error: pydantic.ValidationError) -> dict[str, str]:
    """One sentence per field; the forms that a fact's value may take are one field."""
    problems: dict[str, str] = {}
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        place = [str(part) for part in item["loc"]]
        problems.setdefault(".".join(place[:2]) or "request", _sentence(item["type"], item["msg"], place))
    return problems


def _sentence(kind: str, message: str, place: list[str]) -> str:
    if place[:1] == ["at"] and kind != "missing":
        return _INSTANT
    if kind == "string_pattern_mismatch":
        return _PATTERN if place[:1] == ["facts"] else f"{_PATTERN} without blanks"
    if place[:1] == ["facts"] and len(place) > 1:
        return _FACT
    return _SENTENCES.get(kind, message[:1].lower() + message[1:])
