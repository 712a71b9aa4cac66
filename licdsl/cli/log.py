"""`licdsl log verify|show|checkpoint|project`: what an auditor asks of a node's log."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from licdsl.cli.options import node_option
from licdsl.errors import SettingsError, reason_of

_COUNT = click.IntRange(0, 2**53 - 1)


@click.group("log")
def log_group() -> None:
    """Verify, show and project the audit log of a node."""


@log_group.command("verify", short_help="Recompute everything from the stored bytes.")
@node_option
@click.option(
    "--key",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The log's verifier key that you hold; by default the one in the node's folder.",
)
@click.option(
    "--held",
    "held_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that you kept; the log must extend it.",
)
@click.option("--replay", is_flag=True, help="Also decide every request again and compare the outcomes.")
def verify(directory: Path, key_file: Path | None, held_file: Path | None, replay: bool) -> None:
    """Recompute everything from the stored bytes; exit 0 only if all of it holds."""
    from licdsl.cli.audit_shown import print_report
    from licdsl.cli.progress import progress
    from licdsl.replay.auditor import Auditor

    held = _text(held_file) if held_file else None
    keys = [_text(key_file).strip()] if key_file else None
    with Auditor(directory, keys=keys, held=held) as auditor:
        with progress("verifying", auditor.size) as advance:
            report = auditor.verify(progress=advance, replay=replay)
    print_report(report)
    sys.exit(0 if report.ok else 1)


def _text(file: Path) -> str:
    """The text of a key or checkpoint file; raises SettingsError where it cannot be read as text."""
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise SettingsError(f"`{file}` cannot be read: {reason_of(error)}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"`{file}` is no text") from None


@log_group.command("show", short_help="Show entries for people.")
@node_option
@click.option("--first", type=_COUNT, default=0, show_default=True, help="Index of the first entry to show.")
@click.option("--count", type=_COUNT, default=20, show_default=True, help="How many entries to show.")
def show(directory: Path, first: int, count: int) -> None:
    """Show entries for people: index, time, kind, and what was decided by which clause."""
    from licdsl.cli.audit_shown import print_entries
    from licdsl.replay.auditor import Auditor

    with Auditor(directory) as auditor:
        print_entries(auditor.entries(first, first + count))


@log_group.command("checkpoint", short_help="Print the newest signed checkpoint.")
@node_option
def checkpoint(directory: Path) -> None:
    """Print the newest signed checkpoint; keep it, and `log verify --held` proves nothing was rewritten."""
    from licdsl.replay.auditor import Auditor

    with Auditor(directory) as auditor:
        click.echo(auditor.checkpoint(), nl=False)


@log_group.command("project", short_help="Write the entries as SQLite tables.")
@node_option
@click.argument("database", type=click.Path(dir_okay=False, path_type=Path))
def project_command(directory: Path, database: Path) -> None:
    """Write the log's entries as plain tables to a new SQLite file DATABASE, for any tool to query."""
    from licdsl.cli.progress import progress
    from licdsl.replay.auditor import Auditor
    from licdsl.stores.projection import project

    with Auditor(directory) as auditor:
        size = auditor.size
        with progress("writing", size) as advance:
            project(auditor.entries(0, size), database, advance)
    click.echo(f"wrote {size:,} entries to {database}; it is a copy for reading, not evidence")
