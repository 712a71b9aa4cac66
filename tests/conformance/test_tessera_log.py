"""A log written by Tessera: its checkpoints verify and its tiles give their roots."""

from __future__ import annotations

from pathlib import Path

import pytest

from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.frames import split_entries
from licdsl.ledger.keys import VerifierKey
from licdsl.ledger.proof import consistency_holds, consistency_proof, inclusion_holds, inclusion_proof
from licdsl.ledger.tree import HASH, leaf_hash, tree_root

KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    path = shared / "vectors" / "tlog-tiles" / "tessera-testlog"
    if not path.is_dir():
        pytest.skip("no tlog-tiles vectors beside the checkout")
    return path


def test_every_checkpoint_verifies_against_the_tiles(folder: Path) -> None:
    key = VerifierKey.read(KEY)
    known: list[tuple[Checkpoint, list[bytes]]] = []
    for number in range(16):
        signed = Checkpoint.read_signed((folder / f"checkpoint.{number}").read_bytes(), key)
        leaves: list[bytes] = []
        if signed.size:
            blob = (folder / "tile/0/000.p" / str(signed.size)).read_bytes()
            leaves = [blob[start : start + HASH] for start in range(0, len(blob), HASH)]
            entries = split_entries((folder / "tile/entries/000.p" / str(signed.size)).read_bytes())
            assert [leaf_hash(entry) for entry in entries] == leaves
        assert tree_root(leaves) == signed.root
        known.append((signed, leaves))
    for first, _ in known:
        for second, leaves in known:
            proof = consistency_proof(first.size, leaves)
            holds = consistency_holds(first.size, second.size, first.root, second.root, proof)
            assert holds == (first.size <= second.size)
    last, leaves = known[-1]
    for index, leaf in enumerate(leaves):
        assert inclusion_holds(index, last.size, leaf, inclusion_proof(index, leaves), last.root)
