"""Reading contracts: what the tree holds, and how mistakes stay on their own lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from licdsl.language import syntax
from licdsl.language.nesting import DEEPEST
from licdsl.language.parser import MOST, Parsed, parse
from licdsl.language.source import LARGEST, Source

HEADER = 'licdsl 1\nlicence "Answers" version 1\n  currency GBP\n'


def read(body: str) -> Parsed:
    return parse(Source("x.lic", HEADER + body))


def item(body: str) -> object:
    parsed = read(body)
    assert parsed.diagnostics == ()
    assert parsed.file is not None
    return parsed.file.items[0]


def line(kind: str, text: str) -> object:
    block = item(f"{kind}:\n  {text}\n")
    assert isinstance(block, syntax.Permission | syntax.Duty | syntax.Price | syntax.Test)
    return block.lines[0]


def codes(body: str) -> list[tuple[str, int]]:
    return [(found.code, found.span.line - 3) for found in read(body).diagnostics]


def test_the_given_contracts_are_read_without_a_finding(shared: Path) -> None:
    files = sorted((shared / "contracts").glob("*.lic"))
    assert len(files) == 3
    for file in files:
        parsed = parse(Source.read(file))
        assert parsed.diagnostics == ()
        assert parsed.file is not None
        assert parsed.file.header is not None


def test_every_line_of_a_block_is_a_node_in_written_order() -> None:
    block = item("permission a:\n  limit 1 x in total\n  b may c, d\n  limit 2 x in any 2 hours\n")
    assert isinstance(block, syntax.Permission)
    assert [type(each).__name__ for each in block.lines] == ["Limit", "May", "Limit"]
    assert [each.span.line for each in block.lines] == [5, 6, 7]


def test_a_span_holds_the_text_of_its_node() -> None:
    text = HEADER + "permission answers:   # why\n  licensee  may ground ,\n display\n"
    parsed = parse(Source("x.lic", text))
    assert parsed.file is not None
    block = parsed.file.items[0]
    assert isinstance(block, syntax.Permission)
    may = block.lines[0]
    assert text[may.span.start : may.span.end] == "licensee  may ground ,\n display"
    assert (may.span.line, may.span.column, may.span.end_line, may.span.end_column) == (5, 3, 6, 9)
    assert text[block.label.span.start : block.label.span.end] == "answers"


def test_money_is_exact_and_keeps_how_it_is_written() -> None:
    flat = line("price p", "flat USD  20,000,000.50 each contract year")
    assert isinstance(flat, syntax.Flat)
    assert (flat.amount.currency, flat.amount.mantissa, flat.amount.scale) == ("USD", 2_000_000_050, 2)
    assert flat.amount.written == "USD 20,000,000.50"


def test_an_omitted_part_is_none_and_not_another_tree() -> None:
    one, other = line("duty d", "a must report x"), line("duty d", "a must report to x")
    assert isinstance(one, syntax.Must)
    assert isinstance(other, syntax.Must)
    assert one.recipient is None
    assert other.subject is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("buyer verified, not sanctioned", [("verified", False), ("sanctioned", True)]),
        ("article section news, not names-a-minor", [("section", False), ("names-a-minor", True)]),
        ("acceptance on 2026-01-01", []),
    ],
)
def test_a_test_can_tell_attributes_facts_and_their_absence(text: str, told: list[tuple[str, bool]]) -> None:
    given = line('test "t"', f"given {text}")
    assert isinstance(given, syntax.GivenAbout)
    assert [(thing.name.text, thing.negated) for thing in given.told] == told


def test_a_question_can_state_its_size_and_its_territory() -> None:
    ask = line('test "t"', "ask licensee to display 80 words, 2 images in GB")
    assert isinstance(ask, syntax.Ask)
    assert [(size.count.value, size.unit.text) for size in ask.sizes] == [(80, "words"), (2, "images")]
    assert ask.territory is not None


@pytest.mark.parametrize("condition", ["paid of article", 'path of work starts with "/news/"', "(((a)))"])
def test_conditions_can_be_bare_attributes_prefixes_and_bracketed(condition: str) -> None:
    assert isinstance(line("permission p", f"when {condition}"), syntax.When)


def test_layout_has_no_meaning() -> None:
    plain = "permission a:\n  b may c, d\n  when x is one of (e, f) and not g\n"
    odd = "\n\tpermission\ta :\n\n# note\nb   may c,\n# one more\n  d   # why\n"
    odd += " when x is one of (\ne,f )\n  and not g"
    assert item(plain) == item(odd)
    assert item(plain) == item(plain.replace("\n", "\r\n"))


@pytest.mark.parametrize("end", ["", "\n", "\n\n", " ", "   # done", "\n# done"])
def test_the_end_of_the_file_may_be_written_in_any_way(end: str) -> None:
    assert item("permission a:\n  b may c" + end) == item("permission a:\n  b may c\n")


def test_words_that_start_a_block_are_reserved_at_the_start_of_a_line() -> None:
    assert codes("permission a:\n  price may c\n")[-1][1] == 2


def test_a_mistake_in_one_block_leaves_the_others() -> None:
    parsed = read("permission a:\n  b mya c\npermission d:\n  b may c\n")
    assert len(parsed.diagnostics) == 1
    assert parsed.broken == {"a"}
    assert parsed.file is not None
    assert [each.label.text for each in parsed.file.items if isinstance(each, syntax.Permission)] == ["d"]


def test_a_mistake_in_the_header_leaves_the_blocks() -> None:
    parsed = parse(Source("x.lic", 'licdsl 1\nlicence "a" version one\npermission a:\n  b may c\n'))
    assert parsed.file is not None
    assert parsed.file.header is None
    assert len(parsed.file.items) == 1
    assert [found.span.line for found in parsed.diagnostics] == [2]


def test_every_mistake_is_told_on_its_own_line() -> None:
    body = (
        "permission a:\n  b may\n  content anything\n  limit 5.000 requests in total\n"
        "duty d:\n  b must not c\n"
        "power e:\n  b may cancel a\n"
        'test "t":\n  expect maybe\n'
    )
    assert [found for _, found in codes(body)] == [2, 4, 6, 8, 10]


def test_a_wrong_heading_does_not_spoil_the_lines_below_it() -> None:
    body = "permision a:\n  b may c\nlicensee-duty d:\n  b must c\n  within 3 days after term end\n"
    assert codes(body) == [("L013", 1), ("L013", 3)]


def test_an_open_bracket_or_comma_is_told_where_it_stands() -> None:
    body = "permission a:\n  when b is one of (c, d\n  content e,\n  b may c\npermission f:\n  b may c,\n"
    assert codes(body) == [("L019", 2), ("L035", 3), ("L035", 6)]


def test_lines_outside_every_block_are_one_mistake() -> None:
    assert codes("define a means b\n  content a\n  territory GB\n") == [("L012", 2)]


def test_nesting_is_read_up_to_its_cap_and_refused_beyond() -> None:
    assert codes(f"define a means {'not ' * DEEPEST}b\n") == []
    assert codes(f"define a means {'(' * DEEPEST}b{')' * DEEPEST}\n") == []
    assert codes(f"define a means {'not ' * 1_000}b\n") == [("L005", 1)]
    assert codes(f"define a means {'not (' * 17}b{')' * 17}\n") == [("L005", 1)]
    assert codes(f"permission a:\n  until {'1 day after ' * 40}acceptance\n") == [("L005", 2)]


def test_a_text_can_hold_brackets_and_words_without_counting() -> None:
    assert codes(f'define a means "{"not (" * 50}"\n') == []


def test_no_more_mistakes_are_told_than_anyone_reads() -> None:
    found = read("permission a:\n" + "  b mya c\n" * 5 * MOST).diagnostics
    assert len(found) == MOST + 1
    assert found[-1].code == "L004"


def test_a_file_of_another_version_of_the_language_is_told_so() -> None:
    found = parse(Source("x.lic", HEADER.replace("licdsl 1", "licdsl 7"))).diagnostics
    assert [(each.code, each.hint) for each in found] == [("L011", "write `licdsl 1`")]


def test_a_text_that_is_too_large_is_not_read() -> None:
    parsed = parse(Source("x.lic", "#" * (LARGEST + 1)))
    assert parsed.file is None
    assert [found.code for found in parsed.diagnostics] == ["L001"]


def test_a_name_can_hold_a_word_of_the_language() -> None:
    assert codes("permission notice-of-end:\n  order may ground\n") == []


@pytest.mark.parametrize("word", ["and", "or", "not"])
def test_words_that_join_conditions_are_never_names(word: str) -> None:
    assert codes(f"permission a:\n  b may {word}\n") != []


def test_lines_of_a_block_with_a_broken_heading_are_kept_without_the_broken_ones() -> None:
    text = 'licdsl 1\nlicence "A" version 1\n  currency GBP\nprohibition a\n  b must not c\n  until d e\n'
    parsed = parse(Source("x.lic", text))
    assert parsed.file is not None
    assert parsed.file.items == ()
    assert [type(line).__name__ for line in parsed.loose] == ["MustNot"]
