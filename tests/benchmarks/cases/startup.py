"""`startup`: how long `licdsl check FILE` takes as a whole process, against Python importing click."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.harness import Row, row, seconds_per_process

NAMES = ("startup",)
CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"


def run(quick: bool) -> dict[str, Row]:
    """Start both processes by turns; the contract is the longest of the project's own."""
    contract = max(sorted(CONTRACTS.glob("*.lic")), key=lambda path: path.stat().st_size)
    check = [str(Path(sys.executable).with_name("licdsl")), "check", str(contract)]
    floor = [sys.executable, "-c", "import click"]
    bare = [sys.executable, "-c", "pass"]
    value, least, python = seconds_per_process([check, floor, bare], rounds=5 if quick else 25)
    detail: dict[str, float | int | str] = {
        "python alone": round(python * 1000, 1),
        "contract": contract.name,
        "lines": len(contract.read_text(encoding="utf-8").splitlines()),
    }
    return {"startup": row(value * 1000, "ms", least * 1000, detail=detail)}
