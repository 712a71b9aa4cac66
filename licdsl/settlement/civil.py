"""Windows of one contract for one account, in civil time, found fast for a stream of instants.

A calendar window starts and ends at local midnights; working one out costs far more than reading a
use from the log, so the windows that were found are kept, sorted, and looked up by bisection.
"""

from __future__ import annotations

import bisect
import datetime as dt

from licdsl.errors import IntegrityError
from licdsl.terms.conditions import AtTime, OnDate
from licdsl.terms.contract import Contract, FixedTerm
from licdsl.values.instants import Zone, zone
from licdsl.values.periods import WHOLE_OF_TIME, Kind, Span, Window, window_span


class CivilWindows:
    """The windows of one contract; `term` is the span of its term, open where it is not known."""

    def __init__(self, contract: Contract, accepted: int | None = None) -> None:
        """Anchor contract windows at the term's start, or at `accepted` for a term from acceptance."""
        self.zone: Zone = zone(contract.zone)
        self.term = _term(contract, self.zone, accepted)
        self._found: dict[Window, tuple[list[int], list[Span]]] = {}

    def span(self, window: Window, at: int) -> Span:
        """The span of `window` that holds `at`; `in total` is the term where it is known.

        Raises IntegrityError for a contract window while the start of the term is not known.
        """
        if window.kind is Kind.TOTAL:
            return self.term
        if window.kind is Kind.CONTRACT and self.term.start == WHOLE_OF_TIME.start:
            raise IntegrityError(f"`{window}` hangs on an acceptance that the log does not hold")
        starts, spans = self._found.setdefault(window, ([], []))
        place = bisect.bisect_right(starts, at) - 1
        if place >= 0 and at < spans[place].end:
            return spans[place]
        span = window_span(window, at, self.zone, self.term.start)
        starts.insert(place + 1, span.start)
        spans.insert(place + 1, span)
        return span


def _term(contract: Contract, civil: Zone, accepted: int | None) -> Span:
    """The term where it is fixed; from the acceptance on where only that is known."""
    lifetime = contract.lifetime
    if isinstance(lifetime, FixedTerm):
        after = lifetime.last + dt.timedelta(days=1)
        return Span(civil.midnight(lifetime.first), civil.midnight(after))
    if isinstance(lifetime.start, OnDate):
        return Span(civil.midnight(lifetime.start.date), WHOLE_OF_TIME.end)
    if isinstance(lifetime.start, AtTime):
        return Span(civil.instant(lifetime.start.time), WHOLE_OF_TIME.end)
    return WHOLE_OF_TIME if accepted is None else Span(accepted, WHOLE_OF_TIME.end)
