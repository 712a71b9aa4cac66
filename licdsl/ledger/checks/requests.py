"""Request ids: unique for ever, and the derived index holds exactly those of the entries."""

from __future__ import annotations

from licdsl.ledger.commitments import BLIND, Private
from licdsl.ledger.entry import Entry
from licdsl.ledger.evidence import Stretch, View
from licdsl.ledger.findings import Findings
from licdsl.ledger.requests import digest_of, request_key


class RequestCheck:
    """Looks up every id of a segment in the index, and compares the number of rows at the end."""

    def __init__(self) -> None:
        """Start with no ids."""
        self._count = 0

    def segment(self, view: View, stretch: Stretch, findings: Findings) -> None:
        """Compare the index rows of one segment's ids."""
        expected = self._expected(stretch, findings)
        self._count += len(expected)
        left = dict(expected)
        for key, entry, payload in view.requests(sorted(expected)):
            number, digest = left.pop(key, (None, None))
            if (entry, payload) == (number, digest):
                continue
            if entry != number:
                findings.add("request", number, f"its request id is indexed as that of entry {entry}")
            elif digest is not False:
                findings.add(
                    "request", number, "the indexed digest of its payload is not that of its private part"
                )
        for number, _ in left.values():
            findings.add("request", number, "its request id is not in the index")

    def _expected(self, stretch: Stretch, findings: Findings) -> dict[bytes, tuple[int, bytes | bool | None]]:
        """Key → (entry, payload digest); None where a part is gone, False where it can't be known."""
        expected: dict[bytes, tuple[int, bytes | bool | None]] = {}
        for offset, entry in enumerate(stretch.entries):
            if entry.request is None or entry.reporter is None:
                continue
            number = stretch.first + offset
            try:
                key = request_key(entry.reporter, entry.request)
            except UnicodeEncodeError:
                continue  # the chain's check of words has named it
            if key in expected:
                findings.add("request", number, f"entry {expected[key][0]} already has its request id")
                continue
            expected[key] = (
                number,
                False if stretch.private is None else _payload(entry, stretch.private[offset]),
            )
        return expected

    def finish(self, view: View, size: int, findings: Findings) -> None:
        """No further rows may be in the index."""
        if view.count("request_index") == self._count:
            return
        findings.add("request", None, f"the index of request ids does not hold exactly {self._count} rows")


def _payload(entry: Entry, private: Private) -> bytes | None:
    if len(private) != len(entry.commitments):
        return None
    return digest_of([(name, private[name][1]) for name in sorted(private) if name != BLIND])
