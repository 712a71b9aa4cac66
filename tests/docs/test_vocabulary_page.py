"""The vocabulary's reference page is the data file, said in prose."""

from __future__ import annotations

from pathlib import Path

from licdsl.compiler.explain_reference import vocabulary_page
from licdsl.language import vocabulary

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "vocabulary.md"


def test_the_page_is_current(update_golden: bool) -> None:
    page = vocabulary_page(vocabulary.load("press", 1))
    if update_golden:
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page


def test_every_word_of_the_vocabulary_is_on_the_page() -> None:
    press, page = vocabulary.load("press", 1), PAGE.read_text(encoding="utf-8")
    words = [*press.uses, *press.units, *press.user_classes, *press.limits_per, *press.actions, *press.events]
    words += [*press.territories, *press.territory_sets, *(name for name, _ in press.attributes)]
    assert [word for word in words if f"`{word}`" not in page] == []
