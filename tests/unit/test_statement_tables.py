from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from licdsl.cli import main
from licdsl.cli.statement_tables import show_statement
from licdsl.settlement.metered import Metered
from licdsl.settlement.statement import statement
from licdsl.settlement.statement_parts import Provenance
from licdsl.terms.price import Commission, Price, Share, Split, Tier, TierKind, Tiers
from licdsl.testing.tariffs import DIGEST, MONTHLY, contract_of
from licdsl.values.instants import from_text
from licdsl.values.money import Rate, Ratio


def _shown(quantity: int, width: int = 150) -> str:
    tiers = (Tier(10, Rate(0, 0, "EUR", 1, "requests")), Tier(None, Rate(90, 2, "EUR", 100, "requests")))
    listed = Tiers(TierKind.GRADUATED, "requests", MONTHLY, tiers)
    price = Price("usage", "licensee", "publisher", ("ground",), MONTHLY, tiers=listed)
    commission = Commission("exchange", Ratio(15, 100), "gross", False)
    split = Split("sale", "usage", commissions=(commission,), shares=(Share("publisher", None),))
    use = Metered(DIGEST, "acme", from_text("2026-03-05T10:00:00Z"), "ground", "usage", quantity, "requests")
    result = statement(
        {DIGEST: contract_of([price], splits=[split])},
        [use] if quantity else [],
        "2026-03",
        provenance=Provenance("node.example/log", 1_200, "AAAA"),
    )
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    show_statement(result, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_table_shows_tiers_commission_and_what_is_left() -> None:
    text = _shown(100_010)
    for words in (
        "usage for ground",
        "  2026-03-01 to 2026-03-31",
        "100,010 requests",
        "no charge",
        "EUR 0.90 per 100 requests",
        "rounded half even to EUR 0.01",
        "15% of gross EUR 900.00",
        "EUR 135.00",
        "left for split sale, not divided yet",
        "EUR 765.00",
        "not billed yet split share of `sale`: share publisher rest",
        "total 2026-03: EUR 900.00",
        "2026-03-01T00:00:00Z to 2026-03-31T23:00:00Z",
        "computed from node.example/log, 1,200 entries",
    ):
        assert words in text


@pytest.mark.parametrize("label", ["March", "2026-13", "9999-12-31 "])
def test_the_command_refuses_what_is_no_period_in_one_line(tmp_path: Path, label: str) -> None:
    runner = CliRunner()
    assert runner.invoke(main, ["init", str(tmp_path / "node")]).exit_code == 0
    result = runner.invoke(main, ["statement", "--node", str(tmp_path / "node"), "--period", label])
    assert result.exit_code == 2
    assert f"`{label}` is no period; write `2026-03`" in result.output


def test_a_narrow_table_keeps_the_indent_of_a_line_that_it_breaks() -> None:
    lines = _shown(100_010, width=80).splitlines()
    broken = next(number for number, line in enumerate(lines) if line.startswith("  left for split"))
    assert lines[broken + 1].startswith("  ")
    assert max(map(len, (line for line in lines if "EUR" in line and "split" not in line))) <= 80


def test_a_contract_without_uses_is_named_all_the_same() -> None:
    text = _shown(0)
    assert "Small licence, version 1: no use in 2026-03" in text
    assert "total 2026-03: nothing is owed" in text
    assert "not billed yet split share" in text
