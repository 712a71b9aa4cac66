"""`licdsl contract add|list`: which contracts a node decides by."""

from __future__ import annotations

from pathlib import Path

import click

from licdsl.cli.options import bound_parties, node_option


@click.group("contract")
def contract_group() -> None:
    """Add contracts to a node and list them."""


@contract_group.command("add", short_help="Put checked contracts in force.")
@node_option
@click.option(
    "--party",
    "parties",
    multiple=True,
    metavar="LABEL=ID",
    help="The id under which requests name a party of the contract; by default its label.",
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path)
)
def add(directory: Path, parties: tuple[str, ...], files: tuple[Path, ...]) -> None:
    """Check each FILE and put it in force on the node; nothing is added while one of them has errors."""
    from licdsl.cli.diagnostics_shown import checked_or_exit
    from licdsl.node import Node

    contracts = [checked_or_exit(file) for file in files]
    bindings = bound_parties(parties)
    with Node.open(directory) as node:
        for checked in contracts:
            digest = node.add_contract(checked, bindings)
            click.echo(f"added {checked.contract.title} (version {checked.contract.version}, {digest})")


@contract_group.command("list", short_help="List the contracts in force.")
@node_option
def list_contracts(directory: Path) -> None:
    """List the node's contracts: digest, kind, title, version, and whom its labels stand for."""
    from licdsl.node import Node

    with Node.open(directory) as node:
        for row in node.contracts():
            contract = row.contract
            parties = ", ".join(f"{label}={party}" for label, party in row.bindings.items())
            click.echo(
                f"{contract.digest}  {contract.kind} {contract.title} version {contract.version} ({parties})"
            )
