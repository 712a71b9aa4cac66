"""What is recorded and not enforced yet: every such word is listed, and nothing else is."""

from __future__ import annotations

from pathlib import Path

from licdsl.language.source import Source
from licdsl.terms.checked import check
from licdsl.terms.enforcement import WORDS, Recorded, as_notes, recorded_only

EVERYTHING = Path(__file__).resolve().parents[1] / "golden" / "good" / "every_construct.lic"


def listed(file: Path) -> list[Recorded]:
    return list(recorded_only(check(Source.read(file)).contract))


def test_a_contract_that_uses_everything_lists_every_word_but_those_of_states() -> None:
    """A state may only stand in powers there, which are listed as a whole."""
    assert {recorded.word for recorded in listed(EVERYTHING)} == set(WORDS) - {"duty state"}


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
