"""An audit, and entries of a log, as people read them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from licdsl.cli.counts import counted
from licdsl.cli.terminal import console_on
from licdsl.ledger.entry import Entry
from licdsl.replay.auditor import Audit
from licdsl.values.instants import to_text

_SHOWN = 10


def print_report(audit: Audit) -> None:
    """Print an audit to standard output."""
    show_audit(audit, console_on(sys.stdout))


def show_audit(audit: Audit, console: Console) -> None:
    """What was recomputed, what replay gave, every kind of entry, and the first findings, a line each."""
    report = audit.report

    def say(text: str) -> None:
        console.print(text, soft_wrap=True)

    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(report.kinds.items()))
    entries = counted(report.entries, "entry", "entries")
    say(f"{entries} under {counted(report.checkpoints, 'signed checkpoint')} ({kinds})")
    if audit.replayed is not None:
        left_out = f", {audit.not_replayable:,} not replayable" if audit.not_replayable else ""
        say(f"{counted(audit.replayed, 'decision')} decided again: the same bytes{left_out}")
    if report.redacted or report.withheld:
        say(f"private parts: {report.redacted:,} redacted, {report.withheld:,} withheld")
    if audit.ok:
        say("[bold green]verified[/bold green]: everything holds")
        return
    say(f"[bold red]not verified[/bold red]: {counted(report.total, 'finding')}")
    for finding in report.findings[:_SHOWN]:
        say(f"  {escape(str(finding))}")
    if report.total > _SHOWN:
        say(f"  ... and {report.total - _SHOWN:,} more")


def print_entries(entries: Iterable[tuple[int, Entry]]) -> None:
    """Print entries to standard output: a row each."""
    table = Table(box=None, pad_edge=False)
    for title in ("index", "event time", "kind", "outcome"):
        table.add_column(title, justify="right" if title == "index" else "left", overflow="fold")
    for index, entry in entries:
        table.add_row(str(index), to_text(entry.at), entry.kind, escape(_summary(entry)))
    console_on(sys.stdout).print(table)


def _summary(entry: Entry) -> str:
    """The outcome in words; one that no engine wrote is shown as it stands."""
    outcome = entry.outcome
    if entry.kind != "decision" or not _as_decided(outcome):
        return ", ".join(
            f"{key} {value}" for key, value in sorted(outcome.items()) if isinstance(value, str | int)
        )
    words = [outcome["decision"]]
    if outcome.get("clause") is not None:
        words.append(f"by {outcome['clause']}")
    words.append(f"({outcome['reason']}) to {outcome['use']}")
    if outcome.get("until") is not None:
        words.append(f"until {to_text(outcome['until'])}")
    if outcome.get("missing"):
        words.append("without " + ", ".join(map(str, outcome["missing"])))
    return " ".join(words)


def _as_decided(outcome: Mapping[str, object]) -> bool:
    """Whether the fields that are shown have the types that the engine gives them."""
    texts = all(isinstance(outcome.get(key), str) for key in ("decision", "reason", "use"))
    return texts and isinstance(outcome.get("until", 0), int) and isinstance(outcome.get("missing", []), list)
