"""What a verifier reads: the rows of a log as they are stored, in short consistent snapshots.

Every value may be of any type: whoever wrote the file may have been an attacker. Checks test types
before they use a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from licdsl.ledger.commitments import Private
from licdsl.ledger.entry import Entry
from licdsl.ledger.findings import Findings

Row = tuple[Any, ...]


class View(Protocol):
    """One snapshot; keys are integers and rows come in their order unless said otherwise."""

    def size(self) -> int:
        """About how many entries there are: for progress, never for a verdict."""
        ...

    def segments(self, after: int | None, limit: int) -> Iterator[Row]:
        """Up to `limit` rows (first, count, leaves, entries) with `first` above `after`."""
        ...

    def private_part(self, first: int) -> object:
        """The private parts of the segment that starts at `first`; None where there is no row."""
        ...

    def checkpoints(self, after: int | None, upto: int) -> list[Row]:
        """Rows (size, root, note) with `after` < size ≤ `upto`."""
        ...

    def tiles(self, level: int, first: int, last: int) -> list[Row]:
        """Rows (position, hashes) of one level with a position in [first, last)."""
        ...

    def requests(self, keys: Sequence[str]) -> list[Row]:
        """Rows (request, entry) of these keys, in the order of the keys, which ascend."""
        ...

    def requests_within(self, first: int, last: int) -> list[Row]:
        """Rows (request, entry) with an entry in [first, last), by entry; reads the whole index."""
        ...

    def head(self) -> list[Row]:
        """Rows (only, size, leaf, edge)."""
        ...

    def stream_heads(self) -> Iterator[Row]:
        """Every row (stream, count, leaf, entry), in any order."""
        ...

    def heads_entries(self) -> list[Row]:
        """Every row (entry, received)."""
        ...

    def count(self, table: str) -> int:
        """How many rows a table has."""
        ...

    def altered(self) -> list[str]:
        """Names of the log's own tables and triggers that are not as they were created."""
        ...


class Evidence(Protocol):
    """A log to verify."""

    def snapshot(self) -> AbstractContextManager[View]:
        """Open a snapshot; it is kept for at most 64 segments."""
        ...

    def remembered(self) -> bytes | None:
        """The signer's state file: None where none belongs to this log, empty where it is gone."""
        ...


@dataclass(slots=True)
class Stretch:
    """Neighbouring entries of one segment as read; `leaves` are recomputed from the bytes.

    `links` are the leaves in base64, `kinds` each entry's kind. `private` is None where the blob of
    private parts can't be read (a finding says so).
    """

    first: int
    data: list[bytes]
    leaves: list[bytes]
    links: list[str]
    entries: list[Entry]
    kinds: list[str]
    private: list[Private] | None

    @property
    def end(self) -> int:
        """The index after the last entry."""
        return self.first + len(self.data)


class Check(Protocol):
    """One thing that is recomputed from the entries, segment by segment."""

    def segment(self, view: View, stretch: Stretch, findings: Findings) -> None:
        """Look at the entries of one segment, in the snapshot they were read in."""
        ...

    def finish(self, view: View, size: int, findings: Findings) -> None:
        """Compare what is derived from all `size` entries, in the last snapshot."""
        ...
