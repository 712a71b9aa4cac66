"""`licdsl explain FILE…`: what each contract means, in plain English."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("explain")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path)
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="Plain text, or Markdown for a web page or a pull request.",
)
def explain_command(files: tuple[Path, ...], form: str) -> None:
    """Say in plain English what each FILE means, clause by clause, with its price tables.

    The last section lists what this version records and does not enforce yet. Exit code 1 where a
    file has mistakes; they are printed as `licdsl check` prints them.
    """
    texts = [_explained(file, form) for file in files]
    for position, text in enumerate(text for text in texts if text is not None):
        if position:
            click.echo()
        _show(text, form)
    if None in texts:
        sys.exit(1)


def _explained(file: Path, form: str) -> str | None:
    """The explanation of one file; None where it has errors, which go to standard error."""
    from licdsl.compiler.explain import explain
    from licdsl.language.rendering import report
    from licdsl.language.source import Source
    from licdsl.terms.checked import check

    checked = check(Source.read(file))
    if not checked.ok:
        click.echo(report(checked.diagnostics, checked.source), err=True, nl=False)
        return None
    explanation = explain(checked.contract)
    return explanation.markdown() if form == "markdown" or sys.stdout.isatty() else explanation.text()


def _show(text: str, form: str) -> None:
    """Write plain text; on a terminal let rich lay the Markdown out, unless Markdown was asked for."""
    if form == "markdown" or not sys.stdout.isatty():
        click.echo(text, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))
