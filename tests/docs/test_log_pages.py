"""The pages about the log name what the code has."""

from __future__ import annotations

from pathlib import Path

from licdsl.ledger.entry import LONGEST, OWN_KINDS, Entry
from licdsl.stores.schema import TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_format_page_lists_every_key_kind_and_table() -> None:
    page = (DOCS / "design/log-format.md").read_text("utf-8")
    for name in (*Entry.__struct_fields__, *OWN_KINDS, *TABLES):
        assert f"`{name}`" in page, name
    assert f"{LONGEST:,} bytes" in page


def test_the_keys_of_an_entry_stand_in_the_order_of_their_names() -> None:
    assert list(Entry.__struct_fields__) == sorted(Entry.__struct_fields__)
    page = (DOCS / "design/log-format.md").read_text("utf-8")
    places = [page.index(f"| `{name}` |") for name in Entry.__struct_fields__]
    assert places == sorted(places)


def test_what_the_tamper_matrix_leaves_out_is_on_the_page_of_undetectable_changes() -> None:
    page = (DOCS / "reference/undetectable.md").read_text("utf-8")
    assert "A cosignature is altered or deleted" in page
    assert "A checkpoint row that a later one covers is deleted" in page
