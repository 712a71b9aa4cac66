"""A log in memory: the same entries and roots as in SQLite, gone with the process.

For simulations and tests of whatever records entries: nothing is signed, nothing is durable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from licdsl.errors import Conflict
from licdsl.ledger.chain import EMPTY, Chain, Tail
from licdsl.ledger.commitments import Private, Salts
from licdsl.ledger.genesis import GENESIS, genesis_outcome
from licdsl.ledger.keys import VerifierKey
from licdsl.ledger.requests import request_key
from licdsl.ledger.store import Draft, Receipt
from licdsl.ledger.streams import Head
from licdsl.ledger.tree import Edge


class MemoryLog:
    """A `LogStore` for one thread; what a failed batch added is dropped."""

    def __init__(
        self, *, key: VerifierKey, recovery: VerifierKey, received: int, entropy: Callable[[int], bytes]
    ) -> None:
        """Begin the log with its genesis, which names both keys."""
        self._salts = Salts(entropy)
        self._tail: Tail = EMPTY
        self._edge = Edge()
        self._entries: list[bytes] = []
        self._private: list[Private] = []
        self._heads: dict[str, Head] = {}
        self._known: dict[str, int] = {}
        batch = self._open()
        batch.chain.begin(Draft(GENESIS, received, received, genesis_outcome(key, recovery), {}))
        self._adopt(batch)

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return len(self._entries)

    @property
    def root(self) -> bytes:
        """The root over all entries (RFC 6962)."""
        return self._edge.root()

    @contextmanager
    def batch(self) -> Iterator[MemoryBatch]:
        """Open a batch; its entries are in the log when it ends without an exception."""
        batch = self._open()
        yield batch
        self._adopt(batch)

    def entries(self, first: int, last: int) -> Iterator[bytes]:
        """The bytes of entries [first, last)."""
        return iter(self._entries[first:last])

    def private_parts(self, first: int, last: int) -> Iterator[Private]:
        """Per entry of [first, last): group → (salt, body)."""
        return iter(self._private[first:last])

    def _open(self) -> MemoryBatch:
        chain = Chain(self._tail, self._salts, self._heads.get, self._changed_since)
        return MemoryBatch(chain, self._known, self._private)

    def _changed_since(self, entry: int) -> dict[str, Head]:
        return {stream: head for stream, head in self._heads.items() if head.entry > entry}

    def _adopt(self, batch: MemoryBatch) -> None:
        self._tail = batch.chain.tail
        self._edge.extend([each.leaf for each in batch.chain.placed])
        self._entries += [each.entry for each in batch.chain.placed]
        self._private += [each.private for each in batch.chain.placed]
        self._heads.update(batch.chain.changed)
        self._known.update(batch.added)


class MemoryBatch:
    """The open batch of a `MemoryLog`."""

    def __init__(self, chain: Chain, known: Mapping[str, int], private: Sequence[Private]) -> None:
        """Continue `chain`; `known` are the request ids already answered, `private` the parts before it."""
        self.chain = chain
        self.added: dict[str, int] = {}
        self._known = known
        self._private = private

    @property
    def size(self) -> int:
        """How many entries the log has, those of this batch included."""
        return self.chain.size

    def find(self, reporter: str, request: str) -> int | None:
        """The index of the entry that holds this reporter's request id, in the log or this batch."""
        key = request_key(reporter, request)
        return self.added[key] if key in self.added else self._known.get(key)

    def private(self, index: int) -> dict[str, bytes]:
        """The bodies of an entry's private groups, in the log or this batch; what was erased is not there."""
        before = len(self._private)
        groups = self._private[index] if index < before else self.chain.placed[index - before].private
        return {name: body for name, (_, body) in groups.items()}

    def append(self, draft: Draft) -> Receipt:
        """Give the draft its place; raises Conflict when its request id is taken."""
        asked = draft.request is not None and draft.reporter is not None
        known = self.find(draft.reporter or "", draft.request or "") if asked else None
        if known is not None:
            raise Conflict(f"request `{draft.request}` was already answered by entry {known}")
        placed = self.chain.append(draft)
        if draft.request is not None and draft.reporter is not None:
            key = request_key(draft.reporter, draft.request)
            self.added[key] = placed.index
        return Receipt(placed.index, placed.leaf)
