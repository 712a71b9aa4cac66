"""The contracts that publishers start from: they check, stand in the one layout, and their tests hold."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import licdsl
from licdsl.compiler.explain import explain
from licdsl.compiler.explain_vocabulary import attributes_in
from licdsl.rehearsal import in_file_tests
from licdsl.rehearsal.in_file_tests import Status
from licdsl.terms.checked import Checked
from licdsl.terms.contract import Contract
from licdsl.values.money import Rounding
from licdsl.values.periods import Kind, Unit, Window

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "contracts").glob("*.lic"))
OWN = [file for file in FILES if file.stem != "open-web"]
GOLDEN = ROOT / "tests" / "golden" / "good"

files = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@functools.cache
def checked(file: Path) -> Checked:
    """The contract under a path that is the same on every machine."""
    source = licdsl.Source.read(file)
    return licdsl.check(licdsl.Source(f"contracts/{file.name}", source.text))


@functools.cache
def report(file: Path) -> in_file_tests.TestReport:
    return licdsl.run_tests(checked(file))


def contracts() -> Iterator[Contract]:
    return (checked(file).contract for file in OWN)


@files
def test_a_contract_has_no_mistake_and_no_warning(file: Path) -> None:
    assert checked(file).diagnostics == ()


@files
def test_a_contract_stands_in_the_one_layout(file: Path) -> None:
    source = licdsl.Source.read(file)
    assert licdsl.format(source) == source.text


@files
def test_the_tests_in_a_contract_hold(file: Path) -> None:
    assert [outcome for outcome in report(file).outcomes if outcome.status is Status.FAILED] == []


@files
def test_a_contract_says_first_who_could_start_from_it(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")


@files
def test_the_explanation_is_the_expected_one(file: Path, update_golden: bool) -> None:
    golden = GOLDEN / f"{file.stem}.explain.txt"
    text = explain(checked(file).contract).text()
    if update_golden:
        golden.write_text(text, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == text


def test_enough_kinds_of_publishers_and_enough_tests_that_run() -> None:
    reports = [report(file) for file in OWN]
    passed = sum(each.count(Status.PASSED) for each in reports)
    assert len(OWN) >= 12
    assert passed >= 110
    assert all(each.count(Status.PASSED) >= 7 for each in reports)


def test_what_is_not_run_yet_is_counted_by_its_word() -> None:
    waiting = sum((report(file).waiting for file in OWN), Counter[str]())
    assert waiting == {"duty": 3, "split share": 2, "maximum and minimum": 1}


def test_every_kind_of_window_is_in_use() -> None:
    found = {limit.window for each in contracts() for clause in each.permissions for limit in clause.limits}
    for unit in (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        assert Window(Kind.CALENDAR, unit) in found
    assert {Window(Kind.CONTRACT, unit) for unit in (Unit.MONTH, Unit.YEAR)} < found
    assert Window(Kind.TOTAL) in found
    assert {window.length.unit for window in found if window.length} == {Unit.MINUTE, Unit.HOUR}


def test_the_money_words_that_run_are_in_use() -> None:
    everything = list(contracts())
    prices = [price for each in everything for price in each.prices]
    commissions = [one for each in everything for split in each.splits for one in split.commissions]
    rates = [price.rate for price in prices if price.rate is not None]
    assert {price.rounding for price in prices} >= {Rounding.HALF_EVEN, Rounding.HALF_UP, Rounding.DOWN}
    assert {rate.started for rate in rates} == {True, False}
    assert {commission.on_top for commission in commissions} == {True, False}
    assert any(limit.charge for each in everything for clause in each.permissions for limit in clause.limits)
    assert {each.currency for each in everything} == {"GBP", "EUR", "USD", "CHF", "JPY"}


def test_the_contracts_live_in_many_time_zones_and_read_many_attributes() -> None:
    assert len({each.zone for each in contracts()}) >= 9
    attributes = {attribute.key for each in contracts() for attribute in attributes_in(each)}
    assert {
        "section of article",
        "desk of article",
        "publication of article",
        "media of article",
    } < attributes


def test_the_explanation_of_the_contracts_written_by_others_is_complete(shared: Path) -> None:
    for file in sorted((shared / "contracts").glob("*.lic")):
        contract = licdsl.check(licdsl.Source.read(file)).contract
        text = explain(contract).text()
        labels = [
            clause.label
            for kind in ("permissions", "prohibitions", "duties", "prices", "splits", "powers")
            for clause in getattr(contract, kind)
        ]
        assert [label for label in labels if f"{label} (line " not in text] == []
