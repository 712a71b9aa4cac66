"""Segments, framing, encoding, index, chain and times: the entries as a gap-free sequence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise

from licdsl.errors import ChainBroken
from licdsl.ledger.commitments import Private
from licdsl.ledger.entry import (
    FUTURE,
    VERSION,
    Entry,
    StreamPlace,
    are_ids,
    base64_hashes,
    check_words,
    decode_all,
    is_digest,
    is_kind,
    is_name,
)
from licdsl.ledger.evidence import Row, Stretch
from licdsl.ledger.findings import Findings
from licdsl.ledger.frames import split_entries, split_what_fits, unpack_private
from licdsl.ledger.streams import ZERO
from licdsl.ledger.tree import HASH, leaf_hash
from licdsl.values.canonical import LARGEST, encode_trusted

_NOTHING = frozenset({None})
SPAN = 250  # entries decoded at a time; 64 to 256 measure alike


class ChainCheck:
    """Reads segment rows in order; stops at the first one whose entries can't be told apart or read."""

    def __init__(self) -> None:
        """Expect entry 0."""
        self.position = 0
        self.broken = False
        self.kinds: Counter[str] = Counter()
        self._link = ZERO.decode("ascii")
        self._received = -LARGEST

    def read(self, row: Row, parts: object, findings: Findings) -> Iterator[Stretch]:
        """The entries of one segment row, checked, a stretch at a time; `broken` where it can't go on."""
        if not self._in_place(row, findings):
            self.broken = True
            return
        first, count, leaves, blob = row
        try:
            data = split_entries(blob)
            if len(data) != count or not data:
                raise ChainBroken(f"the segment holds {len(data)} entries, its row says {count}")
        except ChainBroken as error:
            findings.add("segment", first + _first_odd(split_what_fits(blob)[0], leaves), str(error))
            self.broken = True
            return
        if len(leaves) != HASH * count:
            findings.add("leaves", first, "the segment does not hold one leaf hash per entry")
        private = _private(first, count, parts, findings)
        for start in range(0, count, SPAN):
            stretch = self._stretch(data[start : start + SPAN], findings)
            if stretch is None:
                self.broken = True
                return
            stretch.private = None if private is None else private[start : start + SPAN]
            self._check(stretch, leaves[start * HASH : (start + SPAN) * HASH], findings)
            yield stretch

    def _check(self, stretch: Stretch, stored: bytes, findings: Findings) -> None:
        changed = _check_leaves(stretch, stored, findings)
        self._check_chain(stretch, changed, findings)
        self._check_times(stretch, findings)
        self._check_words(stretch, findings)
        self.position = stretch.end
        self._link = stretch.links[-1]
        self._received = stretch.entries[-1].received
        self.kinds.update(stretch.kinds)

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

    def _stretch(self, data: list[bytes], findings: Findings) -> Stretch | None:
        try:
            entries = decode_all(data)
        except ChainBroken:
            _name_malformed(self.position, data, findings)
            return None
        hashes = [sha256(b"\x00" + each).digest() for each in data]
        kinds = [entry.kind for entry in entries]
        return Stretch(self.position, data, hashes, base64_hashes(hashes), entries, kinds, None)

    def _check_chain(self, stretch: Stretch, changed: set[int], findings: Findings) -> None:
        # each entry was decoded from its own bytes, so equal lists have equal members
        if encode_trusted(stretch.entries) != b"[%b]" % b",".join(stretch.data):
            for offset, (entry, data) in enumerate(zip(stretch.entries, stretch.data, strict=True)):
                if encode_trusted(entry) != data:
                    findings.add("encoding", stretch.first + offset, "the entry is not in canonical form")
        if [entry.index for entry in stretch.entries] != list(range(stretch.first, stretch.end)):
            for number, entry in enumerate(stretch.entries, stretch.first):
                if entry.index != number:
                    findings.add("index", number, f"the entry says it is number {entry.index}")
        if [entry.previous for entry in stretch.entries] != [self._link, *stretch.links[:-1]]:
            self._name_break(stretch, changed, findings)

    def _name_break(self, stretch: Stretch, changed: set[int], findings: Findings) -> None:
        """Say which of two neighbours was changed.

        It is the later one if its leaf hash is wrong too or the one after it objects as well.
        """
        before = [self._link, *stretch.links]
        broken = [entry.previous != before[offset] for offset, entry in enumerate(stretch.entries)]
        for offset, (here, after) in enumerate(pairwise([*broken, False])):
            number = stretch.first + offset
            if here and (after or number == 0 or number in changed):
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
        if max([entry.at - entry.received for entry in stretch.entries]) > FUTURE:
            for number, entry in enumerate(stretch.entries, stretch.first):
                if entry.at > entry.received + FUTURE:
                    findings.add("at", number, "the event is more than five minutes after it was received")

    def _check_words(self, stretch: Stretch, findings: Findings) -> None:
        """`check_words`, on the few different words of a stretch; entry by entry where one is bad."""
        entries = stretch.entries
        reporters = {entry.reporter for entry in entries}
        digests = {entry.contract for entry in entries} | {entry.data for entry in entries}
        groups = {tuple(entry.commitments) for entry in entries}
        places = [entry.streams for entry in entries]
        streams = {place.id for each in places for place in each}
        requests = [entry.request for entry in entries if entry.request is not None]
        fine = (
            {entry.v for entry in entries} == {VERSION}
            and all(map(is_kind, set(stretch.kinds)))
            and all(map(is_digest, digests - _NOTHING))
            and all(map(is_name, reporters - _NOTHING))
            and all(names and all(map(is_kind, names)) for names in groups)
            and all(map(is_name, streams))
            and (max(map(len, places)) < 2 or all(map(_ascending, places)))
            and are_ids(requests)
            and not (requests and None in reporters)
        )
        if not fine:
            _name_words(stretch, findings)


def _ascending(places: list[StreamPlace]) -> bool:
    return all(a.id < b.id for a, b in pairwise(places))


def _name_words(stretch: Stretch, findings: Findings) -> None:
    for number, entry in enumerate(stretch.entries, stretch.first):
        try:
            check_words(entry)
        except ChainBroken as error:
            findings.add("words", number, str(error))


def _check_leaves(stretch: Stretch, stored: bytes, findings: Findings) -> set[int]:
    """Compare the recomputed leaf hashes with those stored; return the entries that differ."""
    changed: set[int] = set()
    if b"".join(stretch.leaves) != stored:
        for number, leaf in enumerate(stretch.leaves):
            if leaf != stored[number * HASH : (number + 1) * HASH]:
                changed.add(stretch.first + number)
                findings.add("leaf", stretch.first + number, "the stored leaf hash is not that of its bytes")
    return changed


def _first_odd(data: list[bytes], leaves: bytes) -> int:
    """The first of `data` without the leaf hash that is stored, or the last: its length is wrong then."""
    for offset, each in enumerate(data):
        if leaf_hash(each) != leaves[offset * HASH : (offset + 1) * HASH]:
            return offset
    return max(len(data) - 1, 0)


def _name_malformed(first: int, data: list[bytes], findings: Findings) -> None:
    for number, each in enumerate(data, first):
        try:
            Entry.read(each)
        except ChainBroken as error:
            findings.add("entry", number, str(error))


def _private(first: int, count: int, parts: object, findings: Findings) -> list[Private] | None:
    if parts is None:
        return [{} for _ in range(count)]
    try:
        if type(parts) is not bytes:
            raise ChainBroken("the private parts are not a blob")
        private = unpack_private(parts)
        if len(private) != count:
            raise ChainBroken(f"there are private parts for {len(private)} of {count} entries")
    except ChainBroken as error:
        findings.add("private", first, str(error))
        return None
    return private
