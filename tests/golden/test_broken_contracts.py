"""Broken contracts with the exact text that their authors are shown, `bad/NAME.lic` beside `bad/NAME.txt`.

`pytest tests/golden --update-golden` rewrites the expected texts; read the difference before committing it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licdsl.errors import ContractError
from licdsl.language.codes import TITLES
from licdsl.language.rendering import report
from licdsl.language.source import Source
from licdsl.terms.checked import check

HERE = Path(__file__).resolve().parent
FILES = sorted((HERE / "bad").glob("*.lic"))


def told(file: Path) -> str:
    """All that is found in `file`, notes included, under its plain name."""
    source = Source.read(file)
    return report(check(source).diagnostics, source, file.name)


def test_there_are_at_least_thirty_broken_contracts() -> None:
    assert len(FILES) >= 30


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_contract_is_told_exactly_this(file: Path, update_golden: bool) -> None:
    expected = file.with_suffix(".txt")
    if update_golden:
        expected.write_text(told(file), encoding="utf-8")
    assert told(file) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_contract_never_runs_in_silence(file: Path) -> None:
    checked = check(Source.read(file))
    assert checked.diagnostics
    if not checked.ok:
        with pytest.raises(ContractError) as raised:
            _ = checked.contract
        assert raised.value.diagnostics == checked.diagnostics


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_message_keeps_the_style_of_the_house(file: Path) -> None:
    """One line, lower case at the start, no full stop, none of the words that only programmers know."""
    for diagnostic in check(Source.read(file)).diagnostics:
        assert diagnostic.code in TITLES
        for text in (diagnostic.message, diagnostic.hint):
            assert text, diagnostic
            assert "\n" not in text
            assert not text.endswith(".")
            assert text[0] == "`" or not text[0].isupper()
            assert not re.search(
                r"\b(?:token|parse|parser|type|lookahead|None)\b", re.sub("`[^`]*`", "", text)
            )


def test_five_independent_mistakes_are_five_diagnostics_on_five_lines() -> None:
    found = check(Source.read(HERE / "bad" / "five_independent_mistakes.lic")).diagnostics
    assert [diagnostic.code for diagnostic in found] == ["L207", "L106", "L201", "L104", "L203"]
    assert len({diagnostic.span.line for diagnostic in found}) == 5
