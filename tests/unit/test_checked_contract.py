"""`check`: the checked contract, its meaning digest and its includes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import typing
from pathlib import Path
from typing import Any

import pytest

from licdsl.errors import ContractError
from licdsl.language.source import Source
from licdsl.terms import clauses, conditions, contract, meaning
from licdsl.terms.checked import Checked, check
from licdsl.terms.conditions import AllOf, Attribute, Compare, DutyIs, DutyState, Named, Not, Operator
from licdsl.values.money import Money, Rate, Ratio
from licdsl.values.periods import Duration, Kind, Unit, Window

EVERYTHING = Path(__file__).resolve().parents[1] / "golden" / "good" / "every_construct.lic"

HEADER = """licdsl 1
licence "{title}" version {version}
  party      publisher  "Ferry Gazette Ltd"
  party      licensee   "Acme Answers Inc"
  term       2026-01-01 to 2026-12-31
  time zone  "Europe/London"
  currency   GBP
  vocabulary press 1
"""
ANSWERS = """
permission answers:
  licensee may ground
  content    {content}
"""


def text(*parts: str, title: str = "Ferry Gazette answers", version: int = 1) -> str:
    return HEADER.format(title=title, version=version) + "\n".join(parts)


def checked(*parts: str) -> Checked:
    return check(Source("ferry.lic", text(*parts)))


def codes(found: Checked) -> list[str]:
    return [diagnostic.code for diagnostic in found.diagnostics]


# ---------------------------------------------------------------- the meaning
def members(union: object) -> set[type]:
    return set(typing.get_args(union))


def test_every_record_that_shares_a_place_with_others_names_its_kind() -> None:
    shared = (
        members(conditions.Condition)
        | members(conditions.InstantExpression)
        | members(conditions.Subject)
        | {clauses.LateFee, clauses.BreachStep, contract.FixedTerm, contract.RelativeTerm}
    )
    assert shared <= meaning.KINDS.keys()
    assert len(set(meaning.KINDS.values())) == len(meaning.KINDS)


def test_the_digest_is_that_of_the_canonical_bytes() -> None:
    terms = check(Source.read(EVERYTHING)).contract
    data = meaning.canonical(terms)
    assert terms.digest == "sha256:" + hashlib.sha256(data).hexdigest()
    assert b"every_construct" not in data, "the path is no part of the meaning"
    assert b"Annex B" not in data, "nor is a reference"


def test_places_paths_and_digests_are_outside_the_meaning_and_every_other_field_is_inside() -> None:
    terms = check(Source.read(EVERYTHING)).contract
    outside = {"digest", "text_digest", "path"}
    for field in dataclasses.fields(contract.Contract):
        change: dict[str, Any] = {field.name: "other"}
        changed = dataclasses.replace(terms, **change)
        assert (meaning.digest(changed) == terms.digest) == (field.name in outside), field.name


def test_a_number_beyond_canonical_json_is_refused_by_the_checker() -> None:
    found = checked(ANSWERS.format(content="anything") + f"  limit {2**53:,} requests in total\n")
    assert codes(found) == ["L216"]


def test_the_meaning_digests_of_the_given_contracts_stay_what_they_are(shared: Path) -> None:
    """A change here breaks every signed log: digests are for ever."""
    digests = {
        file.name: check(Source.read(file)).contract.digest[7:23]
        for file in sorted((shared / "contracts").glob("*.lic"))
    }
    assert digests == {
        "harbour-grounding.lic": "3eb0695071d23c16",
        "northstar-flat-fee.lic": "cceecc8ca538cb03",
        "valley-echo-offer.lic": "fafd0b9f7782ca88",
    }


def test_the_given_contracts_have_no_finding_at_all(shared: Path) -> None:
    for file in sorted((shared / "contracts").glob("*.lic")):
        assert check(Source.read(file)).diagnostics == ()


# ---------------------------------------------------------------- lowering
def test_conditions_are_lowered_to_what_they_mean() -> None:
    terms = check(Source.read(EVERYTHING)).contract
    definitions = {definition.name: definition.meaning for definition in terms.definitions}
    members_of_the_union = definitions["european"]
    assert isinstance(members_of_the_union, Compare)
    assert members_of_the_union.operator is Operator.ONE_OF
    assert len(members_of_the_union.values) == 27
    assert definitions["tasteful"] == "as readers of the Harbour Times understand it"
    words = Attribute("words", "article")
    assert definitions["long"] == AllOf(
        (Compare(words, Operator.AT_MOST, (4000,)), Compare(words, Operator.MORE_THAN, (400,)))
    )
    news = definitions["news"]
    assert isinstance(news, AllOf)
    assert Not(Named("agency-copy")) in news.conditions


def test_states_of_duties_are_lowered_with_how_long_they_last() -> None:
    terms = check(Source.read(EVERYTHING)).contract
    power = next(power for power in terms.powers if power.label == "refuse")
    assert power.ends is not None
    assert DutyIs("takedown", DutyState.UNCURED, Duration(10, Unit.DAY)) in _inside(power.ends)


def _inside(condition: conditions.Condition) -> tuple[conditions.Condition, ...]:
    assert isinstance(condition, Not)
    assert isinstance(condition.condition, conditions.AnyOf)
    return condition.condition.conditions


def test_money_keeps_its_exact_digits() -> None:
    terms = check(Source.read(EVERYTHING)).contract
    price = next(price for price in terms.prices if price.label == "per-request")
    assert price.tiers is not None
    assert [tier.up_to for tier in price.tiers.tiers] == [10_000, 100_000, 200_000, None]
    assert price.tiers.tiers[0].rate == Rate(0, 0, "EUR", 1, "requests")
    assert price.tiers.tiers[2].rate == Rate(805, 3, "EUR", 100, "requests", started=True)
    assert price.tiers.window == Window(Kind.CALENDAR, Unit.QUARTER)
    assert price.maximum is not None
    assert price.maximum.amount == Money(9_000_000, "EUR")
    assert {c.ratio for c in terms.splits[0].commissions} == {Ratio(15, 100), Ratio(25, 1000)}


def test_the_header_is_lowered_whole() -> None:
    terms = check(Source.read(EVERYTHING)).contract
    assert terms.kind == "offer"
    assert terms.amends == ("sha256:" + "0123456789abcdef" * 4, dt.date(2026, 7, 1))
    assert (terms.business_days, terms.law, terms.prevails) == ("Germany", "Germany", "this-file")
    assert (terms.accepted_by, terms.withdraw) == ("first-request", Duration(30, Unit.DAY))
    assert [party.label for party in terms.parties] == ["buyer", "freelancers", "marketplace", "publisher"]
    assert [party.anyone for party in terms.parties] == [True, False, False, False]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rate GBP 5.00 per 1,000 requests", "rate GBP 5.000 per 1,000 requests"),
        ("rate GBP 5.00 per request", "rate GBP 5.00 per 1 requests"),
    ],
)
def test_two_ways_to_write_one_rate_are_one_meaning(one: str, other: str) -> None:
    price = "price usage:\n licensee pays publisher\n for ground\n invoiced each calendar month\n "
    answers = ANSWERS.format(content="anything")
    first, second = checked(answers, price + one), checked(answers, price + other)
    assert first.diagnostics == second.diagnostics == ()
    assert first.contract.digest == second.contract.digest
    assert first.contract.text_digest != second.contract.text_digest


# ---------------------------------------------------------------- errors
def test_a_contract_with_errors_raises_all_of_them_when_it_is_asked_to_run() -> None:
    found = checked(ANSWERS.format(content="lokal, regionl"))
    assert codes(found) == ["L101", "L101"]
    with pytest.raises(ContractError, match=r"`ferry\.lic` has 2 errors") as raised:
        _ = found.contract
    assert raised.value.diagnostics == found.diagnostics


@pytest.mark.parametrize("nonsense", ["", "\n", "hello", "licdsl 1", "licdsl 1\n", "\x00", "permission a:"])
def test_no_text_makes_the_check_raise(nonsense: str) -> None:
    assert not check(Source("nonsense.lic", nonsense)).ok


def test_a_broken_definition_is_reported_once_and_not_at_each_use() -> None:
    found = checked("define local means section of article is = news\n", ANSWERS.format(content="local"))
    assert len({diagnostic.span.line for diagnostic in found.diagnostics}) == 1


# ---------------------------------------------------------------- includes
HOUSE = """
define local means section of article is news and not held
fact held attested by publisher
"""


def write(folder: Path, name: str, content: str) -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


def house(folder: Path) -> str:
    """The include line for a contract of definitions that lies in `folder`."""
    content = text(HOUSE, ANSWERS.format(content="local"), title="House terms", version=2)
    digest = check(Source.read(write(folder, "house.lic", content))).contract.digest
    return f'include "House terms" version 2 {digest}\n'


def test_an_include_brings_definitions_and_facts_but_no_clauses(tmp_path: Path) -> None:
    line = house(tmp_path)
    own = ANSWERS.replace("answers", "own").format(content="local")
    found = check(Source.read(write(tmp_path, "own.lic", text(line, own))))
    assert found.diagnostics == ()
    terms = found.contract
    assert [definition.name for definition in terms.definitions] == ["local"]
    assert [fact.name for fact in terms.facts] == ["held"]
    assert [permission.label for permission in terms.permissions] == ["own"]
    assert [(i.title, i.version, i.digest) for i in terms.includes] == [("House terms", 2, line.split()[-1])]


def test_an_include_of_a_changed_contract_is_not_found(tmp_path: Path) -> None:
    line = house(tmp_path)
    file = tmp_path / "house.lic"
    file.write_text(file.read_text("utf-8").replace("is news", "is sport"), encoding="utf-8")
    found = check(Source.read(write(tmp_path, "own.lic", text(line, ANSWERS.format(content="anything")))))
    assert codes(found) == ["L501"]


def test_an_include_with_another_title_or_version_is_told_the_right_one(tmp_path: Path) -> None:
    line = house(tmp_path).replace("version 2", "version 3")
    found = check(Source.read(write(tmp_path, "own.lic", text(line, ANSWERS.format(content="anything")))))
    assert codes(found) == ["L502"]
    assert found.diagnostics[0].hint is not None
    assert "version 2" in found.diagnostics[0].hint


def test_what_a_resolver_returns_is_not_trusted(tmp_path: Path) -> None:
    line = house(tmp_path)
    other = Source("other.lic", text(ANSWERS.format(content="anything")))
    broken = Source("broken.lic", text(ANSWERS.format(content="lokal")))
    own = Source("own.lic", text(line, ANSWERS.format(content="anything")))
    assert codes(check(own, lambda digest: other)) == ["L501"]
    assert codes(check(own, lambda digest: broken)) == ["L503"]
    assert codes(check(own, lambda digest: None)) == ["L501"]


def test_files_that_include_one_another_end(tmp_path: Path) -> None:
    line = 'include "Other" version 1 sha256:' + "00" * 32 + "\n"
    for name in ("one.lic", "two.lic"):
        write(tmp_path, name, text(line, ANSWERS.format(content="anything")))
    assert codes(check(Source.read(tmp_path / "one.lic"))) == ["L501"]


def test_a_name_of_an_include_cannot_be_given_a_second_meaning(tmp_path: Path) -> None:
    line = house(tmp_path)
    own = "define local means section of article is sport\n"
    found = check(Source.read(write(tmp_path, "own.lic", text(line, own, ANSWERS.format(content="local")))))
    assert codes(found) == ["L102"]


# ---------------------------------------------------------------- bounds that the engine has
def test_a_chain_of_definitions_ends_where_the_engine_stops_following() -> None:
    first = "define d-0 means section of article is news\n"
    chain = [f"define d-{n} means not d-{n - 1}\n" for n in range(1, 129)]
    answers = ANSWERS.format(content="d-{}")
    assert codes(checked(first, *chain[:127], answers.replace("d-{}", "d-127"))) == []
    assert codes(checked(first, *chain, answers.replace("d-{}", "d-128"))) == ["L112"]
    assert codes(checked(*reversed(chain), first, answers.replace("d-{}", "d-128"))) == ["L112"]


def test_business_days_are_counted_only_as_far_as_the_calendar_goes() -> None:
    header = text(ANSWERS.format(content="anything") + "  until 10 business days after 2040-12-28\n")
    header = header.replace("2026-12-31", "2040-12-31").replace(
        "  vocab", '  business days "Ireland"\n  vocab'
    )
    assert codes(check(Source("ferry.lic", header))) == ["L221"]
    assert codes(check(Source("ferry.lic", header.replace("after 2040-12-28", "after 2040-12-03")))) == []
