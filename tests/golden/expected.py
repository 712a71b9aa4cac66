"""Rewrite the expected diagnostics of every broken contract: `python tests/golden/expected.py`.

Read the difference before committing it: each file says what an author is told.
"""

from __future__ import annotations

from pathlib import Path

from licdsl.language.rendering import report
from licdsl.language.source import Source
from licdsl.terms.checked import check

BAD = Path(__file__).resolve().parent / "bad"


def told(file: Path) -> str:
    """What `licdsl check --strict` says about `file`, under its plain name."""
    source = Source.read(file)
    return report(check(source).diagnostics, source, file.name)


if __name__ == "__main__":
    for contract in sorted(BAD.glob("*.lic")):
        contract.with_suffix(".txt").write_text(told(contract), encoding="utf-8")
