from __future__ import annotations

import pytest

from licdsl.settlement.commission import waterfall
from licdsl.terms.price import Commission, Price
from licdsl.testing.tariffs import MONTHLY
from licdsl.values.money import Money, Rate, Ratio, Rounding


def _price(rounding: Rounding = Rounding.HALF_UP) -> Price:
    rate = Rate(4, 4, "EUR", 1, "requests")
    return Price("usage", "buyer", "publisher", ("ground",), MONTHLY, rate=rate, rounding=rounding)


def _commission(
    percent: int, *, on_top: bool = False, base: str = "gross", party: str = "exchange"
) -> Commission:
    return Commission(party, Ratio(percent, 100), base, on_top)


def test_a_deducted_commission_leaves_the_pot() -> None:
    """The golden example: gross 336,913 at 15 % deducted."""
    result = waterfall(_price(), Money(336_913, "EUR"), (_commission(15),))
    assert result.commissions[0].amount == Money(50_537, "EUR")
    assert result.pot == Money(286_376, "EUR")
    assert result.payer_pays == Money(336_913, "EUR")


def test_a_commission_on_top_is_paid_by_the_buyer() -> None:
    result = waterfall(_price(), Money(336_913, "EUR"), (_commission(15, on_top=True),))
    assert result.pot == Money(336_913, "EUR")
    assert result.payer_pays == Money(336_913 + 50_537, "EUR")


@pytest.mark.parametrize(("mode", "cents"), [(Rounding.HALF_UP, 17), (Rounding.HALF_EVEN, 16)])
def test_the_mode_of_the_price_rounds_the_commission(mode: Rounding, cents: int) -> None:
    result = waterfall(_price(mode), Money(110, "EUR"), (_commission(15),))
    assert result.commissions[0].amount == Money(cents, "EUR")


def test_a_commission_of_net_is_reckoned_after_those_of_gross() -> None:
    both = (_commission(10, base="net", party="agent"), _commission(20))
    result = waterfall(_price(), Money(1_000, "EUR"), both)
    assert [(line.party, line.base.minor, line.amount.minor) for line in result.commissions] == [
        ("exchange", 1_000, 200),
        ("agent", 800, 80),
    ]
    assert result == waterfall(_price(), Money(1_000, "EUR"), both[::-1])
    assert result.pot == Money(720, "EUR")


def test_a_commission_on_top_takes_nothing_from_the_net() -> None:
    both = (_commission(10, base="net", party="agent"), _commission(20, on_top=True))
    result = waterfall(_price(), Money(1_000, "EUR"), both)
    assert [(line.party, line.base.minor, line.amount.minor) for line in result.commissions] == [
        ("exchange", 1_000, 200),
        ("agent", 1_000, 100),
    ]
    assert (result.payer_pays, result.pot) == (Money(1_200, "EUR"), Money(900, "EUR"))
