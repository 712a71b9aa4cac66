"""The chain: gives each draft its index, predecessor, streams, commitments and bytes.

One SHA-256 per entry is both its leaf in the tree and the link of the chain, because every entry
holds the leaf hash of the one before it. A `Chain` lives for one batch: it starts from a `Tail`,
and what it learnt (`tail`, `changed`) is adopted by the store only after the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256

import msgspec

from licdsl.errors import StoreError
from licdsl.ledger.commitments import BLIND, PREFIX, SALT, Private, Salts, blind_body
from licdsl.ledger.entry import (
    FUTURE,
    LONGEST,
    OWN_KINDS,
    base64_hash,
    encode,
    is_digest,
    is_id,
    is_kind,
    is_name,
    is_outcome,
)
from licdsl.ledger.store import Draft
from licdsl.ledger.streams import HEADS, HEADS_ENTRIES, HEADS_TIME, ZERO, Head, list_heads
from licdsl.values.canonical import LARGEST, encode_trusted


class Tail(msgspec.Struct, frozen=True):
    """Where a log ends: what the next entry must follow. `leaf` is base64; times are µs."""

    size: int
    leaf: bytes
    received: int
    heads_index: int
    heads_received: int


EMPTY = Tail(0, ZERO, -LARGEST, 0, 0)


class Placed(msgspec.Struct, frozen=True, gc=False):
    """An entry with its place: its bytes, leaf hash (32 bytes) and private groups."""

    index: int
    entry: bytes
    leaf: bytes
    private: Private


class Chain:
    """The open end of a log during one batch."""

    __slots__ = (
        "_changed_since",
        "_due_at",
        "_due_size",
        "_head_of",
        "_heads_index",
        "_heads_received",
        "_leaf",
        "_received",
        "_salts",
        "changed",
        "heads",
        "placed",
        "size",
    )

    def __init__(
        self,
        tail: Tail,
        salts: Salts,
        head_of: Callable[[str], Head | None],
        changed_since: Callable[[int], Mapping[str, Head]],
    ) -> None:
        """Continue after `tail`.

        `head_of(stream)` and `changed_since(index)` answer from what is committed: a stream's
        head, and the heads of streams with an entry after `index`.
        """
        self._salts = salts
        self._head_of = head_of
        self._changed_since = changed_since
        self.changed: dict[str, Head] = {}
        self.placed: list[Placed] = []
        self.heads: list[tuple[int, int]] = []  # index and received of the heads entries placed
        self.size = tail.size
        self._leaf = tail.leaf
        self._received = tail.received
        self._count_heads(tail.heads_index, tail.heads_received)

    def _count_heads(self, index: int, received: int) -> None:
        self._heads_index, self._heads_received = index, received
        self._due_size, self._due_at = index + HEADS_ENTRIES, received + HEADS_TIME

    @property
    def tail(self) -> Tail:
        """Where the log ends now."""
        return Tail(self.size, self._leaf, self._received, self._heads_index, self._heads_received)

    def append(self, draft: Draft) -> Placed:
        """Place a draft, behind a heads entry where one is due; raises StoreError if it has no v1 form."""
        if draft.kind in OWN_KINDS:
            raise StoreError(f"entries of kind `{draft.kind}` are written by the log itself")
        return self.append_own(draft)

    def begin(self, draft: Draft) -> Placed:
        """Place the genesis, which counts as the first heads entry."""
        placed = self._place(draft, draft.received)
        self.heads.append((0, draft.received))
        self._count_heads(0, draft.received)
        return placed

    def append_own(self, draft: Draft) -> Placed:
        """Place a draft of any kind; for the ledger's own entries."""
        received = draft.received if draft.received > self._received else self._received
        if self.size >= self._due_size or received >= self._due_at:
            self._append_heads(received)
        return self._place(draft, received)

    def _append_heads(self, received: int) -> None:
        since = self._heads_index
        changed = {**self._changed_since(since), **self.changed}
        listed = list_heads({name: head for name, head in changed.items() if head.entry > since}, self._salts)
        placed = self._place(Draft(HEADS, received, received, listed.outcome, {HEADS: listed.body}), received)
        self.heads.append((placed.index, received))
        self._count_heads(placed.index, received)

    def _place(self, draft: Draft, received: int) -> Placed:
        index = self.size
        check_draft(draft, received)
        private = self._salted(draft.private)
        streams = self._places(draft) if draft.streams else []
        entry = encode(
            draft.at,
            [
                (_quoted(name), base64_hash(sha256(PREFIX + salt + body).digest()))
                for name, (salt, body) in private.items()
            ],
            _quoted(draft.contract),
            _quoted(draft.data),
            index,
            _quoted(draft.kind),
            draft.outcome,
            self._leaf,
            received,
            _quoted(draft.reporter),
            encode_trusted(draft.request),
            draft.semantics,
            [(_quoted(name), count, before) for name, count, before in streams],
        )
        if len(entry) > LONGEST:
            raise StoreError(f"the entry would have {len(entry)} bytes, more than {LONGEST}")
        return self._advance(
            Placed(index, entry, sha256(b"\x00" + entry).digest(), private), received, streams
        )

    def _advance(self, placed: Placed, received: int, streams: list[tuple[str, int, bytes]]) -> Placed:
        self.size = placed.index + 1
        self._leaf = base64_hash(placed.leaf)
        self._received = received
        for name, count, _ in streams:
            self.changed[name] = Head(count + 1, self._leaf, placed.index)
        self.placed.append(placed)
        return placed

    def _salted(self, groups: Mapping[str, bytes]) -> Private:
        if not groups:
            return {BLIND: (self._salts.take(SALT), blind_body(self._salts))}
        take = self._salts.take
        return {name: (take(SALT), groups[name]) for name in sorted(groups)}

    def _places(self, draft: Draft) -> list[tuple[str, int, bytes]]:
        places = []
        for name in draft.streams if len(draft.streams) == 1 else sorted(set(draft.streams)):
            head = self.changed.get(name) or self._head_of(name)
            places.append((name, 0, ZERO) if head is None else (name, head.count, head.leaf))
        return places


def check_draft(draft: Draft, received: int) -> None:
    """Raise StoreError where a draft has no v1 form, so that no log is written that can't be verified.

    Does not check that private bodies are canonical JSON: they are committed to as they stand.
    """
    if not is_kind(draft.kind) or BLIND in draft.private or not all(map(is_kind, draft.private)):
        raise StoreError(f"the kind `{draft.kind}` or one of its private groups is not a lower-case word")
    if not -LARGEST <= draft.at <= received + FUTURE or received > LARGEST:
        raise StoreError("the event time is more than five minutes after the time received, or out of range")
    if not is_outcome(draft.outcome):
        raise StoreError("the outcome is not a canonical JSON object")
    if draft.request is not None and (draft.reporter is None or not is_id(draft.request)):
        raise StoreError("a request needs a reporter and an id of 1 to 200 printable ASCII characters")
    if draft.reporter is not None and not is_name(draft.reporter):
        raise StoreError("a reporter's id is 1 to 200 printable ASCII characters")
    if not all(map(is_name, draft.streams)):
        raise StoreError("a stream's id is 1 to 200 printable ASCII characters")
    for digest in (draft.contract, draft.data):
        if digest is not None and not is_digest(digest):
            raise StoreError("a contract or data digest is `sha256:` and 64 hexadecimal digits")
    if not 0 <= draft.semantics <= LARGEST:
        raise StoreError("the semantics is not a version number")


@lru_cache(maxsize=65_536)
def _quoted(text: str | None) -> bytes:
    return encode_trusted(text)
