"""The period of a statement: a day, month, quarter or year, in the civil time of each contract.

`2026-03` is [1 March 00:00, 1 April 00:00) local time; contracts in other zones have other
instants for the same label, so a `BillingPeriod` keeps the label and yields a span per zone.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from licdsl.errors import RequestError
from licdsl.values.instants import Zone
from licdsl.values.periods import Span, Unit, next_start

_FORMS = {
    Unit.DAY: re.compile(r"(\d{4})-(\d\d)-(\d\d)"),
    Unit.MONTH: re.compile(r"(\d{4})-(\d\d)"),
    Unit.QUARTER: re.compile(r"(\d{4})-Q([1-4])"),
    Unit.YEAR: re.compile(r"(\d{4})"),
}


@dataclass(frozen=True, slots=True)
class BillingPeriod:
    """One civil period by its `label` (`2026-03-02`, `2026-03`, `2026-Q1`, `2026`), first day and unit."""

    label: str
    first: dt.date
    unit: Unit

    @classmethod
    def read(cls, label: str) -> BillingPeriod:
        """The period that `label` names; raises RequestError with the forms that are known."""
        for unit, form in _FORMS.items():
            if (match := form.fullmatch(label)) and label.isascii():
                numbers = [int(group) for group in match.groups()]
                if unit is Unit.QUARTER:
                    numbers[1] = numbers[1] * 3 - 2
                try:
                    return cls(label, dt.date(*[*numbers, 1, 1][:3]), unit)
                except ValueError:
                    break
        forms = "write `2026-03`, `2026-Q1`, `2026` or `2026-03-02`"
        raise RequestError({"period": f"`{label}` is no period; {forms}"})

    def span(self, zone: Zone) -> Span:
        """Its instants in `zone`, half-open; raises RequestError at the end of the calendar (9999)."""
        try:
            return Span(zone.midnight(self.first), zone.midnight(next_start(self.first, self.unit)))
        except (OverflowError, ValueError):
            raise RequestError({"period": f"`{self.label}` lies at the end of the calendar"}) from None


def period(label: str, zone: Zone) -> Span:
    """The instants of the period `label` in `zone`; raises RequestError for a label that is none."""
    return BillingPeriod.read(label).span(zone)
