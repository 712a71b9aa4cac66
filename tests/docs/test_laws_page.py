"""The page of laws names tests that exist, and none twice in one row."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/design/laws.md").read_text(encoding="utf-8")
TESTS = {
    name
    for path in (ROOT / "tests/property").glob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


def rows() -> list[tuple[int, list[str]]]:
    return [
        (int(number), re.findall(r"`(test_\w+)`", held))
        for number, held in re.findall(r"^\| (\d+) \|.*\| (.*) \|$", PAGE, re.MULTILINE)
    ]


def test_every_law_of_the_page_is_held_by_tests_that_exist() -> None:
    for number, held in rows():
        assert held, number
        assert set(held) <= TESTS, number
        assert len(held) == len(set(held))


def test_the_laws_stand_in_order_and_those_of_this_version_are_all_there() -> None:
    numbers = [number for number, _ in rows()]
    assert numbers == sorted(numbers)
    assert set(numbers) >= {1, *range(3, 9), 10, 11, 12, 17, 18, 20, 21, 22}
