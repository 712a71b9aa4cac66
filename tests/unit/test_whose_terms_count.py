"""What one licensee's window, price and conditions are, where others stand beside them."""

from __future__ import annotations

import pytest

from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.decision import Decision
from licdsl.engine.engine import Engine
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.language.source import Source
from licdsl.terms.checked import check
from licdsl.values.instants import DAY, from_text

LICENCE = """licdsl 1
licence "Daily" version 1
  party      publisher  "Daily Times Ltd"
  party      licensee   "Acme Answers Inc"
  party      exchange   "Fairlane Exchange"
  term       2026-01-01 to 2026-12-31
  time zone  "Europe/London"
  currency   GBP
  vocabulary press 1
  conflict   this-file prevails
"""
OFFER = """licdsl 1
offer "Daily" version 1
  party      publisher  "Daily Times Ltd"
  party      licensee   anyone
  term       from acceptance for 12 months
  time zone  "Europe/London"
  currency   GBP
  vocabulary press 1
  accepted   by first-request
  conflict   this-file prevails
"""
NOON = from_text("2026-03-02T12:00:00Z")


class Desk:
    """An engine with one contract."""

    def __init__(self, text: str, **bindings: str) -> None:
        checked = check(Source("daily.lic", text))
        assert checked.ok, [str(each) for each in checked.diagnostics]
        self.engine, self.meters, self.agreements = Engine(), MemoryMeters(), MemoryAgreements()
        self.engine.add(checked.contract, bindings)

    def ask(self, licensee: str = "acme", at: int = NOON, facts: dict[str, str] | None = None) -> Decision:
        request = Request(id="r", licensee=licensee, action="ground", at=at, facts=facts or {})
        return self.engine.decide(request, self.meters, self.agreements)


def test_a_contract_month_starts_with_each_licensees_own_acceptance() -> None:
    desk = Desk(
        OFFER + "\npermission answers:\n  licensee may ground\n  limit 1 request each contract month\n"
    )
    assert desk.ask("early").allowed
    assert desk.ask("late", NOON + 10 * DAY).allowed
    refused = [desk.ask(who, NOON + 11 * DAY) for who in ("early", "late", "early")]
    assert [each.until for each in refused] == [
        from_text("2026-04-02T12:00:00+01:00"),
        from_text("2026-04-12T12:00:00+01:00"),
        from_text("2026-04-02T12:00:00+01:00"),
    ]


PRICES = """
permission answers:
  licensee may ground

price {first}:
  licensee pays publisher
  for        ground
  invoiced   each calendar month
  rate       GBP 5.00 per 1,000 requests

price {second}:
  exchange pays publisher
  for        ground
  invoiced   each calendar month
  rate       GBP 1.00 per 1,000 requests
"""


@pytest.mark.parametrize(("own", "other"), [("one", "two"), ("two", "one")])
def test_a_use_is_billed_by_the_price_that_its_licensee_pays(own: str, other: str) -> None:
    decision = Desk(LICENCE + PRICES.format(first=own, second=other), licensee="acme").ask()
    assert decision.price is not None
    assert decision.price.label == own


def test_every_when_and_every_unless_line_counts() -> None:
    clauses = """
permission answers:
  licensee may ground
  when       desk of article is breaking
  when       section of article is news
  unless     source of article is ap
  unless     contributor of article is c-1
"""
    desk = Desk(LICENCE + clauses, licensee="acme")
    fine = {
        "desk of article": "breaking",
        "section of article": "news",
        "source of article": "staff",
        "contributor of article": "c-2",
    }
    spoilt = {
        "desk of article": "late",
        "section of article": "sport",
        "source of article": "ap",
        "contributor of article": "c-1",
    }
    assert desk.ask(facts=fine).allowed
    for key, value in spoilt.items():
        assert desk.ask(facts={**fine, key: value}).answer == "deny"
        left = {each: known for each, known in fine.items() if each != key}
        assert desk.ask(facts=left).missing == (key,)
