"""No tracked file names a package registry or a place on somebody's machine."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import CHECKOUT
from tests.architecture.test_house_rules import tracked

# Put together here, so that this file does not hold what it forbids.
DOT = "."
REGISTRIES = [
    DOT.join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("anaconda", "org"),
        ("proxy", "golang", "org"),
        ("ghcr", "io"),
        ("docker", "io"),
        ("huggingface", "co"),
        ("repo", "maven", "apache", "org"),
    )
]
MACHINES = [f"/{name}/" for name in ("work", "root", "home", "Users", "opt")]
FORBIDDEN = re.compile("|".join([*map(re.escape, REGISTRIES), *(rf"(?<![\w.*}}-]){p}\w" for p in MACHINES)]))


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in tracked():
        text = (CHECKOUT / path).read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if match := FORBIDDEN.search(line):
                found.append(f"{path}:{number}: {match.group()}")
    assert found == []


@pytest.mark.parametrize("host", REGISTRIES)
def test_the_pattern_finds_a_registry(host: str) -> None:
    assert FORBIDDEN.search(f'url = "https://files.{host}/simple"')


@pytest.mark.parametrize("folder", MACHINES)
def test_the_pattern_finds_a_machine_path_but_no_part_of_one(folder: str) -> None:
    assert FORBIDDEN.search(f'path = "{folder}x"')
    assert not FORBIDDEN.search(f"articles{folder}x")


def test_the_lock_file_is_not_tracked() -> None:
    assert "uv.lock" not in tracked()
