"""The vocabulary `press 1`: its lattice, its words and the identity of its bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from licdsl.language import vocabulary

PRESS = vocabulary.load("press", 1)
FILE = Path(__file__).resolve().parents[2] / "grammar" / "vocabulary" / "press-1.json"


def test_the_lattice_is_the_one_of_the_language_page() -> None:
    assert {use.name: use.parent for use in PRESS.uses.values()} == {
        "all": None,
        "search": "all",
        "ai-all": "all",
        "ai-train": "ai-all",
        "train": "ai-train",
        "fine-tune": "ai-train",
        "evaluate": "ai-train",
        "ai-input": "ai-all",
        "ground": "ai-input",
        "summarise": "ai-input",
        "display": "ai-input",
        "excerpt": "display",
        "full-text": "display",
        "act": "ai-input",
        "ai-index": "ai-all",
        "index": "ai-index",
        "embed": "ai-index",
        "crawl": "all",
        "archive": "all",
        "resell": "all",
        "profile": "all",
    }


def test_every_use_but_all_has_a_known_parent_and_leaves_add_up() -> None:
    leaves = {name for name, use in PRESS.uses.items() if use.leaves == (name,)}
    assert PRESS.spread(["all"]) == leaves
    for use in PRESS.uses.values():
        assert use.name == "all" or use.parent in PRESS.uses
        assert set(use.leaves) <= leaves


def test_a_permission_must_cover_the_whole_and_a_prohibition_only_overlap() -> None:
    assert PRESS.covers(["excerpt", "full-text"], "display")
    assert not PRESS.covers(["excerpt"], "display")
    assert PRESS.overlaps(["excerpt"], "display")
    assert not PRESS.overlaps(["ai-train"], "display")


def test_every_word_has_a_definition_in_prose() -> None:
    prose = [
        *(use.prose for use in PRESS.uses.values()),
        *(unit.prose for unit in PRESS.units.values()),
        *(attribute.prose for attribute in PRESS.attributes.values()),
        *PRESS.user_classes.values(),
        *PRESS.limits_per.values(),
        *PRESS.actions.values(),
        *PRESS.events.values(),
    ]
    assert all(len(text.split()) >= 3 for text in prose)


def test_attributes_have_a_known_type_owner_and_attester() -> None:
    for (name, owner), attribute in PRESS.attributes.items():
        assert (attribute.name, attribute.owner) == (name, owner)
        assert attribute.type in vocabulary.TYPES
        assert attribute.attested_by in {"publisher", "platform", "licensee", "party"}
        assert owner in PRESS.owners


def test_units_are_found_by_plural_and_by_singular() -> None:
    assert PRESS.unit("display") is PRESS.unit("displays") is PRESS.units["displays"]
    assert PRESS.unit("requets") is None


def test_territories_are_the_249_codes_and_the_27_members_of_the_union() -> None:
    assert len(PRESS.territories) == 249
    assert len(PRESS.territory_sets["EU"]) == 27
    assert PRESS.countries(["EU", "GB"]) == {*PRESS.territory_sets["EU"], "GB"}
    with pytest.raises(KeyError):
        PRESS.countries(["UK"])


def test_the_digest_is_that_of_the_file() -> None:
    assert PRESS.digest == "sha256:" + hashlib.sha256(FILE.read_bytes()).hexdigest()


@pytest.mark.parametrize(("name", "version"), [("press", 2), ("pres", 1), ("../press", 1)])
def test_a_vocabulary_that_does_not_exist_is_a_key_error(name: str, version: int) -> None:
    with pytest.raises(KeyError):
        vocabulary.load(name, version)
