"""Laws 8 and 10 of the language and the invariants of settlement, on random tariffs and uses.

The invariants are numbered as settlement.md numbers them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licdsl.settlement.allocation import allocate
from licdsl.settlement.commission import waterfall
from licdsl.settlement.invoice import Line
from licdsl.settlement.metered import Metered
from licdsl.settlement.rating import Slice, rate, rate_slices
from licdsl.settlement.statement import Statement, statement
from licdsl.terms.clauses import Permission
from licdsl.terms.contract import Contract
from licdsl.terms.limit import Limit
from licdsl.terms.price import Commission, Price, Split
from licdsl.testing.tariffs import DIGEST, MONTHLY, YEARLY, contract_of, metered_uses, prices, rates
from licdsl.values import canonical
from licdsl.values.currencies import EXPONENTS
from licdsl.values.money import Money, Rate, Ratio, Rounding

OTHER = "sha256:" + "2" * 64
WEIGHTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=1).filter(
    lambda weights: any(weights.values())
)
QUANTITY = st.integers(0, 120)


# ------------------------------------------------------------------ the reference, in fractions
def _of_rate(rate: Rate, quantity: int) -> Fraction:
    """Minor units; a second, slow reading of what a rate means."""
    each = Fraction(rate.mantissa, 10**rate.scale) * Fraction(int(10 ** EXPONENTS[rate.currency]))
    if rate.started:
        return each * sum(1 for first in range(0, quantity, rate.per))
    return each * Fraction(quantity, rate.per)


def _reference(price: Price, quantity: int) -> Fraction:
    """Deal the units one by one into their tiers, then price each tier."""
    if price.rate is not None:
        return _of_rate(price.rate, quantity)
    assert price.tiers is not None
    dealt = [0] * len(price.tiers.tiers)
    for unit in range(1, quantity + 1):
        for number, tier in enumerate(price.tiers.tiers):
            if tier.up_to is None or unit <= tier.up_to:
                dealt[number] += 1
                break
    return sum(
        (_of_rate(tier.rate, units) for tier, units in zip(price.tiers.tiers, dealt, strict=True)),
        Fraction(0),
    )


def _rounded(value: Fraction, price: Price) -> int:
    step = price.step.minor if price.step else 1
    steps, rest = divmod(abs(value) / step, 1)
    half = Fraction(1, 2)
    up = {
        Rounding.UP: rest > 0,
        Rounding.DOWN: False,
        Rounding.HALF_UP: rest >= half,
        Rounding.HALF_EVEN: rest > half or (rest == half and steps % 2 == 1),
    }[price.rounding]
    size = (int(steps) + up) * step
    return size if value >= 0 else -size


# ------------------------------------------------------------------ rating
@given(prices(), QUANTITY, QUANTITY)
def test_the_integer_engine_agrees_with_fractions(price: Price, before: int, quantity: int) -> None:
    """Law 8 and invariant 13."""
    rated = rate(price, quantity, before)
    expected = _reference(price, before + quantity) - _reference(price, before)
    assert Fraction(rated.exact.numerator, rated.exact.denominator) == expected
    assert rated.rounded.minor == _rounded(expected, price)
    parts = sum((Fraction(part.exact.numerator, part.exact.denominator) for part in rated.parts), Fraction(0))
    assert (sum(part.quantity for part in rated.parts), parts) == (quantity, expected)


@given(prices(), QUANTITY, st.integers(0, 40))
def test_the_charge_never_falls_with_use(price: Price, quantity: int, more: int) -> None:
    """Invariant 6."""
    assert rate(price, quantity).rounded.minor <= rate(price, quantity + more).rounded.minor


@given(prices(), st.lists(st.integers(0, 20), max_size=6))
def test_slices_of_one_window_add_up_exactly(price: Price, quantities: list[int]) -> None:
    """The exact part of invariant 8: slicing a window changes no exact sum."""
    total, before = rate(price, 0).exact, 0
    for quantity in quantities:
        total += rate(price, quantity, before).exact
        before += quantity
    assert total == rate(price, before).exact


@given(prices(), st.lists(st.builds(Slice, QUANTITY, QUANTITY), max_size=4))
def test_the_order_of_windows_in_a_line_changes_nothing(price: Price, slices: list[Slice]) -> None:
    """Invariant 4."""
    assert rate_slices(price, slices) == rate_slices(price, slices[::-1])


# ------------------------------------------------------------------ allocation and commission
@given(st.integers(-10_000, 10_000), WEIGHTS)
def test_shares_add_up_and_stay_by_their_quota(total: int, weights: dict[str, int]) -> None:
    """Invariants 1, 3 and 4."""
    shares = allocate(total, weights)
    whole = sum(weights.values())
    assert sum(shares.values()) == total
    for party, weight in weights.items():
        quota = Fraction(total * weight, whole)
        assert abs(shares[party] - quota) < 1
        assert shares[party] * total >= 0
        assert weight or not shares[party]
    assert allocate(-total, weights) == {party: -share for party, share in shares.items()}
    assert allocate(total, dict(reversed(weights.items()))) == shares


@given(
    prices(),
    st.integers(0, 100_000),
    st.lists(
        st.builds(
            Commission,
            st.sampled_from(["exchange", "agent"]),
            st.builds(Ratio, st.integers(0, 50), st.just(100)),
            st.sampled_from(["gross", "net"]),
            st.booleans(),
        ),
        max_size=2,
    ),
)
def test_what_the_payer_pays_is_the_pot_and_the_commissions(
    price: Price, minor: int, commissions: list[Commission]
) -> None:
    """Invariants 1 and 2."""
    gross = Money(minor, "EUR")
    result = waterfall(price, gross, commissions)
    taken = sum(line.amount.minor for line in result.commissions)
    assert result.payer_pays.minor == result.pot.minor + taken
    if not any(commission.on_top for commission in commissions):
        assert result.payer_pays == gross
    if all(commission.on_top for commission in commissions):
        assert result.pot == gross
    for line in result.commissions:
        expected = Fraction(line.base.minor * line.ratio.numerator, line.ratio.denominator)
        assert line.amount.minor == _rounded(expected, replace(price, step=None))


# ------------------------------------------------------------------ statements
@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """One ordinary price, perhaps a limit that charges, perhaps a commission."""
    usage = draw(prices(uses=("ground", "display"), invoiced=draw(st.sampled_from([MONTHLY, YEARLY, None]))))
    listed, permissions, splits = [usage], [], []
    if draw(st.booleans()):
        limit = Limit(
            draw(st.integers(0, 60)), "requests", draw(st.sampled_from([MONTHLY, YEARLY])), charge="surge"
        )
        permissions.append(Permission("answers", "licensee", ("ground", "display"), limits=(limit,)))
        listed.append(Price("surge", "licensee", "publisher", ("ground", "display"), rate=draw(rates())))
    if draw(st.booleans()):
        commission = Commission("exchange", Ratio(15, 100), "gross", draw(st.booleans()))
        splits.append(Split("sale", "usage", commissions=(commission,)))
    return contract_of(listed, permissions=permissions, splits=splits)


USES = st.lists(metered_uses(uses=("ground", "display")), max_size=25)
PERIODS = st.sampled_from(["2026-01", "2026-03", "2026-Q2", "2026"])


def _statement(contract: Contract, uses: Sequence[Metered], period: str) -> Statement:
    return statement({DIGEST: contract}, uses, period)


def _bytes(result: Statement) -> bytes:
    return canonical.encode(result.as_json())


def _lines(result: Statement) -> list[Line]:
    return [line for part in result.contracts for account in part.invoices for line in account.lines]


@given(contracts(), USES, PERIODS, st.data())
def test_the_order_of_uses_changes_no_byte(
    contract: Contract, uses: list[Metered], period: str, data: st.DataObject
) -> None:
    """Invariants 4 and 5."""
    shuffled = data.draw(st.permutations(uses))
    assert _bytes(_statement(contract, shuffled, period)) == _bytes(_statement(contract, uses, period))


@given(contracts(), USES, PERIODS, st.data())
def test_one_event_or_many_give_the_same_invoice(
    contract: Contract, uses: list[Metered], period: str, data: st.DataObject
) -> None:
    """Law 10."""
    split = []
    for use in uses:
        first = data.draw(st.integers(0, use.quantity))
        split += [replace(use, quantity=first), replace(use, quantity=use.quantity - first)]
    assert _bytes(_statement(contract, split, period)) == _bytes(_statement(contract, uses, period))


@given(contracts(), USES, USES, PERIODS)
def test_uses_of_another_contract_or_a_later_period_change_nothing(
    contract: Contract, uses: list[Metered], others: list[Metered], period: str
) -> None:
    """Invariant 10."""
    alone = _statement(contract, uses, period)
    foreign = [replace(use, contract=OTHER) for use in others]
    late = [replace(use, at=alone.contracts[0].span.end + use.at) for use in others]
    both = statement(
        {DIGEST: contract, OTHER: replace(contract, digest=OTHER)}, [*uses, *foreign, *late], period
    )
    assert _bytes(replace(both, contracts=both.contracts[:1])) == _bytes(alone)


@given(contracts(), USES)
def test_every_use_is_billed_exactly_once_in_a_year_of_months(
    contract: Contract, uses: list[Metered]
) -> None:
    """Law 16 and invariant 14: the months' lines hold each unit once, excess included."""
    months = [_statement(contract, uses, f"2026-{month:02}") for month in range(1, 13)]
    billed = sum(line.rated.quantity for month in months for line in _lines(month))
    assert billed == sum(use.quantity for use in uses)


@given(contracts(), USES)
def test_a_year_of_months_costs_what_the_year_costs(contract: Contract, uses: list[Metered]) -> None:
    """The part of invariant 8 in this scope: periods cut between invoices change no line."""
    if contract.prices[-1].invoiced is None:
        return
    months = [
        line for month in range(1, 13) for line in _lines(_statement(contract, uses, f"2026-{month:02}"))
    ]
    year = _lines(_statement(contract, uses, "2026"))
    key = repr
    assert sorted(months, key=key) == sorted(year, key=key)


@given(contracts(), USES, PERIODS)
def test_excess_is_what_exceeds_the_limit(contract: Contract, uses: list[Metered], period: str) -> None:
    """E = max(0, used - N) in every window of the limit that the lines cover in full."""
    limits = [limit for permission in contract.permissions for limit in permission.limits]
    result = _statement(contract, uses, "2026")
    for account in result.contracts[0].invoices:
        surge = sum(line.rated.quantity for line in account.lines if line.price.label == "surge")
        used: dict[int, int] = {}
        for use in uses:
            if use.account == account.account:
                month = 0 if limits and limits[0].window == YEARLY else _month(use)
                used[month] = used.get(month, 0) + use.quantity
        expected = sum(max(0, quantity - limits[0].count) for quantity in used.values()) if limits else 0
        assert surge == expected


def _month(use: Metered) -> int:
    from licdsl.values.instants import zone

    return zone("Europe/London").date(use.at).month


@given(prices(currency="EUR"), prices(label="dollars", uses=("display",), currency="USD"), USES)
def test_no_sum_mixes_currencies(euros: Price, dollars: Price, uses: list[Metered]) -> None:
    """Invariant 15 and law 9."""
    priced = [replace(use, price="dollars" if use.use == "display" else "usage") for use in uses]
    result = _statement(contract_of([euros, dollars]), priced, "2026")
    sums: dict[str, int] = {}
    for line in _lines(result):
        gross = line.waterfall.gross
        assert gross.currency == ("USD" if line.price.label == "dollars" else "EUR")
        sums[gross.currency] = sums.get(gross.currency, 0) + gross.minor
    assert {total.currency: total.minor for total in result.totals} == sums


@given(rates(), rates("USD"))
def test_money_of_two_currencies_is_never_added(euros: Rate, dollars: Rate) -> None:
    """Invariant 15."""
    with pytest.raises(ValueError, match="cannot add"):
        Money(euros.mantissa, "EUR") + Money(dollars.mantissa, "USD")
