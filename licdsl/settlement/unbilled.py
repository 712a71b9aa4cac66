"""What a contract charges and this build does not bill yet: listed on every statement, never dropped.

Minimums, maximums, flat fees, volume tiers, prices that replace others, the shares of a split and
splits after splits are recorded by the checker and come with a later issue. A statement that stays
silent about them would look complete.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from licdsl.terms.billing import bills_commissions, bills_excess, has_volume_tiers
from licdsl.terms.clauses import Permission
from licdsl.terms.contract import Contract
from licdsl.terms.limit import Limit
from licdsl.terms.price import PerPeriod, Price, Share, Split
from licdsl.values.periods import Kind


@dataclass(frozen=True, slots=True, order=True)
class Unbilled:
    """One thing that is not billed yet: the clause, the kind of charge, and the contract's words."""

    clause: str
    kind: str
    text: str


def unbilled_price(price: Price) -> Iterable[Unbilled]:
    """The parts of one price that are not billed."""
    if price.flat is not None:
        yield Unbilled(price.label, "flat fee", f"flat {_amount(price.flat)}")
    if price.minimum is not None:
        yield Unbilled(price.label, "minimum", f"minimum {_amount(price.minimum)}")
    if price.maximum is not None:
        yield Unbilled(price.label, "maximum", f"maximum {_amount(price.maximum)}")
    if has_volume_tiers(price) and price.tiers is not None:
        words = f"tiers volume {price.tiers.unit} {price.tiers.window}"
        yield Unbilled(price.label, "volume tiers", words)
    if price.replaces is not None:
        yield Unbilled(price.label, "replaces", f"replaces {price.replaces}")
    if price.invoiced is not None and price.invoiced.kind is Kind.SLIDING:
        yield Unbilled(price.label, "sliding invoice", f"invoiced {price.invoiced}")
    if price.tiers is not None and price.tiers.window.kind is Kind.SLIDING:
        yield Unbilled(price.label, "sliding invoice", f"tiers {price.tiers.unit} {price.tiers.window}")


def unbilled_split(split: Split, splits: Iterable[Split], prices: Collection[str]) -> Iterable[Unbilled]:
    """The parts of one split that are not billed: its shares, and its commissions where it is not alone."""
    for share in split.shares:
        yield Unbilled(split.label, "split share", _share(share))
    if not bills_commissions(split, splits) or split.divides not in prices:
        for commission in split.commissions:
            words = f"commission {commission.party} {commission.ratio.percent()} of {commission.base}"
            yield Unbilled(split.label, "commission", words)


def unbilled_excess(contract: Contract, permission: Permission, limit: Limit) -> Unbilled | None:
    """What exceeds `limit`, which names a charge, where this build does not bill it; None where it does."""
    if bills_excess(contract, permission, limit):
        return None
    per = "" if limit.per is None else f" per {limit.per}"
    words = f"limit {limit.count:,} {limit.unit}{per} {limit.window}, then charge {limit.charge}"
    return Unbilled(permission.label, "excess", words)


def _amount(part: PerPeriod) -> str:
    counting = {True: ", usage counts towards it", False: ", usage is on top", None: ""}
    return f"{part.amount} {part.window}{counting[part.usage_counts]}"


def _share(share: Share) -> str:
    portion = "rest" if share.ratio is None else share.ratio.percent()
    weighed = "" if share.by is None else f" by {share.by.key}"
    return f"share {share.party} {portion}{weighed}"
