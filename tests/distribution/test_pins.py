"""What `.ci/pin` makes of a lock file; the resolution itself is checked by `.ci/pin --check`."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pin() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("pin", str(CHECKOUT / ".ci" / "pin"))
    spec = importlib.util.spec_from_loader("pin", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_a_package_with_one_version_has_one_exact_requirement(pin: ModuleType) -> None:
    assert pin.pins({"name": "lark", "version": "1.3.1"}) == ["lark==1.3.1"]


def test_a_package_that_differs_between_environments_has_a_line_for_each(pin: ModuleType) -> None:
    package = {"name": "a", "version": "2", "resolution-markers": ["os_name == 'nt'", "os_name == 'java'"]}
    assert pin.pins(package) == ["a==2 ; os_name == 'nt'", "a==2 ; os_name == 'java'"]


def test_the_text_around_the_block_stays_as_it_is(pin: ModuleType) -> None:
    text = pin.joined("before\n", "block\n", "after\n")
    assert pin.split(text) == ("before\n", "block\n", "after\n")


@pytest.mark.parametrize("spoil", ["FIRST", "LAST"])
def test_a_missing_marker_is_named_and_nothing_is_guessed(pin: ModuleType, spoil: str) -> None:
    marker = getattr(pin, spoil)
    with pytest.raises(SystemExit, match=re.escape(marker)):
        pin.split(pin.joined("a\n", "b\n", "c\n").replace(marker, "# gone"))


def test_every_requirement_of_the_project_is_pinned_exactly_and_within_its_range() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = dict(
        line.split(" ;")[0].split("==") for line in project["tool"]["uv"]["constraint-dependencies"]
    )
    stated = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    for requirement in stated:
        name, least = requirement.split(">=")
        assert [*map(int, re.findall(r"\d+", pinned[name]))] >= [*map(int, re.findall(r"\d+", least))]
    backend = project["build-system"]["requires"][0].split(">=")[0]
    assert any(
        line.startswith(f"{backend}==") for line in project["tool"]["uv"]["build-constraint-dependencies"]
    )
