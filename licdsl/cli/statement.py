"""`licdsl statement`: who owes whom for a period, from the log alone."""

from __future__ import annotations

from pathlib import Path

import click

from licdsl.cli.options import node_option


@click.command("statement")
@node_option
@click.option("--period", required=True, metavar="PERIOD", help="2026-03-02, 2026-03, 2026-Q1 or 2026.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Tables for people, or canonical JSON for programs.",
)
def statement_command(directory: Path, period: str, form: str) -> None:
    """Compute the statement of PERIOD from the node's log; every figure can be recomputed from it."""
    from licdsl.cli.progress import progress
    from licdsl.cli.statement_tables import print_statement
    from licdsl.node import Node
    from licdsl.values import canonical

    with Node.open(directory) as node:
        with progress("reading the log", node.size) as advance:
            statement = node.statement(period, progress=advance)
        names = node.account_names()
    if form == "json":
        click.echo(canonical.encode(statement.as_json()).decode())
    else:
        print_statement(statement, names)
