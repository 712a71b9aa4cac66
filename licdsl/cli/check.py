"""`licdsl check FILE…`: every mistake in contract files, each with its place and the text to type."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from licdsl.language.diagnostics import Diagnostic
    from licdsl.terms.checked import Checked


@click.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Text for people (the default), or one JSON array for programs.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Also list notes and what is recorded but not enforced yet, and let warnings fail.",
)
def check_command(files: tuple[str, ...], shape: str, strict: bool) -> None:
    """Check contract files and show every mistake with a hint.

    Exit code 0 where every file may run, 1 where one has errors (with --strict also warnings), 2
    where one cannot be read.
    """
    from licdsl.language.source import Source
    from licdsl.terms.checked import check

    sources = [Source.read(Path(file)) for file in files]
    results = [(checked, findings(checked, strict=strict)) for checked in map(check, sources)]
    if shape == "json":
        rows = [_as_json(checked, found) for checked, found in results]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for checked, found in results:
            click.echo(_as_text(checked, found))
    if any(_fails(checked, found, strict=strict) for checked, found in results):
        sys.exit(1)


def findings(checked: Checked, *, strict: bool) -> tuple[Diagnostic, ...]:
    """What to show: errors and warnings; with `strict` notes and what is recorded only, too."""
    from licdsl.language.diagnostics import Severity, in_order
    from licdsl.terms.enforcement import as_notes, recorded_only

    if not strict:
        return tuple(each for each in checked.diagnostics if each.severity is not Severity.NOTE)
    notes = as_notes(recorded_only(checked.contract), checked.source) if checked.ok else ()
    return in_order((*checked.diagnostics, *notes))


def _fails(checked: Checked, found: tuple[Diagnostic, ...], *, strict: bool) -> bool:
    return not checked.ok or (strict and any(each.severity.value == "warning" for each in found))


def _as_text(checked: Checked, found: tuple[Diagnostic, ...]) -> str:
    from licdsl.language.rendering import report

    shown = report(found, checked.source)
    if checked.ok:
        contract = checked.contract
        facts = f"{contract.title}, version {contract.version}, {contract.digest}"
        return f"{shown}{checked.source.path}: ok ({facts})"
    count = sum(each.is_error for each in found)
    return f"{shown}{checked.source.path}: {count} error{'' if count == 1 else 's'}"


def _as_json(checked: Checked, found: tuple[Diagnostic, ...]) -> dict[str, object]:
    from licdsl.language.rendering import as_json

    row: dict[str, object] = {"path": checked.source.path, "ok": checked.ok}
    if checked.ok:
        contract = checked.contract
        row |= {"title": contract.title, "version": contract.version, "digest": contract.digest}
    row["diagnostics"] = [as_json(each, checked.source) for each in found]
    return row
