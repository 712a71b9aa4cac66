"""The tree against the recursive definition of RFC 6962 §2.1."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licdsl.errors import ChainBroken
from licdsl.ledger.proof import consistency_holds, consistency_proof, inclusion_holds, inclusion_proof
from licdsl.ledger.tree import EMPTY_ROOT, Edge, leaf_hash, tree_root


def _defined_root(entries: list[bytes]) -> bytes:
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\0" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return sha256(b"\1" + _defined_root(entries[:split]) + _defined_root(entries[split:])).digest()


def _leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


@given(st.lists(st.integers(0, 40), max_size=8))
def test_any_batches_give_the_defined_root_and_an_edge_that_can_be_resumed(sizes: list[int]) -> None:
    edge, entries = Edge(), [str(number).encode() for number in range(sum(sizes))]
    position = 0
    for size in sizes:
        edge.extend([leaf_hash(each) for each in entries[position : position + size]])
        position += size
        edge = Edge.read(edge.size, edge.write())
    assert edge.root() == _defined_root(entries)


def test_the_edge_returns_the_roots_of_full_tiles() -> None:
    leaves = _leaves(700)
    edge, roots = Edge(), []
    for start in range(0, 700, 90):
        roots += edge.extend(leaves[start : start + 90]).get(1, [])
    assert roots == [tree_root(leaves[:256]), tree_root(leaves[256:512])]


def test_an_edge_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ChainBroken):
        Edge.read(3, bytes(32))


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert tree_root([]) == EMPTY_ROOT == Edge().root()


@given(st.integers(1, 70), st.data())
def test_proofs_hold_and_hold_for_nothing_else(size: int, data: st.DataObject) -> None:
    leaves = _leaves(size)
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    proof = inclusion_proof(index, leaves)
    assert inclusion_holds(index, size, leaves[index], proof, tree_root(leaves))
    assert not inclusion_holds(index, size, leaf_hash(b"other"), proof, tree_root(leaves))
    assert not inclusion_holds(index, size, leaves[index], [*proof, bytes(32)], tree_root(leaves))
    assert not inclusion_holds(size, size, leaves[index], proof, tree_root(leaves))
    steps = consistency_proof(first, leaves)
    assert consistency_holds(first, size, tree_root(leaves[:first]), tree_root(leaves), steps)
    assert not consistency_holds(first, size, leaf_hash(b"other"), tree_root(leaves), steps)
    assert not consistency_holds(size + 1, size, tree_root(leaves), tree_root(leaves), steps)
