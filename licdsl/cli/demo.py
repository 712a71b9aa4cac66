"""`licdsl demo`: the main job end to end, on real parts, in a temporary node."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click


@click.command("demo")
@click.option(
    "--access-log",
    "log_path",
    metavar="LOG",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own log (Apache or nginx combined, plain or gzip) instead of a made-up newspaper day.",
)
def demo_command(log_path: Path | None) -> None:
    """Decide a day of crawler traffic by a contract, sign every decision, bill it, verify it, tamper with it.

    Everything happens in a temporary folder that is removed at the end. Exits with 1 if anything
    that must hold does not.
    """
    from licdsl.cli.demo_steps import Demo
    from licdsl.cli.terminal import console_on

    with tempfile.TemporaryDirectory(prefix="licdsl-demo-") as folder:
        held = Demo(Path(folder), log_path, console_on(sys.stdout)).run()
    sys.exit(0 if held else 1)
