"""Streams: gap-free chains inside the log, one per bound party, and the list of their heads.

An entry names the streams it belongs to; in each it has a number, counted from 0, and the leaf hash
of the entry before it there. At least every 65,536 entries or every hour of `received`, whichever
comes first, a `heads` entry commits to a Merkle list of the heads of all streams that changed since
the one before. A leaf of that list is the canonical array [entry, id, leaf, number, salt], so a
party proves its own head with one inclusion proof and learns neither ids nor counts of others.

The outcome of a heads entry is {"root", "size"}; its private group `heads` is the whole list. The
genesis counts as the first heads entry. An entry that finds a heads entry due, by the index it
would get and its own `received`, comes after it; so the rule needs only the entries to be checked.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from licdsl.ledger.commitments import SALT, Salts
from licdsl.ledger.entry import base64_hash
from licdsl.ledger.tree import leaf_hash, tree_root
from licdsl.values.canonical import encode_trusted

HEADS = "heads"
HEADS_ENTRIES = 65_536
HEADS_TIME = 3_600_000_000  # µs
ZERO = base64_hash(bytes(32))  # the leaf before the first one


class Head(msgspec.Struct, frozen=True, gc=False):
    """A stream's last entry: how many the stream has, that one's leaf hash (base64) and its index."""

    count: int
    leaf: bytes
    entry: int


class HeadsList(msgspec.Struct, frozen=True, gc=False):
    """The outcome and the private body of a heads entry, both canonical JSON."""

    outcome: bytes
    body: bytes


def heads_due(index: int, received: int, last_index: int, last_received: int) -> bool:
    """Whether a heads entry must stand before an entry with this index and received time."""
    return index - last_index >= HEADS_ENTRIES or received - last_received >= HEADS_TIME


def list_heads(changed: Mapping[str, Head], salts: Salts) -> HeadsList:
    """The list over `changed` (stream id → head), in id order, with fresh salts."""
    rows = []
    for stream, head in sorted(changed.items()):
        salt = base64_hash(salts.take(SALT)).decode("ascii")
        rows.append([head.entry, stream, head.leaf.decode("ascii"), head.count - 1, salt])
    return HeadsList(heads_outcome([encode_trusted(row) for row in rows]), encode_trusted(rows))


def heads_outcome(rows: list[bytes]) -> bytes:
    """The outcome of the heads entry over these rows (canonical JSON each)."""
    root = tree_root([leaf_hash(row) for row in rows])
    return b'{"root":"%b","size":%d}' % (base64_hash(root), len(rows))
