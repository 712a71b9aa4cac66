"""Commission: an intermediary's part of a line, rounded once.

It is rounded in the mode of the price, to the minor unit; the price's step (`to GBP 1.00`) is for
the line alone, or a small commission would vanish.

    deducted   com = round(gross x ratio); the payer pays gross; the pot is gross - com
    on top     com = round(gross x ratio); the payer pays gross + com; the pot is gross

`gross` is the rounded amount of the line. A commission `of net` is reckoned on what is left of it
after all commissions `of gross` that are deducted in the same split. The order in which the
commissions are written changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from licdsl.terms.price import Commission, Price
from licdsl.values.money import Money, Ratio, divide


@dataclass(frozen=True, slots=True)
class CommissionLine:
    """What `party` takes of a line: `ratio` of the amount `base`, deducted from the pot or on top."""

    party: str
    ratio: Ratio
    of: str
    base: Money
    amount: Money
    on_top: bool


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From what the payer pays, through the commissions, to the pot that is left for the payee."""

    gross: Money
    commissions: tuple[CommissionLine, ...]

    @property
    def payer_pays(self) -> Money:
        """The gross and every commission on top of it."""
        return self.gross + self._sum(on_top=True)

    @property
    def pot(self) -> Money:
        """The gross less every commission deducted from it."""
        return self.gross - self._sum(on_top=False)

    def _sum(self, *, on_top: bool) -> Money:
        taken = (line.amount.minor for line in self.commissions if line.on_top is on_top)
        return Money(sum(taken), self.gross.currency)


def waterfall(price: Price, gross: Money, commissions: Iterable[Commission]) -> Waterfall:
    """Take the commissions of one line of `price` whose rounded amount is `gross`."""
    listed = sorted(commissions, key=lambda commission: (commission.party, commission.on_top))
    first = [_line(price, gross, commission) for commission in listed if commission.base == "gross"]
    net = Waterfall(gross, tuple(first)).pot
    then = [_line(price, net, commission) for commission in listed if commission.base == "net"]
    result = Waterfall(gross, tuple(first + then))
    # INVARIANT: what the payer pays is the pot and every commission.
    assert result.payer_pays.minor == result.pot.minor + sum(line.amount.minor for line in first + then)
    return result


def _line(price: Price, base: Money, commission: Commission) -> CommissionLine:
    ratio = commission.ratio
    amount = Money(divide(base.minor * ratio.numerator, ratio.denominator, price.rounding), base.currency)
    return CommissionLine(commission.party, ratio, commission.base, base, amount, commission.on_top)
