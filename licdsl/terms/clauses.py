"""Permissions, prohibitions, duties and powers: who may, must not and must do what."""

from __future__ import annotations

from dataclasses import dataclass, field

from licdsl.terms.conditions import Condition, InstantExpression
from licdsl.terms.limit import Limit, SizeLimit
from licdsl.terms.places import NOWHERE, Place
from licdsl.terms.scope import EVERYWHERE, Scope
from licdsl.values.money import Money
from licdsl.values.periods import Duration, Unit, Window


@dataclass(frozen=True, slots=True)
class Permission:
    """`party` may do every one of `uses` (as written, sorted) within `scope` and the limits."""

    label: str
    party: str
    uses: tuple[str, ...]
    scope: Scope = EVERYWHERE
    limits: tuple[Limit, ...] = ()
    sizes: tuple[SizeLimit, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Prohibition:
    """`party` must not do any of `uses` (as written, sorted) within `scope`."""

    label: str
    party: str
    uses: tuple[str, ...]
    scope: Scope = EVERYWHERE
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class LateFee:
    """`after GRACE licensee must pay MONEY to PARTY per started UNIT late up to CAP`."""

    party: str
    amount: Money
    payee: str
    grace: Duration | None = None
    per_started: Unit | None = None
    cap: Money | None = None


@dataclass(frozen=True, slots=True)
class BreachStep:
    """`after GRACE breach, cure within DURATION`."""

    grace: Duration | None = None
    cure: Duration | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """`party` must do `action` (`send`, `credit`, `delete`, `pay`, `remove` …) to or for others.

    `subject` is what is sent, credited, deleted or paid; `recipient` the party after `to`;
    `whenever` the uses that trigger it, or `whenever_ends` the clause whose end triggers it.
    """

    label: str
    party: str
    action: str
    subject: str | None = None
    recipient: str | None = None
    whenever: tuple[str, ...] = ()
    whenever_ends: str | None = None
    every: Window | None = None
    parts: tuple[str, ...] = ()
    within: tuple[Duration, InstantExpression] | None = None
    steps: tuple[LateFee | BreachStep, ...] = ()
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    survives: bool = False
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Power:
    """`party` may suspend, resume, terminate or reprice the named clauses while `when` holds."""

    label: str
    party: str
    action: str
    clauses: tuple[str, ...]
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    notice: Duration | None = None
    ends: Condition | None = None
    place: Place = field(default=NOWHERE, compare=False)
