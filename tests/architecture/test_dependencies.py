"""What is installed with the wheel is what its code imports: no more, no less."""

from __future__ import annotations

import ast
import re
import sys
import tomllib

from tests.architecture.sources import CHECKOUT, modules

FOR_OTHERS = {"hypothesis", "pytest"}
"""What `licdsl.testing` imports: whoever imports it writes tests and has these."""


def stated() -> set[str]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        re.split(r"[>=<!~\[; ]", requirement)[0].replace("-", "_") for requirement in project["dependencies"]
    }


def imported() -> dict[str, str]:
    """Every foreign package that the code imports or reads files of, and one module that does."""
    found: dict[str, str] = {}
    for module in modules():
        allowed = FOR_OTHERS if module.path.startswith("licdsl/testing/") else set()
        for node in ast.walk(module.tree):
            for name in packages(node):
                if name != "licdsl" and name not in sys.stdlib_module_names and name not in allowed:
                    found.setdefault(name, module.path)
    return found


def packages(node: ast.AST) -> list[str]:
    """The top-level packages that a statement imports, `importlib.resources.files("tzdata")` included."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "").partition(".")[0]]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "files":
        named = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        return [str(name).partition(".")[0] for name in named]
    return []


def test_every_package_that_is_imported_is_stated() -> None:
    assert {name: module for name, module in imported().items() if name not in stated()} == {}


def test_every_package_that_is_stated_is_imported() -> None:
    assert stated() - set(imported()) == set()


def test_the_page_about_dependencies_lists_the_stated_ones() -> None:
    page = (CHECKOUT / "docs" / "design" / "dependencies.md").read_text(encoding="utf-8")
    run_time = page.partition("## Run time")[2].partition("## Where")[0]
    listed = set(re.findall(r"^\| ([\w-]+) \| (?!-)", run_time, re.MULTILINE)) - {"package"}
    assert {name.replace("-", "_") for name in listed} == stated()
