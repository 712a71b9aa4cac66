"""The page about the benchmarks lists every one that runs, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def names(case: Path) -> list[str]:
    """The rows that a case fills, read without running it."""
    for node in ast.parse(case.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NAMES":
            return list(ast.literal_eval(node.value))
    raise AssertionError(f"{case.name} has no NAMES")


def test_every_benchmark_is_on_its_page() -> None:
    page = (CHECKOUT / "docs" / "reference" / "benchmarks.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)
    cases = (CHECKOUT / "tests" / "benchmarks" / "cases").glob("*.py")
    assert listed == sorted(name for case in cases for name in names(case))
