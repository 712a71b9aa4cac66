"""Streams: every number of every stream is there once, chained, and its heads are committed to."""

from __future__ import annotations

import binascii

from licdsl.ledger.entry import Entry
from licdsl.ledger.evidence import Stretch, View
from licdsl.ledger.findings import Findings
from licdsl.ledger.streams import HEADS, ZERO, heads_due, heads_outcome
from licdsl.values.canonical import decode, encode_trusted

_Head = tuple[int, str, int]  # how many entries, the last one's leaf hash, its index
_NONE: _Head = (0, ZERO.decode("ascii"), -1)


class StreamCheck:
    """Follows every stream; compares heads entries and the derived tables stream_head and heads_entry."""

    def __init__(self) -> None:
        """Start before the genesis."""
        self._heads: dict[str, _Head] = {}
        self._rows: list[tuple[int, int]] = []
        self._last = (0, 0)

    def segment(self, view: View, stretch: Stretch, findings: Findings) -> None:
        """Check the places in streams, and the heads entries, of one stretch."""
        heads, watch = self._heads, self._may_need_heads(stretch)
        for number, (entry, here) in enumerate(
            zip(stretch.entries, stretch.links, strict=True), stretch.first
        ):
            if watch:
                self._watch_heads(number, entry, stretch, findings)
            for place in entry.streams:
                stream = place.id
                count, link, _ = heads.get(stream, _NONE)
                if place.index != count or place.previous != link:
                    findings.add("stream", number, f"it does not follow number {count - 1} of its stream")
                heads[stream] = (count + 1, here, number)

    def _may_need_heads(self, stretch: Stretch) -> bool:
        """Whether a heads entry stands in the stretch, or may be due somewhere in it."""
        if not stretch.first or HEADS in stretch.kinds:
            return True
        return heads_due(stretch.end, max([entry.received for entry in stretch.entries]), *self._last)

    def _watch_heads(self, number: int, entry: Entry, stretch: Stretch, findings: Findings) -> None:
        if number == 0:
            self._last = (0, entry.received)
            self._rows.append(self._last)
        elif entry.kind == HEADS or heads_due(number, entry.received, *self._last):
            self._check_heads(number, entry, stretch, findings)

    def _check_heads(self, number: int, entry: Entry, stretch: Stretch, findings: Findings) -> None:
        due = heads_due(number, entry.received, *self._last)
        if entry.kind != HEADS:
            findings.add("heads", number, "a heads entry was due before it")
            self._last = (number, entry.received)  # say it once, not for every entry after it
            return
        if not due:
            findings.add("heads", number, "a heads entry stands where none was due")
        group = None if stretch.private is None else stretch.private[number - stretch.first].get(HEADS)
        if group is not None and not self._lists_heads(entry, group[1]):
            findings.add("heads", number, "the list of heads is not that of the streams that changed")
        self._rows.append((number, entry.received))
        self._last = (number, entry.received)

    def _lists_heads(self, entry: Entry, body: bytes) -> bool:
        since = self._last[0]
        expected = sorted((stream, head) for stream, head in self._heads.items() if head[2] > since)
        salts = _salts(body, len(expected))
        if salts is None:
            return False
        rows = [
            encode_trusted([last, stream, link, count - 1, salt])
            for (stream, (count, link, last)), salt in zip(expected, salts, strict=True)
        ]
        return b"[%b]" % b",".join(rows) == body and heads_outcome(rows) == encode_trusted(entry.outcome)

    def finish(self, view: View, size: int, findings: Findings) -> None:
        """Compare stream_head and heads_entry with what the entries say."""
        left = dict(self._heads)
        for stream, count, leaf, entry in view.stream_heads():
            head = left.pop(stream, None) if type(stream) is str else None
            stored = (count, leaf, entry)
            if head is None:
                findings.add(
                    "stream-head", None, f"there is a head of the stream `{stream}`, which no entry is in"
                )
            elif stored != (head[0], binascii.a2b_base64(head[1]), head[2]) or type(leaf) is not bytes:
                findings.add("stream-head", head[2], f"the stored head of its stream `{stream}` is another")
        for stream, head in sorted(left.items()):
            findings.add("stream-head", head[2], f"the head of its stream `{stream}` is not stored")
        if view.heads_entries() != self._rows:
            findings.add("heads-entry", None, "the stored list of heads entries is not that of the log")


def _salts(body: bytes, count: int) -> list[str] | None:
    """The salts in the body of a heads entry with `count` rows, or None where it is no such list."""
    try:
        rows = decode(body)
        salts = [row[4] for row in rows]
        fine = len(rows) == count and all(len(binascii.a2b_base64(salt)) == 16 for salt in salts)
    except (ValueError, TypeError, IndexError, KeyError):
        return None
    return salts if fine else None
