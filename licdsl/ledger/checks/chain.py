"""Segments, framing, encoding, index, chain and times: the entries as a gap-free sequence."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from licdsl.errors import ChainBroken
from licdsl.ledger.commitments import Private
from licdsl.ledger.entry import FUTURE, Entry, base64_hash, check_words, decode, is_id
from licdsl.ledger.evidence import Row, Stretch
from licdsl.ledger.findings import Findings
from licdsl.ledger.frames import split_entries, split_what_fits, unpack_private
from licdsl.ledger.streams import ZERO
from licdsl.ledger.tree import HASH, leaf_hash
from licdsl.values.canonical import LARGEST, encode_trusted


class ChainCheck:
    """Reads segment rows in order; stops at the first one whose entries can't be told apart or read."""

    def __init__(self) -> None:
        """Expect entry 0."""
        self.position = 0
        self.kinds: Counter[str] = Counter()
        self._link = ZERO.decode("ascii")
        self._received = -LARGEST
        self._seen: set[tuple[object, ...]] = set()

    def read(self, row: Row, parts: object, findings: Findings) -> Stretch | None:
        """The entries of one segment row, checked; None when nothing after it can be checked."""
        if not self._in_place(row, findings):
            return None
        stretch = self._stretch(row, findings)
        if stretch is None:
            return None
        self._check_leaves(stretch, row[2], findings)
        self._check_chain(stretch, findings)
        self._check_times(stretch, findings)
        self._check_words(stretch, findings)
        stretch.private = _private(stretch, parts, findings)
        self.position = stretch.end
        self._link = stretch.links[-1]
        self._received = stretch.entries[-1].received
        self.kinds.update([entry.kind for entry in stretch.entries])
        return stretch

    def _in_place(self, row: Row, findings: Findings) -> bool:
        first, count, leaves, entries = row
        if not (
            type(first) is int and type(count) is int and type(leaves) is bytes and type(entries) is bytes
        ):
            findings.add("segment", self.position, "the segment row holds values of the wrong type")
        elif first > self.position:
            findings.add("gap", self.position, f"entries {self.position} to {first - 1} are missing")
        elif first < self.position:
            findings.add("segment", self.position, f"a segment starts again at entry {first}")
        else:
            return True
        return False

    def _stretch(self, row: Row, findings: Findings) -> Stretch | None:
        first, count, leaves, blob = row
        try:
            data = split_entries(blob)
            if len(data) != count or not data:
                raise ChainBroken(f"the segment holds {len(data)} entries, its row says {count}")
        except ChainBroken as error:
            findings.add("segment", first + _first_odd(split_what_fits(blob), leaves), str(error))
            return None
        try:
            entries = [decode(each) for each in data]
        except ChainBroken:
            _name_malformed(first, data, findings)
            return None
        hashes = [leaf_hash(each) for each in data]
        links = [base64_hash(each).decode("ascii") for each in hashes]
        return Stretch(first, data, hashes, links, entries, None)

    def _check_leaves(self, stretch: Stretch, stored: bytes, findings: Findings) -> None:
        if b"".join(stretch.leaves) == stored:
            return
        if len(stored) != HASH * len(stretch.leaves):
            findings.add("leaves", stretch.first, "the segment does not hold one leaf hash per entry")
        for offset, leaf in enumerate(stretch.leaves):
            if leaf != stored[offset * HASH : (offset + 1) * HASH]:
                findings.add(
                    "leaf", stretch.first + offset, "the stored leaf hash is not that of the entry's bytes"
                )

    def _check_chain(self, stretch: Stretch, findings: Findings) -> None:
        if [encode_trusted(entry) for entry in stretch.entries] != stretch.data:
            for offset, (entry, data) in enumerate(zip(stretch.entries, stretch.data, strict=True)):
                if encode_trusted(entry) != data:
                    findings.add("encoding", stretch.first + offset, "the entry is not in canonical form")
        if [entry.index for entry in stretch.entries] != list(range(stretch.first, stretch.end)):
            for number, entry in enumerate(stretch.entries, stretch.first):
                if entry.index != number:
                    findings.add("index", number, f"the entry says it is number {entry.index}")
        if [entry.previous for entry in stretch.entries] != [self._link, *stretch.links[:-1]]:
            self._name_break(stretch, findings)

    def _name_break(self, stretch: Stretch, findings: Findings) -> None:
        """Say which of two neighbours was changed: the later one if the one after it objects too."""
        before = [self._link, *stretch.links]
        broken = [entry.previous != before[offset] for offset, entry in enumerate(stretch.entries)]
        for offset, (here, after) in enumerate(pairwise([*broken, False])):
            number = stretch.first + offset
            if here and (after or number == 0):
                findings.add("chain", number, "the entry does not name the leaf hash of the entry before it")
            elif here and not (offset and broken[offset - 1]):
                text = f"entry {number} was written after other bytes than these"
                findings.add("chain", number - 1, text)

    def _check_times(self, stretch: Stretch, findings: Findings) -> None:
        times = [self._received, *[entry.received for entry in stretch.entries]]
        if sorted(times) != times:
            for offset, (before, here) in enumerate(pairwise(times)):
                if here < before:
                    findings.add(
                        "received", stretch.first + offset, "it was received before the entry before it"
                    )
        for number, entry in enumerate(stretch.entries, stretch.first):
            if entry.at > entry.received + FUTURE:
                findings.add("at", number, "the event is more than five minutes after it was received")

    def _check_words(self, stretch: Stretch, findings: Findings) -> None:
        """`check_words` of each entry, once per combination of words that come back."""
        seen = self._seen
        for number, entry in enumerate(stretch.entries, stretch.first):
            request = entry.request
            key = (
                entry.v, entry.kind, entry.contract, entry.data, entry.reporter, request is None,
                *entry.commitments, 0, *[place.id for place in entry.streams],
            )  # fmt: skip
            if key in seen and (request is None or is_id(request)):
                continue
            try:
                check_words(entry)
            except ChainBroken as error:
                findings.add("words", number, str(error))
            else:
                if len(seen) < 100_000:
                    seen.add(key)


def _first_odd(data: list[bytes], leaves: bytes) -> int:
    """How many of `data` have the leaf hashes that are stored, from the start."""
    for offset, each in enumerate(data):
        if leaf_hash(each) != leaves[offset * HASH : (offset + 1) * HASH]:
            return offset
    return len(data)


def _name_malformed(first: int, data: list[bytes], findings: Findings) -> None:
    for number, each in enumerate(data, first):
        try:
            Entry.read(each)
        except ChainBroken as error:
            findings.add("entry", number, str(error))


def _private(stretch: Stretch, parts: object, findings: Findings) -> list[Private] | None:
    if parts is None:
        return [{} for _ in stretch.data]
    try:
        if type(parts) is not bytes:
            raise ChainBroken("the private parts are not a blob")
        private = unpack_private(parts)
        if len(private) != len(stretch.data):
            raise ChainBroken(f"there are private parts for {len(private)} of {len(stretch.data)} entries")
    except ChainBroken as error:
        findings.add("private", stretch.first, str(error))
        return None
    return private
