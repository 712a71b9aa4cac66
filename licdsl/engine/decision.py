"""The answer to one request: light to build, explained when it is read."""

from __future__ import annotations

from dataclasses import dataclass

from licdsl.ledger.store import Receipt
from licdsl.values.money import Rate, Ratio


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of one limit after the decision; `resets` is the end of its window or None."""

    clause: str
    count: int
    used: int
    unit: str
    window: str
    resets: int | None

    @property
    def left(self) -> int:
        """Units that may still be used in this window; never negative."""
        return max(0, self.count - self.used)


@dataclass(frozen=True, slots=True)
class PriceReference:
    """The price that an allowed use will be billed by; amounts are indicative, the line binds.

    `rate` is that of the first tier that the use would fall in where it is known, else None.
    """

    label: str
    rate: Rate | None
    commission: Ratio | None
    commission_base: str | None
    commission_on_top: bool


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty that comes with an allow: credit with these parts, at most 75 words."""

    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class DecidingClause:
    """A clause that decided: where a reader finds it."""

    label: str
    path: str
    line: int
