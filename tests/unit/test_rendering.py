"""Diagnostics as people and programs see them."""

from __future__ import annotations

import json

from licdsl.language.diagnostics import Diagnostic, Severity, error, in_order
from licdsl.language.rendering import as_json, as_text, report
from licdsl.language.source import Source

SOURCE = Source("dir/x.lic", "one\n\ttwo three\n\nfour\n")


def test_a_diagnostic_shows_its_line_and_carets_under_the_place() -> None:
    found = error("L020", "`three` cannot stand here", SOURCE.span(9, 14), "take it out")
    assert as_text(found, SOURCE) == (
        "dir/x.lic:2:6: error[L020]: `three` cannot stand here\n"
        "  2 | \ttwo three\n"
        "    | \t    ^^^^^\n"
        "  try: take it out"
    )


def test_an_empty_place_gets_one_caret_and_an_empty_line_none() -> None:
    at_end = error("L021", "the line ends too early", SOURCE.span(3, 3))
    assert as_text(at_end, SOURCE).endswith("  1 | one\n    |    ^")
    nowhere = error("L021", "the line ends too early", SOURCE.span(15, 15))
    assert as_text(nowhere, SOURCE, "x.lic") == "x.lic:3:1: error[L021]: the line ends too early"


def test_the_other_side_of_a_conflict_is_shown_too() -> None:
    found = Diagnostic(
        "L101", Severity.WARNING, "twice", SOURCE.span(16, 20), related=((SOURCE.span(0, 3), "first here"),)
    )
    assert as_text(found, SOURCE).splitlines()[3] == "dir/x.lic:1:1: first here"


def test_a_long_line_is_cut_round_its_place() -> None:
    source = Source("x.lic", "a" * 100_000 + "!" + "b" * 100_000)
    shown = as_text(error("L020", "odd", source.span(100_000, 100_001)), source).splitlines()
    assert all(len(line) < 200 for line in shown)
    assert shown[1][shown[2].index("^")] == "!"


def test_what_hides_in_a_line_is_made_visible() -> None:
    source = Source("x.lic", "a\u202eb\x1b[31m")
    assert "\u202e" not in as_text(error("L003", "odd", source.span(1, 2)), source)
    assert "\x1b" not in as_text(error("L003", "odd", source.span(1, 2)), source)


def test_a_diagnostic_is_json_data() -> None:
    found = error("L020", "odd", SOURCE.span(9, 14))
    data = json.loads(json.dumps(as_json(found, SOURCE)))
    assert data["span"] == {"start": 9, "end": 14, "line": 2, "column": 6, "end_line": 2, "end_column": 11}
    assert (data["path"], data["code"], data["severity"], data["hint"]) == (
        "dir/x.lic",
        "L020",
        "error",
        None,
    )


def test_diagnostics_come_in_the_order_of_the_text_and_once() -> None:
    late, early = error("L020", "b", SOURCE.span(9, 14)), error("L021", "a", SOURCE.span(0, 3))
    assert in_order([late, early, late]) == (early, late)
    assert report([], SOURCE) == ""
