"""Hypothesis strategies for contracts, requests and facts, small enough that boundaries are hit.

Vocabularies have two or three words, limits run from 1 to 3, and instants lie on, just before and
just after the edges of windows, embargoes, terms and both changes of the clock in London.

    @given(contracts(), requests())
    def test_something(contract, request): ...
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from licdsl.engine.request import Request
from licdsl.terms.clauses import Permission, Prohibition
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
    InstantExpression,
    Named,
    Not,
    OnDate,
    Operator,
)
from licdsl.terms.contract import Contract, Definition, FixedTerm, Party, RelativeTerm
from licdsl.terms.limit import Limit, SizeLimit
from licdsl.terms.price import Price
from licdsl.terms.scope import Content, Scope
from licdsl.values.instants import HOUR, zone
from licdsl.values.money import Rate
from licdsl.values.periods import Duration, Kind, Unit, Window

ZONE = "Europe/London"
SECTION = Attribute("section", "article")
WORDS = Attribute("words", "article")
PAID = Attribute("paid", "article")
PUBLICATION = Attribute("publication", "article")
TERRITORY = Attribute("territory", "request")
VERIFIED = FactReference("verified")

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 10, 31)
_DAYS = (FIRST, dt.date(2026, 3, 29), dt.date(2026, 4, 1), dt.date(2026, 10, 25), dt.date(2026, 11, 1))
_LONDON = zone(ZONE)
EDGES: tuple[int, ...] = tuple(
    _LONDON.midnight(day) + shift for day in _DAYS for shift in (0, HOUR, 2 * HOUR)
)

FACT_VALUES: dict[str, SearchStrategy[str | int]] = {
    "section of article": st.sampled_from(["news", "sport", "games"]),
    "words of article": st.integers(0, 4),
    "paid of article": st.booleans(),
    "publication of article": st.sampled_from(EDGES),
    "territory": st.sampled_from(["GB", "IE", "US"]),
    "product of request": st.sampled_from(["app", "web"]),
    "verified": st.booleans(),
}
"""Every fact that a generated contract can ask for, by its key; `work` stands in the request itself."""

ACCEPTED = ("first-request", "first-request", "first-request", None)
USES = ("ground", "search", "display", "ai-input", "train")


@functools.cache
def instants() -> SearchStrategy[int]:
    """Instants on the edges and one microsecond to either side."""
    return st.builds(lambda edge, shift: edge + shift, st.sampled_from(EDGES), st.integers(-1, 1))


# ---------------------------------------------------------------- conditions
@functools.cache
def expressions() -> SearchStrategy[InstantExpression]:
    """Dates, times, attributes, the term's end, and durations after them."""
    bases: SearchStrategy[InstantExpression] = st.one_of(
        st.sampled_from(_DAYS).map(OnDate),
        st.sampled_from(_DAYS).map(lambda day: AtTime(dt.datetime.combine(day, dt.time(1, 30)))),
        st.just(AttributeInstant(PUBLICATION)),
        st.just(EventInstant("term end")),
        st.just(EventInstant("acceptance")),
    )
    units = st.sampled_from([Unit.HOUR, Unit.DAY, Unit.BUSINESS_DAY, Unit.WEEK, Unit.MONTH])
    durations = st.builds(Duration, st.integers(0, 2), units)
    return st.one_of(bases, st.builds(After, durations, st.one_of(bases, st.builds(After, durations, bases))))


@functools.cache
def _comparisons() -> SearchStrategy[Condition]:
    words = st.sampled_from(["news", "sport"])
    equal = st.sampled_from([Operator.IS, Operator.IS_NOT])
    listed = st.sampled_from([Operator.ONE_OF, Operator.NONE_OF])
    ordered = st.sampled_from([Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN])
    pairs = st.permutations(["news", "sport"]).map(tuple)
    one_number, one_day = st.integers(0, 4).map(lambda n: (n,)), st.sampled_from(_DAYS).map(lambda d: (d,))
    return st.one_of(
        st.builds(Compare, st.just(SECTION), equal, words.map(lambda word: (word,))),
        st.builds(Compare, st.just(SECTION), listed, pairs),
        st.builds(Compare, st.just(SECTION), st.just(Operator.STARTS_WITH), st.just(("s",))),
        st.builds(Compare, st.just(WORDS), ordered, one_number),
        st.builds(Compare, st.just(PAID), equal, st.booleans().map(lambda value: (value,))),
        st.builds(Compare, st.just(PUBLICATION), st.one_of(equal, ordered), one_day),
        st.builds(Compare, st.just(TERRITORY), equal, st.sampled_from([("EU",), ("GB",)])),
        st.builds(
            CompareInstant,
            st.just(PUBLICATION),
            st.sampled_from([Operator.BEFORE, Operator.NOT_BEFORE]),
            expressions(),
        ),
        st.just(Holds(VERIFIED)),
    )


@functools.cache
def conditions(names: tuple[str, ...] = (), states: bool = False) -> SearchStrategy[Condition]:
    """Conditions up to three deep over the facts above, the definitions `names`, duty states if asked."""
    leaves = [_comparisons()]
    if names:
        leaves.append(st.sampled_from(names).map(Named))
    if states:
        leaves.append(st.just(DutyIs("report", DutyState.UNCURED)))

    simple = st.one_of(leaves)
    some = st.lists(simple, min_size=2, max_size=3).map(tuple)
    inner = st.one_of(simple, simple, simple.map(Not), some.map(AllOf), some.map(AnyOf))
    pairs = st.tuples(inner, inner)
    return st.one_of(simple, inner, inner.map(Not), pairs.map(AllOf), pairs.map(AnyOf))


# ---------------------------------------------------------------- clauses
@functools.cache
def windows() -> SearchStrategy[Window]:
    """Windows of every kind."""
    units = st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR])
    lengths = st.sampled_from([Duration(90, Unit.MINUTE), Duration(1, Unit.HOUR), Duration(1, Unit.DAY)])
    return st.one_of(
        st.builds(Window, st.just(Kind.CALENDAR), units),
        st.builds(Window, st.just(Kind.CONTRACT), units),
        st.builds(lambda length: Window(Kind.SLIDING, length=length), lengths),
        st.just(Window(Kind.TOTAL)),
    )


@functools.cache
def limits() -> SearchStrategy[Limit]:
    """Limits of one to three, some per work, product or territory, some with a price for the excess."""
    return st.builds(
        Limit,
        st.integers(1, 3),
        st.sampled_from(["requests", "displays"]),
        windows(),
        st.sampled_from([None, None, "work", "product", "territory"]),
        st.sampled_from([None, None, "surge"]),
    )


@functools.cache
def _at_most_one(names: tuple[str, ...], states: bool) -> SearchStrategy[tuple[Condition, ...]]:
    """Mostly none, so that clauses are often true."""
    one = conditions(names, states).map(lambda condition: (condition,))
    return st.one_of(st.just(()), st.just(()), one)


@functools.cache
def scopes(names: tuple[str, ...], states: bool = False) -> SearchStrategy[Scope]:
    """Scopes with few parts, so that clauses are often true."""
    some = _at_most_one(names, states)
    contents: SearchStrategy[Content] = st.just(Content())
    if names:
        chosen = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(
            lambda labels: tuple(sorted(labels))
        )
        nothing = st.just(())
        contents = st.builds(Content, st.one_of(st.none(), chosen), st.one_of(nothing, nothing, chosen))
    edges = st.one_of(st.none(), st.none(), st.none(), expressions())
    territories = st.sampled_from([None, None, None, ("GB", "IE"), ("EU",)])
    return st.builds(Scope, contents, some, some, territories, edges, edges, st.booleans())


@functools.cache
def _uses() -> SearchStrategy[tuple[str, ...]]:
    lists = st.lists(st.sampled_from(USES), min_size=1, max_size=2, unique=True)
    return st.one_of(st.just(("all",)), lists.map(lambda uses: tuple(sorted(uses))))


@st.composite
def permissions(draw: st.DrawFn, label: str, names: tuple[str, ...] = (), states: bool = False) -> Permission:
    """One permission of the licensee."""
    bounds = draw(st.lists(st.integers(1, 3), max_size=1))
    return Permission(
        label,
        "licensee",
        draw(_uses()),
        draw(scopes(names, states)),
        tuple(draw(st.lists(limits(), max_size=2))),
        tuple(SizeLimit(count, "words", "display") for count in bounds),
    )


@st.composite
def prohibitions(
    draw: st.DrawFn, label: str, names: tuple[str, ...] = (), states: bool = False
) -> Prohibition:
    """One prohibition of the licensee."""
    return Prohibition(label, "licensee", draw(_uses()), draw(scopes(names, states)))


@st.composite
def definitions(draw: st.DrawFn) -> tuple[Definition, ...]:
    """Up to three definitions, each over those before it."""
    found: list[Definition] = []
    for name in ("alpha", "beta", "gamma")[: draw(st.integers(0, 3))]:
        known = tuple(definition.name for definition in found)
        found.append(Definition(name, draw(conditions(known))))
    return tuple(found)


def _prices(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[Price, ...]:
    rate = Rate(5, 0, "GBP", 1000, "requests")
    surge = Price("surge", "licensee", "publisher", ("all",), rate=rate)
    some = _at_most_one(names, False)
    usual = Price("usage", "licensee", "publisher", ("ai-all",), rate=rate, when=draw(some))
    special = Price(
        "special", "licensee", "publisher", ("ground",), rate=rate, unless=draw(some), replaces="usage"
    )
    return (*draw(st.sampled_from([(), (usual,), (special, usual)])), surge)


def _lifetime(draw: st.DrawFn, kind: str) -> FixedTerm | RelativeTerm:
    fixed = FixedTerm(FIRST, LAST)
    if kind == "licence":
        return fixed
    length = Duration(1, draw(st.sampled_from([Unit.DAY, Unit.MONTH])))
    return fixed if draw(st.booleans()) else RelativeTerm(EventInstant("acceptance"), length)


@st.composite
def contracts(
    draw: st.DrawFn,
    *,
    kinds: tuple[str, ...] = ("licence", "offer"),
    states: bool = False,
    title: str = "Tiny",
) -> Contract:
    """Contracts that may run; `states` lets conditions ask for the state of a duty, which is unknown."""
    kind = draw(st.sampled_from(kinds))
    found = draw(definitions())
    names = tuple(definition.name for definition in found)
    where = draw(st.one_of(st.none(), st.none(), conditions(names)))
    anyone = kind == "offer" or draw(st.booleans())
    party = Party("licensee", None, where) if anyone else Party("licensee", "Acme")
    counts = draw(st.sampled_from([2, 1, 3, 0])), draw(st.sampled_from([0, 1, 0, 2]))
    return Contract(
        language=1,
        kind=kind,
        title=title,
        version=1,
        parties=(party, Party("publisher", "Tiny Times")),
        lifetime=_lifetime(draw, kind),
        zone=ZONE,
        currency="GBP",
        vocabulary=("press", 1),
        business_days="England and Wales",
        accepted_by=draw(st.sampled_from(ACCEPTED)) if kind == "offer" else None,
        definitions=found,
        permissions=tuple(draw(permissions(f"may-{n}", names, states)) for n in range(counts[0])),
        prohibitions=tuple(draw(prohibitions(f"not-{n}", names, states)) for n in range(counts[1])),
        prices=_prices(draw, names),
    )


def plain_licence(
    permissions: tuple[Permission, ...], prohibitions: tuple[Prohibition, ...] = ()
) -> Contract:
    """A licence of `permissions` and `prohibitions` of its one licensee, with no price but `surge`."""
    rate = Rate(5, 0, "GBP", 1000, "requests")
    return Contract(
        language=1,
        kind="licence",
        title="Plain",
        version=1,
        parties=(Party("licensee", "Acme"), Party("publisher", "Tiny Times")),
        lifetime=FixedTerm(FIRST, LAST),
        zone=ZONE,
        currency="GBP",
        vocabulary=("press", 1),
        business_days="England and Wales",
        permissions=permissions,
        prohibitions=prohibitions,
        prices=(Price("surge", "licensee", "publisher", ("all",), rate=rate),),
    )


# ---------------------------------------------------------------- requests
@st.composite
def facts(draw: st.DrawFn, *, complete: bool = False) -> dict[str, str | int]:
    """Some of the facts that contracts ask for, or all of them."""
    return {
        key: draw(values) for key, values in FACT_VALUES.items() if complete or draw(st.integers(0, 3)) > 0
    }


@st.composite
def requests(draw: st.DrawFn, *, complete: bool = False, licensees: tuple[str, ...] = ("acme",)) -> Request:
    """Requests that are well formed; `complete` ones leave no fact and no work unknown."""
    fields: dict[str, Any] = {
        "id": f"r-{draw(st.integers(0, 10**6))}",
        "licensee": draw(st.sampled_from(licensees)),
        "action": draw(st.sampled_from(USES)),
        "at": draw(instants()),
        "facts": draw(facts(complete=complete)),
        "work": draw(st.sampled_from(["w-1", "w-2"] if complete else ["w-1", "w-2", None])),
        "sizes": draw(st.one_of(st.just({}), st.builds(lambda n: {"words": n}, st.integers(1, 4)))),
        "quantities": draw(st.one_of(st.just({}), st.builds(lambda n: {"requests": n}, st.integers(1, 3)))),
    }
    return Request(**fields)
