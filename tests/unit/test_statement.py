from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from licdsl.errors import IntegrityError
from licdsl.settlement.billing_period import period
from licdsl.settlement.cells import Gathering
from licdsl.settlement.civil import CivilWindows
from licdsl.settlement.invoice import Line
from licdsl.settlement.metered import Metered, read_metered
from licdsl.settlement.statement import Statement, statement
from licdsl.settlement.statement_parts import Provenance
from licdsl.settlement.tariff import tariff
from licdsl.terms.clauses import Permission
from licdsl.terms.contract import Contract, FixedTerm
from licdsl.terms.limit import Limit
from licdsl.terms.price import Commission, PerPeriod, Price, Share, Split, Tier, TierKind, Tiers
from licdsl.testing.tariffs import DIGEST, MONTHLY, QUARTERLY, YEARLY, contract_of
from licdsl.values import canonical
from licdsl.values.instants import from_text, zone
from licdsl.values.money import Money, Rate, Ratio
from licdsl.values.periods import Kind, Unit, Window

PENNY = Rate(1, 2, "EUR", 1, "requests")
TENTH = Rate(1, 3, "EUR", 1, "requests")


def _use(at: str, quantity: int, **changes: Any) -> Metered:
    fields = {"price": "usage", "use": "ground", "clause": "answers", "account": "acme", **changes}
    return Metered(contract=DIGEST, at=from_text(at), quantity=quantity, unit="requests", **fields)


def _price(label: str = "usage", invoiced: Window | None = MONTHLY, **tariff: Any) -> Price:
    tariff = tariff or {"rate": PENNY}
    return Price(label, "licensee", "publisher", ("ground", "display"), invoiced, **tariff)


def _graduated(window: Window, *tiers: Tier) -> Tiers:
    return Tiers(TierKind.GRADUATED, "requests", window, tiers)


def _run(contract: Contract, uses: list[Metered], period: str = "2026-03", **options: Any) -> Statement:
    return statement({DIGEST: contract}, uses, period, **options)


def _lines(result: Statement) -> list[Line]:
    return [line for part in result.contracts for account in part.invoices for line in account.lines]


def _amounts(result: Statement) -> list[tuple[str, int, int]]:
    return [(line.price.label, line.rated.quantity, line.waterfall.gross.minor) for line in _lines(result)]


def test_uses_are_summed_by_account_and_price() -> None:
    uses = [
        _use("2026-03-02T08:00:00Z", 3),
        _use("2026-03-09T08:00:00Z", 4, use="display"),
        _use("2026-03-09T08:00:00Z", 5, account="brook"),
    ]
    result = _run(contract_of([_price()]), uses)
    assert _amounts(result) == [("usage", 7, 7), ("usage", 5, 5)]
    assert _lines(result)[0].uses == (("display", 4), ("ground", 3))
    assert result.totals == (Money(12, "EUR"),)


def test_the_period_is_civil_time_of_each_contract() -> None:
    """On 31 March London is an hour ahead of UTC, so 23:30 UTC lies in April there."""
    uses = [_use("2026-03-31T22:59:59Z", 1), _use("2026-03-31T23:00:00Z", 10)]
    assert _amounts(_run(contract_of([_price()]), uses)) == [("usage", 1, 1)]
    newyork = contract_of([_price()], time_zone="America/New_York")
    assert _amounts(_run(newyork, uses)) == [("usage", 11, 11)]


def test_a_window_is_billed_in_the_period_in_which_it_ends() -> None:
    contract = contract_of([_price(invoiced=QUARTERLY)])
    uses = [_use("2026-01-10T00:00:00Z", 2), _use("2026-03-10T00:00:00Z", 3)]
    assert _amounts(_run(contract, uses, "2026-03")) == [("usage", 5, 5)]
    early = _run(contract, uses, "2026-01")
    assert _amounts(early) == []
    (pending,) = early.contracts[0].invoices[0].unbilled
    assert (pending.kind, pending.text) == (
        "later invoice",
        "2 requests in a window that ends 2026-03-31T23:00:00Z",
    )


def test_a_quarter_of_monthly_invoices_has_three_lines_each_rounded() -> None:
    uses = [_use(f"2026-0{month}-10T00:00:00Z", 4) for month in (1, 2, 3)]
    result = _run(contract_of([_price(rate=TENTH)]), uses, "2026-Q1")
    assert _amounts(result) == [("usage", 4, 0)] * 3
    whole = _run(contract_of([_price(rate=TENTH, invoiced=None)]), uses, "2026-Q1")
    assert _amounts(whole) == [("usage", 12, 1)]


def test_yearly_tiers_cumulate_over_monthly_invoices() -> None:
    tiers = _graduated(YEARLY, Tier(10, Rate(1, 0, "EUR", 1, "requests")), Tier(None, PENNY))
    contract = contract_of([_price(tiers=tiers)])
    uses = [_use("2026-01-10T00:00:00Z", 8), _use("2026-02-10T00:00:00Z", 5), _use("2026-03-10T00:00:00Z", 5)]
    february = _run(contract, uses, "2026-02")
    assert _amounts(february) == [("usage", 5, 203)]
    assert _lines(february)[0].before == 8
    assert _amounts(_run(contract, uses, "2026-03")) == [("usage", 5, 5)]
    assert _amounts(_run(contract, uses[::-1], "2026")) == [
        ("usage", 8, 800),
        ("usage", 5, 203),
        ("usage", 5, 5),
    ]


def test_tiers_cumulate_across_invoices_that_cut_their_windows() -> None:
    """Invoices from the 14th to the 14th, tiers from the 1st: 5 January fills the tier of 20 January."""
    windows = Window(Kind.CONTRACT, Unit.MONTH)
    tiers = _graduated(MONTHLY, Tier(10, Rate(1, 0, "EUR", 1, "requests")), Tier(None, PENNY))
    contract = replace(
        contract_of([_price(tiers=tiers, invoiced=windows)]),
        lifetime=FixedTerm(dt.date(2025, 12, 14), dt.date(2026, 12, 13)),
    )
    uses = [_use("2026-01-05T00:00:00Z", 8), _use("2026-01-20T00:00:00Z", 5), _use("2026-02-13T00:00:00Z", 4)]
    (line,) = _lines(_run(contract, uses, "2026-02"))
    assert (line.before, line.rated.quantity, line.waterfall.gross.minor) == (8, 9, 203 + 400)


def test_a_price_without_an_invoiced_period_bills_the_statements_own() -> None:
    contract = contract_of([_price(invoiced=None)])
    instants = (
        "2026-02-28T23:59:59Z",
        "2026-03-01T00:00:00Z",
        "2026-03-31T22:59:59Z",
        "2026-03-31T23:00:00Z",
    )
    uses = [_use(at, 10**place) for place, at in enumerate(instants)]
    assert _amounts(_run(contract, uses)) == [("usage", 110, 110)]


def test_monthly_tiers_start_anew_inside_a_quarterly_invoice() -> None:
    tiers = _graduated(MONTHLY, Tier(10, Rate(0, 0, "EUR", 1, "requests")), Tier(None, PENNY))
    contract = contract_of([_price(tiers=tiers, invoiced=QUARTERLY)])
    uses = [_use(f"2026-0{month}-10T00:00:00Z", 12) for month in (1, 2, 3)]
    assert _amounts(_run(contract, uses, "2026-Q1")) == [("usage", 36, 6)]


def _surging(count: int, window: Window = MONTHLY, **prices: Any) -> Contract:
    limit = Limit(count, "requests", window, charge="surge")
    permission = Permission("answers", "licensee", ("ground", "display"), limits=(limit,))
    surge = Price(
        "surge", "licensee", "publisher", ("ground", "display"), rate=Rate(9, 2, "EUR", 1, "requests")
    )
    return contract_of([_price(**prices), surge], permissions=[permission])


def test_what_exceeds_the_limit_is_billed_at_the_surge_price_instead() -> None:
    uses = [_use("2026-03-01T10:00:00Z", 60), _use("2026-03-20T10:00:00Z", 50)]
    assert _amounts(_run(_surging(100), uses)) == [("surge", 10, 90), ("usage", 100, 100)]
    assert _amounts(_run(_surging(110), uses)) == [("usage", 110, 110)]
    assert _amounts(_run(_surging(0), uses)) == [("surge", 110, 990)]


def test_excess_leaves_the_tiers_of_the_ordinary_price() -> None:
    tiers = _graduated(MONTHLY, Tier(5, PENNY), Tier(None, Rate(1, 0, "EUR", 1, "requests")))
    uses = [_use("2026-03-01T10:00:00Z", 9)]
    assert _amounts(_run(_surging(6, tiers=tiers), uses)) == [("surge", 3, 27), ("usage", 6, 105)]


def test_excess_is_spread_over_uses_by_largest_remainder() -> None:
    uses = [_use("2026-03-01T10:00:00Z", 7), _use("2026-03-02T10:00:00Z", 4, use="display")]
    surge, usage = _lines(_run(_surging(8), uses))
    assert surge.uses == (("display", 1), ("ground", 2))
    assert usage.uses == (("display", 3), ("ground", 5))


def test_a_yearly_limit_bills_its_excess_in_the_month_that_passes_it() -> None:
    uses = [_use(f"2026-0{month}-10T00:00:00Z", 40) for month in (1, 2, 3, 4)]
    contract = _surging(100, YEARLY)
    assert _amounts(_run(contract, uses, "2026-02")) == [("usage", 40, 40)]
    assert _amounts(_run(contract, uses, "2026-03")) == [("surge", 20, 180), ("usage", 20, 20)]
    assert _amounts(_run(contract, uses, "2026-04")) == [("surge", 40, 360)]


def test_uses_under_another_permission_do_not_count_towards_the_limit() -> None:
    uses = [_use("2026-03-01T10:00:00Z", 9), _use("2026-03-01T10:00:00Z", 9, clause="breaking")]
    assert _amounts(_run(_surging(9), uses)) == [("usage", 18, 18)]


def test_a_surge_price_inherits_the_rounding_of_the_ordinary_one() -> None:
    contract = _surging(0, rate=PENNY, step=Money(100, "EUR"))
    (line,) = _lines(_run(contract, [_use("2026-03-01T10:00:00Z", 60)]))
    assert (line.price.label, line.waterfall.gross) == ("surge", Money(500, "EUR"))


def test_commission_and_the_split_that_is_not_divided_yet_are_shown() -> None:
    split = Split(
        "sale",
        "usage",
        commissions=(Commission("exchange", Ratio(15, 100), "gross", False),),
        shares=(Share("freelancers", Ratio(30, 100)), Share("publisher", None)),
    )
    result = _run(contract_of([_price()], splits=[split]), [_use("2026-03-01T10:00:00Z", 1_000)])
    (line,) = _lines(result)
    assert line.waterfall.pot == Money(850, "EUR")
    assert line.held_by == "sale"
    assert [item.text for item in result.contracts[0].unbilled] == [
        "share freelancers 30%",
        "share publisher rest",
    ]


def test_what_is_not_billed_yet_is_listed_even_without_uses() -> None:
    amount = PerPeriod(Money(125_000_000, "USD"), QUARTERLY, True)
    usage = _price(rate=Rate(250, 2, "USD", 1_000, "requests"), minimum=amount, invoiced=QUARTERLY)
    fee = Price("fee", "l", "p", flat=PerPeriod(Money(1, "USD"), YEARLY))
    result = _run(contract_of([usage, fee]), [], "2026-Q4")
    assert [(item.clause, item.kind, item.text) for item in result.contracts[0].unbilled] == [
        ("fee", "flat fee", "flat USD 0.01 each calendar year"),
        ("usage", "minimum", "minimum USD 1,250,000.00 each calendar quarter, usage counts towards it"),
    ]


def test_volume_tiers_are_metered_and_said_not_to_be_billed() -> None:
    tiers = Tiers(TierKind.VOLUME, "requests", MONTHLY, (Tier(None, PENNY),))
    result = _run(contract_of([_price(tiers=tiers)]), [_use("2026-03-01T10:00:00Z", 5)])
    assert _lines(result) == []
    assert [item.text for item in result.contracts[0].invoices[0].unbilled] == [
        "5 requests are metered, not billed"
    ]
    assert [item.kind for item in result.contracts[0].unbilled] == ["volume tiers"]


@pytest.mark.parametrize("changes", [{"per": "article"}, {"second": True}])
def test_a_charge_for_excess_that_cannot_be_worked_out_is_listed(changes: dict[str, Any]) -> None:
    second = changes.pop("second", False)
    limits = [Limit(5, "requests", MONTHLY, charge="surge", **changes)]
    if second:
        limits.append(Limit(50, "requests", YEARLY, charge="surge"))
    permission = Permission("answers", "licensee", ("ground",), limits=tuple(limits))
    surge = Price("surge", "licensee", "publisher", ("ground",), rate=PENNY)
    result = _run(contract_of([_price(), surge], permissions=[permission]), [_use("2026-03-01T10:00:00Z", 9)])
    assert _amounts(result) == [("usage", 9, 9)]
    assert {item.kind for item in result.contracts[0].unbilled} == {"excess"}


def test_allowed_uses_without_a_price_are_counted() -> None:
    uses = [_use("2026-03-01T10:00:00Z", 2, price=None), _use("2026-04-01T10:00:00Z", 2, price=None)]
    (account,) = _run(contract_of([_price()]), uses).contracts[0].invoices
    assert [(item.use, item.unit, item.quantity) for item in account.unpriced] == [("ground", "requests", 2)]
    assert account.totals == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"price": "gone"}, "names the price `gone`"), ({"unit": "words"}, "meters words at the price `usage`")],
)
def test_a_log_that_does_not_fit_its_contract_is_named(changes: dict[str, Any], message: str) -> None:
    use = Metered(
        **{
            "contract": DIGEST,
            "account": "a",
            "at": from_text("2026-03-01T10:00:00Z"),
            "use": "ground",
            "price": "usage",
            "quantity": 1,
            "unit": "requests",
            **changes,
        }
    )
    with pytest.raises(IntegrityError, match=message):
        _run(contract_of([_price()]), [use])


def test_a_contract_that_is_not_at_hand_is_named() -> None:
    with pytest.raises(IntegrityError, match="not at hand"):
        statement({}, [_use("2026-03-01T10:00:00Z", 1)], "2026-03")


def test_the_json_is_canonical_and_only_the_log_names_a_log() -> None:
    contract = contract_of([_price()])
    uses = [_use("2026-03-01T10:00:00Z", 1_234)]
    bare = _run(contract, uses).as_json()
    signed = _run(contract, uses, provenance=Provenance("node.example/log", 12, "AAAA")).as_json()
    assert signed.pop("log") == {"origin": "node.example/log", "size": 12, "root": "AAAA"}
    assert canonical.encode(signed) == canonical.encode(bare)
    assert bare["totals"] == [{"amount": "12.34", "currency": "EUR"}]


OUTCOME: dict[str, object] = {
    "decision": "allow",
    "account": "a",
    "use": "ground",
    "price": "usage",
    "quantity": 2,
    "unit": "requests",
    "clause": "answers",
}


def test_only_an_allow_is_metered() -> None:
    assert read_metered("decision", DIGEST, 5, OUTCOME) == (
        Metered(DIGEST, "a", 5, "ground", "usage", 2, "requests", "answers"),
    )
    assert read_metered("decision", DIGEST, 5, {"decision": "deny"}) == ()
    assert read_metered("acceptance", DIGEST, 5, OUTCOME) == ()


def test_an_allow_that_nothing_counts_is_one_use() -> None:
    plain = {"decision": "allow", "account": "a", "use": "ground", "clause": "answers"}
    assert read_metered("decision", DIGEST, 5, plain) == (
        Metered(DIGEST, "a", 5, "ground", None, 1, "uses", "answers"),
    )


def test_an_inner_use_is_metered_in_its_parts() -> None:
    parts = [{**OUTCOME, "use": "excerpt"}, {**OUTCOME, "use": "full-text", "price": None, "quantity": 3}]
    uses = read_metered("decision", DIGEST, 5, {**OUTCOME, "use": "display", "parts": parts})
    assert [(use.use, use.price, use.quantity) for use in uses] == [
        ("excerpt", "usage", 2),
        ("full-text", None, 3),
    ]


@pytest.mark.parametrize("broken", [{"unit": 3}, {"quantity": True}, {"use": ""}, {"parts": {}}])
def test_an_allow_that_a_statement_cannot_read_is_an_error(broken: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        read_metered("decision", DIGEST, 5, {**OUTCOME, **broken})


def test_a_statement_keeps_sums_and_not_events() -> None:
    contract = contract_of([_price()])
    gathering = Gathering(tariff(contract), CivilWindows(contract), period("2026-03", zone(contract.zone)))
    for number in range(5_000):
        gathering.add(_use("2026-02-25T00:00:00Z", 1 + number % 2))
        gathering.add(_use("2026-03-02T00:00:00Z", 1))
        gathering.add(_use("2026-04-02T00:00:00Z", 1))
    assert list(gathering.cells.values()) == [5_000]
