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
    is_id,
    is_outcome,
)
from licdsl.ledger.forms import form
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
        request = _request(draft, received)
        constant = form(
            draft.kind,
            draft.contract,
            draft.data,
            draft.reporter,
            draft.semantics,
            tuple(draft.streams),
            tuple(draft.private),
        )
        salts = self._salts.take(SALT * len(constant.groups))
        bodies = draft.private or {BLIND: blind_body(self._salts)}
        private: Private = {}
        values: list[int | bytes] = [draft.at]
        for number, name in enumerate(constant.groups):
            salt, body = salts[SALT * number : SALT * number + SALT], bodies[name]
            private[name] = (salt, body)
            values.append(base64_hash(sha256(PREFIX + salt + body).digest()))
        values += (index, draft.outcome, self._leaf, received, request)
        heads = [self._head(stream) for stream in constant.streams]
        for head in heads:
            values += (head.count, head.leaf)
        entry = constant.template % tuple(values)
        if len(entry) > LONGEST:
            raise StoreError(f"the entry would have {len(entry)} bytes, more than {LONGEST}")
        placed = Placed(index, entry, sha256(b"\x00" + entry).digest(), private)
        self._advance(placed, received)
        for stream, head in zip(constant.streams, heads, strict=True):
            self.changed[stream] = Head(head.count + 1, self._leaf, index)
        return placed

    def _advance(self, placed: Placed, received: int) -> None:
        self.size = placed.index + 1
        self._leaf = base64_hash(placed.leaf)
        self._received = received
        self.placed.append(placed)

    def _head(self, stream: str) -> Head:
        return self.changed.get(stream) or self._head_of(stream) or _NO_HEAD


def _request(draft: Draft, received: int) -> bytes:
    """The request's canonical JSON; raises StoreError where what differs between drafts has no v1 form.

    What drafts share is checked by `form`. Does not check that private bodies are canonical JSON:
    they are committed to as they stand.
    """
    if not -LARGEST <= draft.at <= received + FUTURE or received > LARGEST:
        raise StoreError("the event time is more than five minutes after the time received, or out of range")
    if not _is_outcome(draft.outcome):
        raise StoreError("the outcome is not a canonical JSON object")
    if draft.request is None:
        return b"null"
    if draft.reporter is None or not is_id(draft.request):
        raise StoreError("a request needs a reporter and an id of 1 to 200 printable ASCII characters")
    return encode_trusted(draft.request)


_NO_HEAD = Head(0, ZERO, -1)
_is_outcome = lru_cache(maxsize=4_096)(is_outcome)  # decisions alike have outcomes alike
