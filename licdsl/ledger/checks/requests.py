"""Request ids: unique for ever, and the derived index holds exactly those of the entries."""

from __future__ import annotations

from hashlib import sha256
from itertools import count

from licdsl.ledger.commitments import BLIND, Private
from licdsl.ledger.entry import Entry
from licdsl.ledger.evidence import Row, Stretch, View
from licdsl.ledger.findings import Findings
from licdsl.ledger.requests import NOTHING

MOST = 32_000  # rows held for one comparison: about 6 MB
SCAN = 16  # looking up a key costs as much as passing over this many rows
_UNREAD = ""  # in place of a digest where the private parts can't be read: equal to none


class RequestCheck:
    """Gathers the rows that the index must hold, and compares them before the snapshot closes.

    Whoever runs it calls `compare` at the end of each snapshot: erasure changes an entry's private
    parts and its row together, so both must be seen in the same one.
    """

    def __init__(self) -> None:
        """Start with no ids."""
        self._count = 0
        self._expected: list[Row] = []  # by entry

    def segment(self, view: View, stretch: Stretch, findings: Findings) -> None:
        """Gather the rows of one stretch."""
        self._expected += _expected(stretch.first, stretch.entries, stretch.private)
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


def _name(expected: list[Row], stored: dict[bytes, Row], findings: Findings) -> None:
    """Name each entry whose row is not its own."""
    seen: dict[bytes, int] = {}
    for key, entry, payload in expected:
        row = stored.get(key)
        if seen.setdefault(key, entry) != entry:
            findings.add("request", entry, f"entry {seen[key]} already has its request id")
        elif row is None:
            findings.add("request", entry, "its request id is not in the index")
        elif row[1] != entry:
            findings.add("request", entry, f"its request id is indexed as that of entry {row[1]}")
        elif row[2] != payload and payload != _UNREAD:
            findings.add(
                "request", entry, "the indexed digest of its payload is not that of its private part"
            )


def _expected(first: int, entries: list[Entry], private: list[Private] | None) -> list[Row]:
    """(key, entry, payload digest) per request; the digest is None where a part is gone.

    `request_key` and `payload_digest` are written out here: a call costs a third of a hash. Stored
    groups are in name order; a `blind` one stands alone and is no part of what was asked.
    """
    rows: list[Row] = []
    gone = _UNREAD if private is None else None
    for number, entry, groups in zip(count(first), entries, private or [{}] * len(entries), strict=False):
        request, reporter = entry.request, entry.reporter
        if request is None or reporter is None:
            continue
        key = sha256(f"{reporter}\0{request}".encode()).digest()[:16]
        if len(groups) != len(entry.commitments):
            rows.append((key, number, gone))
        elif BLIND in groups:
            rows.append((key, number, NOTHING))
        elif len(groups) == 2:  # a decision's facts and subject, joined without a list
            (_, one), (_, other) = groups.values()
            rows.append((key, number, sha256(one + b"\0" + other).digest()))
        else:
            bodies = [body for _, body in groups.values()]
            rows.append((key, number, sha256(b"\0".join(bodies)).digest()))
    return rows
