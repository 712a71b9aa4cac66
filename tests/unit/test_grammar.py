"""The grammar is strict LALR(1), its saved table is current, and the automaton reads as Lark does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import lark
import pytest

from licdsl.language import grammar, packaged
from licdsl.language.automaton import Machine, Stuck, Token, acceptable
from licdsl.language.builder import MAKERS
from licdsl.language.forms import HEADINGS, LINES
from licdsl.language.parser import parse
from licdsl.language.pieces import cut
from licdsl.language.source import Source
from licdsl.language.table import build_lark, load

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = [*sorted((ROOT / "contracts").glob("*.lic")), ROOT / "tests/golden/good/every_construct.lic"]


@pytest.fixture(scope="module")
def reader() -> lark.Lark:
    return build_lark(grammar.grammar_text(), strict=True)


class Plain(dict[str, Any]):
    """Makers that keep rules and children as they are, to compare with Lark's trees."""

    def __missing__(self, rule: str) -> Any:
        return lambda children, span: (rule, *(_plain(child) for child in children))

    def get(self, rule: str, default: Any = None) -> Any:
        return self[rule]


def _plain(child: Any) -> Any:
    if isinstance(child, Token | lark.Token):
        return str(child.text if isinstance(child, Token) else child)
    if isinstance(child, lark.Tree):
        return (str(child.data), *map(_plain, child.children))
    return child


def test_the_grammar_is_strict_and_has_no_conflict(reader: lark.Lark) -> None:
    assert {rule.origin.name for rule in reader.rules} >= {"permission", "opening", "test"}


def test_the_saved_table_is_what_the_grammar_gives() -> None:
    saved = packaged.read(grammar.TABLE).decode()
    assert saved == grammar.saved_form(), "run `python -m licdsl.language.grammar`"


def test_a_table_of_another_grammar_is_not_used() -> None:
    saved = packaged.read(grammar.TABLE).decode()
    assert load(saved, "sha256:" + "0" * 64) is None


def test_reading_a_contract_does_not_load_lark() -> None:
    program = (
        "import sys; from licdsl.language.parser import parse; from licdsl.language.source import Source; "
        f"assert not parse(Source.read({str(CONTRACTS[0])!r})).diagnostics; assert 'lark' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def test_every_rule_has_a_function_and_every_function_a_rule() -> None:
    assert {rule.make for rule in grammar.table().rules} - {"", "?"} == set(MAKERS)


@pytest.mark.parametrize("file", CONTRACTS, ids=lambda file: file.stem)
def test_the_automaton_builds_the_trees_that_lark_builds(file: Path, reader: lark.Lark) -> None:
    text = file.read_text(encoding="utf-8")
    for piece in cut(text):
        machine = Machine(grammar.table(), Plain(), piece.rule)
        machine.start_line(piece.start, piece.line)
        assert machine.read(text, piece.end) is None
        theirs = reader.parse(text[piece.start : piece.end], start=piece.rule)
        assert machine.finish() == _plain(theirs)


@pytest.mark.parametrize("file", CONTRACTS, ids=lambda file: file.stem)
def test_a_file_read_in_pieces_has_the_items_that_lark_finds_in_the_whole(
    file: Path, reader: lark.Lark
) -> None:
    text = file.read_text(encoding="utf-8")
    whole = reader.parse(text, start="start")
    assert [child.data for child in whole.children] == [piece.rule for piece in cut(text)]  # type: ignore[union-attr]


def test_what_is_expected_is_what_lark_accepts_after_every_token(reader: lark.Lark) -> None:
    text = CONTRACTS[0].read_text(encoding="utf-8")
    piece = next(piece for piece in cut(text) if piece.kind == "permission")
    machine = Machine(grammar.table(), MAKERS, piece.rule)
    machine.start_line(piece.start, piece.line)
    theirs = reader.parse_interactive(text[piece.start : piece.end], start=piece.rule)
    for token in theirs.lexer_thread.lex(theirs.parser_state):  # type: ignore[no-untyped-call]
        theirs.feed_token(token)
        assert machine.read(text, piece.start + (token.end_pos or 0)) is None
        accepted = theirs.accepts()  # type: ignore[no-untyped-call]
        assert acceptable(grammar.table(), tuple(machine._stack)) == tuple(sorted(accepted - {"$END"}))


@pytest.mark.parametrize(
    ("kind", "first"), [(kind, first) for kind in LINES for first in LINES[kind]], ids=str
)
def test_every_example_of_a_line_can_be_read_in_its_block(kind: str, first: str) -> None:
    line = LINES[kind][first]
    assert not first or line.split()[0] == first
    head = "licdsl 1\n" + HEADINGS["opening"] + "\n" if kind == "opening" else HEADINGS[kind].lower() + "\n"
    machine = Machine(grammar.table(), MAKERS, kind)
    text = f"{head}  {line}\n"
    assert machine.read(text, len(text)) is None
    assert not isinstance(machine.finish(), Stuck)


@pytest.mark.parametrize("kind", LINES)
def test_the_examples_name_every_line_that_a_block_can_have(kind: str) -> None:
    head = "licdsl 1\n" + HEADINGS["opening"] + "\n" if kind == "opening" else HEADINGS[kind].lower() + "\n"
    machine = Machine(grammar.table(), MAKERS, kind)
    assert machine.read(head, len(head)) is None
    spelt = {terminal: word for word, terminal in grammar.table().words.items()} | {"NAME": ""}
    assert {spelt[terminal] for terminal in acceptable(grammar.table(), machine.line_stack)} == set(
        LINES[kind]
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rate GBP 1.00 per started 1,000 requests", "rate GBP 1.00 per 1,000 requests"),
        ("due 3 days after period end", "due 3 days after term end"),
        ("flat GBP 1.00 each calendar year", "flat GBP 1.00 each contract year"),
    ],
)
def test_words_that_carry_meaning_change_the_tree(one: str, other: str) -> None:
    def tree(line: str) -> object:
        text = f'licdsl 1\nlicence "a" version 1\n  currency GBP\nprice p:\n  a pays b\n  {line}\n'
        parsed = parse(Source("x.lic", text))
        assert parsed.diagnostics == ()
        return parsed.file

    assert tree(one) != tree(other)


def test_words_that_run_together_are_not_read_as_two() -> None:
    text = 'licdsl 1\nlicence "a" version 1\n  currency GBP\nduty d:\n  a must b\n  every calendarmonth\n'
    found = parse(Source("x.lic", text)).diagnostics
    assert [diagnostic.span.line for diagnostic in found] == [6]
