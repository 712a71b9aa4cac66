from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from licdsl.rehearsal.earnings import Earnings, UseBook
from licdsl.settlement.metered import Metered
from licdsl.settlement.statement import statement
from licdsl.terms.conditions import EventInstant
from licdsl.terms.contract import Contract, RelativeTerm
from licdsl.terms.price import Commission, Price, Split, Tier, TierKind, Tiers
from licdsl.testing.tariffs import DIGEST, MONTHLY, QUARTERLY, contract_of
from licdsl.values.instants import DAY, HOUR, from_text
from licdsl.values.money import Money, Rate, Ratio
from licdsl.values.periods import Duration, Kind, Unit, Window

PENNY = Rate(1, 2, "EUR", 1, "requests")
START = from_text("2026-03-01T00:00:00Z")


def price(**changes: Any) -> Price:
    fields: dict[str, Any] = {"invoiced": MONTHLY, "rate": PENNY} | changes
    return Price("usage", "licensee", "publisher", ("ground", "display"), **fields)


def offer_of(prices: list[Price]) -> Contract:
    lifetime = RelativeTerm(EventInstant("acceptance"), Duration(12, Unit.MONTH))
    return replace(contract_of(prices), lifetime=lifetime)


def use(at: int, quantity: int = 1, **changes: Any) -> Metered:
    fields = {"use": "ground", "price": "usage", "account": "acme", "clause": "answers"} | changes
    return Metered(contract=DIGEST, at=at, quantity=quantity, unit="requests", **fields)


def earn(contract: Contract, uses: list[tuple[str, Metered]], accepted: int = START) -> Earnings:
    book = UseBook({DIGEST: contract}, {(DIGEST, "acme"): accepted, (DIGEST, "brook"): accepted})
    for token, each in uses:
        book.add(token, each)
    return book.earnings()


def test_no_use_earns_nothing_and_needs_no_statement() -> None:
    result = earn(contract_of([price()]), [])
    assert (result.statements, result.bills, result.by_crawler) == ((), (), {})


def test_what_an_operator_pays_is_divided_among_its_crawlers_by_use() -> None:
    uses = [("A", use(START, 2)), ("B", use(START, 1)), ("A", use(START, 5, account="brook"))]
    result = earn(contract_of([price()]), uses)
    assert result.bills[0].paid == Money(8, "EUR")
    assert result.by_crawler == {
        ("A", "ground"): (Money(7, "EUR"),),
        ("B", "ground"): (Money(1, "EUR"),),
    }


def test_commission_is_taken_before_anything_is_earned() -> None:
    split = Split("sale", "usage", commissions=(Commission("publisher", Ratio(15, 100), "gross", False),))
    (bill,) = earn(contract_of([price()], splits=[split]), [("A", use(START, 1_000))]).bills
    assert (bill.paid, bill.commission, bill.earned) == (
        Money(1_000, "EUR"),
        Money(150, "EUR"),
        Money(850, "EUR"),
    )


def test_a_contract_year_that_ends_in_the_next_year_is_billed() -> None:
    late = from_text("2025-12-31T12:00:00Z")
    yearly = price(invoiced=Window(Kind.CONTRACT, Unit.YEAR))
    contract = offer_of([yearly])
    result = earn(contract, [("A", use(late, 4))], accepted=from_text("2025-06-01T10:00:00Z"))
    assert result.bills[0].paid == Money(4, "EUR")


def test_the_same_line_is_billed_in_one_statement_only() -> None:
    uses = [("A", use(START + month * 31 * DAY, 3)) for month in range(14)]
    result = earn(contract_of([price(invoiced=QUARTERLY)]), uses)
    assert result.bills[0].paid == Money(42, "EUR")


_minutes = st.integers(0, 90 * 24 * 60).map(lambda minute: START + minute * HOUR // 60)
_UNITS = (Unit.DAY, Unit.MONTH, Unit.YEAR)
_CHEAP = Rate(3, 3, "EUR", 1, "requests")
_uses = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.builds(
            use,
            _minutes,
            st.integers(1, 5),
            use=st.sampled_from(["ground", "display"]),
            account=st.sampled_from(["acme", "brook"]),
            price=st.sampled_from(["usage", None]),
        ),
    ),
    max_size=30,
)


@given(
    _uses,
    st.sampled_from([Window(kind, unit) for kind in (Kind.CALENDAR, Kind.CONTRACT) for unit in _UNITS]),
    st.integers(0, 23),
)
def test_summing_by_day_changes_no_statement(
    uses: list[tuple[str, Metered]], window: Window, hour: int
) -> None:
    tiers = Tiers(TierKind.GRADUATED, "requests", window, (Tier(5, PENNY), Tier(None, _CHEAP)))
    contract = offer_of([price(rate=None, tiers=tiers, invoiced=window)])
    accepted = START - DAY + hour * HOUR
    result = earn(contract, uses, accepted)
    plain = [each for _, each in uses]
    keys = {(DIGEST, "acme"): accepted, (DIGEST, "brook"): accepted}
    for label, own in zip(("2026", "2027"), result.statements, strict=False):
        direct = statement({DIGEST: contract}, plain, label, accepted=keys)
        assert own.as_json() == direct.as_json()
    shared = sum(amount.minor for amounts in result.by_crawler.values() for amount in amounts)
    assert shared == sum(bill.earned.minor for bill in result.bills)
