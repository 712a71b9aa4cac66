"""Small contracts for tests of nodes: one paid use under limits of every kind of window."""

from __future__ import annotations

import datetime as dt

from licdsl.engine.request import Request
from licdsl.language.source import Source
from licdsl.values.instants import from_datetime

NOON = from_datetime(dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC))

_TEXT = """\
licdsl 1
licence "Test wire" version 1
  party      publisher  "Test Wire Ltd"
  party      licensee   "Test Answers Inc"
  term       2026-01-01 to 2026-12-31
  time zone  "Europe/London"
  currency   GBP
  vocabulary press 1
  conflict   this-file prevails

define news means section of article is one of (news, sport)

permission answers:
  licensee may ground
  content    news
  {limits}

prohibition embargo:
  licensee must not ground
  content    news
  until      6 hours after publication of article

price usage:
  licensee pays publisher
  for        ground
  invoiced   each calendar month
  rate       GBP 5.00 per 1,000 requests
  round      half even to GBP 0.01 each line
"""


def limited(*limits: str) -> Source:
    """A licence to ground news under `limits`, such as `5,000 requests in total`."""
    lines = "\n  ".join(f"limit      {limit}" for limit in limits)
    return Source.from_bytes(_TEXT.format(limits=lines).encode(), "test-wire.lic")


def offered(*limits: str) -> Source:
    """The same as an offer to anyone, for a year from the first allowed request."""
    text = limited(*limits).text
    for written, changed in (
        ('licence "Test wire"', 'offer "Test wire"'),
        ('licensee   "Test Answers Inc"', "licensee   anyone"),
        ("term       2026-01-01 to 2026-12-31", "term       from acceptance for 12 months"),
        ("  conflict ", "  accepted   by first-request\n  conflict "),
    ):
        text = text.replace(written, changed)
    return Source.from_bytes(text.encode(), "test-offer.lic")


def ask(identity: str, *, at: int = NOON, age: int = 24, **fields: object) -> Request:
    """A request to ground an article of section news, `age` hours old at `at`."""
    facts = {"section of article": "news", "publication of article": at - age * 3_600_000_000}
    return Request.read(
        {
            "id": identity,
            "licensee": "licensee",
            "action": "ground",
            "work": "news/1",
            "at": at,
            "facts": facts,
            **fields,
        }
    )
