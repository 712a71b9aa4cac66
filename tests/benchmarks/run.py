"""Runs the benchmarks: `python tests/benchmarks/run.py [NAME…] [--quick] [--json FILE]`.

Prints a table and, on request, writes `{name: {"value", "unit", "floor", "ratio", "detail"}}`.
Every file of `cases/` is one case; `harness.py` says what a case holds. Nothing here passes or
fails on a figure: a benchmark that cannot run fails, a slow one is only printed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import time
from pathlib import Path
from types import ModuleType

WIDTH = 120
"""Columns of the table where it goes to a file or a pipe."""

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)  # cases are `tests.benchmarks.cases.*`, as pytest and mypy know them

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from tests.benchmarks.harness import Row  # noqa: E402


def discover() -> dict[str, ModuleType]:
    """The case module of every benchmark name, in the order of the names."""
    cases: dict[str, ModuleType] = {}
    for path in sorted((ROOT / "tests/benchmarks/cases").glob("*.py")):
        module = importlib.import_module(f"tests.benchmarks.cases.{path.stem}")
        for name in module.NAMES:
            if name in cases:
                raise SystemExit(f"two cases fill the row `{name}`")
            cases[name] = module
    return dict(sorted(cases.items()))


def measure(
    cases: dict[str, ModuleType], names: list[str], *, quick: bool, console: Console
) -> dict[str, Row]:
    """Run every case that fills one of `names`, each case once."""
    rows: dict[str, Row] = {}
    for module in dict.fromkeys(cases[name] for name in names):
        start = time.perf_counter()
        found: dict[str, Row] = module.run(quick)
        if sorted(found) != sorted(module.NAMES):
            raise SystemExit(f"`{module.__name__}` filled {sorted(found)}, not {sorted(module.NAMES)}")
        rows.update((name, found[name]) for name in found if name in names)
        console.print(f"{', '.join(found)}: measured in {time.perf_counter() - start:.1f} s", style="dim")
    return dict(sorted(rows.items()))


def draw(rows: dict[str, Row]) -> Table:
    """The table that people read; `detail` stands in lines of its own under each row."""
    table = Table(
        title=f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores"
    )
    table.add_column("name", no_wrap=True)
    for heading in ("value", "floor", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("unit")
    for name, row in rows.items():
        table.add_row(name, _figure(row["value"]), _figure(row["floor"]), _figure(row["ratio"]), row["unit"])
        for label, value in row["detail"].items():
            table.add_row(f"  {label}", value if isinstance(value, str) else _figure(value), style="dim")
    return table


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"


def main() -> int:
    """Read the command line, measure, print, write."""
    cases = discover()
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all of {', '.join(cases)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under a minute in all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows there")
    options = parser.parse_args()
    if unknown := sorted(set(options.names) - set(cases)):
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(cases)}")
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    rows = measure(cases, options.names or list(cases), quick=options.quick, console=console)
    console.print(draw(rows))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
