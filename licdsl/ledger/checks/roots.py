"""The tree: every checkpoint's root and signature, the tiles, the head, and what was kept outside."""

from __future__ import annotations

from collections import Counter

from licdsl.errors import LicdslError
from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.evidence import Row, Stretch, View
from licdsl.ledger.findings import Findings
from licdsl.ledger.keys import VerifierKey
from licdsl.ledger.tree import EMPTY_ROOT, HASH, TILE, Edge


class RootCheck:
    """Grows the tree segment by segment and compares it at every size that something was signed at.

    `outside` maps what was kept outside the log (a held checkpoint, the signer's state) to its
    checkpoint, whose signature the caller has verified.
    """

    def __init__(self, key: VerifierKey, outside: dict[str, Checkpoint]) -> None:
        """Start with the empty tree."""
        self.checkpoints = 0
        self._key = key
        self._edge = Edge()
        self._outside = sorted(outside.items(), key=lambda pair: pair[1].size)
        self._open: dict[int, list[bytes]] = {}
        self._tiles: Counter[int] = Counter()
        self._last_row: int | None = None
        self._leaf = b""
        self._covered = 0
        self._broken = False

    def segment(self, view: View, stretch: Stretch, findings: Findings) -> None:
        """Extend the tree by one segment; check the checkpoints and tiles that it reaches."""
        rows = view.checkpoints(self._last_row, stretch.end)
        marks: dict[int, list[tuple[str, Checkpoint]]] = {}
        for row in rows:
            signed = self._read(row, findings)
            if signed is not None:
                marks.setdefault(signed.size, []).append(("checkpoint", signed))
        for name, signed in self._outside:
            if stretch.first < signed.size <= stretch.end:
                marks.setdefault(signed.size, []).append((name, signed))
        for size in sorted({*marks, stretch.end}):
            if self._edge.size < size:
                self._grow(view, stretch, size, findings)
            for name, signed in marks.get(size, []):
                self._compare(name, signed, findings)
        self._leaf = stretch.leaves[-1]
        if rows:
            self._last_row = rows[-1][0]

    def _read(self, row: Row, findings: Findings) -> Checkpoint | None:
        size, root, note = row
        self.checkpoints += 1
        if type(note) is not str or type(root) is not bytes:
            findings.add(
                "checkpoint", self._first_after(size), "the checkpoint row holds values of the wrong type"
            )
            return None
        try:
            signed = Checkpoint.read_signed(note.encode("utf-8"), self._key)
        except LicdslError as error:
            findings.add("checkpoint", self._first_after(size), f"the checkpoint at {size}: {error}")
            return None
        if (signed.size, signed.root) != (size, root):
            findings.add(
                "checkpoint", self._first_after(size), f"the row of the checkpoint at {size} is not its note"
            )
            return None
        return signed

    def _first_after(self, size: object) -> int | None:
        return size - 1 if type(size) is int and size > 0 else None

    def _grow(self, view: View, stretch: Stretch, size: int, findings: Findings) -> None:
        start = self._edge.size
        leaves = stretch.leaves[start - stretch.first : size - stretch.first]
        self._add(view, 0, leaves, findings)
        for level, nodes in self._edge.extend(leaves).items():
            self._add(view, level, nodes, findings)

    def _add(self, view: View, level: int, hashes: list[bytes], findings: Findings) -> None:
        """Gather the hashes of one tile level; compare the tiles that become full."""
        waiting = self._open.setdefault(level, [])
        waiting += hashes
        full = len(waiting) // TILE
        if full:
            self._compare_tiles(view, level, self._tiles[level], waiting[: full * TILE], findings)
            self._tiles[level] += full
            del waiting[: full * TILE]

    def _compare_tiles(
        self, view: View, level: int, first: int, hashes: list[bytes], findings: Findings
    ) -> None:
        count = len(hashes) // TILE
        stored: dict[object, object] = dict(view.tiles(level, first, first + count))
        for number in range(count):
            tile = hashes[number * TILE : (number + 1) * TILE]
            blob = stored.get(first + number)
            if blob == b"".join(tile):
                continue
            start = ((first + number) * TILE) * TILE**level
            if type(blob) is not bytes or len(blob) != TILE * HASH:
                findings.add(
                    "tile", start, f"tile {first + number} of level {level} is not there or not whole"
                )
                continue
            odd = next(n for n in range(TILE) if blob[n * HASH : (n + 1) * HASH] != tile[n])
            findings.add(
                "tile", start + odd * TILE**level, f"a tile of level {level} holds another hash for it"
            )

    def _compare(self, name: str, signed: Checkpoint, findings: Findings) -> None:
        """Compare a signed root; after the first that does not come out, none of the log's own can."""
        if name != "checkpoint":
            if signed.root != self._edge.root():
                findings.add(
                    name, None, f"the first {signed.size} entries are not those that the {name} signs"
                )
            return
        if signed.root != self._edge.root() and not self._broken:
            self._broken = True
            text = (
                f"the root signed at {signed.size} does not come out; an entry from here to there was changed"
            )
            findings.add("root", self._covered, text)
        self._covered = signed.size

    def finish(self, view: View, size: int, findings: Findings) -> None:
        """The last checkpoint must cover the log; head and tile counts must be those of the tree."""
        if not self._covered:
            findings.add("uncovered", 0, "the log has no checkpoint")
        elif self._covered != size:
            findings.add(
                "uncovered", self._covered, f"no checkpoint covers the entries from {self._covered} on"
            )
        if view.count("checkpoint") != self.checkpoints:
            findings.add("checkpoint", None, f"there are checkpoints of more than {size} entries")
        if view.count("tile") != sum(size // TILE**level for level in range(1, 8)):
            findings.add("tile", None, "there are tiles that are not full or not of this log")
        self._check_outside(size, findings)
        self._check_head(view, size, findings)

    def _check_outside(self, size: int, findings: Findings) -> None:
        for name, signed in self._outside:
            if signed.size > size:
                text = f"the log has {size} entries, but the {name} signs {signed.size}"
                findings.add(name, size, text)
            elif signed.size == 0 and signed.root != EMPTY_ROOT:
                findings.add(name, None, f"the {name} signs an empty log with entries")

    def _check_head(self, view: View, size: int, findings: Findings) -> None:
        if view.head() != [(1, size, self._leaf, self._edge.write())]:
            findings.add("head", None, "the head row is not the end of the log")
