"""What the ledger asks of a store, and what it hands back: drafts, batches, receipts.

A store opens one `Batch` at a time under the log's single lock. Everything that happens inside a
batch (entries, private parts, request index, stream heads, counters of the engine, the signed
checkpoint) is one transaction: it is all there after a crash, or none of it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import msgspec


@dataclass(slots=True)
class Draft:
    """An entry before it has a place in the log.

    `outcome` is canonical JSON (`values.canonical`), inserted as it stands. `private` maps a group name
    (`facts`, `subject` …) to canonical JSON that is stored beside the log under a salted
    commitment; a draft without one gets a `blind` commitment. `streams` are the opaque ids of the
    bound parties' streams. `request` with `reporter` is unique for ever; None where the entry
    answers no request. `contract` and `data` are digests in text form, or None. `semantics` is the
    version of the rules by which a replay must decide. `at` is the event time and `received` the
    node's, both in µs; a store forces `received` to be monotonic.
    """

    kind: str
    at: int
    received: int
    outcome: bytes
    private: dict[str, bytes]
    contract: str | None = None
    data: str | None = None
    request: str | None = None
    reporter: str | None = None
    streams: Sequence[str] = ()
    semantics: int = 1


class Receipt(msgspec.Struct, frozen=True, gc=False):
    """Where an entry stands: its index and leaf hash (RFC 6962). Not proof before the commit."""

    index: int
    leaf: bytes


class Batch(Protocol):
    """One open transaction on the log; the head cannot move under it."""

    @property
    def size(self) -> int:
        """How many entries the log has, those added in this batch included."""
        ...

    def find(self, reporter: str, request: str) -> int | None:
        """The index of the entry that holds this reporter's request id, in the log or this batch."""
        ...

    def private(self, index: int) -> dict[str, bytes]:
        """The bodies of an entry's private groups, in the log or this batch; what was erased is not there."""
        ...

    def append(self, draft: Draft) -> Receipt:
        """Give the draft its place; raises Conflict when its request id is taken.

        A `heads` entry comes before it where one is due, so the index is the receipt's, not `size`.
        """
        ...


class LogStore(Protocol):
    """A log that can be appended to and read back."""

    def batch(self) -> AbstractContextManager[Batch]:
        """Open the one batch; commits with a signed checkpoint on exit, rolls back on an error."""
        ...

    def entries(self, first: int, last: int) -> Iterator[bytes]:
        """The stored bytes of entries [first, last), as they stand."""
        ...
