"""Business calendars: which days count in `10 business days after period end`.

A calendar is a versioned data file (`grammar/calendars/*.json`) that holds every public holiday of the
years it covers; `Calendar.digest` names its bytes, so that an auditor can decide by the same days. Outside
those years nothing is guessed: asking raises ValueError.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from dataclasses import dataclass

from licdsl.language import packaged
from licdsl.values.digests import digest_text


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business days of one place from `first` to `last`, both included."""

    name: str
    version: int
    digest: str
    first: dt.date
    last: dt.date
    weekend: frozenset[int]
    holidays: frozenset[dt.date]

    def is_business_day(self, day: dt.date) -> bool:
        """Whether `day` is neither on the weekend nor a holiday; raises ValueError outside the calendar."""
        if not self.first <= day <= self.last:
            raise ValueError(f"calendar {self.name} covers {self.first} to {self.last}, not {day}")
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def add_business_days(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th business day after `day`, which itself does not count; `day` for 0.

        Raises ValueError for a negative count, or where the calendar ends before the answer.
        """
        if count < 0:
            raise ValueError("business days are counted forwards only")
        while count:
            day += dt.timedelta(days=1)
            count -= self.is_business_day(day)
        return day


def _slug(name: str) -> str:
    return f"{name.lower().replace(' ', '-')}.json"


@functools.cache
def names() -> tuple[str, ...]:
    """The name of every calendar, sorted, as contracts write them."""
    files = packaged.names("calendars", ".json")
    return tuple(sorted(json.loads(packaged.read("calendars", file))["name"] for file in files))


@functools.cache
def load(name: str) -> Calendar:
    """The calendar `name`, such as `England and Wales`; raises KeyError where there is none."""
    if not name.replace(" ", "").isalpha():
        raise KeyError(name)
    try:
        data = packaged.read("calendars", _slug(name))
    except FileNotFoundError:
        raise KeyError(name) from None
    document = json.loads(data)
    if document["name"] != name:
        raise KeyError(name)
    return Calendar(
        name=name,
        version=document["version"],
        digest=digest_text(data),
        first=dt.date.fromisoformat(document["first"]),
        last=dt.date.fromisoformat(document["last"]),
        weekend=frozenset(document["weekend"]),
        holidays=frozenset(dt.date.fromisoformat(day) for day in document["holidays"]),
    )
