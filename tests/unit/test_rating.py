from __future__ import annotations

import pytest

from licdsl.settlement.exact import exact
from licdsl.settlement.rating import Slice, rate, rate_slices
from licdsl.terms.price import PerPeriod, Price, Tier, TierKind, Tiers
from licdsl.testing.tariffs import MONTHLY
from licdsl.values.money import Money, Rate, Rounding


def _price(
    *tiers: Tier, rounding: Rounding = Rounding.HALF_EVEN, kind: TierKind = TierKind.GRADUATED
) -> Price:
    listed = Tiers(kind, "requests", MONTHLY, tiers)
    return Price("usage", "licensee", "publisher", ("ground",), MONTHLY, tiers=listed)


def _flat_rate(rate: Rate, rounding: Rounding = Rounding.HALF_EVEN, step: Money | None = None) -> Price:
    return Price("usage", "l", "p", ("ground",), MONTHLY, rate=rate, rounding=rounding, step=step)


HARBOUR = _price(
    Tier(1_000_000, Rate(500, 2, "GBP", 1_000, "requests")),
    Tier(3_000_000, Rate(400, 2, "GBP", 1_000, "requests")),
    Tier(None, Rate(300, 2, "GBP", 1_000, "requests")),
)


def test_four_million_requests_cross_three_tiers() -> None:
    rated = rate(HARBOUR, 4_000_000)
    assert str(rated.rounded) == "GBP 16,000.00"
    assert [part.quantity for part in rated.parts] == [1_000_000, 2_000_000, 1_000_000]
    assert [part.exact.text() for part in rated.parts] == ["5000.00", "8000.00", "3000.00"]


def test_the_last_unit_of_a_tier_still_lies_in_it() -> None:
    assert [part.quantity for part in rate(HARBOUR, 1_000_000).parts] == [1_000_000]
    assert [part.quantity for part in rate(HARBOUR, 1_000_001).parts] == [1_000_000, 1]


def test_the_golden_example_is_rounded_once() -> None:
    """settlement.md: exact 336,913.4 cents become 336,913."""
    price = _price(
        Tier(100_000, Rate(4, 3, "EUR", 1, "requests")),
        Tier(1_000_000, Rate(3, 3, "EUR", 1, "requests")),
        Tier(None, Rate(2, 3, "EUR", 1, "requests")),
    )
    rated = rate(price, 700_001 + 433_333 + 1_233)
    assert rated.exact.text() == "3369.134"
    assert rated.rounded == Money(336_913, "EUR")


def test_sixteen_events_of_a_third_of_a_cent_are_five_cents() -> None:
    price = _flat_rate(Rate(3125, 6, "EUR", 1, "requests"))
    assert rate(price, 16).rounded == Money(5, "EUR")
    assert rate(price, 1).rounded == Money(0, "EUR")


def test_started_packages_are_counted_on_the_total() -> None:
    price = _flat_rate(Rate(400, 2, "EUR", 1_000, "requests", started=True))
    assert rate(price, 12_001).rounded == Money(5_200, "EUR")
    assert rate(price, 12_000).rounded == Money(4_800, "EUR")
    assert rate(price, 0).rounded == Money(0, "EUR")


def test_free_units_leave_started_packages_whole() -> None:
    """`ceil(max(0, Q - free) / size)` of settlement.md, as a free first tier."""
    price = _price(
        Tier(100, Rate(0, 0, "EUR", 1, "requests")),
        Tier(None, Rate(5, 0, "EUR", 100, "requests", started=True)),
    )
    assert rate(price, 100).rounded.minor == 0
    assert rate(price, 101).rounded.minor == 500
    assert rate(price, 201).rounded.minor == 1_000


def test_later_slices_of_a_window_add_up_to_the_whole() -> None:
    first, then = rate(HARBOUR, 900_000), rate(HARBOUR, 3_100_000, before=900_000)
    assert first.exact + then.exact == rate(HARBOUR, 4_000_000).exact
    assert [part.quantity for part in then.parts] == [100_000, 2_000_000, 1_000_000]


def test_windows_inside_a_line_start_their_tiers_anew() -> None:
    line = rate_slices(HARBOUR, (Slice(1_000_000), Slice(1_000_000)))
    assert str(line.rounded) == "GBP 10,000.00"
    assert line.quantity == 2_000_000


def test_the_step_and_the_mode_are_the_contracts() -> None:
    fifth = Rate(1, 1, "CHF", 3, "requests")  # 3 1/3 rappen each
    assert rate(_flat_rate(fifth, Rounding.UP, Money(5, "CHF")), 2).rounded == Money(10, "CHF")
    assert rate(_flat_rate(fifth, Rounding.DOWN, Money(5, "CHF")), 2).rounded == Money(5, "CHF")
    assert rate(_flat_rate(fifth, Rounding.HALF_UP), 2).rounded == Money(7, "CHF")


def test_a_rounding_step_in_another_currency_is_an_error() -> None:
    with pytest.raises(ValueError, match="step in EUR"):
        rate(_flat_rate(Rate(1, 0, "CHF", 1, "requests"), step=Money(1, "EUR")), 1)


def test_volume_tiers_and_flat_fees_are_refused_not_guessed() -> None:
    volume = _price(Tier(None, Rate(1, 0, "EUR", 1, "requests")), kind=TierKind.VOLUME)
    flat = Price("fee", "l", "p", flat=PerPeriod(Money(100, "EUR"), MONTHLY))
    for price in (volume, flat):
        with pytest.raises(ValueError, match="no per-unit or graduated tariff"):
            rate(price, 1)


def test_a_negative_quantity_is_an_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        rate(HARBOUR, -1)


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (0, 1, "0.00"),
        (1, 3, "1/300"),
        (-7, 2, "-0.035"),
        (400, 1, "4.00"),
        (34, 1000, "0.00034"),
        (10, 5, "0.02"),
    ],
)
def test_an_exact_amount_has_one_text(numerator: int, denominator: int, text: str) -> None:
    assert exact(numerator, denominator, "EUR").text() == text


def test_an_exact_amount_without_minor_units_has_no_point() -> None:
    assert exact(7, 1, "JPY").text() == "7"


def test_exact_amounts_of_two_currencies_do_not_add() -> None:
    with pytest.raises(ValueError, match="cannot add"):
        exact(1, 1, "EUR") + exact(1, 1, "GBP")
