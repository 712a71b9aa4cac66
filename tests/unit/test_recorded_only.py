"""What is recorded and not enforced yet: every such word is listed, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from licdsl.language.source import Source
from licdsl.settlement.tariff import tariff
from licdsl.terms.checked import check
from licdsl.terms.enforcement import WORDS, Recorded, as_notes, recorded_only

EVERYTHING = Path(__file__).resolve().parents[1] / "golden" / "good" / "every_construct.lic"


def listed(file: Path) -> list[Recorded]:
    return list(recorded_only(check(Source.read(file)).contract))


def test_a_contract_that_uses_everything_lists_every_word_but_those_of_special_cases() -> None:
    """A state stands only in powers there, listed as a whole; excess and commissions are billed."""
    special = {"duty state", "excess", "commission"}
    assert {recorded.word for recorded in listed(EVERYTHING)} == set(WORDS) - special


def test_every_sentence_says_that_it_is_recorded_and_not_enforced() -> None:
    for recorded in listed(EVERYTHING):
        assert recorded.sentence.startswith(f"{recorded.word} `")
        assert recorded.sentence.endswith(" is recorded, not enforced yet")


def test_the_list_is_in_the_order_of_the_file() -> None:
    found = listed(EVERYTHING)
    assert found == sorted(found)


def test_what_the_given_contracts_record_only_is_exactly_this(shared: Path) -> None:
    words = {file.name: [each.word for each in listed(file)] for file in (shared / "contracts").glob("*.lic")}
    assert words == {
        "harbour-grounding.lic": ["duty", "duty", "due date"],
        "northstar-flat-fee.lic": [
            *("due date", "flat fee", "maximum", "minimum"),
            *("duty", "duty", "power"),
        ],
        "valley-echo-offer.lic": [
            *("withdraw", "attestation", "attestation", "freshness", "attestation"),
            *("declared event", "duty", "split share", "split share", "power"),
        ],
    }


def test_a_state_in_the_conditions_of_a_permission_is_listed() -> None:
    text = EVERYTHING.read_text("utf-8").replace(
        "  when       wide or", "  when       report is done or wide or"
    )
    found = recorded_only(check(Source("changed.lic", text)).contract)
    assert [each.sentence for each in found if each.word == "duty state"] == [
        "duty state `report is done` is recorded, not enforced yet"
    ]


def test_a_note_points_at_the_line_of_its_clause() -> None:
    source = Source.read(EVERYTHING)
    for note in as_notes(recorded_only(check(source).contract), source):
        assert (note.code, note.severity.value) == ("L905", "note")
        assert (
            source.text[note.span.start : note.span.end] == source.line(note.span.line).split("#")[0].rstrip()
        )


HEADER = """licdsl 1
licence "What is billed" version 1
  party paper "The Paper"
  party buyer "The Buyer"
  term 2026-01-01 to 2026-12-31
  time zone "Europe/London"
  currency GBP
  vocabulary press 1

permission answers:
  buyer may ground
  limit {limit}, then charge surge

price usage:
  buyer pays paper
  for ground
  invoiced each calendar month
  {usage}

price surge:
  buyer pays paper
  for ground
  {surge}

split sale:
  divides usage
  commission paper 10% of gross, deducted

split later:
  divides usage after sale
  commission paper 5% of net, deducted
"""
MONTHLY, RATE = "10 requests each calendar month", "rate GBP 5.00 per 1,000 requests"
TIERS = "tiers graduated requests each calendar month\n  first 5 at no charge\n  rest at GBP 1.00 per request"


@pytest.mark.parametrize(
    ("limit", "surge", "billed"),
    [
        (MONTHLY, RATE, True),
        ("10 requests in any 24 hours", RATE, False),
        ("10 requests per user each calendar month", RATE, False),
        (MONTHLY, TIERS, False),
    ],
)
def test_excess_and_commissions_are_recorded_only_exactly_where_a_statement_lists_them_as_not_billed(
    limit: str, surge: str, billed: bool
) -> None:
    checked = check(Source("x.lic", HEADER.format(limit=limit, usage=RATE, surge=surge)))
    contract = checked.contract
    words = [each.word for each in recorded_only(contract)]
    kinds = [each.kind for each in tariff(contract).unbilled]
    assert (words.count("excess"), words.count("commission")) == (0 if billed else 1, 1)
    assert (kinds.count("excess"), kinds.count("commission")) == (words.count("excess"), 1)


@pytest.mark.parametrize(
    "file", sorted((EVERYTHING.parents[3] / "contracts").glob("*.lic")), ids=lambda f: f.stem
)
def test_whatever_a_statement_does_not_bill_is_listed_as_recorded_only(file: Path) -> None:
    contract = check(Source.read(file)).contract
    assert {each.kind for each in tariff(contract).unbilled} <= {
        each.word for each in recorded_only(contract)
    }
