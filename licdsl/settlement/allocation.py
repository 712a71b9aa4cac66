"""Largest remainder: divide a whole number among weights so that the shares add up to it.

Each party first gets the whole part of its quota, `total x weight // weights`; the units that are
left go, one each, to the largest remainders, ties to the lower party id (settlement.md §"Numbers").
With weights 5 : 3 : 1 and 24 units the quotas are 13 3/9, 8 and 2 6/9: the shares 13, 8 and 3.

What it does not promise: a larger total may shrink a share (24 → 25 units over 1 : 8 : 8), and
dividing two totals apart may differ from dividing their sum. Never re-derive a total from parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar


class _Ordered(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...  # noqa: ANN401 - any order that the key has
    def __hash__(self) -> int: ...


Party = TypeVar("Party", bound=_Ordered)


def allocate(total: int, weights: Mapping[Party, int]) -> dict[Party, int]:
    """Divide `total` units by integer weights; the shares add up to `total`, sorted by party.

    A zero weight gets nothing; a negative total is divided by magnitude and negated. Raises
    ValueError for a negative weight, and for a total other than 0 with nothing to weigh by.
    """
    whole = sum(weights.values())
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight is negative")
    if whole == 0:
        if total:
            raise ValueError("nothing to weigh by")
        return dict.fromkeys(sorted(weights), 0)
    quotas = {party: divmod(abs(total) * weights[party], whole) for party in sorted(weights)}
    shares = {party: quota for party, (quota, _) in quotas.items()}
    # A stable sort of parties in order: among equal remainders the lower id comes first.
    by_remainder = sorted(quotas, key=lambda party: -quotas[party][1])
    for party in by_remainder[: abs(total) - sum(shares.values())]:
        shares[party] += 1
    # INVARIANT: the shares add up, and nobody is further than one unit from the quota.
    assert sum(shares.values()) == abs(total)
    return shares if total >= 0 else {party: -share for party, share in shares.items()}
