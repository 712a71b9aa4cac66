"""The steps of the demo: node, terms, traffic, statement, verification, and an edited byte."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from licdsl.cli.audit_shown import show_audit
from licdsl.cli.progress import progress
from licdsl.cli.statement_tables import show_statement
from licdsl.cli.traffic_tables import show_simulation
from licdsl.engine.decision import Decision
from licdsl.engine.request import Request
from licdsl.interop.access_log import AccessLog
from licdsl.language import packaged
from licdsl.language.source import Source
from licdsl.node import Node
from licdsl.rehearsal.in_file_tests import run_tests, totals_line
from licdsl.rehearsal.newspaper import article_facts
from licdsl.rehearsal.simulation import Simulation, simulate
from licdsl.rehearsal.traffic import newspaper_log
from licdsl.replay.auditor import Audit, Auditor
from licdsl.stores.backup import back_up
from licdsl.stores.node_folder import NodeFolder
from licdsl.terms.checked import Checked, check
from licdsl.values.instants import to_datetime

CONTRACT = "open-web.lic"
_ALLOW = b'"decision":"allow"'
IN_FULL = 1  # accounts whose lines are all shown
SAMPLES = 4  # refusals that are shown in full
# Commands to type next; each line fits a terminal of 80 columns.
_NEXT = (
    ("licdsl check FILE.lic", "every mistake, with its mend"),
    ("licdsl explain FILE.lic", "its terms in plain English"),
    ("licdsl simulate FILE.lic --access-log access.log", "what it would have earned"),
    ("licdsl init my-node", "your own keys, a signed log"),
    ("licdsl log verify --node my-node --replay", "trust nobody: recompute all"),
)


class Demo:
    """One run; `run` returns whether everything that must hold did."""

    def __init__(self, folder: Path, log_path: Path | None, console: Console) -> None:
        """Work inside `folder`, on the log at `log_path` or on the made-up newspaper day."""
        self._folder = folder
        self._log_path = log_path
        self._console = console
        self._now = 0
        self._samples: dict[str, str] = {}

    def run(self) -> bool:
        """Run every step and print what happens."""
        checked = check(Source.from_bytes(packaged.contract(CONTRACT), CONTRACT))
        log = newspaper_log() if self._log_path is None else AccessLog.at(self._log_path)
        with Node.create(self._folder / "node", origin="demo.invalid/log", clock=lambda: self._now) as node:
            self._terms(checked)
            node.add_contract(checked)
            result = self._traffic(node, checked, log)
            self._statement(node)
            checkpoint = node.log.checkpoint
        audit = self._verification(result)
        named = self._tampering()
        self._next_steps(checkpoint)
        return audit and named

    def _head(self, number: int, title: str) -> None:
        self._console.print(f"\n[bold cyan]{number}  {title}[/bold cyan]")

    # ---------------------------------------------------------------- steps
    def _terms(self, checked: Checked) -> None:
        self._head(1, "the terms: a file that a lawyer reads")
        contract = checked.contract
        self._console.print(f"contracts/{CONTRACT}: {escape(contract.title)}, version {contract.version}")
        self._console.print(f"meaning {contract.digest}")
        for line in _excerpt(checked.source.text, ("permission answers:", "prohibition training:")):
            self._console.print(f"  [dim]{escape(line)}[/dim]")
        self._console.print(f"its own tests: {totals_line([run_tests(checked)])}")

    def _traffic(self, node: Node, checked: Checked, log: AccessLog) -> Simulation:
        self._head(2, "the traffic: every request of a known crawler is decided and recorded")

        def decide(requests: Sequence[Request]) -> list[Decision]:
            self._now = max(self._now, *(request.at for request in requests))
            decisions = node.decide_many(requests)
            for decision in decisions:
                if not decision.allowed:
                    self._samples.setdefault(f"{decision.clause} {decision.reason}", decision.text())
            return decisions

        site_facts = article_facts if self._log_path is None else None
        with progress("deciding", log.line_count) as advance:
            result = simulate([checked.contract], log, decide=decide, site_facts=site_facts, progress=advance)
        show_simulation(result, self._console)
        self._console.print("refusals say who, why and until when, for example:")
        for _, text in sorted(self._samples.items())[:SAMPLES]:
            self._console.print(f"  {escape(text)}")
        return result

    def _statement(self, node: Node) -> None:
        day = to_datetime(self._now)
        self._head(3, f"the statement of {day:%Y-%m}: computed from the log, the commission visible")
        statement = node.statement(f"{day:%Y-%m}")
        show_statement(statement, self._console, node.account_names(), in_full=IN_FULL)

    def _verification(self, result: Simulation) -> bool:
        self._head(4, "the audit: everything is recomputed from the stored bytes and decided again")
        audit = self._audit(self._folder / "node")
        show_audit(audit, self._console)
        decisions = audit.report.kinds["decision"]
        parts = f"{result.allowed:,} allowed + {result.denied:,} denied + {result.undecided:,} undecided"
        adds_up = result.requests == result.allowed + result.denied + result.undecided == decisions
        self._console.print(
            f"{result.requests:,} requests by known crawlers = {parts} "
            f"{'=' if adds_up else '[red]≠[/red]'} {decisions:,} decision entries verified",
            soft_wrap=True,
        )
        return audit.ok and adds_up and audit.replayed == decisions

    def _tampering(self) -> bool:
        self._head(5, "the attack: one byte of one stored decision is changed in a copy")
        copy = self._folder / "copy"
        back_up(NodeFolder(self._folder / "node"), NodeFolder(copy))
        index = _edit_one_byte(NodeFolder(copy).log)
        self._console.print(f"changed: an `allow` in entry {index:,} now reads `alloW`")
        audit = self._audit(copy)
        show_audit(audit, self._console)
        first = audit.report.first
        named = not audit.ok and first is not None and first.entry == index
        if named:
            self._console.print(f"the first finding names entry {index:,}: the one that was changed")
        return named

    def _audit(self, node: Path) -> Audit:
        with Auditor(node) as auditor, progress("verifying", auditor.size) as advance:
            return auditor.verify(replay=True, progress=advance)

    def _next_steps(self, checkpoint: str | None) -> None:
        self._head(6, "next: try it on your own")
        for command, what in _NEXT:
            self._console.print(f"  {command:<48}  [dim]{what}[/dim]")
        if checkpoint is not None:
            size = int(checkpoint.splitlines()[1])
            self._console.print(
                f"[dim]a checkpoint of {len(checkpoint)} bytes covered all {size:,} entries[/dim]"
            )


def _excerpt(text: str, heads: Sequence[str]) -> list[str]:
    """The blocks of a contract that start with one of `heads`, without comments."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        plain = line.split("#")[0].rstrip()
        inside = bool(plain) and (inside or plain in heads)
        if inside:
            lines.append(plain)
    return lines


def _edit_one_byte(path: Path) -> int:
    """Turn the last stored `allow` into `alloW`, as an insider with the file could; its entry's index."""
    with closing(sqlite3.connect(path)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f'DROP TRIGGER "{name}"')
        rows = connection.execute("SELECT first, entries FROM segment ORDER BY first DESC").fetchall()
        first, entries = next(row for row in rows if _ALLOW in row[1])
        place = entries.rindex(_ALLOW)
        edited = entries[:place] + _ALLOW.replace(b"allow", b"alloW") + entries[place + len(_ALLOW) :]
        connection.execute("UPDATE segment SET entries = ? WHERE first = ?", (edited, first))
        for _, statement in guards:
            connection.execute(statement)
        connection.commit()
    return int(first) + _entries_before(entries, place)


def _entries_before(blob: bytes, position: int) -> int:
    """How many length-prefixed entries of `blob` end before `position`."""
    count = start = 0
    while start + 2 + int.from_bytes(blob[start : start + 2], "big") <= position:
        start += 2 + int.from_bytes(blob[start : start + 2], "big")
        count += 1
    return count
