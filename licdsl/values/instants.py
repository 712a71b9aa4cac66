"""Instants and the civil time that contracts speak of.

An instant is an `int`: microseconds since 1970-01-01T00:00Z (no leap seconds, as POSIX counts).
Civil dates and times of a contract become instants through its zone, whose rules are read from
the `tzdata` package and never from the machine, so that two machines with different system
tables decide alike; `Zone.digest` names the bytes that were used.

A local time that a clock change skips is the first instant after the gap; one that it repeats is
the earlier of the two (language.md §"What the words mean").
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib.resources
import io
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from licdsl.values.digests import digest_text

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EARLIEST = -62_135_596_800 * SECOND  # 0001-01-01T00:00Z
_LATEST = 253_402_300_800 * SECOND - 1  # the last microsecond of 9999

_ZONE_NAME = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")


def from_datetime(moment: dt.datetime) -> int:
    """The instant of an aware `moment`; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a date and time without a UTC offset names no instant")
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)


def from_text(text: str) -> int:
    """The instant of an RFC 3339 text such as `2026-03-02T08:00:00Z`; raises ValueError."""
    return from_datetime(dt.datetime.fromisoformat(text))


def to_datetime(instant: int) -> dt.datetime:
    """The aware UTC datetime of `instant`; raises ValueError outside years 1 to 9999."""
    if not _EARLIEST <= instant <= _LATEST:
        raise ValueError(f"instant {instant} lies outside the years 1 to 9999")
    return _EPOCH + dt.timedelta(microseconds=instant)


def to_text(instant: int) -> str:
    """RFC 3339 in UTC, with microseconds only where there are any: `2026-03-02T14:00:00Z`."""
    return to_datetime(instant).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Zone:
    """One civil time zone with the digest of the rules that it was read from."""

    name: str
    digest: str
    _rules: ZoneInfo

    def instant(self, local: dt.datetime) -> int:
        """The instant of a naive local time; skipped → after the gap, repeated → the earlier."""
        early = from_datetime(local.replace(tzinfo=self._rules, fold=0))
        if self.local(early) == local:
            return early
        return self._end_of_gap(local)

    def _end_of_gap(self, local: dt.datetime) -> int:
        before = local.replace(tzinfo=self._rules, fold=0).utcoffset()
        after = local.replace(tzinfo=self._rules, fold=1).utcoffset()
        assert before is not None
        assert after is not None
        low = from_datetime(local.replace(tzinfo=dt.UTC) - after) - (after - before) // dt.timedelta(
            microseconds=1
        )
        high = from_datetime(local.replace(tzinfo=dt.UTC) - before)
        # The offset changes once in (low, high]; halve until the first instant that has the new one.
        while high - low > 1:
            middle = (low + high) // 2
            if to_datetime(middle).astimezone(self._rules).utcoffset() == before:
                low = middle
            else:
                high = middle
        return high

    def midnight(self, day: dt.date) -> int:
        """The first instant of a local day."""
        return self.instant(dt.datetime.combine(day, dt.time()))

    def local(self, instant: int) -> dt.datetime:
        """The naive local time of `instant`."""
        return to_datetime(instant).astimezone(self._rules).replace(tzinfo=None)

    def date(self, instant: int) -> dt.date:
        """The local day that holds `instant`."""
        return self.local(instant).date()


@functools.cache
def zone(name: str) -> Zone:
    """Read the zone `name` (IANA, such as `Europe/London`); raises KeyError where there is none."""
    if not _ZONE_NAME.fullmatch(name):
        raise KeyError(name)
    file = importlib.resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    try:
        rules = file.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise KeyError(name) from None
    if not rules.startswith(b"TZif"):
        raise KeyError(name)
    return Zone(name, digest_text(rules), ZoneInfo.from_file(io.BytesIO(rules), key=name))


@functools.cache
def zone_names() -> tuple[str, ...]:
    """Every zone name that `zone` accepts, sorted."""
    listing = importlib.resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return tuple(sorted(listing.split()))
