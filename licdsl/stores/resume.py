"""Where a log ends, taken from the database by a writer: only if a valid checkpoint covers it."""

from __future__ import annotations

import sqlite3

from licdsl.errors import ChainBroken, Rollback
from licdsl.ledger.chain import Tail
from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.entry import Entry, base64_hash
from licdsl.ledger.frames import split_entries
from licdsl.ledger.keys import VerifierKey
from licdsl.ledger.tree import HASH, Edge, leaf_hash


def load_edge(connection: sqlite3.Connection, key: VerifierKey) -> tuple[Edge, bytes, str]:
    """The edge, its root and the note that signs it; raises ChainBroken or SignatureInvalid."""
    head = connection.execute("SELECT size, edge FROM head").fetchone()
    last = connection.execute("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone()
    if head is None or last is None or not isinstance(head[0], int) or not isinstance(head[1], bytes):
        raise ChainBroken("the log has no head or no checkpoint")
    edge = Edge.read(head[0], head[1])
    signed = Checkpoint.read_signed(str(last[0]).encode("utf-8"), key)
    if signed.size != edge.size or signed.root != edge.root():
        raise ChainBroken(f"the head at {edge.size} is not what the last checkpoint, at {signed.size}, signs")
    return edge, signed.root, str(last[0])


def load_tail(connection: sqlite3.Connection, size: int) -> Tail:
    """The last entry's leaf and times; raises ChainBroken where it is not the head's."""
    row = connection.execute(
        "SELECT first, count, leaves, entries FROM segment ORDER BY first DESC LIMIT 1"
    ).fetchone()
    head = connection.execute("SELECT leaf FROM head").fetchone()
    if row is None or not all(map(isinstance, row, (int, int, bytes, bytes))) or row[0] + row[1] != size:
        raise ChainBroken(f"the last segment does not end at entry {size}")
    data = split_entries(row[3])[-1]
    leaf = leaf_hash(data)
    if leaf != head[0] or leaf != row[2][-HASH:]:
        raise ChainBroken(f"entry {size - 1} is not the one the head names")
    heads = connection.execute(
        "SELECT entry, received FROM heads_entry ORDER BY entry DESC LIMIT 1"
    ).fetchone()
    if heads is None:
        raise ChainBroken("the log has no heads entry, not even its genesis")
    return Tail(size, base64_hash(leaf), Entry.read(data).received, heads[0], heads[1])


def refuse_rollback(connection: sqlite3.Connection, state: bytes | None, key: VerifierKey, size: int) -> None:
    """Raise Rollback unless the note that was signed before is one of this log's, at most `size` long."""
    if state is None:
        raise Rollback("the signer's state file is gone; only its owner can say whether the log is whole")
    signed = Checkpoint.read_signed(state, key)
    if signed.size > size:
        raise Rollback(f"the log has {size} entries, but its signer has signed {signed.size}")
    row = connection.execute("SELECT root FROM checkpoint WHERE size = ?", (signed.size,)).fetchone()
    if row is None or row[0] != signed.root:
        raise Rollback(f"the log is not the one whose first {signed.size} entries its signer has signed")
