"""When the instants that terms speak of fall: the term's edges, dates, deadlines.

What is fixed in the text becomes a number when the contract is compiled. What hangs on a request
(an attribute that holds an instant) or on an acceptance becomes a `Moment`: the key it starts from
and the durations after it, so that nothing but arithmetic is left for the request.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from licdsl.errors import ContractError
from licdsl.language import calendars
from licdsl.terms.conditions import (
    After,
    AtTime,
    AttributeInstant,
    EventInstant,
    InstantExpression,
    OnDate,
)
from licdsl.terms.contract import Contract, FixedTerm, RelativeTerm
from licdsl.values.instants import Zone, zone
from licdsl.values.periods import (
    EXACT,
    BusinessDays,
    Duration,
    Span,
    after_day,
    after_instant,
    anniversary,
    end_of_day,
)

ACCEPTANCE = "acceptance"
TERM_END = "term end"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant that only a request can fix: `steps` one after the other, after what `key` states.

    `key` is the key of a fact, `acceptance`, `term end`, or the name of an event that no request
    states; `event` tells the last three from facts. The first step of `term end` starts at 24:00.
    """

    key: str
    event: bool
    steps: tuple[Duration, ...] = ()


class Timeline:
    """The civil time of one contract: its zone, its business days and the edges of its term."""

    def __init__(self, contract: Contract) -> None:
        """Read the zone and the calendar; raises ContractError where the contract names unknown ones."""
        try:
            self.zone: Zone = zone(contract.zone)
            name = contract.business_days
            self.business: BusinessDays | None = None if name is None else calendars.load(name)
        except KeyError as error:
            raise ContractError(f"no time zone or calendar is called {error}") from None
        self.lifetime = contract.lifetime
        self.fixed_term = self._fixed_term()

    def _fixed_term(self) -> Span | None:
        if isinstance(self.lifetime, FixedTerm):
            return Span(self.zone.midnight(self.lifetime.first), end_of_day(self.lifetime.last, self.zone))
        start = self.lifetime.start
        if isinstance(start, EventInstant):
            return None
        return self._from(self._instant(start))

    def _from(self, start: int) -> Span:
        assert isinstance(self.lifetime, RelativeTerm)
        try:
            end = anniversary(start, self.lifetime.length, self.zone, self.business)
        except ValueError as error:
            raise ContractError(f"the term cannot be counted: {error}") from None
        return Span(start, end)

    def _instant(self, expression: OnDate | AtTime) -> int:
        if isinstance(expression, OnDate):
            return self.zone.midnight(expression.date)
        return self.zone.instant(expression.time)

    @property
    def hangs_on_acceptance(self) -> bool:
        """Whether the term starts with the acceptance."""
        return (
            isinstance(self.lifetime, RelativeTerm)
            and isinstance(self.lifetime.start, EventInstant)
            and self.lifetime.start.name == ACCEPTANCE
        )

    def term(self, accepted: int | None) -> Span | None:
        """The term as instants, for one acceptance; None where an event has not fixed it."""
        if self.fixed_term is not None:
            return self.fixed_term
        if accepted is None or not self.hangs_on_acceptance:
            return None
        return self._from(accepted)

    def fix(self, expression: InstantExpression, *, ends: bool) -> int | Moment:
        """The instant that `expression` names, or the moment that a request must fix.

        A date ends at its 24:00 where `ends` (after `until`), else starts at 00:00 (after `from`,
        `before`, `on or after`). Raises ContractError where business days cannot be counted.
        """
        if isinstance(expression, OnDate):
            return end_of_day(expression.date, self.zone) if ends else self._instant(expression)
        if isinstance(expression, AtTime):
            return self._instant(expression)
        if isinstance(expression, AttributeInstant):
            return Moment(expression.attribute.key, event=False)
        if isinstance(expression, EventInstant):
            return self._event(expression.name)
        return self._after(expression)

    def _event(self, name: str) -> int | Moment:
        if name == TERM_END and self.fixed_term is not None:
            return self.fixed_term.end
        # INVARIANT: `publication of article` is an attribute whichever way the terms spell it.
        return Moment(name, event=" of " not in name)

    def _after(self, expression: After) -> int | Moment:
        if isinstance(expression.base, OnDate):
            return self._counted(expression.base.date, expression.duration)
        base = self.fix(expression.base, ends=True)
        if isinstance(base, Moment):
            return Moment(base.key, base.event, (*base.steps, expression.duration))
        found = self.shift(base, expression.duration, closes=_closes(expression.base))
        if found is None:
            raise ContractError(f"`{expression.duration}` after a date cannot be counted by the calendar")
        return found

    def _counted(self, day: dt.date, duration: Duration) -> int:
        try:
            return after_day(day, duration, self.zone, self.business)
        except ValueError as error:
            raise ContractError(str(error)) from None

    def shift(self, instant: int, duration: Duration, *, closes: bool) -> int | None:
        """`duration` after `instant`, or None where the calendar of business days ends before."""
        try:
            return after_instant(instant, duration, self.zone, self.business, closes=closes)
        except ValueError:
            return None

    def reach(self, moment: Moment, base: int) -> int | None:
        """The instant of `moment` when its key stands for `base`; None as for `shift`."""
        instant: int | None = base
        closes = moment.key == TERM_END
        for duration in moment.steps:
            if instant is None:
                return None
            instant = self.shift(instant, duration, closes=closes)
            closes = duration.unit not in EXACT
        return instant


def _closes(base: InstantExpression) -> bool:
    """Whether `base` is a 24:00 that belongs to the day before: a period's end or a counted day."""
    if isinstance(base, EventInstant):
        return base.name == TERM_END
    return isinstance(base, After) and base.duration.unit not in EXACT
