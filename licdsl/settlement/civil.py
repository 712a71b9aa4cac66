"""Windows of one contract for one account, in civil time, found fast for a stream of instants.

A calendar window starts and ends at local midnights; working one out costs far more than reading a
use from the log, so the windows that were found are kept, sorted, and looked up by bisection.
"""

from __future__ import annotations

import bisect

from licdsl.compiler.timeline import Timeline
from licdsl.errors import IntegrityError
from licdsl.terms.contract import Contract
from licdsl.values.instants import Zone
from licdsl.values.periods import WHOLE_OF_TIME, Kind, Span, Window, window_span


class CivilWindows:
    """The windows of one contract; `term` is the span of its term, open where it is not known."""

    def __init__(self, contract: Contract, accepted: int | None = None) -> None:
        """Take the term from the contract, or from the instant `accepted` on where it hangs on that."""
        timeline = Timeline(contract)
        self.zone: Zone = timeline.zone
        self.term = timeline.term(accepted) or WHOLE_OF_TIME
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
