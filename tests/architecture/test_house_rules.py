"""Lengths, names, docstrings and the layout of the checkout."""

from __future__ import annotations

import ast
import subprocess

from tests.architecture.sources import CHECKOUT, modules

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
TOP_LEVEL = {"pyproject.toml", "README.md", "LICENSE", "licdsl", "grammar", "contracts", "tests", "docs"}
ROOMS = {
    "_data",
    "cli",
    "compiler",
    "engine",
    "interop",
    "language",
    "ledger",
    "rehearsal",
    "replay",
    "settlement",
    "stores",
    "terms",
    "testing",
    "values",
}
TELLS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "core", "misc", "base"}


def tracked() -> list[str]:
    """The paths git tracks, without those deleted in the working tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return [path for path in listed.stdout.split("\0") if path and (CHECKOUT / path).is_file()]


def test_no_file_is_longer_than_one_purpose_needs() -> None:
    lengths = {module.path: len(module.text.splitlines()) for module in modules()}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{module.path}:{node.lineno} {node.name}: {lines} lines"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_name_of_a_module_tells_nothing() -> None:
    parts = {part for module in modules() for part in module.path.removesuffix(".py").split("/")}
    assert {word for part in parts for word in part.split("_")} & TELLS_NOTHING == set()


def test_every_module_says_what_it_is_for() -> None:
    assert [module.path for module in modules() if not ast.get_docstring(module.tree)] == []


def test_nothing_is_left_for_later() -> None:
    later = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error")
    lines = [
        f"{module.path}:{number}: {line.strip()}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), 1)
        if any(word in line for word in later)
    ]
    assert lines == []


def test_the_top_level_is_the_fixed_one() -> None:
    top = {path.partition("/")[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL


def test_the_package_has_the_rooms_of_the_architecture_and_no_other() -> None:
    folders = {path.name for path in (CHECKOUT / "licdsl").iterdir() if path.is_dir()}
    assert folders - {"__pycache__"} <= ROOMS


def test_tests_are_no_package_and_no_two_share_a_name() -> None:
    paths = [path for path in tracked() if path.startswith("tests/") and path.endswith(".py")]
    assert [path for path in paths if path.endswith("__init__.py")] == []
    names = [path.rpartition("/")[2] for path in paths if "/test_" in path]
    assert sorted(names) == sorted(set(names))
