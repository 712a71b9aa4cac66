"""A statement as tables for people: a table per account, tiers and commission under their line.

Amounts stand as contracts write them; times are those of the contract, with the UTC instants
beside them. What is not billed yet is printed under each contract, never left out.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Mapping

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from licdsl.cli.terminal import Shape, console_on, table_shape
from licdsl.settlement.commission import CommissionLine
from licdsl.settlement.invoice import Invoice, Line
from licdsl.settlement.rating import TierPart
from licdsl.settlement.statement import Statement
from licdsl.settlement.statement_json import rate_text
from licdsl.settlement.statement_parts import ContractStatement
from licdsl.settlement.unbilled import Unbilled
from licdsl.values.instants import Zone, to_text, zone
from licdsl.values.money import Money
from licdsl.values.periods import Span


def print_statement(statement: Statement, names: Mapping[str, str] | None = None) -> None:
    """Print the statement to standard output; see `show_statement`."""
    show_statement(statement, console_on(sys.stdout), names)


def show_statement(
    statement: Statement,
    console: Console,
    names: Mapping[str, str] | None = None,
    in_full: int | None = None,
) -> None:
    """Print the statement; contracts without an account are named in one line each.

    `names` maps accounts, which are opaque in the log, to the licensees that the reader may know.
    With `in_full`, only that many accounts of a contract, those that pay most, have all their
    lines; the others have one row each.
    """
    for part in statement.contracts:
        if part.invoices:
            _show_contract(part, statement.period.label, console, names or {}, in_full)
        else:
            _say(console, f"[dim]{_title(part)}: no use in {statement.period.label}[/dim]")
            _show_unbilled(part.unbilled, console)
    _show_totals(statement, console)


def _say(console: Console, text: str) -> None:
    """One line that is never broken, so that digests and roots can be copied from a pipe."""
    console.print(text, soft_wrap=True, highlight=False)


def _show_contract(
    part: ContractStatement,
    label: str,
    console: Console,
    names: Mapping[str, str],
    in_full: int | None,
) -> None:
    civil = zone(part.contract.zone)
    _say(console, f"[bold]{_title(part)}[/bold]")
    parties = ", ".join(f"{party.label} {party.name or 'anyone'}" for party in part.contract.parties)
    _say(console, escape(parties))
    _say(console, f"{label} = {_local(part.span, civil)} {part.contract.zone}")
    _say(
        console, f"[dim]{to_text(part.span.start)} to {to_text(part.span.end)}, {part.contract.digest}[/dim]"
    )
    invoices = sorted(part.invoices, key=lambda each: (-sum(m.minor for m in each.totals), each.account))
    for invoice in invoices[:in_full]:
        _show_invoice(invoice, civil, console, names.get(invoice.account))
    if in_full is not None and len(invoices) > in_full:
        console.print(_summary(invoices[in_full:], names, table_shape(console)))
    _show_unbilled(part.unbilled, console)
    console.print()


def _summary(invoices: Iterable[Invoice], names: Mapping[str, str], shape: Shape) -> Table:
    """A row for each of `invoices`: who, what was used, what is paid."""
    table = Table(title="further accounts", title_justify="left", **shape)
    table.add_column("account")
    table.add_column("used", justify="right")
    table.add_column("commission", justify="right")
    table.add_column("pays in all", justify="right")
    for invoice in invoices:
        lines = [
            f"{sum(n for _, n in line.uses):,} {line.unit} of {', '.join(use for use, _ in line.uses)}"
            for line in invoice.lines
        ]
        free = [f"{item.quantity:,} {item.unit} of {item.use}, no price" for item in invoice.unpriced]
        taken = [str(c.amount) for line in invoice.lines for c in line.waterfall.commissions]
        cells = names.get(invoice.account, invoice.account), "\n".join(lines + free)
        table.add_row(*map(escape, cells), "\n".join(taken), "\n".join(map(str, invoice.totals)))
    return table


def _title(part: ContractStatement) -> str:
    return escape(f"{part.contract.title}, version {part.contract.version}")


def _local(span: Span, civil: Zone) -> str:
    """A span as contracts write terms, by its first and last day; with times where it cuts a day."""
    start, end = civil.local(span.start), civil.local(span.end)
    if start.time() == end.time() == dt.time():
        return f"{start.date()} to {(end - dt.timedelta(days=1)).date()}"
    return f"{start.isoformat(' ', 'minutes')} to {end.isoformat(' ', 'minutes')}"


def _show_invoice(invoice: Invoice, civil: Zone, console: Console, name: str | None) -> None:
    account = f"account {invoice.account}" if name is None else f"{name} (account {invoice.account})"
    table = Table(title=escape(account), title_justify="left", **table_shape(console))
    table.add_column("item", overflow="fold")
    table.add_column("quantity", justify="right")
    table.add_column("rate", overflow="fold")
    table.add_column("exact", justify="right")
    table.add_column("amount", justify="right")
    for line in invoice.lines:
        for row in _rows(line, civil):
            first, *figures = map(escape, row)
            table.add_row(_indented(first), *figures)
        table.add_section()
    for item in invoice.unpriced:
        table.add_row(f"{item.use}, no price", f"{item.quantity:,} {item.unit}", "", "", "")
    for amount in invoice.totals:
        table.add_row("[bold]pays in all[/bold]", "", "", "", f"[bold]{amount}[/bold]")
    console.print(table)
    _show_unbilled(invoice.unbilled, console)


def _indented(item: str) -> Padding:
    """The item with its indent kept where a narrow terminal breaks it."""
    text = item.lstrip(" ")
    return Padding(text, (0, 0, 0, len(item) - len(text)))


def _rows(line: Line, civil: Zone) -> Iterator[tuple[str, str, str, str, str]]:
    """The line itself, its tiers where there are several, its commissions and where the pot goes."""
    price, result = line.price, line.waterfall
    uses = ", ".join(use for use, _ in line.uses)
    parts = line.rated.parts
    rate = rate_text(parts[0].rate) if len(parts) == 1 else ""
    quantity = f"{line.rated.quantity:,} {line.unit}"
    yield f"{price.label} for {uses}", quantity, rate, line.rated.exact.text(), str(result.gross)
    yield f"  {_local(line.window, civil)}", "", "", "", ""
    if len(parts) > 1:
        for part in parts:
            yield f"  {_tier(part)}", f"{part.quantity:,}", rate_text(part.rate), part.exact.text(), ""
    step = Money(1, result.gross.currency) if price.step is None else price.step
    yield f"  rounded {price.rounding.value} to {step}", "", "", "", ""
    for commission in result.commissions:
        yield _commission(commission)
    yield f"  {price.payer} pays", "", "", "", str(result.payer_pays)
    kept = (
        f"{price.payee} receives"
        if line.held_by is None
        else f"left for split {line.held_by}, not divided yet"
    )
    yield f"  {kept}", "", "", "", str(result.pot)


def _tier(part: TierPart) -> str:
    if part.up_to is None:
        return f"above {part.above:,}" if part.above else "all"
    return f"{part.above + 1:,} to {part.up_to:,}"


def _commission(line: CommissionLine) -> tuple[str, str, str, str, str]:
    borne = "on top" if line.on_top else "deducted"
    text = f"  commission {line.party}, {borne}"
    return text, "", f"{line.ratio.percent()} of {line.of} {line.base}", "", str(line.amount)


def _show_unbilled(items: Iterable[Unbilled], console: Console) -> None:
    for item in items:
        _say(
            console,
            f"[yellow]not billed yet[/yellow] {item.kind} of `{escape(item.clause)}`: {escape(item.text)}",
        )


def _show_totals(statement: Statement, console: Console) -> None:
    for amount in statement.totals:
        _say(console, f"[bold]total {statement.period.label}: {amount}[/bold]")
    if not statement.totals:
        _say(console, f"total {statement.period.label}: nothing is owed")
    log = statement.provenance
    if log is not None:
        _say(console, f"[dim]computed from {escape(log.origin)}, {log.size:,} entries, root {log.root}[/dim]")
