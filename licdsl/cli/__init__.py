"""The command line: one file per command, imported only when it is called.

`licdsl check` must start fast, so the table below names where each command lives and nothing is
imported before it is asked for. Exit codes: 0 fine, 1 findings, 2 misuse.
"""

from __future__ import annotations

import errno
import importlib
import sys
from typing import Any

import click

from licdsl.errors import LicdslError, reason_of

# name → (module under licdsl.cli, attribute, one line of help that fits a terminal of 80 columns)
COMMANDS = {
    "check": ("check", "check_command", "Check contract files and show every mistake with a hint."),
    "contract": ("contract", "contract_group", "Add contracts to a node and list them."),
    "decide": ("decide", "decide_command", "Decide requests, a JSON object per line, and record them."),
    "demo": ("demo", "demo_command", "Run the main job end to end in a temporary node."),
    "explain": ("explain", "explain_command", "Say in plain English what a contract means."),
    "format": ("format", "format_command", "Lay contract files out in the one canonical way."),
    "init": ("init", "init_command", "Make a node: keys, settings and an empty signed log."),
    "log": ("log", "log_group", "Verify, show and project the audit log of a node."),
    "simulate": ("simulate", "simulate_command", "Show what terms would have earned on an access log."),
    "statement": ("statement", "statement_command", "Show who owes whom for a period."),
    "test": ("test", "test_command", "Run the tests inside contract files."),
}


class _Commands(click.Group):
    """A group whose commands are imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"licdsl.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in sorted(COMMANDS.items())])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise click.UsageError(f"no command is called `{args[0]}`{_hint(args[0])}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click returns what the command returns
        if sys.stdout is None:
            raise _Refused("standard output is closed")
        try:
            return super().invoke(ctx)
        except LicdslError as error:
            raise _Refused(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # the reader has seen enough; click ends quietly
            raise _Refused(_of_system(error)) from error
        except RuntimeError as error:
            if sys.stdin is not None:
                raise
            raise _Refused("standard input is closed") from error


class _Refused(click.ClickException):
    """A licdsl error shown as one line; exit code 2, because the command could not run."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - click's own signature
        click.echo(f"licdsl: {self.message}", file=file or sys.stderr)


def _of_system(error: OSError) -> str:
    """One line for a file, folder or disk that failed a command."""
    reason = reason_of(error)
    return f"`{error.filename}`: {reason}" if error.filename else f"cannot go on: {reason}"


def _hint(word: str) -> str:
    import difflib

    close = difflib.get_close_matches(word, sorted(COMMANDS), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="licdsl", message="licdsl %(version)s")
def main() -> None:
    """Licence terms that run: write them, decide and meter uses by them, prove what is owed."""
