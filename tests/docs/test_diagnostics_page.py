"""The page of diagnostics: every code, each with an edit that yields exactly that code and that sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licdsl.language.codes import TITLES
from licdsl.language.diagnostics import Diagnostic
from licdsl.language.source import Source
from licdsl.terms.checked import check

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "diagnostics.md"
SECTIONS = re.findall(
    r"^## (L\d{3}): (.+)\n\n((?:.|\n)*?)(?=\n## |\Z)", PAGE.read_text("utf-8"), re.MULTILINE
)
EXAMPLES = [
    (code, match[1], match[2])
    for code, _, body in SECTIONS
    if (match := re.fullmatch(r"```diff\n((?:.|\n)*?)```\n\n```text\n((?:.|\n)*?)```\n?", body))
]
WITHOUT_EXAMPLE = {"L001", "L002", "L003", "L004", "L005", "L112", "L502", "L503", "L905"}


def base() -> str:
    match = re.search(r"```lic\n((?:.|\n)*?)```", PAGE.read_text("utf-8"))
    assert match is not None
    return match[1]


def edited(diff: str) -> str:
    old = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] in " -")
    new = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] in " +")
    assert base().count(old) == 1, f"the edit has {base().count(old)} places"
    return base().replace(old, new)


def told(diagnostic: Diagnostic) -> str:
    kind = f"{diagnostic.severity.value}[{diagnostic.code}]"
    return f"{kind}: {diagnostic.message}\n  try: {diagnostic.hint}\n"


def found(text: str) -> tuple[Diagnostic, ...]:
    return check(Source("example.lic", text)).diagnostics


def test_the_page_lists_every_code_with_its_title_in_order() -> None:
    assert [(code, title) for code, title, _ in SECTIONS] == sorted(TITLES.items())


def test_the_contract_that_is_edited_has_no_mistake() -> None:
    assert found(base()) == ()


def test_every_code_but_those_that_need_two_files_or_strange_bytes_has_an_example() -> None:
    assert {code for code, _, _ in EXAMPLES} == TITLES.keys() - WITHOUT_EXAMPLE


@pytest.mark.parametrize(("code", "diff", "text"), EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_an_example_yields_exactly_its_code(code: str, diff: str, text: str, update_golden: bool) -> None:
    diagnostics = found(edited(diff))
    assert {diagnostic.code for diagnostic in diagnostics} == {code}
    now = "".join(map(told, diagnostics))
    if update_golden:
        page = PAGE.read_text("utf-8")
        PAGE.write_text(
            page.replace(
                f"```diff\n{diff}```\n\n```text\n{text}```", f"```diff\n{diff}```\n\n```text\n{now}```"
            ),
            "utf-8",
        )
    else:
        assert now == text
