"""Laws 6, 17 and 18 of the language: what may change a contract's meaning, and what must.

Each law runs on the contracts of the checkout, on a text that uses every construct, and on the three
contracts that were handed to the project, where they are there.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licdsl.language import syntax, vocabulary
from licdsl.language.formatter import format as laid_out
from licdsl.language.rows import Row, rows
from licdsl.language.source import Source
from licdsl.terms.checked import Checked, check
from licdsl.testing.rearranging import commented, shuffled, terms_nodes

CHECKOUT = Path(__file__).resolve().parents[2]
EVERYTHING = CHECKOUT / "tests" / "golden" / "good" / "every_construct.lic"
FOLDERS = (CHECKOUT / "contracts", CHECKOUT.parent / "shared" / "contracts")
FILES = [EVERYTHING, *(file for folder in FOLDERS for file in sorted(folder.glob("*.lic")))]
CHECKED = {file.name: check(Source.read(file)) for file in FILES}

contracts = st.sampled_from(sorted(CHECKED)).map(CHECKED.__getitem__)
randoms = st.randoms(use_true_random=False)
PRESS = vocabulary.load("press", 1)
some = settings(max_examples=settings().max_examples // 3)  # each example checks a whole contract


def again(text: str) -> Checked:
    """The check of another text in the same place (its includes are found)."""
    return check(Source(str(EVERYTHING), text))


def digest(text: str) -> str:
    checked = again(text)
    assert checked.ok, [found.message for found in checked.diagnostics]
    return checked.contract.digest


@some
@given(contracts, randoms)
def test_the_order_of_clauses_lines_and_parties_has_no_meaning(checked: Checked, random: Random) -> None:
    assert digest(shuffled(checked.source, random)) == checked.contract.digest


@some
@given(contracts, randoms)
def test_comments_and_blanks_have_no_meaning(checked: Checked, random: Random) -> None:
    assert digest(commented(checked.source.text, random)) == checked.contract.digest


@pytest.mark.parametrize("name", sorted(CHECKED))
def test_the_formatter_keeps_the_meaning(name: str) -> None:
    assert digest(laid_out(CHECKED[name].source)) == CHECKED[name].contract.digest


@some
@given(contracts, randoms)
def test_format_after_shuffle_and_comment_keeps_the_meaning(checked: Checked, random: Random) -> None:
    text = commented(shuffled(checked.source, random), random)
    assert digest(laid_out(Source("shuffled.lic", text))) == checked.contract.digest


def meaning_changes(checked: Checked, text: str) -> bool:
    """Whether an edit changes the meaning digest, or is refused or warned of."""
    edited = again(text)
    return bool(edited.diagnostics) or edited.contract.digest != checked.contract.digest


def replaced(source: Source, start: int, end: int, by: str) -> str:
    return source.text[:start] + by + source.text[end:]


@some
@given(contracts, st.data())
def test_another_number_is_another_meaning(checked: Checked, data: st.DataObject) -> None:
    numbers = [node for node in terms_nodes(checked.source) if isinstance(node, syntax.Number)]
    node = data.draw(st.sampled_from(numbers))
    value = data.draw(st.sampled_from((node.value + 1, node.value * 10 + 3, max(0, node.value - 1))))
    if value != node.value:
        assert meaning_changes(
            checked, replaced(checked.source, node.span.start, node.span.end, f"{value:,}")
        )


@some
@given(contracts, st.data())
def test_another_name_is_another_meaning(checked: Checked, data: st.DataObject) -> None:
    nodes = [node for node in terms_nodes(checked.source) if isinstance(node, syntax.Name)]
    node = data.draw(st.sampled_from(nodes))
    other = data.draw(st.sampled_from(sorted({each.text for each in nodes} - {node.text})))
    same_unit = PRESS.unit(other) is not None and PRESS.unit(other) is PRESS.unit(node.text)
    if not same_unit and {node.text, other} != {"licence", "license"}:
        assert meaning_changes(checked, replaced(checked.source, node.span.start, node.span.end, other))


@some
@given(contracts, st.data())
def test_a_line_that_is_left_out_is_missed(checked: Checked, data: st.DataObject) -> None:
    """All but `content anything`, which says what the absence of the line says."""
    assert checked.file is not None
    assert checked.file.header is not None
    blocks = [item for item in checked.file.items if hasattr(item, "lines") and item.lines]
    lines = [line for item in blocks if not isinstance(item, syntax.Test) for line in item.lines]
    lines += [item for item in checked.file.items if not isinstance(item, syntax.Test)]
    lines += checked.file.header.lines
    line = data.draw(st.sampled_from([each for each in lines if not isinstance(each, syntax.Ref)]))
    if not (isinstance(line, syntax.Content) and line.included is None and not line.excluded):
        assert meaning_changes(checked, replaced(checked.source, line.span.start, line.span.end, ""))


@some
@given(contracts, st.data())
def test_no_token_can_change_unnoticed(checked: Checked, data: st.DataObject) -> None:
    """Law 17: a token that is dropped, doubled or replaced changes the tree, the digest or is told of."""
    source = checked.source
    stream = [token for row in rows(source) if isinstance(row, Row) for token in row.tokens]
    stream = [token for token in stream if token.text.strip()]
    token = data.draw(st.sampled_from(stream))
    other = data.draw(st.sampled_from(sorted({each.text for each in stream})))
    edit = data.draw(st.sampled_from(("", f"{token.text} {token.text}", other)))
    if edit == token.text:
        return
    edited = again(replaced(source, token.start, token.start + len(token.text), f" {edit} "))
    assert (
        edited.diagnostics or edited.file != checked.file or edited.contract.digest != checked.contract.digest
    )
