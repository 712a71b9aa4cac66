"""No text makes the checker raise: whatever an author writes gives findings, in order and registered."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from licdsl.language.codes import TITLES
from licdsl.language.diagnostics import in_order
from licdsl.language.rendering import report
from licdsl.language.rows import Row, rows
from licdsl.language.source import Source
from licdsl.terms.checked import check
from licdsl.terms.enforcement import recorded_only

EVERYTHING = Source.read(Path(__file__).resolve().parents[1] / "golden" / "good" / "every_construct.lic")
TOKENS = [token for row in rows(EVERYTHING) if isinstance(row, Row) for token in row.tokens]
WORDS = sorted({token.text for token in TOKENS})
ODD = (
    *("0", "9" * 5_000, "9,999,999,999,999,999,999", "0001-01-01", "9999-12-31", "2026-00-00", "2026-13"),
    *("ZZZ 1.00", "EUR 0.0000000000000001", "100.0000000000001%", "9" * 400 + " days", "EU", "XX"),
    *('""', '"../x"', "sha256:" + "f" * 64, "999,999,999 years", "not", "(", ")", ",", "\n", "#"),
)
some = settings(max_examples=settings().max_examples // 2)

edits = st.lists(
    st.tuples(
        st.integers(0, len(TOKENS) - 1), st.one_of(st.sampled_from(WORDS), st.sampled_from(ODD), st.just(""))
    ),
    min_size=1,
    max_size=6,
)


def edited(changes: list[tuple[int, str]]) -> str:
    text = EVERYTHING.text
    for place, word in sorted(dict(changes).items(), reverse=True):
        token = TOKENS[place]
        text = f"{text[: token.start]}{word}{text[token.start + len(token.text) :]}"
    return text


@some
@given(edits)
def test_any_edit_of_a_contract_gives_registered_findings_or_a_contract_that_runs(
    changes: list[tuple[int, str]],
) -> None:
    checked = check(Source("edited.lic", edited(changes)))
    assert checked.diagnostics == in_order(checked.diagnostics)
    assert {found.code for found in checked.diagnostics} <= TITLES.keys()
    assert report(checked.diagnostics, checked.source).count("[L") >= len(checked.diagnostics)
    if checked.ok:
        assert checked.contract.digest.startswith("sha256:")
        recorded_only(checked.contract)
