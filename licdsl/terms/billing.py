"""Which money terms this build can bill: asked by the settlement and by the list of what is recorded only.

A charge for excess is billed at a rate per unit, over windows with fixed bounds, in one unit; a commission
where its split alone divides its price, with no split before it.
"""

from __future__ import annotations

from collections.abc import Iterable

from licdsl.language import vocabulary
from licdsl.terms.clauses import Permission
from licdsl.terms.contract import Contract
from licdsl.terms.limit import Limit
from licdsl.terms.price import Price, Split, TierKind
from licdsl.values.periods import Kind


def is_rated(price: Price) -> bool:
    """Whether uses of `price` get a line: per unit or graduated, over windows with fixed bounds."""
    if price.invoiced is not None and price.invoiced.kind is Kind.SLIDING:
        return False
    if price.tiers is not None:
        return price.tiers.kind is TierKind.GRADUATED and price.tiers.window.kind is not Kind.SLIDING
    return price.rate is not None


def has_volume_tiers(price: Price) -> bool:
    """Whether all units of `price` cost the rate of the tier that the total lies in."""
    return price.tiers is not None and price.tiers.kind is TierKind.VOLUME


def unit_of(price: Price) -> str | None:
    """The unit that `price` counts, None where it counts nothing."""
    tariff = price.rate or price.tiers
    return None if tariff is None else tariff.unit


def surge_labels(contract: Contract) -> frozenset[str]:
    """The labels of the prices that only bill what exceeds a limit."""
    limits = (limit for permission in contract.permissions for limit in permission.limits)
    return frozenset(limit.charge for limit in limits if limit.charge is not None)


def prices_of(contract: Contract, uses: tuple[str, ...]) -> tuple[Price, ...]:
    """The prices that bill any of `uses` within their limits, in the order of the contract."""
    words = vocabulary.load(*contract.vocabulary)
    surges, leaves = surge_labels(contract), _leaves(uses, words)
    return tuple(
        price
        for price in contract.prices
        if price.label not in surges and leaves & _leaves(price.uses, words)
    )


def _leaves(uses: tuple[str, ...], words: vocabulary.Vocabulary) -> frozenset[str]:
    """The leaf uses; one that the vocabulary does not have stands for itself."""
    return words.spread(use for use in uses if use in words.uses) | frozenset(uses).difference(words.uses)


def bills_excess(contract: Contract, permission: Permission, limit: Limit) -> bool:
    """Whether this build bills what exceeds `limit`, which names a charge."""
    rivals = [other for other in permission.limits if other.charge is not None and other.unit == limit.unit]
    surges = [price for price in contract.prices if price.label == limit.charge]
    # Excess has no instants of its own, so tiers of a surge price have no window to cumulate over.
    rated = len(surges) == 1 and is_rated(surges[0]) and surges[0].rate is not None
    ordinary = prices_of(contract, permission.uses)
    alike = all(unit_of(price) in (None, limit.unit) for price in (*surges, *ordinary))
    fixed = limit.per is None and limit.window.kind is not Kind.SLIDING
    return rated and alike and fixed and len(rivals) == 1


def bills_commissions(split: Split, splits: Iterable[Split]) -> bool:
    """Whether this build takes the commissions of `split`, one of `splits`, off its price."""
    rivals = [other for other in splits if other.divides == split.divides and not other.after]
    return not split.after and len(rivals) == 1
