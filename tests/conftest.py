"""What every test shares: Hypothesis profiles, the golden switch, and the vectors written by others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

SHARED = Path(__file__).resolve().parents[1].parent / "shared"

settings.register_profile("everyday", max_examples=80, deadline=None, print_blob=True)
settings.register_profile("ci", settings.get_profile("everyday"), derandomize=True, database=None)
settings.register_profile("heavy", settings.get_profile("ci"), max_examples=1_000)
settings.register_profile("nightly", settings.get_profile("everyday"), max_examples=10_000)
settings.load_profile("ci" if os.environ.get("CI") else "everyday")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that rewrites expected texts; `git diff` then shows what changed."""
    parser.addoption("--update-golden", action="store_true", help="rewrite what tests/golden expects")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether the expected files are to be rewritten instead of compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of contracts, data and vectors beside the checkout; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no folder `shared` beside the checkout: vectors written by others are not here")
    return SHARED
