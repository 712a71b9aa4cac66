"""A statement has the same bytes in every process: hash seed, time zone and locale change nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import hashlib, random
from pathlib import Path
from licdsl.language.source import Source
from licdsl.settlement.metered import Metered
from licdsl.settlement.statement import statement
from licdsl.terms.checked import check
from licdsl.values import canonical
from licdsl.values.instants import HOUR, from_text

contracts = {}
for path in sorted(Path("contracts").glob("*.lic")):
    contract = check(Source.read(path)).contract
    contracts[contract.digest] = contract
start, uses, accepted = from_text("2026-02-20T00:00:00Z"), [], {}
for digest, contract in contracts.items():
    for price in contract.prices:
        tariff = price.rate or price.tiers
        for number in range(40 if tariff and price.uses else 0):
            account = f"account-{number % 3}"
            accepted[digest, account] = start
            at, quantity = start + number * 31 * HOUR, number * 997
            uses.append(Metered(digest, account, at, price.uses[0], price.label, quantity, tariff.unit))
random.shuffle(uses)
result = canonical.encode(statement(contracts, uses, "2026", accepted=accepted).as_json())
print(len(uses), hashlib.sha256(result).hexdigest())
"""


def _printed(**changes: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **changes}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )
    return done.stdout


def test_a_statement_has_the_same_bytes_in_every_process() -> None:
    first = _printed(PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    second = _printed(PYTHONHASHSEED="2", TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8")
    assert first == second
    assert int(first.split()[0]) > 300
