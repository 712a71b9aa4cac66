from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from licdsl.cli.terminal import PIPED_WIDTH, console_on
from licdsl.cli.traffic_tables import CHARTED, chart_rows, show_simulation
from licdsl.interop.access_log import UnreadableLine
from licdsl.interop.crawlers import Crawler
from licdsl.rehearsal.earnings import Bill, Earnings
from licdsl.rehearsal.simulation import CrawlerRow, Refusals, Simulation
from licdsl.settlement.unbilled import Unbilled
from licdsl.values.money import Money


def row(
    token: str, allowed: int, denied: int = 0, undecided: int = 0, minor: int | None = None
) -> CrawlerRow:
    crawler = Crawler(token, token.lower(), "op", "Operator Ltd", "ground", "word", "licdsl")
    earned = () if minor is None else (Money(minor, "EUR"),)
    return CrawlerRow(crawler, allowed, denied, undecided, earned)


RESULT = Simulation(
    log="access[1].log",
    digest="0" * 64,
    registry="sha256:0",
    lines=40,
    others=10,
    unreadable_count=12,
    unreadable=tuple(UnreadableLine(n, "it is empty") for n in range(1, 13)),
    rows=(row("FirstBot", 8, 2, 2, 120), row("SecondBot", 0, 6)),
    refusals=(Refusals("training", "prohibition", 6), Refusals(None, "no-permission", 2)),
    missing=(("path of work", 2),),
    earnings=Earnings(
        (),
        (Bill(Money(141, "EUR"), Money(21, "EUR"), Money(120, "EUR")),),
        {},
        (Unbilled("per-answer", "minimum", "minimum EUR 5.00 each calendar month"),),
    ),
)


def shown(result: Simulation) -> str:
    out = io.StringIO()
    show_simulation(result, console_on(out))
    return out.getvalue()


def test_what_is_piped_has_no_colours_and_is_the_same_under_every_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = shown(RESULT)
    for name, value in (
        ("COLUMNS", "40"),
        ("TERM", "xterm-256color"),
        ("COLORTERM", "truecolor"),
        ("LINES", "9"),
    ):
        monkeypatch.setenv(name, value)
    assert shown(RESULT) == first
    assert "\x1b" not in first
    assert max(len(line) for line in first.splitlines()) <= PIPED_WIDTH


def test_a_terminal_of_80_columns_shows_every_name_and_head_whole() -> None:
    out = io.StringIO()
    named = replace(RESULT, rows=(row("Meta-ExternalAgent", 24, 717, 0, 120),))
    show_simulation(named, Console(file=out, width=80, force_terminal=True, color_system=None))
    heads = "crawler operator use requests allowed denied undecided earned".split()
    table = [line.split() for line in out.getvalue().splitlines()]
    assert heads in table
    assert any(words[:1] == ["Meta-ExternalAgent"] for words in table)


def test_the_sums_of_the_lines_and_the_requests_are_written_out() -> None:
    text = shown(RESULT)
    assert "18 requests by known crawlers + 10 by people and others + 12 unreadable = 40" in text
    assert "8 allowed + 8 denied + 2 undecided = 18" in text


def test_refusals_name_the_clause_or_that_there_is_none_and_missing_facts_stand_beside() -> None:
    lines = [
        line.split("│") for line in shown(RESULT).splitlines() if "denied" in line or "undecided" in line
    ]
    cells = [[cell.strip() for cell in line[1:-1]] for line in lines if len(line) == 6]
    assert cells == [
        ["denied", "training", "prohibition", "6"],
        ["denied", "no clause", "no-permission", "2"],
        ["undecided", "", "not known: path of work", "2"],
    ]


def test_unreadable_lines_are_shown_with_their_numbers_and_the_rest_is_counted() -> None:
    text = shown(RESULT)
    assert "unreadable lines: 12" in text
    assert "and 2 more" in text


def test_money_shows_the_commission_and_what_is_not_billed() -> None:
    text = shown(RESULT)
    assert "operators pay EUR 1.41, commission EUR 0.21, earned EUR 1.20" in text
    assert "not billed yet minimum of `per-answer`: minimum EUR 5.00 each calendar month" in text


def test_a_log_without_crawlers_is_shown_without_a_chart() -> None:
    nothing = Earnings((), (), {}, ())
    empty = replace(RESULT, rows=(), refusals=(), missing=(), lines=22, earnings=nothing)
    text = shown(empty)
    assert "nothing was refused" in text
    assert "nothing is owed" in text
    assert "█ allowed" not in text


_counts = st.tuples(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 3000)).filter(any)


@given(st.lists(_counts, min_size=1, max_size=20), st.integers(20, 80))
def test_bars_are_as_long_as_their_counts(counts: list[tuple[int, int, int]], width: int) -> None:
    rows = [row(f"Bot{number}", *count) for number, count in enumerate(counts)]
    lines = list(chart_rows(rows, width))
    most = max(each.requests for each in rows[:CHARTED])
    assert len(lines) == min(len(rows), CHARTED)
    for each, line in zip(rows, lines, strict=False):
        bar = "".join(character for character in line.plain if character in "█▒·")
        assert abs(len(bar) * most - each.requests * width) * 2 <= most
        assert list(bar) == sorted(bar, key="█▒·".index)
        assert line.plain.endswith(f" {each.requests:,}")
