"""Limits of one permission against the meters: what a use would draw, and what stands against it.

Nothing is counted here: `weigh` says what would be, so that a decision draws all of its limits or
none (language.md §"How a request is decided").
"""

from __future__ import annotations

from collections.abc import Callable

from licdsl.compiler.subjects import per_key
from licdsl.engine.meters import Meters
from licdsl.engine.request import Request
from licdsl.terms.limit import Limit
from licdsl.values.instants import Zone
from licdsl.values.periods import Kind, Span, window_span

MeterKey = Callable[[str, str, int, tuple[str, ...]], str]


class Draw:
    """What one decision draws from one limit: `asked` units on top of `used` in a window.

    `start` and `end` bound the window; for a sliding one they are those that end with the request.
    """

    __slots__ = ("asked", "end", "meter", "metered", "start", "used")

    def __init__(
        self, metered: MeteredLimit, meter: str, start: int, end: int, used: int, asked: int
    ) -> None:
        """Keep the parts."""
        self.metered = metered
        self.meter = meter
        self.start = start
        self.end = end
        self.used = used
        self.asked = asked

    @property
    def over(self) -> bool:
        """Whether the use goes beyond the limit."""
        return self.used + self.asked > self.metered.count

    def count(self, meters: Meters, at: int) -> None:
        """Draw it."""
        if self.metered.sliding:
            meters.slide(self.meter, at, self.asked)
        else:
            meters.count(self.meter, self.start, self.asked)


class MeteredLimit:
    """One limit of one permission of one bound contract, with its meter and the window last used.

    `own` says that every licensee has counters of its own. The span of the last window is kept: a
    stream of requests then works out civil time once per window and not once per request.
    """

    __slots__ = (
        "_key", "_parts", "_span", "charge", "clause", "count", "limit", "own", "per", "sliding", "unit",
        "zone",
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
        self._key: str | None = None
        self._span = (0, 0, 0)

    def key(self, meter_key: MeterKey, request: Request, facts: Callable[[str], str | int | None]) -> str:
        """The meter's opaque key for this request."""
        if self._key is not None:
            return self._key
        scope = (request.licensee,) if self.own else ()
        if self.per is not None:
            scope = (*scope, str(request.work if self.per == "work" else facts(self.per)))
        key = meter_key(*self._parts, scope)
        if not scope:
            self._key = key
        return key

    def window(self, at: int, term_start: int) -> tuple[int, int]:
        """[start, end) of the window that holds `at`."""
        start, end, anchor = self._span
        if start <= at < end and anchor == term_start and not self.sliding:
            return start, end
        span = window_span(self.limit.window, at, self.zone, term_start)
        self._span = (span.start, span.end, term_start)
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
        key = self._key or self.key(meter_key, request, facts)
        used = meters.slid(key, Span(start, end)) if self.sliding else meters.counted(key, start)
        quantities = request.quantities
        return Draw(self, key, start, end, used, quantities.get(self.unit, 1) if quantities else 1)

    def lifts(self, draw: Draw, meters: Meters, at: int) -> int | None:
        """When the same request would pass this limit, if nothing else is drawn; None for never."""
        if draw.asked > self.count or self.limit.window.kind is Kind.TOTAL:
            return None
        return self._slides_out(draw, meters, at) if self.sliding else draw.end

    def _slides_out(self, draw: Draw, meters: Meters, at: int) -> int:
        """The first instant whose window has room; the uses in (t - length, at] only shrink with t."""
        length = draw.end - draw.start
        low, high = at, at + length
        while high - low > 1:
            middle = (low + high) // 2
            used = meters.slid(draw.meter, Span(middle + 1 - length, at + 1))
            low, high = (low, middle) if used + draw.asked <= self.count else (middle, high)
        return high
