"""A simulation's JSON and its piped tables are the same bytes under every hash seed, zone and locale."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import io, sys
from licdsl.cli.terminal import console_on
from licdsl.cli.traffic_tables import show_simulation
from licdsl.language.source import Source
from licdsl.rehearsal.newspaper import article_facts
from licdsl.rehearsal.simulation import simulate
from licdsl.rehearsal.simulation_json import simulation_json
from licdsl.rehearsal.traffic import newspaper_log
from licdsl.terms.checked import check
from licdsl.values import canonical
from pathlib import Path
contract = check(Source.read(Path("contracts/open-web.lic"))).contract
result = simulate([contract], newspaper_log(2_000), site_facts=article_facts)
tables = io.StringIO()
show_simulation(result, console_on(tables))
sys.stdout.buffer.write(canonical.encode(simulation_json(result)) + tables.getvalue().encode())
"""


def bytes_under(**changes: str) -> bytes:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **changes}
    command = [sys.executable, "-c", SCRIPT]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def plain() -> bytes:
    return bytes_under(PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C.UTF-8")


@pytest.mark.heavy
@pytest.mark.parametrize(
    "changes",
    [
        {"PYTHONHASHSEED": "4242", "TZ": "Asia/Kathmandu", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "7", "TZ": "America/St_Johns", "COLUMNS": "33", "TERM": "xterm-256color"},
    ],
)
def test_a_simulation_has_the_same_bytes(plain: bytes, changes: dict[str, str]) -> None:
    assert len(plain) > 5_000
    assert bytes_under(**changes) == plain
