"""The contract as a whole: header, definitions, facts and clauses, without layout."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from licdsl.terms.clauses import Duty, Permission, Power, Prohibition
from licdsl.terms.conditions import AtTime, Condition, EventInstant, OnDate
from licdsl.terms.places import NOWHERE, Place
from licdsl.terms.price import Price, Split
from licdsl.values.periods import Duration


@dataclass(frozen=True, slots=True)
class Party:
    """A party by its label; `anyone` parties are a class that `where` narrows, tested each time."""

    label: str
    name: str | None
    where: Condition | None = None
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def anyone(self) -> bool:
        """Whether the party is a class (`anyone …`) and not one named person."""
        return self.name is None


@dataclass(frozen=True, slots=True)
class FixedTerm:
    """[`first` 00:00, day after `last` 00:00) in the contract's zone."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class RelativeTerm:
    """`term from INSTANT for DURATION`; the usual start is the event `acceptance`."""

    start: OnDate | AtTime | EventInstant
    length: Duration


@dataclass(frozen=True, slots=True)
class Definition:
    """`define NAME means …`: a condition, or prose that binds people and no machine."""

    name: str
    meaning: Condition | str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """`fact NAME "prose" attested by PARTY every DURATION`."""

    name: str
    attester: str
    prose: str | None = None
    fresh_for: Duration | None = None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class EventDeclaration:
    """`event NAME notified by PARTY`."""

    name: str
    notifier: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Include:
    """`include "title" version N sha256:…`: definitions and facts of another contract, pinned."""

    title: str
    version: int
    digest: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything that a contract means, each tuple sorted by label.

    `digest` is the meaning digest (`sha256:…` of `meaning.canonical(contract)`), `text_digest`
    that of the exact file; neither takes part in comparison. `path` names the file in messages.
    """

    language: int
    kind: str
    title: str
    version: int
    parties: tuple[Party, ...]
    lifetime: FixedTerm | RelativeTerm
    zone: str
    currency: str
    vocabulary: tuple[str, int]
    business_days: str | None = None
    law: str | None = None
    amends: tuple[str, dt.date] | None = None
    prevails: str | None = None
    accepted_by: str | None = None
    withdraw: Duration | None = None
    includes: tuple[Include, ...] = ()
    definitions: tuple[Definition, ...] = ()
    facts: tuple[FactDeclaration, ...] = ()
    events: tuple[EventDeclaration, ...] = ()
    permissions: tuple[Permission, ...] = ()
    prohibitions: tuple[Prohibition, ...] = ()
    duties: tuple[Duty, ...] = ()
    prices: tuple[Price, ...] = ()
    splits: tuple[Split, ...] = ()
    powers: tuple[Power, ...] = ()
    digest: str = field(default="", compare=False)
    text_digest: str = field(default="", compare=False)
    path: str = field(default="", compare=False)
