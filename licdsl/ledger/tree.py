"""The RFC 6962 Merkle tree, kept as its right edge.

    leaf hash   H(0x00 ‖ entry)
    node hash   H(0x01 ‖ left ‖ right)
    empty tree  H("")

The edge of a tree of n leaves is one hash per set bit of n: the roots of its perfect subtrees, from
the largest on the left to the smallest on the right. For n = 6 they are the root over leaves 0 to 3
and the root over leaves 4 and 5; the tree's root is the node over the two. A lone node on the right is
promoted, never doubled (CVE-2012-2459).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from licdsl.errors import ChainBroken

HASH = 32
TILE = 256
TILE_HEIGHT = 8
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x00 ‖ entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


class Edge:
    """A tree's size and the roots of its perfect subtrees: all that appending needs."""

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        """Start with the empty tree."""
        self.size = 0
        self._peaks: list[bytes | None] = []  # by height; set where the bit of size is set

    @classmethod
    def read(cls, size: int, data: bytes) -> Edge:
        """The edge that `write` wrote for a tree of `size` leaves; raises ChainBroken if it can't be."""
        if len(data) != HASH * size.bit_count():
            raise ChainBroken("the stored edge has not one hash per perfect subtree")
        edge = cls()
        edge.size = size
        hashes = [data[start : start + HASH] for start in range(0, len(data), HASH)]
        edge._peaks = [hashes.pop() if size >> height & 1 else None for height in range(size.bit_length())]
        return edge

    def write(self) -> bytes:
        """The hashes from the largest subtree to the smallest, 32 bytes each."""
        return b"".join([peak for peak in reversed(self._peaks) if peak is not None])

    def copy(self) -> Edge:
        """An edge that grows apart from this one."""
        other = Edge()
        other.size, other._peaks = self.size, list(self._peaks)
        return other

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash: one node hash on average."""
        self.extend([leaf])

    def extend(self, leaves: Sequence[bytes]) -> dict[int, list[bytes]]:
        """Add leaf hashes; return the new roots of full tiles, by the tile level they belong to.

        Works level by level: the pending left node, if any, goes before the new nodes, pairs are
        hashed, an odd one out becomes the pending node.
        """
        self.size += len(leaves)
        tiles: dict[int, list[bytes]] = {}
        nodes, height = list(leaves), 0
        while nodes:
            if height == len(self._peaks):
                self._peaks.append(None)
            peak = self._peaks[height]
            if peak is not None:
                nodes.insert(0, peak)
            self._peaks[height] = nodes.pop() if len(nodes) & 1 else None
            pairs = iter(nodes)
            nodes = [sha256(b"\x01" + a + b).digest() for a, b in zip(pairs, pairs, strict=True)]
            height += 1
            if nodes and not height % TILE_HEIGHT:
                tiles[height // TILE_HEIGHT] = list(nodes)
        return tiles

    def root(self) -> bytes:
        """The root of the whole tree (RFC 6962 §2.1)."""
        root = None
        for peak in self._peaks:
            if peak is not None:
                root = peak if root is None else node_hash(peak, root)
        return EMPTY_ROOT if root is None else root


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The root over `leaves` (leaf hashes)."""
    edge = Edge()
    edge.extend(leaves)
    return edge.root()
