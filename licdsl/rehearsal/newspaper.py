"""A made-up newspaper's site: its articles, and what its editorial system knows about them.

An article's path says its section and the minute of its publication:

    /council/2026/03/02/0815-harbour-dredging-vote

so that facts such as `publication of article` can be had from a log line alone. The site is a
function of a seed: nothing is stored, and every article of every day exists.
"""

from __future__ import annotations

import datetime as dt
import re

from licdsl.interop.access_log import LogLine
from licdsl.rehearsal.splitmix import SplitMix64, Weighted
from licdsl.values.instants import from_datetime

ARTICLES_A_DAY = 24

SECTIONS = {"news": 300, "sport": 180, "council": 120, "courts": 70, "business": 110, "culture": 80}
SUBSCRIBERS = "subscribers"
_SECTION = Weighted(SECTIONS | {SUBSCRIBERS: 140})
_PLACES = "harbour station market bridge school hospital library stadium theatre airport mill quay".split()
_MATTERS = "budget strike repair vote fire opening closure appeal record merger inquiry festival".split()
_MOMENTS = "delayed agreed refused begins ends returns doubles questioned explained welcomed".split()

_ARTICLE = re.compile(r"/([a-z]+)/(\d{4})/(\d\d)/(\d\d)/([01]\d|2[0-3])([0-5]\d)-[a-z-]+", re.ASCII)


def article_path(seed: int, day: dt.date, number: int) -> str:
    """The path of the article with that number, 0 to `ARTICLES_A_DAY` - 1, of `day`."""
    stream = SplitMix64(seed, day.toordinal(), number)
    section = _SECTION.draw(stream)
    minute = 300 + stream.below(1080)  # between 05:00 and 23:00
    words = "-".join(stream.one_of(words) for words in (_PLACES, _MATTERS, _MOMENTS))
    return f"/{section}/{day:%Y/%m/%d}/{minute // 60:02}{minute % 60:02}-{words}"


def published(path: str) -> int | None:
    """When the article at `path` was published, in µs since 1970 UTC; None for another path."""
    found = _ARTICLE.fullmatch(path)
    if found is None:
        return None
    year, month, day, hour, minute = (int(part) for part in found.groups()[1:])
    try:
        return from_datetime(dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC))
    except ValueError:
        return None


def article_facts(line: LogLine) -> dict[str, bool | int | str]:
    """`section of article`, `publication of article` and `paid of article` where the path is one."""
    instant = None if line.path is None else published(line.path)
    if line.path is None or instant is None:
        return {}
    section = line.path.split("/")[1]
    return {
        "section of article": section,
        "publication of article": instant,
        "paid of article": section == SUBSCRIBERS,
    }
