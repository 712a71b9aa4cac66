"""Exact amounts: reduced integer ratios of minor units, before the one rounding of a line.

`Decimal` depends on the thread's context and `Fraction` is far slower, so neither is used;
`Fraction` is the oracle of the tests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from licdsl.values.currencies import EXPONENTS
from licdsl.values.money import Money, Rounding, divide


@dataclass(frozen=True, slots=True)
class Exact:
    """`numerator / denominator` minor units of `currency`; made by `exact`, always reduced."""

    numerator: int
    denominator: int
    currency: str

    def __add__(self, other: Exact) -> Exact:
        """The exact sum; raises ValueError on another currency."""
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return exact(
            self.numerator * other.denominator + other.numerator * self.denominator,
            self.denominator * other.denominator,
            self.currency,
        )

    def __sub__(self, other: Exact) -> Exact:
        """The exact difference; raises ValueError on another currency."""
        return self + Exact(-other.numerator, other.denominator, other.currency)

    def rounded(self, rounding: Rounding, step: Money | None = None) -> Money:
        """Round once to whole steps of `step` or minor units; raises ValueError on another currency."""
        if step is not None and step.currency != self.currency:
            raise ValueError(f"cannot round {self.currency} to a step in {step.currency}")
        size = 1 if step is None else step.minor
        return Money(divide(self.numerator, self.denominator * size, rounding) * size, self.currency)

    def text(self) -> str:
        """The amount in major units: a decimal of full scale where it ends, else `numerator/denominator`.

        One amount has one text: no trailing zeros beyond the currency's own digits.
        """
        exponent = EXPONENTS[self.currency]
        top, bottom = _reduced(self.numerator, self.denominator * 10**exponent)
        scale = _decimal_scale(bottom)
        if scale is None:
            return f"{top}/{bottom}"
        scale = max(scale, exponent)
        whole, part = divmod(abs(top) * 10**scale // bottom, 10**scale)
        sign = "-" if top < 0 else ""
        return f"{sign}{whole}.{part:0{scale}d}" if scale else f"{sign}{whole}"


def exact(numerator: int, denominator: int, currency: str) -> Exact:
    """Make the reduced form; `denominator` is positive."""
    return Exact(*_reduced(numerator, denominator), currency)


def _reduced(numerator: int, denominator: int) -> tuple[int, int]:
    common = math.gcd(numerator, denominator)
    return numerator // common, denominator // common


def _decimal_scale(denominator: int) -> int | None:
    """How many decimal digits a fraction with this reduced denominator has; None where they never end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None
