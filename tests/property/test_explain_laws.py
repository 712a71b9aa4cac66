"""An explanation is faithful: other meaning, other words; and its amounts are exact."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from licdsl.compiler.explain_clauses import Setting, explain_permission
from licdsl.compiler.explain_conditions import spoken
from licdsl.compiler.explain_prices import amount_of, exact_amount, rounded_amount
from licdsl.language import vocabulary
from licdsl.terms.clauses import Permission
from licdsl.terms.conditions import Condition
from licdsl.terms.price import Price, Tier, TierKind, Tiers
from licdsl.testing.strategies import conditions, limits, scopes
from licdsl.values.currencies import EXPONENTS
from licdsl.values.money import Rate, Rounding
from licdsl.values.periods import Kind, Unit, Window

SETTING = Setting(vocabulary.load("press", 1), "Europe/London", "England and Wales")
MONTH = Window(Kind.CALENDAR, Unit.MONTH)


@st.composite
def tiered_prices(draw: st.DrawFn) -> Price:
    """Graduated prices with small bounds and odd packages, in currencies with 0, 2 and 3 digits."""
    currency = draw(st.sampled_from(["JPY", "EUR", "BHD"]))
    bounds = sorted(draw(st.sets(st.integers(1, 12), max_size=3)))
    rates = st.builds(
        Rate, st.integers(0, 99), st.integers(0, 4), st.just(currency), st.integers(1, 7),
        st.just("requests"), st.booleans(),
    )  # fmt: skip
    tiers = tuple(Tier(bound, draw(rates)) for bound in [*bounds, None])
    rounding = draw(st.sampled_from(list(Rounding)))
    listed = Tiers(TierKind.GRADUATED, "requests", MONTH, tiers)
    return Price("usage", "buyer", "seller", ("ground",), MONTH, tiers=listed, rounding=rounding)


def reference(price: Price, quantity: int) -> Fraction:
    """Each unit range by itself, in minor units."""
    assert price.tiers is not None
    total, below = Fraction(0), 0
    for tier in price.tiers.tiers:
        units = max(0, (quantity if tier.up_to is None else min(quantity, tier.up_to)) - below)
        rate = tier.rate
        packages = Fraction(-(-units // rate.per)) if rate.started else Fraction(units, rate.per)
        total += packages * Fraction(rate.mantissa, 10**rate.scale) * 10 ** EXPONENTS[rate.currency]
        below = below if tier.up_to is None else tier.up_to
    return total


def read_back(text: str) -> Fraction:
    """The amount that a reader takes from `1,234.005` or `1 1/3`."""
    return sum((Fraction(part.replace(",", "")) for part in text.split()), Fraction(0))


def clauses() -> st.SearchStrategy[Permission]:
    """Permissions whose strategies are built once: small, so that two of them are often nearly equal."""
    uses = st.sampled_from([("ground",), ("display",), ("display", "ground"), ("excerpt",)])
    bounds = st.lists(limits(), max_size=2).map(tuple)
    return st.builds(
        Permission, st.just("answers"), st.just("licensee"), uses, scopes(("alpha", "beta")), bounds
    )


@given(clauses(), clauses())
def test_clauses_that_mean_something_else_are_explained_otherwise(one: Permission, other: Permission) -> None:
    said = [explain_permission(each, SETTING) for each in (one, other)]
    assert (said[0] == said[1]) is (one == other)


@given(clauses(), st.sampled_from(["uses", "scope", "limits"]), clauses())
def test_changing_one_part_changes_what_is_said(one: Permission, part: str, other: Permission) -> None:
    changed = dataclasses.replace(one, **{part: getattr(other, part)})
    assert (explain_permission(one, SETTING) == explain_permission(changed, SETTING)) is (one == changed)


@given(conditions(("news",), states=True), conditions(("news",), states=True))
def test_two_conditions_never_sound_alike(one: Condition, other: Condition) -> None:
    assert (spoken(one, None) == spoken(other, None)) is (one == other)


@given(tiered_prices(), st.integers(0, 40))
def test_the_amounts_of_the_tables_are_exact(price: Price, quantity: int) -> None:
    assert price.tiers is not None
    currency = price.tiers.tiers[0].rate.currency
    exact = amount_of(price, quantity)
    expected = reference(price, quantity)
    assert Fraction(*exact) == expected
    assert read_back(exact_amount(exact, currency)) * 10 ** EXPONENTS[currency] == expected
    assert abs(rounded_amount(price, exact, currency).minor - expected) < 1
