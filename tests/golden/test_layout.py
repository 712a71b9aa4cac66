"""The one layout: what `layout/NAME.given.lic` becomes, and files that have it already.

`pytest tests/golden --update-golden` rewrites the expected files.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from licdsl.language.formatter import format as formatted
from licdsl.language.source import Source

HERE = Path(__file__).resolve().parent
GIVEN = sorted((HERE / "layout").glob("*.given.lic"))


@pytest.mark.parametrize("file", GIVEN, ids=lambda file: file.stem)
def test_a_file_in_disorder_gets_the_layout(file: Path, update_golden: bool) -> None:
    expected = file.with_name(file.name.replace(".given", ""))
    if update_golden:
        expected.write_text(formatted(Source.read(file)), encoding="utf-8")
    assert formatted(Source.read(file)) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", GIVEN, ids=lambda file: file.stem)
def test_what_has_the_layout_keeps_it(file: Path) -> None:
    expected = file.with_name(file.name.replace(".given", ""))
    assert formatted(Source.read(expected)) == expected.read_text(encoding="utf-8")


def test_the_given_contracts_have_the_layout(shared: Path) -> None:
    for file in sorted((shared / "contracts").glob("*.lic")):
        assert formatted(Source.read(file)) == file.read_text(encoding="utf-8")
