"""Request ids: unique for ever, and the derived index holds exactly those of the entries."""

from __future__ import annotations

from licdsl.ledger.entry import Entry
from licdsl.ledger.evidence import Row, Stretch, View
from licdsl.ledger.findings import Findings
from licdsl.ledger.requests import request_key

MOST = 32_000  # rows held for one comparison: about 4 MB
SCAN = 16  # looking up a key costs as much as passing over this many rows


class RequestCheck:
    """Gathers the rows that the index must hold, and compares them in the snapshot they were read in.

    Whoever runs it calls `compare` at the end of each snapshot.
    """

    def __init__(self) -> None:
        """Start with no ids."""
        self._count = 0
        self._expected: list[Row] = []  # by entry

    def segment(self, view: View, stretch: Stretch, findings: Findings) -> None:
        """Gather the rows of one stretch."""
        self._expected += _expected(stretch.first, stretch.entries)
        if len(self._expected) >= MOST:
            self.compare(view, findings)

    def compare(self, view: View, findings: Findings) -> None:
        """Compare what was gathered with the index; only differences take a look at single rows."""
        expected, self._expected = self._expected, []
        if not expected:
            return
        self._count += len(expected)
        dense = view.size() <= SCAN * len(expected)
        if dense and view.requests_within(expected[0][1], expected[-1][1] + 1) == expected:
            return
        expected.sort()
        stored = view.requests([row[0] for row in expected])
        if stored != expected:
            _name(expected, {row[0]: row for row in stored}, findings)

    def finish(self, view: View, size: int, findings: Findings) -> None:
        """No further rows may be in the index."""
        if view.count("request_index") == self._count:
            return
        findings.add("request", None, f"the index of request ids does not hold exactly {self._count} rows")


def _name(expected: list[Row], stored: dict[str, Row], findings: Findings) -> None:
    """Name each entry whose row is not its own."""
    seen: dict[str, int] = {}
    for key, entry in expected:
        row = stored.get(key)
        if seen.setdefault(key, entry) != entry:
            findings.add("request", entry, f"entry {seen[key]} already has its request id")
        elif row is None:
            findings.add("request", entry, "its request id is not in the index")
        elif row[1] != entry:
            findings.add("request", entry, f"its request id is indexed as that of entry {row[1]}")


def _expected(first: int, entries: list[Entry]) -> list[Row]:
    """(key, entry) per request."""
    return [
        (request_key(entry.reporter, entry.request), number)
        for number, entry in enumerate(entries, first)
        if entry.request is not None and entry.reporter is not None
    ]
