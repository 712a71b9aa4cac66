"""Limits of one permission against the meters: what a use would draw, and what stands against it.

Nothing is counted here: `weigh` says what would be, so that a decision draws all of its limits or
none (language.md §"How a request is decided").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from licdsl.compiler.subjects import per_key
from licdsl.engine.meters import Meters
from licdsl.engine.request import Request
from licdsl.terms.limit import Limit
from licdsl.values.canonical import LARGEST
from licdsl.values.instants import Zone
from licdsl.values.periods import Kind, Span, window_span

MeterKey = Callable[[str, str, int, tuple[str, ...]], str]


class Draw(NamedTuple):
    """What one decision draws from one limit: `asked` units on top of `used` in a window.

    `start` and `end` bound the window; for a sliding one they are those that end with the request.
    """

    metered: MeteredLimit
    meter: str
    start: int
    end: int
    used: int
    asked: int

    @property
    def over(self) -> bool:
        """Whether the use goes beyond the limit."""
        return self.used + self.asked > self.metered.count

    def take(self, meters: Meters, at: int) -> None:
        """Count it."""
        if self.metered.sliding:
            meters.slide(self.meter, at, self.asked)
        else:
            meters.count(self.meter, self.start, self.asked)


PlainDraw = tuple["MeteredLimit", str, int, int, int, int]
"""A `Draw` by position, as the common case builds it; the names are put on when it is read."""


class MeteredLimit:
    """One limit of one permission of one bound contract, with its meter and the window last used.

    `own` says that every licensee has counters of its own. `constant_key` is the meter's key where it
    hangs on nothing in the request, once it was asked for. `span` is the window last used, as
    (start, end, start of the term): a stream of requests works out civil time once per window.
    """

    __slots__ = (
        "_parts", "charge", "clause", "constant_key", "count", "limit", "own", "per", "sliding", "span",
        "unit", "zone",
    )  # fmt: skip

    def __init__(
        self, contract: str, clause: str, index: int, limit: Limit, zone: Zone, *, own: bool
    ) -> None:
        """Take limit number `index` of the permission `clause`."""
        self.limit = limit
        self.clause = clause
        self.count = limit.count
        self.unit = limit.unit
        self.charge = limit.charge
        self.per = None if limit.per is None else per_key(limit.per)
        self.sliding = limit.window.kind is Kind.SLIDING
        self.own = own
        self.zone = zone
        self._parts = (contract, clause, index)
        self.constant_key: str | None = None
        self.span = (0, 0, 0)

    def key(self, meter_key: MeterKey, request: Request, facts: Callable[[str], str | int | None]) -> str:
        """The meter's opaque key for this request."""
        if self.constant_key is not None:
            return self.constant_key
        scope = (request.licensee,) if self.own else ()
        if self.per is not None:
            scope = (*scope, str(request.work if self.per == "work" else facts(self.per)))
        key = meter_key(*self._parts, scope)
        if not scope:
            self.constant_key = key
        return key

    def window(self, at: int, term_start: int) -> tuple[int, int]:
        """[start, end) of the window that holds `at`."""
        start, end, anchor = self.span
        if start <= at < end and anchor == term_start:
            return start, end
        span = window_span(self.limit.window, at, self.zone, term_start)
        if not self.sliding:
            self.span = (span.start, span.end, term_start)
        return span.start, span.end

    def draw(
        self,
        meters: Meters,
        meter_key: MeterKey,
        request: Request,
        facts: Callable[[str], str | int | None],
        term_start: int,
    ) -> Draw:
        """What `request` would draw."""
        at = request.at
        start, end = self.window(at, term_start)
        key = self.constant_key or self.key(meter_key, request, facts)
        used = meters.slid(key, Span(start, end)) if self.sliding else meters.counted(key, start)
        quantities = request.quantities
        return Draw(self, key, start, end, used, quantities.get(self.unit, 1) if quantities else 1)

    def charges(self, draw: Draw) -> bool:
        """Whether what exceeds the limit is charged for; past 2^53 - 1 units in one window nothing is."""
        return self.charge is not None and draw.used + draw.asked <= LARGEST

    def lifts(self, draw: Draw, meters: Meters, at: int) -> int | None:
        """When the same request would pass this limit, if nothing else is drawn; None for never."""
        most = self.count if self.charge is None else LARGEST
        if draw.asked > most or self.limit.window.kind is Kind.TOTAL:
            return None
        return self._slides_out(draw, meters, at, most) if self.sliding else draw.end

    def _slides_out(self, draw: Draw, meters: Meters, at: int, most: int) -> int:
        """The first instant whose window has room; the uses in (t - length, at] only shrink with t."""
        length = draw.end - draw.start
        low, high = at, at + length
        while high - low > 1:
            middle = (low + high) // 2
            used = meters.slid(draw.meter, Span(middle + 1 - length, at + 1))
            low, high = (low, middle) if used + draw.asked <= most else (middle, high)
        return high
