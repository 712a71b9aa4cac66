"""Shows the diagnostics of a contract file that a command needs to run, and ends the command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from licdsl.terms.checked import Checked


def checked_or_exit(file: Path) -> Checked:
    """The checked contract of `file`; prints every diagnostic and exits with 1 while it has errors."""
    from licdsl.language.rendering import report
    from licdsl.language.source import Source
    from licdsl.terms.checked import check

    checked = check(Source.read(file))
    if not checked.ok:
        click.echo(report(checked.diagnostics, checked.source), err=True)
        sys.exit(1)
    return checked
