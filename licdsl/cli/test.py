"""`licdsl test FILE…`: run the tests that stand inside contract files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from licdsl.rehearsal.in_file_tests import Outcome, TestReport
    from licdsl.terms.checked import Checked


@dataclass(frozen=True, slots=True)
class FileRun:
    """One file: its checked contract, and the report of its tests where it has no errors."""

    checked: Checked
    report: TestReport | None


def run(paths: Iterable[Path], advance: Callable[[int], None] = lambda _: None) -> list[FileRun]:
    """Check each file and run its tests; `advance` is told of each file that is done.

    Raises LicdslError for a file that cannot be read; mistakes inside a contract are data.
    """
    from licdsl.language.source import Source
    from licdsl.rehearsal.in_file_tests import run_tests
    from licdsl.terms.checked import check

    runs = []
    for path in paths:
        checked = check(Source.read(path))
        runs.append(FileRun(checked, run_tests(checked) if checked.ok else None))
        advance(1)
    return runs


def sound(runs: Iterable[FileRun]) -> bool:
    """Whether no file has errors and no test has failed; tests that are not run yet do not count."""
    return all(each.report is not None and each.report.passing for each in runs)


@click.command("test")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(dir_okay=False, path_type=Path)
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, or one JSON array for programs.",
)
def test_command(files: tuple[Path, ...], form: str) -> None:
    """Run every test in each FILE: one line per test, then the sums.

    A test that needs something which this version only records prints `not run yet` and the word,
    and counts as neither passed nor failed. Exit code 1 where a test fails or a file has errors.
    """
    from licdsl.cli.progress import progress

    with progress("testing", len(files)) as advance:
        runs = run(files, advance)
    if form == "json":
        _show_json(runs)
    else:
        _show_text(runs)
    if not sound(runs):
        sys.exit(1)


def _show_text(runs: list[FileRun]) -> None:
    from licdsl.rehearsal.in_file_tests import totals_line

    for each in runs:
        if each.report is None:
            _show_diagnostics(each.checked)
        elif not each.report.outcomes:
            click.echo(f"{click.style('no tests', fg='yellow')}  {each.report.path}")
        else:
            for outcome in each.report.outcomes:
                for line in _lines(each.report.path, outcome):
                    click.echo(line)
    click.echo(totals_line(each.report for each in runs if each.report is not None))
    broken = sum(each.report is None for each in runs)
    if broken:
        click.echo(
            f"{broken} {'file has' if broken == 1 else 'files have'} errors; no test of theirs was run"
        )


def _show_diagnostics(checked: Checked) -> None:
    from licdsl.language.rendering import report

    click.echo(report(checked.diagnostics, checked.source), err=True, nl=False)


def _lines(path: str, outcome: Outcome) -> Iterator[str]:
    """One line for the test; under a failed one, what was expected, what came out, and why."""
    status = outcome.status.value
    colour = {"passed": "green", "failed": "red"}.get(status, "yellow")
    word = f"{status}: {', '.join(outcome.words)}" if outcome.words else status
    yield f"{click.style(word, fg=colour)}  {path}:{outcome.line}  {outcome.title}"
    for failure in outcome.failures:
        yield f"    {path}:{failure.line}: {failure.expected}"
        yield f"        came out: {failure.got}"
        for reason in failure.why:
            yield f"        because:  {reason}"


def _show_json(runs: list[FileRun]) -> None:
    import json

    from licdsl.language.rendering import as_json

    rows = [
        {"diagnostics": [as_json(item, each.checked.source) for item in each.checked.diagnostics]}
        | {"path": each.checked.source.path}
        | ({} if each.report is None else _report_json(each.report))
        for each in runs
    ]
    click.echo(json.dumps(rows, indent=2, ensure_ascii=False))


def _report_json(report: TestReport) -> dict[str, object]:
    return {"tests": [_outcome_json(outcome) for outcome in report.outcomes]}


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    return {
        "failures": [
            {"came_out": each.got, "because": each.why, "expected": each.expected, "line": each.line}
            for each in outcome.failures
        ],
        "line": outcome.line,
        "needs": outcome.words,
        "status": outcome.status.value,
        "title": outcome.title,
    }
