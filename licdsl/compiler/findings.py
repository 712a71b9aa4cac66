"""What one evaluation of a contract's conditions finds, before limits, sizes and other contracts.

A truth is Kleene's: True, False, or unknown, which is the frozen set of the keys that are missing
(never empty). Positions count into the clauses of the `Selection` that was evaluated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

Missing = frozenset[str]
Truth = bool | Missing
Get = Callable[[str], str | int | None]


class Findings(NamedTuple):
    """The truth of every clause of a selection.

    `hits` are prohibitions that are true, each with the instant at which it lifts or None;
    `doubts` those that are unknown. `permits` are permissions that are true, `doubtful` those that
    are unknown. `price` is the position of the price, -1 where none is due, or what is missing to
    find it. `party` says whether the licensee belongs to the class of parties at all.
    """

    hits: tuple[tuple[int, int | None], ...]
    doubts: tuple[tuple[int, Missing], ...]
    permits: tuple[int, ...]
    doubtful: tuple[tuple[int, Missing], ...]
    price: int | Missing
    party: Truth


class Circumstances(NamedTuple):
    """What a decision is made on besides the facts: instants, the acceptance, the work.

    `term_end` and `accepted` are None where no event has fixed them; `work` where none was named.
    """

    at: int
    term_end: int | None
    accepted: int | None
    work: str | None
