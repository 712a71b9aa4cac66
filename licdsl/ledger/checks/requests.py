"""Request ids: unique for ever, and the derived index holds exactly those of the entries."""

from __future__ import annotations

from hashlib import sha256

from licdsl.ledger.commitments import BLIND
from licdsl.ledger.evidence import Row, Stretch, View
from licdsl.ledger.findings import Findings
from licdsl.ledger.requests import NOTHING


class RequestCheck:
    """Looks up every id of a segment in the index, and compares the number of rows at the end."""

    def __init__(self) -> None:
        """Start with no ids."""
        self._count = 0

    def segment(self, view: View, stretch: Stretch, findings: Findings) -> None:
        """Compare the index rows of one segment's ids."""
        expected = _expected(stretch)
        self._count += len(expected)
        expected.sort()
        stored = view.requests([row[0] for row in expected])
        if stored != expected:
            self._name(stretch, expected, {row[0]: row for row in stored}, findings)

    def _name(
        self, stretch: Stretch, expected: list[Row], stored: dict[bytes, Row], findings: Findings
    ) -> None:
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
            elif row[2] != payload and stretch.private is not None:
                findings.add(
                    "request", entry, "the indexed digest of its payload is not that of its private part"
                )

    def finish(self, view: View, size: int, findings: Findings) -> None:
        """No further rows may be in the index."""
        if view.count("request_index") == self._count:
            return
        findings.add("request", None, f"the index of request ids does not hold exactly {self._count} rows")


def _expected(stretch: Stretch) -> list[Row]:
    """(key, entry, payload digest) per request; the digest is None where a part is gone.

    `request_key` and `payload_digest` are written out here: a call costs a third of a hash. Stored
    groups are in name order; a `blind` one stands alone and is no part of what was asked.
    """
    rows: list[Row] = []
    private = stretch.private or [{}] * len(stretch.entries)
    for entry, groups in zip(stretch.entries, private, strict=True):
        if entry.request is None or entry.reporter is None:
            continue
        key = sha256(f"{entry.reporter}\0{entry.request}".encode()).digest()[:16]
        if len(groups) != len(entry.commitments):
            rows.append((key, entry.index, None))
        elif BLIND in groups:
            rows.append((key, entry.index, NOTHING))
        else:
            payload = sha256(b"\0".join([group[1] for group in groups.values()])).digest()
            rows.append((key, entry.index, payload))
    return rows
