"""`decide`: one decision in memory from a built Request, against a function written by hand.

Both sides know the same terms (a grounding licence with an embargo, agency copy left out, a territory
and a monthly limit) and the same request; both give the answer, the clause and the reason, answer
*undecided* where a fact is missing, and count the limit. The hand-written side keeps its counter in a
dict and its months in a sorted list, as anyone would who writes it for speed.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable

from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.engine import Engine
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.language.source import Source
from licdsl.terms.checked import check
from licdsl.values.instants import HOUR, from_text
from tests.benchmarks.harness import Row, row, seconds_per_call, wall

NAMES = ("decide",)

TERMS = """licdsl 1
licence "Harbour Times grounding licence" version 3
  party      publisher  "Harbour Times Ltd"
  party      licensee   "Acme Answers Inc"
  term       2026-01-01 to 2026-12-31
  time zone  "Europe/London"
  currency   GBP
  vocabulary press 1
  conflict   signed-text prevails

define licensed-news means section of article is one of (news, sport, business)
  and not wire-copy
define wire-copy means source of article is one of (ap, reuters, pa-media)

permission answers:
  licensee may ground
  content    licensed-news
  territory  GB, IE
  limit      5,000,000 requests each calendar month, then charge surge

permission snippets:
  licensee may display
  content    licensed-news
  territory  GB, IE
  at most    75 words per display

prohibition embargo:
  licensee must not ground, display
  content    licensed-news
  until      6 hours after publication of article
  unless     desk of article is breaking

prohibition training:
  licensee must not train, fine-tune, resell
  content    anything
  survives   termination

price usage:
  licensee pays publisher
  for        ground
  invoiced   each calendar month
  tiers      graduated requests each calendar month
  first      1,000,000 at GBP 5.00 per 1,000 requests
  next       2,000,000 at GBP 4.00 per 1,000 requests
  rest       at GBP 3.00 per 1,000 requests
  due        30 days after period end
  round      half even to GBP 0.01 each line

price surge:
  licensee pays publisher
  for        ground
  rate       GBP 9.00 per 1,000 requests
"""

MONTHS = [from_text(f"2026-{month:02}-01T00:00:00Z") for month in range(1, 13)]
MONTHS[3:10] = [start - HOUR for start in MONTHS[3:10]]  # summer time in London
END = from_text("2027-01-01T00:00:00Z")
LIMIT = 5_000_000
SECTIONS = frozenset({"news", "sport", "business"})
AGENCIES = frozenset({"ap", "reuters", "pa-media"})
TERRITORIES = frozenset({"GB", "IE"})

Answer = tuple[str, str | None, str]
UNKNOWN: Answer = ("undecided", None, "unknown")


def by_hand(request: Request, counters: dict[int, int]) -> Answer:
    """The terms above for the use `ground`, as a programmer would write them."""
    at = request.at
    if request.licensee != "acme" or request.action != "ground":
        return "deny", None, "no-permission"
    if not MONTHS[0] <= at < END:
        return "deny", "term", "term"
    facts = request.facts
    section = facts.get("section of article")
    source = facts.get("source of article")
    if (section is not None and section not in SECTIONS) or (source is not None and source in AGENCIES):
        return "deny", None, "no-permission"
    published = facts.get("publication of article")
    desk = facts.get("desk of article")
    if section is None or source is None or published is None:
        return UNKNOWN
    if at < published + 6 * HOUR:  # type: ignore[operator]  # an instant
        if desk is None:
            return UNKNOWN
        if desk != "breaking":
            return "deny", "embargo", "prohibition"
    territory = facts.get("territory")
    if territory is None:
        return UNKNOWN
    if territory not in TERRITORIES:
        return "deny", None, "no-permission"
    month = bisect.bisect_right(MONTHS, at)
    quantity = request.quantities.get("requests", 1)
    counters[month] = counters.get(month, 0) + quantity
    return "allow", "answers", "surge" if counters[month] > LIMIT else "permission"


def asked() -> Request:
    """A story two days old, grounded in Great Britain."""
    return Request(
        id="r-1",
        licensee="acme",
        action="ground",
        work="harbour/2026/03/02/ferry",
        at="2026-03-04T09:00:00Z",
        facts={
            "section of article": "news",
            "desk of article": "news",
            "source of article": "staff",
            "publication of article": from_text("2026-03-02T08:00:00Z"),
            "territory": "GB",
        },
    )


def sides() -> tuple[Callable[[], object], Callable[[], object]]:
    """The engine's decision and the hand-written one, both counting."""
    engine = Engine()
    engine.add(check(Source("harbour.lic", TERMS)).contract, {"licensee": "acme"})
    meters, agreements, counters, request = MemoryMeters(), MemoryAgreements(), dict[int, int](), asked()
    decide = engine.decide
    return lambda: decide(request, meters, agreements), lambda: by_hand(request, counters)


def run(quick: bool) -> dict[str, Row]:
    """Decide by turns; both must agree before anything is measured."""
    engine, hand = sides()
    decision = engine()
    assert (decision.answer, decision.clause, decision.reason) == hand()  # type: ignore[attr-defined]
    rounds, repeat = (15, 2_000) if quick else (60, 10_000)
    value, floor = seconds_per_call([engine, hand], rounds=rounds, repeat=repeat, clock=wall)
    detail: dict[str, float | int | str] = {"decisions a second": round(1 / value)}
    return {"decide": row(value * 1e6, "µs", floor * 1e6, detail=detail)}
