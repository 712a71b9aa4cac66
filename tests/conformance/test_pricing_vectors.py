"""Worked pricing examples that 29 others published: those of the models in scope must come out exactly.

A case that needs a model, a method or a field of a later issue is skipped with that reason, so that
`pytest -rs` lists what is not covered yet. Fractional quantities are restated in smaller units.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from licdsl.settlement.allocation import allocate
from licdsl.settlement.exact import Exact, exact
from licdsl.settlement.rating import rate
from licdsl.terms.price import Price, Tier, TierKind, Tiers
from licdsl.values.money import Money, Rate, Rounding
from licdsl.values.periods import Kind, Window

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors" / "pricing.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text("utf-8"))["cases"] if VECTORS.exists() else []
MODELS = ("per_unit", "package", "graduated")
LATER = ("minimum", "maximum", "discount_percent", "unit_conversion", "previously_billed")
KINDS = ("charge", "charge_grouped", "slice", "cumulative", "allocate", "round", "sum_of_rounded")
TOTAL = Window(Kind.TOTAL)
Case = dict[str, Any]


def _reason(case: Case) -> str | None:
    """Why the case is not run, or None where it must come out."""
    if case["kind"] not in KINDS:
        return f"later issue: {case['kind']}"
    if case.get("model", MODELS[0]) not in MODELS:
        return f"later issue: model {case['model']}"
    if case.get("method", "largest_remainder") != "largest_remainder":
        return f"not a method of licdsl: {case['method']}"
    missing = [field for field in LATER if case.get(field) is not None]
    if case.get("model") == "package" and case["price"].get("rounding") == "floor":
        missing.append("packages rounded down")
    if any(Fraction(tier.get("flat", "0")) for tier in case.get("price", {}).get("tiers", ())):
        missing.append("flat part of a tier")
    return f"later issue: {', '.join(missing)}" if missing else None


def _rate(amount: str, per: int = 1, started: bool = False) -> Rate:
    value = Fraction(amount)
    scale = 12
    mantissa = value * 10**scale
    assert mantissa.denominator == 1
    return Rate(int(mantissa), scale, "EUR", per, "units", started)


def _scale(case: Case) -> int:
    """How many of our whole units make one of the case's, so that its fractions become whole."""
    numbers = [case.get("quantity", "0"), case.get("before", "0"), *case.get("quantities", ())]
    numbers += [tier["up_to"] or 0 for tier in case["price"].get("tiers", ())]
    scale = 1
    while any((Fraction(number) * scale).denominator != 1 for number in numbers):
        scale *= 10
    return scale


def _price(case: Case) -> Price:
    price, scale = case["price"], _scale(case)
    tariff: dict[str, Any] = {}
    if case["model"] == "per_unit":
        tariff["rate"] = _rate(price["unit"], scale)
    elif case["model"] == "package":
        size = _rate(price["amount"], int(price["size"]) * scale, started=True)
        free = int(price.get("free_units", 0)) * scale
        tiers = [Tier(free, _rate("0")), Tier(None, size)] if free else [Tier(None, size)]
        tariff["tiers"] = Tiers(TierKind.GRADUATED, "units", TOTAL, tuple(tiers))
    else:
        tiers = [
            Tier(
                None if tier["up_to"] is None else int(Fraction(tier["up_to"]) * scale),
                _rate(tier["unit"], scale),
            )
            for tier in price["tiers"]
        ]
        tariff["tiers"] = Tiers(TierKind.GRADUATED, "units", TOTAL, tuple(tiers))
    step = Money(10 ** (2 - case.get("round_digits", 2)), "EUR")
    return Price("p", "l", "q", **tariff, rounding=Rounding.HALF_UP, step=step)


def _units(case: Case, number: str) -> int:
    return int(Fraction(number) * _scale(case))


def _value(amount: Exact | Money) -> Fraction:
    """In major units."""
    if isinstance(amount, Money):
        return Fraction(amount.minor, 100)
    return Fraction(amount.numerator, amount.denominator * 100)


def _charged(case: Case, quantity: str, before: str = "0") -> Fraction:
    rated = rate(_price(case), _units(case, quantity), _units(case, before))
    return _value(rated.rounded if "round_digits" in case else rated.exact)


def _allocated(case: Case) -> list[int]:
    """The method wants ties by position: the position is the party."""
    weights = [Fraction(weight) for weight in case["weights"]]
    common = 1
    for weight in weights:
        common *= weight.denominator
    whole = {place: int(weight * common) for place, weight in enumerate(weights)}
    step = case.get("step", 1)
    return [share * step for share in allocate(int(case["amount_minor"]) // step, whole).values()]


def _rounded(amount: str, digits: int, mode: str) -> Fraction:
    value = Fraction(amount) * 100
    step = Money(10 ** (2 - digits), "EUR")
    modes = {"half_away": Rounding.HALF_UP, "half_even": Rounding.HALF_EVEN}
    return _value(exact(value.numerator, value.denominator, "EUR").rounded(modes[mode], step))


def _ours(case: Case) -> object:
    kind = case["kind"]
    if kind == "allocate":
        return _allocated(case)
    if kind == "round":
        return _rounded(case["amount"], case["digits"], case["mode"])
    if kind == "sum_of_rounded":
        amounts = case["amounts"] * case["repeat"]
        return sum(_rounded(amount, case["digits"], case["mode"]) for amount in amounts)
    if kind == "charge_grouped":
        return sum(_charged(case, quantity) for quantity in case["quantities"])
    if kind == "cumulative":
        totals = [_charged(case, quantity) for quantity in case["quantities"]]
        return [now - before for before, now in zip([Fraction(0), *totals], totals, strict=False)]
    return _charged(case, case["quantity"], case.get("before", "0"))


def _theirs(case: Case) -> object:
    expected = case["expected"]
    if isinstance(expected, list):
        return [Fraction(part) for part in expected]
    return Fraction(expected)


@pytest.mark.skipif(not CASES, reason="the shared vectors are not beside the checkout")
def test_the_vectors_are_all_read() -> None:
    assert len(CASES) == 245
    assert sum(_reason(case) is None for case in CASES) > 85


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_published_example_comes_out(case: Case) -> None:
    reason = _reason(case)
    if reason is not None:
        pytest.skip(reason)
    if case.get("published_is_wrong"):
        assert _ours(case) != _theirs(case)
    else:
        assert _ours(case) == _theirs(case)
