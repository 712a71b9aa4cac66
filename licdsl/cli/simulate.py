"""`licdsl simulate`: what a contract would have allowed, refused and earned on recorded traffic."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from licdsl.cli.options import bound_parties

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("simulate")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option(
    "--access-log",
    "log_path",
    metavar="LOG",
    required=True,
    type=_FILE,
    help="A log in the combined format of Apache or nginx, plain or gzip.",
)
@click.option(
    "--party",
    "parties",
    multiple=True,
    metavar="LABEL=OPERATOR",
    help="The operator that a named party stands for, as in `licensee=openai`.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table and a chart for people, or JSON for programs.",
)
def simulate_command(files: tuple[Path, ...], log_path: Path, parties: tuple[str, ...], form: str) -> None:
    """Show what the contracts in FILE would have allowed, refused and earned on LOG, per crawler and use.

    Lines of crawlers that the registry knows become requests; people, feed readers and lines that
    cannot be read are counted apart. Nothing is recorded. Exits with 1 while a file has errors.

    A contract that names its licensee decides the requests of the operator that --party gives it;
    docs/reference/crawlers.md lists the operators.
    """
    from licdsl.cli.diagnostics_shown import checked_or_exit
    from licdsl.cli.progress import progress
    from licdsl.errors import SettingsError
    from licdsl.interop.access_log import AccessLog
    from licdsl.rehearsal.simulation import simulate
    from licdsl.rehearsal.simulation_json import simulation_json
    from licdsl.values import canonical

    bindings = bound_parties(parties)
    contracts = [checked_or_exit(file).contract for file in files]
    try:
        log = AccessLog.at(log_path)
        with progress("deciding", log.line_count) as advance:
            result = simulate(contracts, log, bindings=bindings, progress=advance)
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    if form == "json":
        click.echo(canonical.encode(simulation_json(result)).decode())
        return
    from licdsl.cli.terminal import console_on
    from licdsl.cli.traffic_tables import show_simulation

    show_simulation(result, console_on(sys.stdout))
