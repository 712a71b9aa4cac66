"""The money terms of one contract, arranged for billing: prices, charges for excess, commissions.

A price that a limit names (`limit N …, then charge surge`) is a surge price: it takes `invoiced`
and `round` from the ordinary price of the same uses where it does not state them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from licdsl.settlement.unbilled import Unbilled, unbilled_excess, unbilled_price, unbilled_split
from licdsl.terms.billing import prices_of
from licdsl.terms.contract import Contract
from licdsl.terms.limit import Limit
from licdsl.terms.price import Commission, Price


@dataclass(frozen=True, slots=True)
class ExcessRule:
    """`permission` counts its uses in `limit`; what exceeds it is billed at the price `surge`."""

    permission: str
    limit: Limit
    surge: str


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a contract charges: `prices` by label, `rules` by (permission, unit), `commissions` by price.

    `held` names the split that the rest of a price goes to, where a split divides it; `unbilled`
    is everything of the contract that costs money and that this build does not bill.
    """

    prices: dict[str, Price]
    rules: dict[tuple[str, str], ExcessRule]
    commissions: dict[str, tuple[Commission, ...]]
    held: dict[str, str]
    unbilled: tuple[Unbilled, ...]


def tariff(contract: Contract) -> Tariff:
    """Arrange the money terms of `contract`; everything that is left out is listed in `unbilled`."""
    rules, gaps = _rules(contract)
    prices = {price.label: price for price in contract.prices}
    for label in sorted({rule.surge for rule in rules.values()} & prices.keys()):
        prices[label] = _inherited(contract, prices[label])
    commissions, held = {}, {}
    for price in contract.prices:
        splits = [split for split in contract.splits if split.divides == price.label and not split.after]
        if len(splits) == 1:
            commissions[price.label] = splits[0].commissions
            if splits[0].shares:
                held[price.label] = splits[0].label
    gaps += [gap for price in contract.prices for gap in unbilled_price(price)]
    gaps += [
        gap for split in contract.splits for gap in unbilled_split(split, contract.splits, prices.keys())
    ]
    return Tariff(prices, rules, commissions, held, tuple(sorted(gaps)))


def _rules(contract: Contract) -> tuple[dict[tuple[str, str], ExcessRule], list[Unbilled]]:
    """The charges for excess that can be billed, and those that cannot yet."""
    rules: dict[tuple[str, str], ExcessRule] = {}
    gaps = []
    for permission in contract.permissions:
        charged = [limit for limit in permission.limits if limit.charge is not None]
        for limit in charged:
            reason = unbilled_excess(contract, permission, limit)
            if reason is not None:
                gaps.append(reason)
            elif limit.charge is not None:
                rules[permission.label, limit.unit] = ExcessRule(permission.label, limit, limit.charge)
    return rules, gaps


def _inherited(contract: Contract, surge: Price) -> Price:
    ordinary = prices_of(contract, surge.uses)
    if not ordinary:
        return surge
    base = ordinary[0]
    if surge.invoiced is None:
        surge = replace(surge, invoiced=base.invoiced)
    if surge.step is None:
        surge = replace(surge, rounding=base.rounding, step=base.step)
    return surge
