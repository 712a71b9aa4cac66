"""Inclusion and consistency proofs: made, and verified by the steps of RFC 9162."""

from __future__ import annotations

from collections.abc import Sequence

from licdsl.ledger.tree import EMPTY_ROOT, HASH, node_hash, tree_root

LONGEST = 63  # hashes in a proof (C2SP tlog-proof, tlog-witness)


def inclusion_holds(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `leaf` is number `index` of the tree of `size` leaves with `root` (RFC 9162 §2.1.3.2).

    All hashes are 32 bytes; other lengths never hold. Does not check who signed the root.
    """
    if not _hashes([leaf, root, *proof]) or len(proof) > LONGEST:
        return False
    # (1) the index must lie in the tree
    if not 0 <= index < size:
        return False
    # (2) (3) walk from the leaf, at position fn of a level whose last position is sn
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        # (4a) a proof that goes on above the root
        if sn == 0:
            return False
        # (4b) p is on the left; (4c) p is on the right
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    # (5) the walk must end at the root
    return sn == 0 and r == root


def consistency_holds(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree (`second`, `second_root`) extends (`first`, `first_root`) (RFC 9162 §2.1.4.2).

    Equal sizes need equal roots and an empty proof. From size 0 there is nothing to prove: the
    proof must be empty and the first root that of the empty tree (C2SP tlog-witness).
    """
    if not _hashes([first_root, second_root, *proof]) or len(proof) > LONGEST or not 0 <= first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    # (1) a first tree that is one perfect subtree is its own first element
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    # (2) (3) leave the levels at which the first tree's last leaf is a right child
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    # (4) (5) both roots are rebuilt at once
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    # (6) both must come out
    return fr == first_root and sr == second_root and sn == 0


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(index, leaves) of RFC 9162 §2.1.3.1, nearest sibling first; `leaves` are leaf hashes."""
    if len(leaves) <= 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*inclusion_proof(index, leaves[:k]), tree_root(leaves[k:])]
    return [*inclusion_proof(index - k, leaves[k:]), tree_root(leaves[:k])]


def consistency_proof(first: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(first, leaves) of RFC 9162 §2.1.4.1; empty from size 0 and between equal sizes."""
    return _subproof(first, leaves, whole=True) if 0 < first < len(leaves) else []


def _subproof(first: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [tree_root(leaves)]
    k = _split(len(leaves))
    if first <= k:
        return [*_subproof(first, leaves[:k], whole=whole), tree_root(leaves[k:])]
    return [*_subproof(first - k, leaves[k:], whole=False), tree_root(leaves[:k])]


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def _hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH for value in values)
