"""The four roundings, at the half and on both sides of zero."""

from __future__ import annotations

import pytest

from licdsl.values.money import Rounding, divide

TENTHS = (14, 15, 16, 24, 25, 26, 30)


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        (Rounding.HALF_EVEN, (1, 2, 2, 2, 2, 3, 3)),
        (Rounding.HALF_UP, (1, 2, 2, 2, 3, 3, 3)),
        (Rounding.DOWN, (1, 1, 1, 2, 2, 2, 3)),
        (Rounding.UP, (2, 2, 2, 3, 3, 3, 3)),
    ],
)
def test_each_mode_rounds_as_it_is_called_and_credits_as_charges(
    mode: Rounding, rounded: tuple[int, ...]
) -> None:
    assert tuple(divide(tenths, 10, mode) for tenths in TENTHS) == rounded
    assert tuple(-divide(-tenths, 10, mode) for tenths in TENTHS) == rounded


@pytest.mark.parametrize("denominator", [0, -10])
def test_nothing_is_divided_by_zero_or_less(denominator: int) -> None:
    with pytest.raises(ValueError, match="denominator must be positive"):
        divide(15, denominator, Rounding.HALF_UP)
