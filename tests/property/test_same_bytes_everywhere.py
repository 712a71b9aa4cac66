"""Law 3: the same events give the same bytes in every process, hash seed, time zone and locale."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("bytes_of_everything.py")
PLACES = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    {"PYTHONHASHSEED": "4096", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONOPTIMIZE": "1"},
]


def started(place: dict[str, str], folder: Path) -> subprocess.Popen[str]:
    """The program, running in that environment."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHON", "TZ"))
    }
    python = [sys.executable, "-W", "error", str(PROGRAM)]
    return subprocess.Popen(python, env=clean | place, cwd=folder, stdout=subprocess.PIPE, text=True)


def printed(program: subprocess.Popen[str]) -> dict[str, tuple[int, str]]:
    """Count and digest of each kind of bytes that the program made."""
    text, _ = program.communicate()
    assert program.returncode == 0
    found: dict[str, tuple[int, str]] = json.loads(text)
    return found


def test_the_same_events_give_the_same_bytes_everywhere(tmp_path: Path) -> None:
    first, *others = map(printed, [started(place, tmp_path) for place in PLACES])
    assert {"diagnostics", "explanation", "layout", "meaning", "outcome", "simulation", "statement"} <= set(
        first
    )
    assert {"table segment", "table private_part", "table checkpoint"} <= set(first)
    for place, other in zip(PLACES[1:], others, strict=True):
        assert other == first, place
