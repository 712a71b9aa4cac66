"""Excess over a limit that charges: E = max(0, used - N), billed at the surge price instead.

The excess is worked out on the total of the limit's window, never by the order in which uses
arrived. Where several invoiced windows share one window of the limit, an earlier invoice comes
first: each takes E(so far) - E(before it). Inside one invoice the excess is spread over uses and
tier windows by largest remainder, leaves the base of their ordinary price (so it no longer fills
its tiers), and goes to the surge price.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from licdsl.settlement.allocation import allocate
from licdsl.settlement.cells import Cell
from licdsl.settlement.tariff import ExcessRule, Tariff


def split_off(tariff: Tariff, cells: Mapping[Cell, int]) -> dict[Cell, int]:
    """The cells with every excess moved to its surge price; the sum of units stays the same."""
    moved = dict(cells)
    groups: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in sorted(cells):
        if (cell.clause, cell.unit) in tariff.rules:
            groups[cell.clause, cell.unit].append(cell)
    for key, members in groups.items():
        _move(tariff.rules[key], members, cells, moved)
    # INVARIANT: what was metered is billed once, at one price or the other.
    assert sum(moved.values()) == sum(cells.values())
    return moved


def _move(rule: ExcessRule, members: list[Cell], cells: Mapping[Cell, int], moved: dict[Cell, int]) -> None:
    invoices: dict[tuple[int, tuple[int, int]], list[Cell]] = defaultdict(list)
    for cell in members:
        invoices[cell.limit.start, (cell.invoiced.start, cell.invoiced.end)].append(cell)
    used: dict[int, int] = defaultdict(int)
    for (window, _), invoice in sorted(invoices.items()):
        before = used[window]
        used[window] += sum(cells[cell] for cell in invoice)
        excess = max(0, used[window] - rule.limit.count) - max(0, before - rule.limit.count)
        if excess:
            _spread(rule, excess, {cell: cells[cell] for cell in invoice}, moved)


def _spread(rule: ExcessRule, excess: int, weights: dict[Cell, int], moved: dict[Cell, int]) -> None:
    """Move `excess` units out of the cells, weighed by their own units, none of which turns negative."""
    for cell, share in allocate(excess, weights).items():
        if share:
            surge = cell._replace(price=rule.surge, tiers=cell.invoiced)
            moved[cell] -= share
            moved[surge] = moved.get(surge, 0) + share
