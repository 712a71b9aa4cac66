"""Instants and conditions."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from licdsl.language.diagnostics import Span
from licdsl.language.syntax.words import (
    Amount,
    Attribute,
    Code,
    Day,
    Duration,
    Moment,
    Name,
    Number,
    Percent,
    Quantity,
    Text,
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event by its name: `period end`, `acceptance`, or one that the contract declares."""

    name: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class After:
    """`6 hours after publication of article`."""

    duration: Duration
    base: Instant
    span: Span = field(compare=False)


Instant = Day | Moment | Attribute | Event | After
Value = Name | Text | Code | Amount | Percent | Day | Moment | Duration | Number | Quantity


class Relation(enum.Enum):
    """How a condition compares; the values are the contract's words."""

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


@dataclass(frozen=True, slots=True)
class Bare:
    """A name or attribute that is a condition by itself: a definition, a fact, a yes-or-no."""

    subject: Name | Attribute
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A subject compared with values; only `ONE_OF` and `NONE_OF` have other than one.

    `lasting` is the duration after `is S for more than`.
    """

    subject: Name | Attribute
    relation: Relation
    values: tuple[Value, ...]
    lasting: Duration | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class CompareInstant:
    """A subject that is `BEFORE` or `NOT_BEFORE` an instant."""

    subject: Name | Attribute
    relation: Relation
    instant: Instant
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`not …`."""

    condition: Condition
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Two or more conditions joined by `and`, as written: brackets are not flattened."""

    conditions: tuple[Condition, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Two or more conditions joined by `or`, as written: brackets are not flattened."""

    conditions: tuple[Condition, ...]
    span: Span = field(compare=False)


Condition = Bare | Compare | CompareInstant | Not | AllOf | AnyOf
