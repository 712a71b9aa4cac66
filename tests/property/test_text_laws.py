"""Laws of the text: layout has no meaning (18, 22), no token is ignored (17), any text is answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licdsl.language.formatter import format as formatted
from licdsl.language.parser import MOST, parse
from licdsl.language.rendering import as_json, report
from licdsl.language.source import Source
from licdsl.testing.texts import ODD_LINES, mutated, parts, places, rearranged

ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted((ROOT / "contracts").glob("*.lic")), ROOT / "tests/golden/layout/comments.lic"]
TEXTS = [file.read_text(encoding="utf-8") for file in FILES]
HEADER = 'licdsl 1\nlicence "Answers" version 1\n  currency   GBP\n\n'


def source(text: str) -> Source:
    return Source("x.lic", text)


@given(st.data())
def test_layout_does_not_change_the_tree_and_formatting_finds_the_same_text(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    other = data.draw(rearranged(text))
    assert parse(source(other)).diagnostics == ()
    assert parse(source(other)).file == parse(source(text)).file


@given(st.data())
def test_the_formatter_changes_only_blanks_and_is_idempotent(data: st.DataObject) -> None:
    other = data.draw(rearranged(data.draw(st.sampled_from(TEXTS))))
    once = formatted(source(other))
    assert [part.split() for part in parts(once) if part != "\n"] == [
        part.split() for part in parts(other) if part != "\n"
    ]
    assert parse(source(once)).file == parse(source(other)).file
    assert formatted(source(once)) == once


@given(st.data())
def test_no_token_is_ignored(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    changed = parse(source(data.draw(mutated(text))))
    assert changed.diagnostics or changed.file != parse(source(text)).file


@pytest.mark.heavy
@pytest.mark.parametrize("text", TEXTS, ids=[file.stem for file in FILES])
def test_no_single_token_can_be_left_out(text: str) -> None:
    tree = parse(source(text)).file
    for place in places(text):
        changed = parse(source(f"{text[: place.start()]} {text[place.end() :]}"))
        assert changed.diagnostics or changed.file != tree, place


@given(st.text() | st.text(alphabet='licds 1\n:,()"#-.%£abcGBP5,0\r\t\u202e'))
def test_any_text_is_answered_and_never_raises(text: str) -> None:
    for whole in (text, HEADER + text):
        parsed = parse(source(whole))
        assert parsed.diagnostics or parsed.file is not None
        assert len(parsed.diagnostics) <= MOST + 1
        assert report(parsed.diagnostics, source(whole)).count("error[") >= len(parsed.diagnostics)
        for found in parsed.diagnostics:
            assert 0 <= found.span.start <= found.span.end <= len(whole) + 1
            as_json(found, source(whole))


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data: bytes) -> None:
    parsed = parse(Source.from_bytes(data))
    assert parsed.diagnostics or parsed.file is not None


@given(st.data(), ODD_LINES)
def test_an_odd_line_is_told_where_it_stands_and_nowhere_before(data: st.DataObject, line: str) -> None:
    lines = data.draw(st.sampled_from(TEXTS)).splitlines()
    at = data.draw(st.integers(2, len(lines)))
    found = parse(source("\n".join([*lines[:at], line, *lines[at:]]))).diagnostics
    assert found
    assert found[0].span.line <= at + 2


@given(st.data())
def test_a_mistake_in_one_block_leaves_every_other_block(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    whole = parse(source(text)).file
    assert whole is not None
    item = data.draw(st.sampled_from(whole.items))
    spoilt = text[: item.span.end] + " §" + text[item.span.end :]
    parsed = parse(source(spoilt))
    assert len(parsed.diagnostics) == 1
    assert parsed.file is not None
    assert parsed.file.items == tuple(each for each in whole.items if each is not item)


HOSTILE = {
    "bytes": bytes(range(256)) * 4_000,
    "nul": b"\0" * 1_000_000,
    "newlines": b"\n" * 300_000,
    "digits": (HEADER + "price a:\n  flat GBP " + "9" * 1_000_000 + " in total\n").encode(),
    "not": (HEADER + "define a means " + "not " * 250_000 + "b\n").encode(),
    "brackets": (HEADER + "define a means " + "(" * 1_000_000).encode(),
    "after": (HEADER + "permission a:\n  until " + "1 day after " * 80_000 + "acceptance\n").encode(),
    "strings": (HEADER + '"\n' * 400_000).encode(),
    "stray lines": (HEADER + "define a means b\n" + "x\n" * 400_000).encode(),
    "headings": b"permission a:\n" * 74_000,
    "one word": (HEADER + "permission a:\n  " + "a" * 1_000_000).encode(),
    "bidi": (HEADER + "permission a:\n" + "  b m\u202eay c\n" * 40_000).encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_answered_with_findings_that_can_be_shown(name: str) -> None:
    text = Source.from_bytes(HOSTILE[name], "x.lic")
    found = parse(text).diagnostics
    assert 1 <= len(found) <= MOST + 1
    assert len(report(found, text)) < 60_000
