"""Where several clauses refuse, or several contracts speak: which one is told, and until when."""

from __future__ import annotations

import pytest

from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.decision import Decision
from licdsl.engine.engine import Engine
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.language.source import Source
from licdsl.terms.checked import check
from licdsl.terms.contract import Contract
from licdsl.values.canonical import LARGEST
from licdsl.values.instants import from_text

HEADER = """licdsl 1
licence "{title}" version 1
  party      publisher  "Daily Times Ltd"
  party      licensee   "Acme Answers Inc"
  term       {term}
  time zone  "Europe/London"
  currency   GBP
  vocabulary press 1
  conflict   this-file prevails
"""
NOON = from_text("2026-03-02T12:00:00Z")
FREE = """
permission answers:
  licensee may ground
"""


def contract(clauses: str, *, term: str = "2026-01-01 to 2026-12-31", title: str = "Daily") -> Contract:
    checked = check(Source("daily.lic", HEADER.format(title=title, term=term) + clauses))
    assert checked.ok, [str(each) for each in checked.diagnostics]
    return checked.contract


def answers(*contracts: Contract, action: str = "ground", times: int = 1) -> list[Decision]:
    """What the same request gets, asked so many times one after the other."""
    engine, meters, agreements = Engine(), MemoryMeters(), MemoryAgreements()
    for each in contracts:
        engine.add(each, {"licensee": "acme"})
    request = Request(id="r", licensee="acme", action=action, at=NOON)
    return [engine.decide(request, meters, agreements) for _ in range(times)]


def prohibited(label: str, line: str) -> str:
    return f"\nprohibition {label}:\n  licensee must not ground\n{line}"


@pytest.mark.parametrize(("first", "second"), [("03", "05"), ("05", "03")])
def test_of_two_prohibitions_the_one_that_lifts_last_is_told(first: str, second: str) -> None:
    lines = [f"  until      2026-03-{day}\n" for day in (first, second)]
    (told,) = answers(contract(FREE + prohibited("one", lines[0]) + prohibited("two", lines[1])))
    assert told.clause == ("one" if first == "05" else "two")
    assert told.until == from_text("2026-03-06T00:00:00Z")


def test_a_prohibition_without_an_end_is_told_before_one_that_lifts() -> None:
    (told,) = answers(contract(FREE + prohibited("one", "  until      2026-03-05\n") + prohibited("two", "")))
    assert (told.clause, told.until) == ("two", None)


def test_where_two_limits_of_a_permission_are_used_up_it_waits_for_both() -> None:
    limits = "  limit      1 request each calendar day\n  limit      1 request each calendar month\n"
    allowed, refused = answers(contract(FREE + limits), times=2)
    assert (allowed.answer, refused.reason) == ("allow", "limit")
    assert refused.until == from_text("2026-04-01T00:00:00+01:00")


@pytest.mark.parametrize(("one", "two"), [("month", "day"), ("day", "month")])
def test_where_every_permission_is_used_up_the_first_to_lift_is_told(one: str, two: str) -> None:
    clauses = "".join(
        f"\npermission {label}:\n  licensee may ground\n  limit      1 request each calendar {window}\n"
        for label, window in (("one", one), ("two", two))
    )
    first, second, refused = answers(contract(clauses), times=3)
    assert [first.clause, second.clause] == ["one", "two"]
    assert (refused.reason, refused.clause) == ("limit", "one" if one == "day" else "two")
    assert refused.until == from_text("2026-03-03T00:00:00Z")


def test_an_inner_use_names_what_is_unknown_of_each_of_its_leaves() -> None:
    clauses = """
define sport means section of article is sport

permission shown:
  licensee may display

prohibition embargo:
  licensee must not excerpt
  until      6 hours after publication of article

prohibition no-sport:
  licensee must not full-text
  content    sport
"""
    (told,) = answers(contract(clauses), action="display")
    assert told.answer == "undecided"
    assert told.missing == ("publication of article", "section of article")


@pytest.mark.parametrize(("old", "new"), [("One", "Two"), ("Two", "One")])
def test_of_two_licences_that_speak_the_one_that_started_later_answers(old: str, new: str) -> None:
    earlier = contract(prohibited("no", ""), title=old)
    later = contract(FREE, title=new, term="2026-02-01 to 2026-12-31")
    for order in ((earlier, later), (later, earlier)):
        (told,) = answers(*order)
        assert (told.contract, told.answer) == (later.digest, "allow")


def test_a_clause_applies_from_its_first_instant_on() -> None:
    engine = Engine()
    engine.add(contract(FREE + "  from       2026-02-01 09:00\n"), {"licensee": "acme"})
    start = from_text("2026-02-01T09:00:00Z")
    meters, agreements = MemoryMeters(), MemoryAgreements()
    asked = [Request(id="r", licensee="acme", action="ground", at=at) for at in (start - 1, start)]
    assert [each.answer for each in engine.decide_all(asked, meters, agreements)] == ["deny", "allow"]


def test_a_second_acceptance_leaves_the_first_as_it_stands() -> None:
    agreements = MemoryAgreements()
    agreements.accept("sha256:offer", "acme", NOON)
    agreements.accept("sha256:offer", "acme", NOON + 1)
    assert agreements.accepted_at("sha256:offer", "acme") == NOON


def test_a_licence_that_prohibits_answers_for_every_licence_after_it() -> None:
    earlier = contract(FREE, title="Old")
    later = contract(prohibited("no", ""), title="New", term="2026-02-01 to 2026-12-31")
    (told,) = answers(earlier, later)
    assert (told.answer, told.clause, told.contract) == ("deny", "no", later.digest)


SURGE = """  limit      1 request each calendar day, then charge surge

price usage:
  licensee pays publisher
  for        ground
  invoiced   each calendar month
  rate       GBP 5.00 per 1,000 requests

price surge:
  licensee pays publisher
  for        ground
  rate       GBP 9.00 per 1,000 requests
"""


def test_a_limit_that_charges_refuses_past_the_largest_count_until_its_window_ends() -> None:
    engine = Engine()
    engine.add(contract(FREE + SURGE), {"licensee": "acme"})
    asked = [
        Request(id="r", licensee="acme", action="ground", at=NOON, quantities={"requests": count})
        for count in (LARGEST - 1, 1, 2)
    ]
    told = list(engine.decide_all(asked, MemoryMeters(), MemoryAgreements()))
    assert [each.answer for each in told] == ["allow", "allow", "deny"]
    assert told[2].until == from_text("2026-03-03T00:00:00Z")
