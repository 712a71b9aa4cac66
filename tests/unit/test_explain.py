"""Explanations by example: what a reader must be able to rely on, word by word."""

from __future__ import annotations

import datetime as dt

import pytest

from licdsl.compiler.explain import explain
from licdsl.compiler.explain_clauses import Setting, explain_duty, explain_permission, explain_prohibition
from licdsl.compiler.explain_conditions import spoken, spoken_end, spoken_start
from licdsl.compiler.explain_document import Entry, Explanation, Section, Table
from licdsl.compiler.explain_prices import amount_of, exact_amount, explain_price, explain_split
from licdsl.language import vocabulary
from licdsl.language.source import Source
from licdsl.terms.checked import check
from licdsl.terms.clauses import Duty, Permission, Prohibition
from licdsl.terms.conditions import (
    After,
    AllOf,
    AnyOf,
    Attribute,
    AttributeInstant,
    Condition,
    EventInstant,
    FactReference,
    Holds,
    InstantExpression,
    Named,
    Not,
    OnDate,
)
from licdsl.terms.limit import Limit
from licdsl.terms.price import Commission, Price, Split, Tier, TierKind, Tiers
from licdsl.terms.scope import Content, Scope
from licdsl.values.money import Money, Rate, Ratio, Rounding
from licdsl.values.periods import Duration, Kind, Unit, Window

SETTING = Setting(vocabulary.load("press", 1), "Europe/London", "England and Wales")
MONTH = Window(Kind.CALENDAR, Unit.MONTH)
FACTS = [Holds(FactReference(name)) for name in "abc"]


def _tiers(kind: TierKind) -> Price:
    rates = (
        Rate(4, 3, "EUR", 1, "requests"),
        Rate(3, 3, "EUR", 1, "requests"),
        Rate(2, 3, "EUR", 1, "requests"),
    )
    tiers = tuple(Tier(bound, rate) for bound, rate in zip((100_000, 1_000_000, None), rates, strict=True))
    return Price("usage", "buyer", "seller", ("ground",), MONTH, tiers=Tiers(kind, "requests", MONTH, tiers))


def test_an_inner_use_names_the_uses_it_stands_for() -> None:
    entry = explain_permission(Permission("a", "buyer", ("ai-train", "display")), SETTING)
    assert entry.sentences[0] == (
        "The buyer may ai-train (evaluate, fine-tune and train) and display (excerpt and full-text)."
    )


def test_content_that_is_excluded_stands_beside_what_is_covered() -> None:
    scope = Scope(Content(("archive", "recipes"), ("games",)))
    entry = explain_prohibition(Prohibition("p", "buyer", ("train",), scope), SETTING)
    assert entry.sentences == (
        "The buyer must not train.",
        "It covers `archive` or `recipes`, except what is `games`.",
    )


def test_a_limit_says_what_happens_beyond_it() -> None:
    limits = (Limit(5, "requests", MONTH), Limit(9, "displays", MONTH, "article", "surge"))
    _, _, refused, charged = explain_permission(
        Permission("a", "b", ("ground",), limits=limits), SETTING
    ).sentences
    assert refused == (
        "At most 5 requests each calendar month (Europe/London time); "
        "a request that would go beyond is refused."
    )
    assert charged.endswith("what goes beyond is not refused but billed at `surge` instead.")
    assert "for each article" in charged


@pytest.mark.parametrize(
    ("instant", "start", "end"),
    [
        (
            OnDate(dt.date(2026, 3, 1)),
            "from the first minute of 2026-03-01",
            "until the last minute of 2026-03-01",
        ),
        (
            After(Duration(6, Unit.HOUR), AttributeInstant(Attribute("publication", "article"))),
            "from 6 hours after the publication of the article",
            "until 6 hours after the publication of the article, and no longer at that moment",
        ),
        (
            After(Duration(1, Unit.BUSINESS_DAY), EventInstant("term end")),
            "from the end of the day that is 1 business day (England and Wales) after the end of the term",
            "until the end of the day that is 1 business day (England and Wales) after the end of the term",
        ),
    ],
)
def test_each_end_of_a_stretch_of_time_is_named(instant: InstantExpression, start: str, end: str) -> None:
    assert spoken_start(instant, SETTING.calendar) == start
    assert spoken_end(instant, SETTING.calendar) == end


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (AllOf((FACTS[0], AnyOf((FACTS[1], FACTS[2])))), "`a` is true and (`b` is true or `c` is true)"),
        (AnyOf((AllOf((FACTS[0], FACTS[1])), FACTS[2])), "(`a` is true and `b` is true) or `c` is true"),
        (Not(AnyOf((FACTS[0], FACTS[1]))), "it is not so that (`a` is true or `b` is true)"),
        (Not(Not(FACTS[0])), "it is not so that `a` is false"),
        (AllOf((Not(Named("wire")), FACTS[0])), "`wire` is not met and `a` is true"),
    ],
)
def test_brackets_show_what_belongs_together(condition: Condition, text: str) -> None:
    assert spoken(condition, None) == text


def test_a_duty_without_a_deadline_belongs_to_the_act() -> None:
    entry = explain_duty(Duty("credit", "buyer", "credit", "seller", whenever=("excerpt",)), SETTING)
    assert entry.sentences[-1] == "It belongs to the act itself: there is no time to do it later."


def test_both_sides_of_every_bound_are_worked_out() -> None:
    table, examples = explain_price(_tiers(TierKind.GRADUATED), SETTING, ()).tables
    assert [row[-1] for row in table.rows] == ["EUR 400.00", "EUR 3,100.00", ""]
    assert examples.rows == (
        ("100,000", "EUR 400.00", "EUR 400.00"),
        ("100,001", "EUR 400.003", "EUR 400.00"),
        ("1,000,000", "EUR 3,100.00", "EUR 3,100.00"),
        ("1,000,001", "EUR 3,100.002", "EUR 3,100.00"),
        ("2,000,000", "EUR 5,100.00", "EUR 5,100.00"),
    )


def test_a_volume_price_shows_where_the_total_falls() -> None:
    _, examples = explain_price(_tiers(TierKind.VOLUME), SETTING, ()).tables
    assert [row[1] for row in examples.rows[:2]] == ["EUR 400.00", "EUR 300.003"]


def test_the_golden_quantity_of_settlement_comes_out_exactly() -> None:
    numerator, denominator = amount_of(_tiers(TierKind.GRADUATED), 1_134_567)
    assert exact_amount((numerator, denominator), "EUR") == "3,369.134"


def test_an_amount_that_no_decimal_ends_is_a_fraction() -> None:
    assert exact_amount(Rate(1, 0, "EUR", 3, "requests").exact(4), "EUR") == "1 1/3"


@pytest.mark.parametrize(("mode", "line"), [(Rounding.HALF_EVEN, "JPY 2"), (Rounding.HALF_UP, "JPY 3")])
def test_the_line_is_rounded_in_the_mode_of_the_price(mode: Rounding, line: str) -> None:
    rate = Rate(25, 1, "JPY", 1_000, "images")
    price = Price("p", "b", "s", ("display",), MONTH, rate=rate, rounding=mode, step=Money(1, "JPY"))
    (examples,) = explain_price(price, SETTING, ()).tables
    assert examples.rows[1] == ("1,000", "JPY 2.5", line)


@pytest.mark.parametrize(
    ("on_top", "paid", "pot"), [(False, "EUR 1,000.00", "EUR 850.00"), (True, "EUR 1,150.00", "EUR 1,000.00")]
)
def test_a_commission_shows_who_bears_it(on_top: bool, paid: str, pot: str) -> None:
    split = Split("sale", "usage", commissions=(Commission("market", Ratio(15, 100), "gross", on_top),))
    (table,) = explain_split(split, _tiers(TierKind.GRADUATED), "EUR").tables
    assert table.rows == (
        ("the buyer pays", paid),
        ("commission of the market", "EUR 150.00"),
        ("left to share", pot),
    )


def test_the_price_of_an_excess_takes_its_rounding_from_the_ordinary_price() -> None:
    price = Price("surge", "b", "s", ("ground",), rate=Rate(9, 0, "GBP", 1_000, "requests"))
    entry = explain_price(price, SETTING, ("answers",))
    assert any("those of the ordinary price hold" in sentence for sentence in entry.sentences)
    assert entry.tables[0].header == ("requests", "exact amount")


def test_text_and_markdown_say_the_same() -> None:
    table = Table("Totals", ("unit", "amount"), (("a|b", "EUR 1.00"),))
    explanation = Explanation("Title", (Section("Prices", (Entry("usage", ("It costs.",), (table,)),)),))
    assert explanation.text() == (
        "Title\n=====\n\nPrices\n------\n\nusage\n  It costs.\n\n  Totals\n"
        "    unit  amount\n    ----  --------\n    a|b   EUR 1.00\n"
    )
    assert explanation.markdown() == (
        "# Title\n\n## Prices\n\n### usage\n\n- It costs.\n\n*Totals*\n\n"
        "| unit | amount |\n| --- | --- |\n| a\\|b | EUR 1.00 |\n"
    )


def explained(body: str) -> str:
    header = (
        'licdsl 1\nlicence "A" version 1\n  party paper "P"\n  party buyer "B"\n'
        '  term 2026-01-01 to 2026-12-31\n  time zone "Asia/Seoul"\n  currency GBP\n  vocabulary press 1\n'
    )
    return explain(check(Source("x.lic", header + body)).contract).text()


def test_examples_of_a_price_say_that_a_surge_is_billed_instead_beyond_a_limit() -> None:
    text = explained(
        "permission a:\n  buyer may ground\n  limit 10 requests each calendar month, then charge surge\n"
        "price usage:\n  buyer pays paper\n  for ground\n  invoiced each calendar month\n"
        "  rate GBP 1.00 per request\n"
        "price surge:\n  buyer pays paper\n  for ground\n  rate GBP 9.00 per request\n"
    )
    titles = [line.strip() for line in text.splitlines() if "Worked" in line]
    instead = "Worked examples, before what goes beyond a limit is billed at `surge` instead"
    assert titles == [instead, "Worked examples"]


def test_examples_of_tiers_that_outlast_an_invoice_say_that_all_is_on_one() -> None:
    text = explained(
        "price usage:\n  buyer pays paper\n  for ground\n  invoiced each calendar month\n"
        "  tiers graduated requests each contract year\n  first 10 at no charge\n"
        "  rest at GBP 1.00 per request\n"
    )
    assert "Worked examples, where all of it is on one invoice\n" in text


def test_a_country_whose_name_has_brackets_and_a_party_in_a_duty_read_as_english() -> None:
    text = explained(
        "permission a:\n  buyer may ground\n  territory KR\nduty credit:\n  buyer must credit paper\n"
        "  whenever ground\n"
    )
    assert "in Korea, South (KR) only" in text
    assert "The buyer must credit the paper." in text
