"""Conditions: what must be true of a request, its article, its parties or the state of a duty.

Conditions are Kleene three-valued (true, false, unknown); `unless X` is `and not X`. They are
trees of the nodes below. A `Named` node refers to a definition of the contract and is evaluated
once per request, never inlined (law 2).

The key under which a request states an attribute is the text of the contract itself:
`section of article`; a declared fact's key is its name: `names-a-minor`. The engine lets a request
say plain `territory` for `territory of request`.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from licdsl.values.money import Money, Ratio
from licdsl.values.periods import Duration
from licdsl.values.quantity import Quantity


class Operator(enum.Enum):
    """How a value is compared; the values are the contract's words."""

    IS = "is"
    IS_NOT = "is not"
    ONE_OF = "is one of"
    NONE_OF = "is not one of"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    MORE_THAN = "more than"
    LESS_THAN = "less than"
    BEFORE = "before"
    NOT_BEFORE = "on or after"
    STARTS_WITH = "starts with"


class DutyState(enum.Enum):
    """The states of one occurrence of a duty that a condition may name."""

    PENDING = "pending"
    DONE = "done"
    LATE = "late"
    BREACHED = "breached"
    UNCURED = "uncured"
    CURED = "cured"


@dataclass(frozen=True, slots=True)
class Attribute:
    """`name of owner`, such as `section of article`; declared in the vocabulary."""

    name: str
    owner: str

    @property
    def key(self) -> str:
        """The key under which a request states it."""
        return f"{self.name} of {self.owner}"


@dataclass(frozen=True, slots=True)
class FactReference:
    """A fact that the contract declares with a `fact` line."""

    name: str

    @property
    def key(self) -> str:
        """The key under which a request states it."""
        return self.name


Subject = Attribute | FactReference
Value = bool | int | str | Money | Ratio | Quantity | Duration | dt.date | dt.datetime


# ---------------------------------------------------------------- instants that terms speak of
@dataclass(frozen=True, slots=True)
class OnDate:
    """A whole local day; whether its start or its end counts depends on the word before it."""

    date: dt.date


@dataclass(frozen=True, slots=True)
class AtTime:
    """A local date and time, to the minute; naive, in the contract's zone."""

    time: dt.datetime


@dataclass(frozen=True, slots=True)
class AttributeInstant:
    """An attribute that holds an instant: `publication of article`; unknown when unstated."""

    attribute: Attribute


@dataclass(frozen=True, slots=True)
class EventInstant:
    """A built-in event (`period end`, `term end`, `acceptance` …) or a declared one."""

    name: str


@dataclass(frozen=True, slots=True)
class After:
    """`duration after base`.

    Minutes and hours are exact. Days, business days, weeks, months, quarters and years end at
    24:00 local of the day that many after the day of `base`, which itself does not count. After a
    date means after that day has ended.
    """

    duration: Duration
    base: InstantExpression


InstantExpression = OnDate | AtTime | AttributeInstant | EventInstant | After


# ---------------------------------------------------------------- condition trees
@dataclass(frozen=True, slots=True)
class Holds:
    """A declared yes-or-no fact used as a condition by itself: `verified`."""

    fact: FactReference


@dataclass(frozen=True, slots=True)
class Named:
    """A definition of the contract, used as a condition."""

    definition: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A subject compared with values; `ONE_OF` and `NONE_OF` have one or more, the rest exactly one."""

    subject: Subject
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class CompareInstant:
    """A subject that holds an instant, compared with `BEFORE` or `NOT_BEFORE`."""

    subject: Subject
    operator: Operator
    instant: InstantExpression


@dataclass(frozen=True, slots=True)
class DutyIs:
    """`clause is state [for more than duration]`, on a duty or a prohibition of the contract."""

    clause: str
    state: DutyState
    lasting: Duration | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """The negation of `condition`; unknown stays unknown."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when all are; false as soon as one is; `conditions` is sorted canonically."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True as soon as one is; false when all are; `conditions` is sorted canonically."""

    conditions: tuple[Condition, ...]


Condition = Holds | Named | Compare | CompareInstant | DutyIs | Not | AllOf | AnyOf
