"""`licdsl init DIR`: make a node."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--origin",
    default="licdsl.invalid/log",
    show_default=True,
    metavar="HOST/LOG",
    help="Name of the log in its checkpoints; use a host name that you own.",
)
def init_command(directory: Path, origin: str) -> None:
    """Make a node in DIRECTORY: signing key, recovery key, and a log with its first signed entry."""
    from licdsl.node import Node

    with Node.create(directory, origin=origin) as node:
        folder = node.folder
        click.echo(f"made a node in {directory}")
        click.echo(f"  log           {folder.log}")
        click.echo(f"  verifier key  {folder.verifier_key.read_text(encoding='utf-8').strip()}")
        click.echo(f"  signing key   {folder.path / 'keys' / 'log.key'} (only you can read it)")
        click.echo(
            f"  recovery key  {folder.path / 'keys' / 'recovery.key'} (move it to a safe place offline)"
        )
    click.echo(f"next: licdsl contract add --node {directory} FILE.lic")
