"""A simulation as tables and a chart for people; the same characters on every run when piped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from licdsl.cli.terminal import Shape, table_shape
from licdsl.rehearsal.simulation import CrawlerRow, Simulation
from licdsl.values.money import Money

CHARTED = 15
SHOWN_LINES = 10

_STYLES = {"allowed": "green", "denied": "red", "undecided": "yellow"}


def show_simulation(result: Simulation, console: Console) -> None:
    """Print everything that a simulation found: lines, crawlers, chart, refusals, money."""
    show_lines(result, console)
    console.print(crawler_table(result, table_shape(console)))
    console.print()
    show_chart(result.rows, console)
    console.print(refusal_table(result))
    console.print()
    show_unreadable(result, console)
    show_money(result, console)


def show_lines(result: Simulation, console: Console) -> None:
    """How the lines of the log add up."""
    readable = result.lines - result.unreadable_count
    console.print(f"[bold]{escape(result.log)}[/bold], {result.lines:,} lines, {readable:,} readable")
    console.print(
        f"  {result.requests:,} requests by known crawlers + {result.others:,} by people and others"
        f" + {result.unreadable_count:,} unreadable = {result.lines:,}",
        soft_wrap=True,
    )
    console.print(
        f"  {result.allowed:,} allowed + {result.denied:,} denied + {result.undecided:,} undecided"
        f" = {result.requests:,}"
    )
    console.print()


def crawler_table(result: Simulation, shape: Shape) -> Table:
    """A row per crawler and use, with what is left to earn after commission, and their sums."""
    table = Table(title="crawlers and what they came for", title_justify="left", show_footer=True, **shape)
    table.add_column("crawler", "all", no_wrap=bool(shape), overflow="fold")
    table.add_column("operator", overflow="fold")
    table.add_column("use")
    for name, total in (
        ("requests", result.requests),
        ("allowed", result.allowed),
        ("denied", result.denied),
        ("undecided", result.undecided),
    ):
        table.add_column(name, f"{total:,}", justify="right")
    earned = (bill.earned for bill in result.earnings.bills)
    table.add_column("earned", _amounts(earned), justify="right")
    for row in result.rows:
        crawler = row.crawler
        counts = (row.requests, row.allowed, row.denied, row.undecided)
        table.add_row(
            escape(crawler.token),
            escape(crawler.operator_name or "not known"),
            crawler.use,
            *(f"{count:,}" if count else "" for count in counts),
            _amounts(row.earned),
        )
    return table


def refusal_table(result: Simulation) -> Table:
    """Refused requests by clause and reason, then undecided ones by the fact they lacked."""
    table = Table(title="not allowed, and why", title_justify="left")
    table.add_column("outcome")
    table.add_column("by", overflow="fold")
    table.add_column("because", overflow="fold")
    table.add_column("requests", justify="right")
    for item in result.refusals:
        table.add_row("denied", escape(item.clause or "no clause"), escape(item.reason), f"{item.requests:,}")
    for fact, count in result.missing:
        table.add_row("undecided", "", f"not known: {escape(fact)}", f"{count:,}")
    if not table.row_count:
        table.add_row("", "", "nothing was refused", "")
    return table


def chart_rows(rows: Iterable[CrawlerRow], width: int, characters: str = "█▒·") -> Iterator[Text]:
    """A bar per crawler for the first `CHARTED` rows, the longest `width` cells wide.

    `characters` stand for allowed, denied and undecided.
    """
    charted = list(rows)[:CHARTED]
    most = max((row.requests for row in charted), default=0)
    label = max((len(row.crawler.token) for row in charted), default=0)
    for row in charted:
        text = Text(f"{row.crawler.token:>{label}} ")
        drawn = before = 0
        for (name, style), character in zip(_STYLES.items(), characters, strict=True):
            before += int(getattr(row, name))
            # Each border is rounded by itself, so that the parts add up to the bar.
            until = (2 * before * width + most) // (2 * most)
            text.append(character * (until - drawn), style=style)
            drawn = until
        yield text.append(f" {row.requests:,}")


def show_chart(rows: Iterable[CrawlerRow], console: Console) -> None:
    """The bars with their legend; nothing where there is no crawler."""
    characters = "█▒·" if console.encoding.lower().startswith("utf") else "#x."
    lines = list(chart_rows(rows, max(20, min(console.width, 120) - 40), characters))
    if not lines:
        return
    legend = Text("requests: ")
    for (name, style), character in zip(_STYLES.items(), characters, strict=True):
        legend.append(f"{character} {name}  ", style=style)
    console.print(legend)
    for line in lines:
        console.print(line, no_wrap=True, crop=False)
    console.print()


def show_unreadable(result: Simulation, console: Console) -> None:
    """The first unreadable lines with their numbers, and how many more there are."""
    if not result.unreadable_count:
        return
    table = Table(title=f"unreadable lines: {result.unreadable_count:,}", title_justify="left")
    table.add_column("line", justify="right")
    table.add_column("because", overflow="fold")
    for line in result.unreadable[:SHOWN_LINES]:
        table.add_row(f"{line.number:,}", escape(line.reason))
    more = result.unreadable_count - SHOWN_LINES
    if more > 0:
        table.add_row("...", f"and {more:,} more")
    console.print(table)
    console.print()


def show_money(result: Simulation, console: Console) -> None:
    """What operators would have paid, the commission, and what is not billed."""
    for bill in result.earnings.bills:
        console.print(
            f"operators pay {bill.paid}, commission {bill.commission}, [bold]earned {bill.earned}[/bold]"
        )
    if not result.earnings.bills:
        console.print("nothing is owed: no allowed use has a price")
    for item in result.earnings.unbilled:
        console.print(
            f"[yellow]not billed yet[/yellow] {item.kind} of `{escape(item.clause)}`: {escape(item.text)}"
        )


def _amounts(amounts: Iterable[Money]) -> str:
    return "\n".join(str(amount) for amount in amounts)
