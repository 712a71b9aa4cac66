"""Prices, commissions and splits, with tables whose every figure is exact integer arithmetic.

A price with tiers gets the cumulative amount at each bound and a worked example on both sides of
it, where publishers and buyers disagree most: unit N is still in its tier, unit N + 1 in the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from licdsl.compiler.explain_clauses import Setting
from licdsl.compiler.explain_conditions import spoken_instant
from licdsl.compiler.explain_document import Entry, Table
from licdsl.compiler.explain_words import (
    party,
    present,
    quoted,
    sentence,
    spoken_deadline,
    spoken_uses,
    spoken_window,
)
from licdsl.terms.price import Commission, PerPeriod, Price, Share, Split, TierKind, Tiers
from licdsl.values.currencies import EXPONENTS
from licdsl.values.money import Money, Rate, Rounding, divide

Exact = tuple[int, int]
"""An exact amount as (numerator, denominator) in minor units, not reduced."""

_MOST_DIGITS = 19
_ROUNDINGS = {
    Rounding.HALF_EVEN: "to the nearest step, halves to the even one",
    Rounding.HALF_UP: "to the nearest step, halves away from zero",
    Rounding.DOWN: "towards zero",
    Rounding.UP: "away from zero",
}


def explain_price(
    price: Price, setting: Setting, charged_by: tuple[str, ...], surges: tuple[str, ...] = ()
) -> Entry:
    """What is paid for which uses.

    `charged_by` names the permissions whose excess it prices, `surges` the prices of its own excess.
    """
    return Entry(
        price.label,
        tuple(
            present(
                _parties(price, setting),
                *_occasion(price, setting, charged_by),
                *_tariff(price, setting),
                *_bounds(price, setting),
                _due(price, setting),
                _rounding(price, bool(charged_by)),
            )
        ),
        tuple(_tables(price, setting, bool(charged_by), surges)),
    )


def _parties(price: Price, setting: Setting) -> str:
    uses = f" for {spoken_uses(price.uses, setting.vocabulary)}" if price.uses else ""
    return f"{party(price.payer)} pays {party(price.payee)}{uses}"


def _occasion(price: Price, setting: Setting, charged_by: tuple[str, ...]) -> Iterator[str]:
    if charged_by:
        limits = f"a limit of {quoted(charged_by)}"
        yield f"it prices only what goes beyond {limits}, instead of the ordinary price"
    yield from setting.when(price.when, "it is owed only when")
    yield from setting.when(price.unless, "it is not owed when")
    if price.replaces:
        yield f"it replaces the price `{price.replaces}`"
    if price.invoiced:
        yield f"it is invoiced {spoken_window(price.invoiced, setting.zone)}"


def _tariff(price: Price, setting: Setting) -> Iterator[str]:
    if price.rate is not None:
        yield f"the rate is {spoken_rate(price.rate, setting)}"
    if price.tiers is not None:
        yield _tier_sentence(price.tiers, setting)
    if price.flat is not None:
        window = spoken_window(price.flat.window, setting.zone)
        yield f"it is {price.flat.amount} {window}, however much is used"


def _tier_sentence(tiers: Tiers, setting: Setting) -> str:
    how = (
        "each unit is priced by the tier it falls in"
        if tiers.kind is TierKind.GRADUATED
        else "the whole volume is priced by the tier that the total reaches"
    )
    window = spoken_window(tiers.window, setting.zone)
    return f"the tiers are {tiers.kind.value} over {tiers.unit} {window}: {how}"


def _bounds(price: Price, setting: Setting) -> Iterator[str]:
    if price.minimum is not None:
        yield f"{_bound(price.minimum, setting, 'at least')}{_counting(price.minimum)}"
    if price.maximum is not None:
        yield f"{_bound(price.maximum, setting, 'at most')}{_counting(price.maximum)}"


def _bound(bound: PerPeriod, setting: Setting, lead: str) -> str:
    return f"{lead} {bound.amount} is owed {spoken_window(bound.window, setting.zone)}"


def _counting(bound: PerPeriod) -> str:
    if bound.usage_counts is None:
        return ""
    return ": usage counts towards it" if bound.usage_counts else ": usage is owed on top of it"


def _due(price: Price, setting: Setting) -> str | None:
    if price.due is None:
        return None
    length = spoken_deadline(price.due[0], setting.calendar)
    return f"payment is due {length} after {spoken_instant(price.due[1], setting.calendar)}"


def _rounding(price: Price, excess: bool) -> str | None:
    if excess and price.step is None and price.rounding is Rounding.HALF_EVEN:
        return "where it says nothing of invoice, due date and rounding, those of the ordinary price hold"
    if price.step is None and price.rate is None and price.tiers is None:
        return None if price.rounding is Rounding.HALF_EVEN else f"it is rounded {_ROUNDINGS[price.rounding]}"
    step = f"steps of {price.step}" if price.step else "the smallest unit of the currency"
    return (
        f"each line of the invoice is exact inside and rounded once, to {step}: {_ROUNDINGS[price.rounding]}"
    )


# ---------------------------------------------------------------- rates and amounts
def spoken_rate(rate: Rate, setting: Setting) -> str:
    """A rate as contracts write it, with what it does to a part of a package."""
    if rate.mantissa == 0:
        return "no charge"
    package = f"{rate.per:,} {rate.unit}" if rate.per != 1 else setting.unit(rate.unit)
    if rate.started:
        return f"{_price_of(rate)} for each {package} begun, on the total of the period"
    return f"{_price_of(rate)} per {package}" + (", pro rata" if rate.per != 1 else "")


def _price_of(rate: Rate) -> str:
    digits = str(rate.mantissa).rjust(rate.scale + 1, "0")
    whole, part = digits[: len(digits) - rate.scale], digits[len(digits) - rate.scale :]
    return f"{rate.currency} {int(whole):,}" + (f".{part}" if part else "")


def exact_amount(exact: Exact, currency: str) -> str:
    """An exact amount in major units: a full decimal where it ends, else a whole number and a fraction."""
    numerator, denominator = exact[0], exact[1] * 10 ** EXPONENTS[currency]
    for digits in range(EXPONENTS[currency], _MOST_DIGITS):
        if numerator * 10**digits % denominator == 0:
            whole, part = divmod(numerator * 10**digits // denominator, 10**digits)
            return f"{whole:,}" + (f".{part:0{digits}d}" if digits else "")
    whole, rest = divmod(numerator, denominator)
    common = math.gcd(rest, denominator)
    return f"{whole:,} {rest // common}/{denominator // common}"


def amount_of(price: Price, quantity: int) -> Exact:
    """The exact amount for `quantity` units, before rounding, minimum and maximum."""
    if price.rate is not None:
        return price.rate.exact(quantity)
    assert price.tiers is not None
    if price.tiers.kind is TierKind.VOLUME:
        tier = next(t for t in price.tiers.tiers if t.up_to is None or quantity <= t.up_to)
        return tier.rate.exact(quantity)
    return _graduated(price.tiers, quantity)


def _graduated(tiers: Tiers, quantity: int) -> Exact:
    numerator, denominator, below = 0, 1, 0
    for tier in tiers.tiers:
        upper = quantity if tier.up_to is None else min(quantity, tier.up_to)
        part, size = tier.rate.exact(max(0, upper - below))
        numerator, denominator = numerator * size + part * denominator, denominator * size
        below = max(below, upper)
    return numerator, denominator


def rounded_amount(price: Price, exact: Exact, currency: str) -> Money:
    """The amount on the line: `exact` rounded once, in the price's mode, to its step."""
    step = price.step.minor if price.step else 1
    return Money(divide(exact[0], exact[1] * step, price.rounding) * step, currency)


# ---------------------------------------------------------------- tables
def _tables(price: Price, setting: Setting, excess: bool, surges: tuple[str, ...]) -> Iterator[Table]:
    title = _title(price, surges)
    if price.tiers is not None:
        yield _tier_table(price, price.tiers, setting)
        yield _examples(price, price.tiers.tiers[0].rate, _both_sides(price.tiers), excess, title)
    elif price.rate is not None and price.rate.mantissa:
        package = price.rate.per
        quantities = (1, package, package + 1, 10 * package) if package > 1 else (1, 1_000)
        yield _examples(price, price.rate, quantities, excess, title)


def _tier_table(price: Price, tiers: Tiers, setting: Setting) -> Table:
    rows, below = [], 0
    for tier in tiers.tiers:
        upper = "and more" if tier.up_to is None else f"{tier.up_to:,}"
        total = "" if tier.up_to is None else _exactly(price, tier.up_to, tier.rate.currency)
        rows.append((f"{below + 1:,}", upper, spoken_rate(tier.rate, setting), total))
        below = below if tier.up_to is None else tier.up_to
    header = (f"from ({tiers.unit})", "to", "rate", "total at the upper bound")
    return Table("Tiers, with the cumulative amount at each bound", header, tuple(rows))


def _exactly(price: Price, quantity: int, currency: str) -> str:
    return f"{currency} {exact_amount(amount_of(price, quantity), currency)}"


def _both_sides(tiers: Tiers) -> tuple[int, ...]:
    bounds = [tier.up_to for tier in tiers.tiers if tier.up_to is not None]
    last = [2 * bounds[-1]] if bounds else [1_000]
    return tuple(sorted({quantity for bound in bounds for quantity in (bound, bound + 1)} | set(last)))


def _examples(price: Price, rate: Rate, quantities: tuple[int, ...], excess: bool, title: str) -> Table:
    """Examples in the unit and currency of `rate`; an excess is rounded as the ordinary price says."""
    rows = []
    for quantity in quantities:
        row = (f"{quantity:,}", _exactly(price, quantity, rate.currency))
        line = str(rounded_amount(price, amount_of(price, quantity), rate.currency))
        rows.append(row if excess else (*row, line))
    header = (rate.unit, "exact amount") if excess else (rate.unit, "exact amount", "line of the invoice")
    return Table(title, header, tuple(rows))


def _title(price: Price, surges: tuple[str, ...]) -> str:
    """The heading of the examples, with everything that the figures leave out."""
    before = [name for name, bound in (("minimum", price.minimum), ("maximum", price.maximum)) if bound]
    if surges:
        before.append(f"what goes beyond a limit is billed at {quoted(surges)} instead")
    apart = price.tiers is not None and price.invoiced is not None and price.tiers.window != price.invoiced
    together = ", where all of it is on one invoice" if apart else ""
    return f"Worked examples{together}" + (f", before {' and '.join(before)}" if before else "")


# ---------------------------------------------------------------- splits
def explain_split(split: Split, price: Price | None, currency: str) -> Entry:
    """How the money of one price is divided; `price` is the one it divides."""
    after = f"this comes after {quoted(split.after)}" if split.after else None
    rounding = f"each share is rounded {_ROUNDINGS[split.rounding]}" if split.rounding else None
    step = f"shares are rounded to steps of {split.step}" if split.step else None
    return Entry(
        split.label,
        (
            *present(f"the money of the price `{split.divides}` is divided here", after),
            *(sentence(_commission(commission)) for commission in split.commissions),
            *(sentence(_share(share, bool(split.commissions))) for share in split.shares),
            *present(rounding, step),
        ),
        tuple(_waterfall(split, price, currency)),
    )


def _commission(commission: Commission) -> str:
    ratio = f"{commission.ratio.percent()} of {commission.base}"
    part = f"a commission of {ratio} goes to {party(commission.party)}"
    if commission.on_top:
        return f"{part}, on top: the payer pays it besides the price"
    return f"{part}, deducted: it comes out of the price before the rest is shared"


def _share(share: Share, after_commission: bool) -> str:
    pot = "of what is left after the commission" if after_commission else "of the amount"
    part = f"{share.ratio.percent()} {pot}" if share.ratio else "the rest"
    by = (
        f", within the group in proportion to the {share.by.name} of the {share.by.owner}" if share.by else ""
    )
    return f"{part} goes to {party(share.party)}{by}"


def _waterfall(split: Split, price: Price | None, currency: str) -> Iterator[Table]:
    """What the payer pays, each commission and what is left, for a line of 1,000 major units."""
    if price is None or not split.commissions:
        return
    gross = Money(1_000 * 10 ** EXPONENTS[currency], currency)
    paid, pot, rows = gross, gross, []
    for commission in split.commissions:
        ratio = commission.ratio
        amount = Money(divide(gross.minor * ratio.numerator, ratio.denominator, price.rounding), currency)
        paid, pot = (paid + amount, pot) if commission.on_top else (paid, pot - amount)
        rows.append((f"commission of {party(commission.party)}", str(amount)))
    rows = [(f"{party(price.payer)} pays", str(paid)), *rows, ("left to share", str(pot))]
    yield Table(f"Worked example, for a line of {gross}", ("part", "amount"), tuple(rows))
