"""The public names are a promise: this list changes on purpose or not at all."""

from __future__ import annotations

import subprocess
import sys

import licdsl

PUBLIC = [
    "Auditor",
    "ChainBroken",
    "Conflict",
    "Contract",
    "ContractError",
    "Decision",
    "Engine",
    "IntegrityError",
    "LicdslError",
    "Node",
    "Request",
    "RequestError",
    "Rollback",
    "SettingsError",
    "SignatureInvalid",
    "Source",
    "Statement",
    "StoreError",
    "Unavailable",
    "check",
    "format",
    "run_tests",
]


def test_the_public_names_are_the_promised_ones() -> None:
    assert licdsl.__all__ == PUBLIC
    assert dir(licdsl) == PUBLIC


def test_every_public_name_can_be_had_and_is_documented() -> None:
    undocumented = [name for name in PUBLIC if not getattr(licdsl, name).__doc__]
    assert undocumented == []


def test_importing_the_package_loads_none_of_its_parts() -> None:
    script = "import sys, licdsl; print(*sorted(name for name in sys.modules if name.startswith('licdsl')))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == ["licdsl"]
