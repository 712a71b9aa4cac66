"""No word of the meaning is left out of its explanation.

A contract that uses every class of the terms is explained; then each field of each of its parts is
changed in turn, and the explanation must change with it. The walk follows the dataclasses
themselves, so that a field that is added to the terms and forgotten by `explain` fails here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from licdsl.compiler.explain import explain
from licdsl.terms import clauses, conditions, contract, limit, price, scope
from licdsl.terms.clauses import BreachStep, Duty, LateFee, Permission, Power, Prohibition
from licdsl.terms.conditions import (
    After,
    AllOf,
    AnyOf,
    AtTime,
    Attribute,
    AttributeInstant,
    Compare,
    CompareInstant,
    Condition,
    DutyIs,
    DutyState,
    EventInstant,
    FactReference,
    Holds,
    Named,
    Not,
    OnDate,
    Operator,
)
from licdsl.terms.contract import (
    Contract,
    Definition,
    EventDeclaration,
    FactDeclaration,
    FixedTerm,
    Include,
    Party,
    RelativeTerm,
)
from licdsl.terms.limit import Limit, SizeLimit
from licdsl.terms.price import Commission, PerPeriod, Price, Share, Split, Tier, TierKind, Tiers
from licdsl.terms.scope import Content, Scope
from licdsl.values.money import Money, Rate, Ratio, Rounding
from licdsl.values.periods import Duration, Kind, Unit, Window
from licdsl.values.quantity import Quantity

DAYS = Duration(10, Unit.BUSINESS_DAY)
HOURS = Duration(24, Unit.HOUR)
MONTH = Window(Kind.CALENDAR, Unit.MONTH)
YEAR = Window(Kind.CONTRACT, Unit.YEAR)
SLIDING = Window(Kind.SLIDING, length=HOURS)
SECTION = Attribute("section", "article")
PUBLICATION = Attribute("publication", "article")
EVERYTHING: Condition = AnyOf(
    (
        AllOf((Holds(FactReference("verified")), Not(Named("archive")), Not(Holds(FactReference("live"))))),
        Compare(SECTION, Operator.ONE_OF, ("news", "sport")),
        Compare(
            Attribute("words", "article"),
            Operator.AT_LEAST,
            (7, True, Money(500, "GBP"), Ratio(15, 100), Quantity(75, "words"), HOURS, dt.date(2026, 1, 2)),
        ),
        Compare(FactReference("age"), Operator.MORE_THAN, (dt.datetime(2026, 1, 2, 9, 30),)),  # noqa: DTZ001
        CompareInstant(PUBLICATION, Operator.BEFORE, OnDate(dt.date(2026, 1, 1))),
        CompareInstant(FactReference("seen"), Operator.NOT_BEFORE, AttributeInstant(PUBLICATION)),
        DutyIs("takedown", DutyState.LATE, HOURS),
    )
)
WHOLE = Contract(
    language=1,
    kind="offer",
    title="Everything",
    version=2,
    parties=(Party("publisher", "Valley Echo"), Party("buyer", None, Holds(FactReference("verified")))),
    lifetime=RelativeTerm(EventInstant("acceptance"), Duration(12, Unit.MONTH)),
    zone="Europe/Dublin",
    currency="EUR",
    vocabulary=("press", 1),
    business_days="Ireland",
    law="Ireland",
    amends=("sha256:" + "a" * 64, dt.date(2026, 3, 1)),
    prevails="this-file",
    accepted_by="first-request",
    withdraw=Duration(30, Unit.DAY),
    includes=(Include("Shared words", 3, "sha256:" + "b" * 64),),
    definitions=(Definition("archive", EVERYTHING), Definition("quality", "good journalism")),
    facts=(FactDeclaration("verified", "publisher", "somebody looked", HOURS),),
    events=(EventDeclaration("takedown-notice", "publisher"),),
    permissions=(
        Permission(
            "answers",
            "buyer",
            ("ground", "display"),
            Scope(
                Content(("archive", "quality"), ("games",)),
                (EVERYTHING,),
                (Holds(FactReference("live")),),
                ("GB", "EU"),
                AtTime(dt.datetime(2026, 4, 1, 6, 0)),  # noqa: DTZ001
                After(Duration(6, Unit.HOUR), AttributeInstant(PUBLICATION)),
                survives=True,
            ),
            (Limit(5_000, "requests", MONTH, "article", "surge"), Limit(9, "displays", SLIDING)),
            (SizeLimit(75, "words", "display"),),
        ),
    ),
    prohibitions=(
        Prohibition(
            "embargo",
            "buyer",
            ("train", "profile"),
            Scope(starts=OnDate(dt.date(2026, 5, 1)), ends=After(DAYS, EventInstant("term end"))),
        ),
    ),
    duties=(
        Duty(
            "takedown",
            "buyer",
            "remove",
            "article",
            "publisher",
            ("display", "ground"),
            "answers",
            MONTH,
            ("masthead", "link"),
            (DAYS, EventInstant("takedown-notice")),
            (
                LateFee("buyer", Money(10_000, "EUR"), "publisher", HOURS, Unit.WEEK, Money(300_000, "EUR")),
                BreachStep(Duration(30, Unit.DAY), DAYS),
            ),
            (EVERYTHING,),
            (Holds(FactReference("live")),),
            survives=True,
        ),
    ),
    prices=(
        Price(
            "usage",
            "buyer",
            "publisher",
            ("ground", "display"),
            MONTH,
            tiers=Tiers(
                TierKind.GRADUATED,
                "requests",
                MONTH,
                (
                    Tier(1_000, Rate(0, 0, "EUR", 1, "requests")),
                    Tier(3_000, Rate(90, 2, "EUR", 100, "requests")),
                    Tier(None, Rate(125, 2, "EUR", 7, "requests", started=True)),
                ),
            ),
            minimum=PerPeriod(Money(100_000, "EUR"), MONTH, True),
            maximum=PerPeriod(Money(900_000, "EUR"), YEAR),
            due=(DAYS, EventInstant("invoice issued")),
            rounding=Rounding.DOWN,
            step=Money(7, "EUR"),
            when=(EVERYTHING,),
            unless=(Holds(FactReference("live")),),
            replaces="older",
        ),
        Price("surge", "buyer", "publisher", ("ground",), rate=Rate(4, 4, "EUR", 1, "requests")),
        Price("yearly", "buyer", "publisher", flat=PerPeriod(Money(5_000, "EUR"), YEAR)),
    ),
    splits=(
        Split(
            "sale",
            "usage",
            ("other",),
            (Commission("market", Ratio(15, 100), "gross", on_top=False),),
            (Share("writers", Ratio(30, 100), Attribute("words", "article")), Share("publisher", None)),
            Rounding.UP,
            Money(5, "EUR"),
        ),
    ),
    powers=(
        Power(
            "refuse",
            "publisher",
            "suspend",
            ("answers", "usage"),
            (DutyIs("takedown", DutyState.BREACHED),),
            (Holds(FactReference("live")),),
            DAYS,
            Not(EVERYTHING),
        ),
    ),
)
FIXED = dataclasses.replace(WHOLE, lifetime=FixedTerm(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
SPOKEN_ELSEWHERE = {("Contract", "vocabulary")}
PAIRS = ("amends", "within", "due")


def _other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, enum.Enum):
        members = [each for each in type(value) if each is not Kind.TOTAL]
        return members[(members.index(value) + 1) % len(members)]
    if isinstance(value, int):
        return value * 10 if value >= 100 else value + 1
    if isinstance(value, str):
        return {"EUR": "USD", "GBP": "USD"}.get(value, f"{value}-other")
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=1)
    if isinstance(value, tuple):
        return value[:-1] if len(value) > 1 else ()
    return None


def _variants(node: Any) -> Iterator[tuple[str, str, Any]]:
    """Every (class, field, node with that field changed), at any depth below `node`."""
    for field in (each for each in dataclasses.fields(node) if each.compare):
        value = getattr(node, field.name)
        for label, inner, changed in _changes(value, field.name in PAIRS):
            where = (type(node).__name__, field.name) if label is None else (label, inner)
            if where not in SPOKEN_ELSEWHERE and changed != value:
                yield (*where, dataclasses.replace(node, **{field.name: changed}))


def _changes(value: Any, pair: bool = False) -> Iterator[tuple[Any, str, Any]]:
    if isinstance(value, Rate) and value.mantissa == 0:
        yield "Rate", "mantissa", dataclasses.replace(value, mantissa=1)
    elif dataclasses.is_dataclass(value):
        yield from _variants(value)
    elif isinstance(value, tuple):
        if not pair:
            yield None, "", _other(value)
        for position, each in enumerate(value):
            for label, inner, changed in _changes(each):
                yield label, inner, (*value[:position], changed, *value[position + 1 :])
    elif value is not None:
        yield None, "", _other(value)


def _safe(changed: Contract) -> bool:
    """Changes that no checked contract can hold: money of another currency, a window of another kind."""
    return not any(
        (node.kind is Kind.SLIDING) is (node.length is None)
        or (node.kind is not Kind.SLIDING and not node.unit)
        for node in _windows(changed)
    )


def _windows(node: Any) -> Iterator[Window]:
    if isinstance(node, Window):
        yield node
    elif isinstance(node, tuple):
        for each in node:
            yield from _windows(each)
    elif dataclasses.is_dataclass(node):
        for field in dataclasses.fields(node):
            yield from _windows(getattr(node, field.name))


CASES = [
    (*where, changed) for base in (WHOLE, FIXED) for *where, changed in _variants(base) if _safe(changed)
]


def test_every_change_of_the_meaning_changes_the_explanation() -> None:
    plain = {explain(base).text() for base in (WHOLE, FIXED)}
    silent = {f"{owner}.{field}" for owner, field, changed in CASES if explain(changed).text() in plain}
    assert sorted(silent) == []


def test_the_walk_reaches_every_field_of_every_class_of_the_terms() -> None:
    reached = {(owner, field) for owner, field, _ in CASES} | SPOKEN_ELSEWHERE
    missing = {
        f"{name}.{field.name}"
        for module in (clauses, conditions, contract, limit, price, scope)
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
        for field in dataclasses.fields(kind)
        if field.compare and (name, field.name) not in reached | PARTS
    }
    assert sorted(missing) == []


def _parts(node: Any) -> Iterator[tuple[str, str]]:
    """(class, field) of every field that holds another part, whose own fields the walk changes."""
    if isinstance(node, tuple):
        for each in node:
            yield from _parts(each)
    elif dataclasses.is_dataclass(node):
        for field in dataclasses.fields(node):
            value = getattr(node, field.name)
            if dataclasses.is_dataclass(value) or (field.name in PAIRS and value):
                yield type(node).__name__, field.name
            yield from _parts(value)


PARTS = {part for base in (WHOLE, FIXED) for part in _parts(base)}


@pytest.mark.parametrize("word", ["press 1", "sha256:meaning"])
def test_the_vocabulary_and_the_digest_are_named(word: str) -> None:
    assert word in explain(dataclasses.replace(WHOLE, digest="sha256:meaning")).text()


def test_the_explanation_is_data_and_no_width_or_locale_changes_it() -> None:
    first, second = explain(WHOLE), explain(WHOLE)
    assert first == second
    assert first.text() == second.text()
