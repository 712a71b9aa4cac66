"""What the words mean, one decision at a time, on a contract that is written out."""

from __future__ import annotations

import pytest

from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.decision import Decision
from licdsl.engine.engine import Engine
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.errors import ContractError, RequestError
from licdsl.language.source import Source
from licdsl.terms.checked import check
from licdsl.terms.contract import Contract
from licdsl.values import canonical
from licdsl.values.instants import DAY, HOUR, MINUTE, from_text

HEADER = """licdsl 1
{kind} "{title}" version 1
  party      publisher  "Daily Times Ltd"
  party      licensee   {who}
  term       {term}
  time zone  "Europe/London"
  currency   GBP
  business days "England and Wales"
  vocabulary press 1
  conflict   this-file prevails
{more}
"""
NOON = from_text("2026-03-02T12:00:00Z")


def contract(
    clauses: str,
    *,
    kind: str = "licence",
    who: str = '"Acme Answers Inc"',
    term: str = "2026-01-01 to 2026-12-31",
    title: str = "Daily",
    more: str = "",
) -> Contract:
    text = HEADER.format(kind=kind, who=who, term=term, title=title, more=more) + clauses
    checked = check(Source("daily.lic", text))
    assert checked.ok, [str(each) for each in checked.diagnostics]
    return checked.contract


class Desk:
    """An engine with its meters and agreements, asked by `acme`."""

    def __init__(self, *contracts: Contract) -> None:
        self.engine = Engine()
        self.meters, self.agreements = MemoryMeters(), MemoryAgreements()
        for each in contracts:
            anyone = any(party.label == "licensee" and party.anyone for party in each.parties)
            self.engine.add(each, {} if anyone else {"licensee": "acme"})

    def ask(self, action: str = "ground", at: int = NOON, **fields: object) -> Decision:
        request = Request(**{"id": "r", "licensee": "acme", "action": action, "at": at, **fields})
        return self.engine.decide(request, self.meters, self.agreements)


FREE = """
permission answers:
  licensee may ground
"""


def test_what_nothing_permits_is_denied() -> None:
    decision = Desk(contract(FREE)).ask("train")
    assert (decision.answer, decision.reason, decision.clause) == ("deny", "no-permission", None)
    assert decision.text() == "deny because nothing permits it"
    assert decision.deciding == ()


def test_a_licensee_without_a_contract_is_denied() -> None:
    decision = Desk(contract(FREE)).ask(licensee="nobody")
    assert (decision.reason, decision.contract, decision.parties) == ("no-contract", None, ())


def test_the_term_starts_with_its_first_day_and_ends_with_its_last() -> None:
    desk = Desk(contract(FREE))
    start, end = from_text("2026-01-01T00:00:00Z"), from_text("2027-01-01T00:00:00Z")
    assert [desk.ask(at=at).answer for at in (start - 1, start, end - 1, end)] == [
        "deny",
        "allow",
        "allow",
        "deny",
    ]
    assert desk.ask(at=start - 1).until == start
    assert (desk.ask(at=end).clause, desk.ask(at=end).reason) == ("term", "term")


def test_a_prohibition_that_survives_still_stands_after_the_term() -> None:
    survives = FREE + "\nprohibition training:\n  licensee must not train\n  survives   termination\n"
    desk = Desk(contract(survives))
    late = from_text("2027-06-01T12:00:00Z")
    assert desk.ask("train", late).clause == "training"
    assert desk.ask("ground", late).reason == "term"


EMBARGO = (
    FREE
    + """
prohibition embargo:
  licensee must not ground
  until      6 hours after publication of article
"""
)


def test_an_embargo_applies_before_its_instant_and_not_at_it() -> None:
    desk = Desk(contract(EMBARGO))
    published = {"publication of article": "2026-03-02T08:00:00Z"}
    end = from_text("2026-03-02T14:00:00Z")
    refused = desk.ask(at=end - 1, facts=published)
    assert (refused.clause, refused.until) == ("embargo", end)
    assert refused.text() == "deny by embargo until 2026-03-02 14:00 Europe/London (daily.lic:16)"
    assert desk.ask(at=end, facts=published).allowed
    assert desk.ask().missing == ("publication of article",)


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("until 2026-03-29", "2026-03-29T23:00:00Z"),
        ("until 2026-03-29 01:30", "2026-03-29T01:00:00Z"),
        ("until 2026-10-25 01:30", "2026-10-25T00:30:00Z"),
        ("until 2 days after publication of article", "2026-03-05T00:00:00Z"),
        ("until 5 business days after publication of article", "2026-03-10T00:00:00Z"),
        ("until 1 month after publication of article", "2026-04-02T23:00:00Z"),
        ("until 90 minutes after publication of article", "2026-03-03T01:00:00Z"),
        ("until term end", "2027-01-01T00:00:00Z"),
    ],
)
def test_instants_end_where_the_language_says(line: str, end: str) -> None:
    clauses = FREE + f"\nprohibition wait:\n  licensee must not ground\n  {line}\n"
    desk = Desk(contract(clauses))
    published = {"publication of article": "2026-03-02T23:30:00Z"}
    at = from_text(end)
    assert desk.ask(at=at - 1, facts=published).until == at
    assert desk.ask(at=at, facts=published).clause != "wait"


def limited(*lines: str) -> Contract:
    return contract(FREE + "".join(f"  limit      {line}\n" for line in lines))


def test_a_limit_is_inclusive_and_starts_again_with_its_window() -> None:
    desk = Desk(limited("2 requests each calendar month"))
    march = from_text("2026-04-01T00:00:00+01:00")
    assert [desk.ask(at=march - 1).answer for _ in range(3)] == ["allow", "allow", "deny"]
    refused = desk.ask(at=march - 1)
    assert (refused.reason, refused.clause, refused.until) == ("limit", "answers", march)
    assert [left.left for left in refused.remaining] == [0]
    assert desk.ask(at=march).allowed


def test_a_limit_of_a_contract_year_counts_from_the_start_of_the_term() -> None:
    terms = contract(FREE + "  limit 1 request each contract quarter\n", term="2026-02-15 to 2027-02-14")
    desk = Desk(terms)
    first, second = from_text("2026-05-14T22:59:59Z"), from_text("2026-05-14T23:00:00Z")
    assert [desk.ask(at=at).answer for at in (first, first, second)] == ["allow", "deny", "allow"]


def test_a_sliding_limit_lifts_when_the_oldest_use_slides_out() -> None:
    desk = Desk(limited("2 requests in any 24 hours"))
    assert desk.ask(at=NOON).allowed
    assert desk.ask(at=NOON + HOUR).allowed
    refused = desk.ask(at=NOON + 2 * HOUR)
    assert (refused.reason, refused.until) == ("limit", NOON + DAY)
    assert not desk.ask(at=NOON + DAY - 1).allowed
    assert desk.ask(at=NOON + DAY).allowed


def test_a_total_never_lifts() -> None:
    desk = Desk(limited("1 request in total"))
    assert desk.ask().allowed
    assert desk.ask(at=NOON + 90 * DAY).until is None


def test_several_limits_must_all_hold_and_a_refusal_draws_none() -> None:
    desk = Desk(limited("3 requests each calendar day", "1 request per work in any 24 hours"))
    assert desk.ask(work="a").allowed
    assert not desk.ask(work="a").allowed
    assert desk.ask(work="b").allowed
    left = {each.window: each.left for each in desk.ask(work="c").remaining}
    assert left == {"each calendar day": 0, "in any 24 hours": 0}
    assert desk.ask(work=None).missing == ("work",)


def test_a_quantity_is_drawn_whole_or_not_at_all() -> None:
    desk = Desk(limited("5 requests each calendar day"))
    assert desk.ask(quantities={"requests": 4}).allowed
    assert not desk.ask(quantities={"requests": 2}).allowed
    assert desk.ask(quantities={"requests": 1}).allowed
    assert desk.ask(quantities={"requests": 6}, at=NOON + DAY).until is None


PRICED = """
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


def test_a_limit_with_a_price_for_the_excess_never_denies() -> None:
    charged = FREE + "  limit      1 request each calendar month, then charge surge\n" + PRICED
    desk = Desk(contract(charged))
    first, second = desk.ask(), desk.ask()
    assert (first.answer, first.charge, second.answer, second.charge) == ("allow", None, "allow", "surge")
    assert first.price is not None
    assert first.price.label == "usage"
    assert canonical.decode(second.outcome("a")) == {
        "account": "a",
        "clause": "answers",
        "decision": "allow",
        "meters": list(second.meters),
        "price": "usage",
        "quantity": 1,
        "reason": "permission",
        "unit": "requests",
        "use": "ground",
    }


def test_a_permission_without_overage_goes_first() -> None:
    clauses = """
permission cheap:
  licensee may ground
  limit      1 request each calendar month, then charge surge

permission spare:
  licensee may ground
  limit      2 requests each calendar month
"""
    desk = Desk(contract(clauses + PRICED))
    assert [desk.ask().clause for _ in range(4)] == ["cheap", "spare", "spare", "cheap"]


SNIPPETS = """
permission snippets:
  licensee may display
  at most    75 words per display

duty credit:
  licensee must credit publisher
  whenever   display
  with       masthead, link
  otherwise  breach
"""


def test_a_size_is_inclusive_and_an_unstated_one_becomes_an_obligation() -> None:
    desk = Desk(contract(SNIPPETS))
    assert desk.ask("display", sizes={"words": 75}).allowed
    refused = desk.ask("display", sizes={"words": 76})
    assert (refused.answer, refused.reason, refused.clause) == ("deny", "size", "snippets")
    told = [(each.clause, each.text) for each in desk.ask("display").obligations]
    assert told == [
        ("snippets", "at most 75 words per display"),
        ("credit", "must credit publisher with link, masthead"),
    ]


def test_an_inner_use_is_allowed_only_when_every_leaf_is() -> None:
    wide = contract("\npermission wide:\n  licensee may ai-input\n  limit 5 requests each calendar day\n")
    desk = Desk(wide)
    assert desk.ask("ai-input").allowed
    assert [left.used for left in desk.ask("ai-input").remaining] == [2]
    narrow = Desk(contract(FREE))
    assert not narrow.ask("ai-input").allowed
    assert narrow.ask("ground").allowed


def test_leaves_with_permissions_of_their_own_stand_as_parts_in_the_outcome() -> None:
    clauses = """
permission quotes:
  licensee may excerpt
  limit      5 requests each calendar day

permission whole:
  licensee may full-text
  limit      1 request each calendar day
"""
    desk = Desk(contract(clauses))
    fields = canonical.decode(desk.ask("display").outcome("a"))
    assert [(part["use"], part["clause"]) for part in fields["parts"]] == [
        ("excerpt", "quotes"),
        ("full-text", "whole"),
    ]
    assert len(fields["meters"]) == 2
    assert desk.ask("display").clause == "whole"


OFFER = {
    "kind": "offer",
    "who": "anyone",
    "term": "from acceptance for 1 month",
    "more": "  accepted   by first-request",
}


def test_the_first_request_that_would_be_allowed_accepts_the_offer() -> None:
    desk = Desk(contract(FREE, **OFFER))
    assert not desk.ask("train").accepts
    first = desk.ask(at=NOON)
    assert (first.allowed, first.accepts) == (True, True)
    assert (desk.ask(at=NOON + 1).allowed, desk.ask(at=NOON + 1).accepts) == (True, False)
    assert desk.ask(at=NOON - 1).until == NOON
    end = from_text("2026-04-02T12:00:00+01:00")
    assert [desk.ask(at=at).answer for at in (end - 1, end)] == ["allow", "deny"]
    assert first.parties == (("licensee", "acme"), ("publisher", "publisher"))


def test_each_accepter_has_counters_of_its_own() -> None:
    desk = Desk(contract(FREE + "  limit 1 request in total\n", **OFFER))
    answers = [desk.ask(licensee=who).answer for who in ("acme", "acme", "other", "other")]
    assert answers == ["allow", "deny", "allow", "deny"]


def test_an_offer_that_waits_for_another_acceptance_denies_with_that_reason() -> None:
    desk = Desk(contract(FREE, **{**OFFER, "more": ""}))
    decision = desk.ask()
    assert (decision.answer, decision.reason) == ("deny", "not-accepted")
    desk.agreements.accept(decision.contract or "", "acme", NOON)
    assert desk.ask().allowed


def test_a_licence_goes_before_an_offer_for_what_it_mentions() -> None:
    licence = contract("\nprohibition no:\n  licensee must not ground\n", title="Own")
    desk = Desk(licence, contract(FREE + "\npermission find:\n  licensee may search\n", **OFFER))
    assert desk.ask("ground").clause == "no"
    assert desk.ask("search").clause == "find"
    assert desk.ask("ground", licensee="other").allowed


def test_an_offer_that_nobody_accepted_prohibits_nobody() -> None:
    strict = contract("\nprohibition no:\n  licensee must not ground\n", **{**OFFER, "title": "Strict"})
    desk = Desk(strict, contract(FREE, **OFFER))
    assert desk.ask().clause == "answers"


def test_among_offers_that_allow_the_named_one_or_the_lowest_digest_answers() -> None:
    offers = [contract(FREE, **{**OFFER, "title": title}) for title in ("One", "Two", "Three")]
    lowest, *rest = sorted(each.digest for each in offers)
    assert Desk(*offers).ask().contract == lowest
    assert Desk(*reversed(offers)).ask(contract=rest[1]).contract == rest[1]


def test_a_licence_whose_content_is_unknown_leaves_the_answer_open_where_it_matters() -> None:
    sport = "\ndefine sport means section of article is sport\n"
    own = contract(sport + "\nprohibition no:\n  licensee must not ground\n  content sport\n", title="Own")
    desk = Desk(own, contract(FREE, **OFFER))
    assert desk.ask().missing == ("section of article",)
    assert desk.ask(facts={"section of article": "news"}).clause == "answers"
    assert desk.ask(facts={"section of article": "sport"}).clause == "no"


def test_every_malformed_attribute_is_named() -> None:
    wrong = {
        "section of article": 3,
        "words of article": True,
        "territory": "XX",
        "publication of article": "noon",
    }
    with pytest.raises(RequestError) as raised:
        Desk(contract(FREE)).ask(facts={**wrong, "unknown-key": "kept"})
    assert sorted(raised.value.problems) == sorted(f"facts.{key}" for key in wrong)


def test_a_use_that_nobody_knows_and_a_time_in_the_future_are_request_errors() -> None:
    desk = Desk(contract(FREE))
    with pytest.raises(RequestError, match="action"):
        desk.ask("fly")
    request = Request(id="r", licensee="acme", action="ground", at=NOON)
    decide = desk.engine.decide
    assert decide(request, desk.meters, desk.agreements, received=NOON - 5 * MINUTE).allowed
    with pytest.raises(RequestError, match="at"):
        decide(request, desk.meters, desk.agreements, received=NOON - 5 * MINUTE - 1)


def test_the_long_name_of_the_territory_says_the_same_as_the_short_one() -> None:
    desk = Desk(contract(FREE + "  territory  EU\n"))
    assert desk.ask(facts={"territory of request": "IE"}).allowed
    assert not desk.ask(facts={"territory": "GB"}).allowed
    assert desk.ask().missing == ("territory",)
    with pytest.raises(RequestError, match="territory"):
        desk.ask(facts={"territory": "GB", "territory of request": "IE"})


def test_a_contract_is_added_once_and_binds_only_its_own_parties() -> None:
    engine, terms = Engine(), contract(FREE)
    with pytest.raises(ContractError, match="party"):
        engine.add(terms, {"stranger": "x"})
    engine.add(terms)
    with pytest.raises(ContractError, match="before"):
        engine.add(terms)


def test_a_condition_on_a_duty_is_unknown_by_the_name_of_the_duty() -> None:
    clauses = """
duty report:
  licensee must send usage-report to publisher
  every      calendar month
  within     5 days after period end
  otherwise  breach

permission answers:
  licensee may ground
  unless     report is breached
"""
    assert Desk(contract(clauses)).ask().missing == ("report",)
