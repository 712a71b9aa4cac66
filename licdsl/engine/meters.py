"""Meters: how much of each limit has been used, exactly.

A meter is an opaque key of (contract, permission, limit, what it is counted per). Windows with
fixed bounds are counters under (meter, start of window); sliding windows keep the uses themselves
and sum those inside the span. A store implements `Meters` inside its transaction; `MemoryMeters`
serves tests, rehearsals and decisions that nothing records.
"""

from __future__ import annotations

import bisect
from typing import Protocol

from licdsl.values.periods import Span


class Meters(Protocol):
    """The counters of one node, as they stand before the decision that asks."""

    def counted(self, meter: str, start: int) -> int:
        """Units used in the window of `meter` that starts at the instant `start`."""
        ...

    def count(self, meter: str, start: int, quantity: int) -> None:
        """Add `quantity` to that window."""
        ...

    def slid(self, meter: str, span: Span) -> int:
        """Units used on a sliding `meter` with event time in `span`."""
        ...

    def slide(self, meter: str, at: int, quantity: int) -> None:
        """Record a use of a sliding `meter` at event time `at`."""
        ...


class MemoryMeters:
    """Meters in memory; lost with the process."""

    def __init__(self) -> None:
        """Start with every meter at zero."""
        self.counters: dict[tuple[str, int], int] = {}
        self.uses: dict[str, list[tuple[int, int]]] = {}

    def counted(self, meter: str, start: int) -> int:
        """Units used in the window of `meter` that starts at the instant `start`."""
        return self.counters.get((meter, start), 0)

    def count(self, meter: str, start: int, quantity: int) -> None:
        """Add `quantity` to that window."""
        key = (meter, start)
        self.counters[key] = self.counters.get(key, 0) + quantity

    def slid(self, meter: str, span: Span) -> int:
        """Units used on a sliding `meter` with event time in `span`."""
        uses = self.uses.get(meter, [])
        low = bisect.bisect_left(uses, (span.start, -1))
        high = bisect.bisect_left(uses, (span.end, -1))
        return sum(quantity for _, quantity in uses[low:high])

    def slide(self, meter: str, at: int, quantity: int) -> None:
        """Record a use of a sliding `meter` at event time `at`."""
        bisect.insort(self.uses.setdefault(meter, []), (at, quantity))
