"""Money as integers: amounts in minor units, rates with a scale, exact ratios, stated roundings.

`Money` counts minor units (GBP 5.00 is 500); `Rate` is a price of one unit as
mantissa / 10**scale *major* units (EUR 0.0004 is (4, 4)). A rate times a quantity stays an exact
integer ratio until `divide` rounds it once, in the mode that the contract states.

The exponents of currencies are ISO 4217's, in `currencies.py`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from licdsl.values.currencies import EXPONENTS


class Rounding(enum.Enum):
    """How an exact amount becomes a whole number of steps; the words are the contract's."""

    HALF_EVEN = "half even"
    HALF_UP = "half up"  # symmetric: away from zero at the half, for credits too
    DOWN = "down"  # towards zero
    UP = "up"  # away from zero


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """Divide exactly and round once; `denominator` is positive, signs are symmetric."""
    if denominator <= 0:
        raise ValueError("denominator must be positive")
    quotient, rest = divmod(abs(numerator), denominator)
    if rest:
        twice = 2 * rest
        if (
            rounding is Rounding.UP
            or (rounding is Rounding.HALF_UP and twice >= denominator)
            or (
                rounding is Rounding.HALF_EVEN
                and (twice > denominator or (twice == denominator and quotient % 2 == 1))
            )
        ):
            quotient += 1
    return quotient if numerator >= 0 else -quotient


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """A whole number of minor units of one currency; arithmetic never mixes currencies."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        """Add an amount of the same currency; raises ValueError on another one."""
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        """Subtract an amount of the same currency; raises ValueError on another one."""
        return self + Money(-other.minor, other.currency)

    def __neg__(self) -> Money:
        """The same amount owed the other way."""
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        """As contracts write it: `GBP 16,000.00`."""
        return f"{self.currency} {self.decimal(grouped=True)}"

    def decimal(self, *, grouped: bool = False) -> str:
        """The amount in major units as a canonical decimal string, `-0.05` for minus five pence."""
        exponent = EXPONENTS[self.currency]
        major, minor = divmod(abs(self.minor), 10**exponent)
        sign = "-" if self.minor < 0 else ""
        whole = f"{major:,}" if grouped else str(major)
        return f"{sign}{whole}.{minor:0{exponent}d}" if exponent else f"{sign}{whole}"


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact fraction, such as 15 % = 15/100 or 12.5 % = 125/1000; not reduced."""

    numerator: int
    denominator: int

    def percent(self) -> str:
        """As contracts write it: `12.5%`; only for ratios made from a percentage."""
        scale = len(str(self.denominator)) - 3
        if scale == 0:
            return f"{self.numerator}%"
        whole, part = divmod(self.numerator, 10**scale)
        return f"{whole}.{part:0{scale}d}%"


@dataclass(frozen=True, slots=True)
class Rate:
    """A price of `per` units: mantissa / 10**scale major units of `currency`.

    `started` rounds the quantity up to whole packages of `per` units (on the period's total);
    otherwise the price is pro rata. A mantissa of 0 is "no charge".
    """

    mantissa: int
    scale: int
    currency: str
    per: int
    unit: str
    started: bool = False

    def exact(self, quantity: int) -> tuple[int, int]:
        """The exact amount for `quantity` units, as (numerator, denominator) in *minor* units."""
        exponent = EXPONENTS[self.currency]
        if self.started:
            packages = -(-quantity // self.per)
            return self.mantissa * packages * 10**exponent, 10**self.scale
        return self.mantissa * quantity * 10**exponent, 10**self.scale * self.per
