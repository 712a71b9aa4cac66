"""`licdsl format`: put contracts into the one layout."""

from __future__ import annotations

import contextlib
import difflib
import os
import tempfile
from pathlib import Path

import click

from licdsl.errors import ContractError, LicdslError
from licdsl.language.diagnostics import Diagnostic
from licdsl.language.formatter import format as formatted
from licdsl.language.rendering import report
from licdsl.language.source import Source


@click.command("format")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a file would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@click.pass_context
def format_command(context: click.Context, files: tuple[Path, ...], *, check: bool, diff: bool) -> None:
    """Put each contract FILE into the one layout; only blanks change.

    A file with syntax errors is left as it is and its errors are shown. Exit 1 when there was
    such a file, or with --check when a file would change.
    """
    outcomes = [_format_file(path, write=not (check or diff), diff=diff) for path in files]
    if "broken" in outcomes or (check and "changed" in outcomes):
        context.exit(1)


def _format_file(path: Path, *, write: bool, diff: bool) -> str:
    """Treat one file; returns `broken`, `changed` or `same`."""
    source = _read(path)
    try:
        result = formatted(source)
    except ContractError as problem:
        found = [diagnostic for diagnostic in problem.diagnostics if isinstance(diagnostic, Diagnostic)]
        click.echo(report(found, source), nl=False)
        return "broken"
    if result.encode("utf-8") == path.read_bytes():
        return "same"
    if write:
        _replace(path, result)
    if diff:
        click.echo(_difference(source, result), nl=False)
    else:
        click.echo(f"{'formatted' if write else 'would format'} {path}")
    return "changed"


def _read(path: Path) -> Source:
    try:
        return Source.read(path)
    except LicdslError as problem:
        raise click.UsageError(str(problem)) from problem


def _difference(source: Source, result: str) -> str:
    """A unified diff; a last line without a newline shows as one that has it."""
    before = [f"{line}\n" for line in source.text.splitlines()]
    lines = difflib.unified_diff(before, result.splitlines(keepends=True), source.path, source.path)
    return "".join(lines)


def _replace(path: Path, text: str) -> None:
    """Write `text` beside the file (the one a link points to) and put it in place in one step."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(target.stat().st_mode & 0o7777)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
