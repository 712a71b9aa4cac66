from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from licdsl.cli.test import run
from licdsl.cli.test import test_command as command
from licdsl.errors import ContractError
from licdsl.language.source import Source
from licdsl.rehearsal.in_file_tests import Outcome, Status, run_tests, totals_line
from licdsl.rehearsal.in_file_tests import TestReport as Report
from licdsl.terms.checked import check

FIXED = """licdsl 1
licence "Small licence" version 1
  party      publisher  "Publisher Ltd"
  party      licensee   "Licensee Ltd"
  term       2026-01-31 to 2026-12-31
  time zone  "Europe/London"
  currency   EUR
  vocabulary press 1
"""
OFFER = """licdsl 1
offer "Small offer" version 1
  party      publisher  "Publisher Ltd"
  party      exchange   "Exchange Ltd"
  party      buyer      anyone where verified
  term       from acceptance for 2 months
  time zone  "Europe/London"
  currency   EUR
  vocabulary press 1

fact verified attested by exchange
"""
MONTHLY = """
price usage:
  {payer} pays publisher
  for        ground, summarise
  invoiced   each calendar month
  rate       EUR 1.00 per 100 requests
"""
GROUND = """
define news means section of article is news

permission answers:
  {payer} may ground, summarise
  content    news
  limit      5 requests each calendar month
"""


def _run(*parts: str, payer: str = "licensee") -> Report:
    text = "".join(parts).replace("{payer}", payer)
    checked = check(Source("small.lic", text))
    assert checked.ok, [(each.message, each.span.line) for each in checked.diagnostics]
    return run_tests(checked)


def _only(report: Report) -> Outcome:
    (outcome,) = report.outcomes
    return outcome


def _test(*lines: str) -> str:
    return '\ntest "it":\n' + "".join(f"  {line}\n" for line in lines)


# ---------------------------------------------------------------- decisions
def test_told_facts_decide_and_untold_ones_are_missing() -> None:
    asks = ("ask licensee to ground", "expect allow by answers")
    assert _only(_run(FIXED, GROUND, _test("given article section news", *asks))).status is Status.PASSED
    untold = ("ask licensee to ground", "expect undecided for section")
    assert _only(_run(FIXED, GROUND, _test(*untold))).status is Status.PASSED


def test_a_failure_names_line_expectation_outcome_and_reason() -> None:
    lines = ("given article section sport", "ask licensee to ground in GB", "expect allow  # surely")
    outcome = _only(_run(FIXED, GROUND, _test(*lines)))
    (failure,) = outcome.failures
    assert outcome.status is Status.FAILED
    assert (failure.line, failure.expected, failure.got) == (20, "expect allow", "deny")
    assert failure.why[0].startswith("deny")


@pytest.mark.parametrize(
    "expectation",
    ["expect deny by embargo", "expect deny by answers until 2026-04-02 00:00", "expect undecided"],
)
def test_clause_time_and_answer_must_all_be_the_ones_expected(expectation: str) -> None:
    lines = (
        "given 5 requests of ground in 2026-03",
        "given time 2026-03-20 10:00",
        "given article section news",
        "ask licensee to ground",
    )
    assert (
        _only(_run(FIXED, GROUND, _test(*lines, "expect deny by answers until 2026-04-01 00:00"))).failures
        == ()
    )
    if "embargo" in expectation:
        extra = "\nprohibition embargo:\n  licensee must not train\n  content anything\n"
        assert _only(_run(FIXED, GROUND, extra, _test(*lines, expectation))).status is Status.FAILED
    else:
        assert _only(_run(FIXED, GROUND, _test(*lines, expectation))).status is Status.FAILED


def test_told_uses_count_against_the_limit_and_asks_draw_on_it() -> None:
    lines = (
        "given 4 requests of summarise in 2026-03",
        "given time 2026-03-20 10:00",
        "given article section news",
        "ask licensee to ground",
        "expect allow",
        "ask licensee to ground",
        "expect deny by answers",
    )
    assert _only(_run(FIXED, GROUND, _test(*lines))).failures == ()


@pytest.mark.parametrize(
    ("lifts", "expectation"), [("12:01", "deny by morning until 2026-01-31 12:01"), ("12:00", "allow")]
)
def test_the_time_is_noon_of_the_first_day_of_the_term(lifts: str, expectation: str) -> None:
    early = (
        f"\nprohibition morning:\n  licensee must not ground\n  content anything\n  until 2026-01-31 {lifts}"
    )
    lines = ("given article section news", "ask licensee to ground", f"expect {expectation}")
    assert _only(_run(FIXED, GROUND, early, "\n", _test(*lines))).failures == ()


def test_a_told_use_stands_at_the_start_of_the_term_where_that_is_later_than_its_period() -> None:
    contract_months = GROUND.replace("each calendar month", "each contract month")
    lines = (
        "given 5 requests of ground in 2026-01",
        "given time 2026-02-10 09:00",
        "given article section news",
        "ask licensee to ground",
        "expect deny by answers until 2026-02-28 00:00",
    )
    assert _only(_run(FIXED, contract_months, _test(*lines))).failures == ()


@pytest.mark.parametrize(
    ("given", "asked_at", "answer"),
    [
        ("given acceptance on 2026-03-10", "2026-05-09 23:59", "allow"),
        ("given acceptance on 2026-03-10", "2026-05-10 00:00", "deny"),
        ("given 1 request of ground in 2026-04", "2026-05-31 23:59", "allow"),
        ("given 1 request of ground in 2026-Q1", "2026-03-01 00:00", "deny"),
        ("given 1 request of ground in 2026", "2026-02-28 23:59", "allow"),
    ],
)
def test_a_term_from_acceptance_starts_with_what_is_told_earliest(
    given: str, asked_at: str, answer: str
) -> None:
    lines = (given, f"given time {asked_at}", "given article section news", "given buyer verified")
    report = _run(OFFER, GROUND, _test(*lines, "ask buyer to ground", f"expect {answer}"), payer="buyer")
    assert _only(report).failures == ()


def test_a_term_from_acceptance_starts_with_2026_where_nothing_is_told() -> None:
    first = "\nprohibition first:\n  buyer must not ground\n  content anything\n  until 2026-01-01 12:01\n"
    lines = ("given article section news, publication 2020-05-05 10:00", "given buyer verified")
    report = _run(
        OFFER, GROUND, first, _test(*lines, "ask buyer to ground", "expect deny by first"), payer="buyer"
    )
    assert _only(report).failures == ()


def test_a_told_no_is_not_the_same_as_nothing_told() -> None:
    sections = "given article section news"
    denied = _test(sections, "given buyer not verified", "ask buyer to ground", "expect deny")
    unknown = _test(sections, "ask buyer to ground", "expect undecided for verified")
    for part in (denied, unknown):
        assert _only(_run(OFFER, GROUND, part, payer="buyer")).failures == ()


# ---------------------------------------------------------------- money
def test_an_invoice_is_what_the_told_uses_cost() -> None:
    lines = (
        "given 150 requests of ground in 2026-03",
        "given 150 requests of summarise in 2026-03",
        "given 900 requests of ground in 2026-04",
        "expect invoice 2026-03 EUR 3.00",
        "expect invoice 2026-04 EUR 9.00",
        "expect invoice 2026-05 EUR 0.00",
        "expect invoice 2026 EUR 12.00",
    )
    assert _only(_run(FIXED, MONTHLY, _test(*lines))).failures == ()


def test_a_wrong_invoice_shows_its_lines() -> None:
    lines = ("given 150 requests of ground in 2026-03", "expect invoice 2026-03 EUR 2.00")
    (failure,) = _only(_run(FIXED, MONTHLY, _test(*lines))).failures
    assert failure.got == "invoice 2026-03 EUR 1.50"
    assert failure.why == ("price `usage`: 150 requests, exactly 1.50, rounded EUR 1.50",)


def test_a_price_that_hangs_on_untold_facts_gives_no_invoice() -> None:
    conditional = MONTHLY + "  when status of response is 200\n"
    use = "given 100 requests of ground in 2026-03"
    (failure,) = _only(_run(FIXED, conditional, _test(use, "expect invoice 2026-03 EUR 0.00"))).failures
    assert failure.got == "invoice 2026-03 undecided"
    assert "`status of response`" in failure.why[0]
    told = ("given response status 200", use, "expect invoice 2026-03 EUR 1.00")
    assert _only(_run(FIXED, conditional, _test(*told))).failures == ()


def test_units_that_no_price_counts_are_named() -> None:
    lines = ("given 100 queries of ground in 2026-03", "expect invoice 2026-03 EUR 1.00")
    (failure,) = _only(_run(FIXED, MONTHLY, _test(*lines))).failures
    assert "price `usage` is per requests: it does not bill queries" in failure.why


SPLIT = """
split sale:
  divides    usage
  commission exchange 15% of gross, {bearer}
{shares}"""


@pytest.mark.parametrize("bearer", ["deducted", "on top"])
def test_a_commission_runs_and_leaves_the_invoice_its_lines(bearer: str) -> None:
    lines = (
        "given 10,000 requests of ground in 2026-03",
        "expect invoice 2026-03 EUR 100.00",
        "expect share exchange EUR 15.00",
        f"expect share publisher EUR {'85.00' if bearer == 'deducted' else '100.00'}",
    )
    split = SPLIT.format(bearer=bearer, shares="")
    assert _only(_run(OFFER, MONTHLY, split, _test(*lines), payer="buyer")).failures == ()


def test_a_share_is_that_of_the_invoice_expected_last() -> None:
    lines = (
        "given 10,000 requests of ground in 2026-03",
        "given 20,000 requests of ground in 2026-04",
        "expect share exchange EUR 30.00",
        "expect invoice 2026-03 EUR 100.00",
        "expect share exchange EUR 15.00",
    )
    split = SPLIT.format(bearer="deducted", shares="")
    assert _only(_run(OFFER, MONTHLY, split, _test(*lines), payer="buyer")).failures == ()


def test_a_share_of_a_split_is_not_run_yet_but_a_wrong_commission_still_fails() -> None:
    split = SPLIT.format(bearer="deducted", shares="  share publisher rest\n")
    lines = ("given 10,000 requests of ground in 2026-03", "expect share publisher EUR 85.00")
    waiting = _only(_run(OFFER, MONTHLY, split, _test(*lines), payer="buyer"))
    assert (waiting.status, waiting.words) == (Status.NOT_RUN, ("split share",))
    wrong = (*lines, "expect invoice 2026-03 EUR 1.00")
    assert _only(_run(OFFER, MONTHLY, split, _test(*wrong), payer="buyer")).status is Status.FAILED


# ---------------------------------------------------------------- not run yet
DUTY = """
duty report:
  licensee must send usage-report to publisher
  every      calendar month
  within     10 business days after period end
  otherwise  breach
"""
BUSINESS = FIXED.replace("  vocabulary", '  business days "England and Wales"\n  vocabulary')


@pytest.mark.parametrize(
    ("extra", "lines", "word"),
    [
        ("", ("expect report is late on 2026-04-01",), "duty"),
        ("", ("given report missed on 2026-03-13", "ask licensee to ground", "expect allow"), "duty"),
        (
            "  minimum EUR 5.00 each calendar month, usage counts towards it\n",
            ("expect invoice 2026-03 EUR 5.00",),
            "minimum",
        ),
        (
            "  maximum EUR 5.00 each calendar month\n",
            ("given 900 requests of ground in 2026-03", "expect invoice 2026-03 EUR 5.00"),
            "maximum",
        ),
    ],
)
def test_a_word_that_is_only_recorded_is_not_run_yet(extra: str, lines: tuple[str, ...], word: str) -> None:
    outcome = _only(_run(BUSINESS, GROUND, DUTY, MONTHLY, extra, _test(*lines)))
    assert (outcome.status, outcome.words, outcome.failures) == (Status.NOT_RUN, (word,), ())


def test_volume_tiers_wait_only_where_they_are_used() -> None:
    volume = MONTHLY.replace("  rate       EUR 1.00 per 100 requests\n", "")
    volume += "  tiers volume requests each calendar month\n"
    volume += "  first 10 at EUR 2.00 per 1 request\n  rest at EUR 1.00 per 1 request\n"
    used = ("given 5 requests of ground in 2026-03", "expect invoice 2026-03 EUR 10.00")
    assert _only(_run(FIXED, volume, _test(*used))).words == ("volume tiers",)
    assert _only(_run(FIXED, volume, _test("expect invoice 2026-03 EUR 0.00"))).status is Status.PASSED


def test_a_yearly_minimum_does_not_touch_a_month_in_which_its_year_goes_on() -> None:
    minimum = MONTHLY + "  minimum EUR 5.00 each calendar year, usage counts towards it\n"
    assert _only(_run(FIXED, minimum, _test("expect invoice 2026-03 EUR 0.00"))).status is Status.PASSED
    assert _only(_run(FIXED, minimum, _test("expect invoice 2026-12 EUR 5.00"))).words == ("minimum",)


def test_a_test_that_expects_nothing_fails() -> None:
    outcome = _only(_run(FIXED, GROUND, _test("given article section news", "ask licensee to ground")))
    assert outcome.failures[0].expected == "an `expect` line"


def test_an_expectation_without_a_question_fails() -> None:
    assert _only(_run(FIXED, GROUND, _test("expect allow"))).failures[0].got == "no answer"


def test_a_file_with_errors_runs_no_test() -> None:
    with pytest.raises(ContractError):
        run_tests(check(Source("broken.lic", FIXED + "permission x:\n")))


def test_the_sums_add_up_by_word() -> None:
    def outcome(status: Status, *words: str) -> Outcome:
        return Outcome("it", 1, status, (), words)

    waiting = [outcome(Status.NOT_RUN, "duty"), outcome(Status.NOT_RUN, "maximum", "minimum")]
    report = Report("a", (outcome(Status.PASSED), outcome(Status.FAILED), *waiting))
    assert totals_line([report]) == "1 passed, 1 failed, 2 not run yet (duty 1, maximum and minimum 1)"
    assert totals_line([]) == "0 passed, 0 failed, 0 not run yet"


# ---------------------------------------------------------------- the command
def _file(folder: Path, name: str, *parts: str) -> str:
    path = folder / name
    path.write_text("".join(parts).replace("{payer}", "licensee"), encoding="utf-8")
    return str(path)


def test_the_command_prints_one_line_per_test_and_the_sums(tmp_path: Path) -> None:
    good = ("given article section news", "ask licensee to ground", "expect allow")
    file = _file(tmp_path, "a.lic", BUSINESS, GROUND, DUTY, _test(*good), _test("expect report is late"))
    result = CliRunner().invoke(command, [file])
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert lines[0].startswith("passed  ")
    assert lines[1].startswith("not run yet: duty  ")
    assert lines[2] == "1 passed, 0 failed, 1 not run yet (duty 1)"


def test_the_command_exits_1_on_a_failure_and_says_why(tmp_path: Path) -> None:
    file = _file(tmp_path, "a.lic", FIXED, GROUND, _test("ask licensee to ground", "expect allow"))
    result = CliRunner().invoke(command, [file])
    assert result.exit_code == 1
    assert "came out: undecided" in result.output
    assert "`section of article`" in result.output


def test_the_command_exits_1_on_errors_and_still_runs_the_other_files(tmp_path: Path) -> None:
    broken = _file(tmp_path, "a.lic", FIXED, "permission x:\n")
    good = _file(tmp_path, "b.lic", FIXED, MONTHLY, _test("expect invoice 2026-03 EUR 0.00"))
    result = CliRunner().invoke(command, [broken, good])
    assert result.exit_code == 1
    assert "1 passed, 0 failed, 0 not run yet" in result.output
    assert "1 file has errors" in result.output


def test_the_json_holds_every_test(tmp_path: Path) -> None:
    file = _file(tmp_path, "a.lic", FIXED, GROUND, _test("ask licensee to ground", "expect allow"))
    (row,) = json.loads(CliRunner().invoke(command, [file, "--format", "json"]).output)
    assert row["tests"][0]["status"] == "failed"
    assert row["tests"][0]["failures"][0]["line"] == 19


def test_every_contract_of_the_checkout_runs_its_tests() -> None:
    folder = Path(__file__).resolve().parents[2] / "contracts"
    runs = run(sorted(folder.glob("*.lic")))
    reports = [each.report for each in runs]
    assert all(report is not None and report.passing for report in reports)
    assert sum(report.count(Status.PASSED) for report in reports if report is not None) >= 40


def test_every_shared_contract_runs_its_tests(shared: Path) -> None:
    runs = run(sorted((shared / "contracts").glob("*.lic")))
    assert [each.report.passing for each in runs if each.report is not None] == [True] * 3
    waiting = totals_line(each.report for each in runs if each.report is not None)
    assert waiting == "4 passed, 0 failed, 3 not run yet (duty 1, maximum and minimum 1, split share 1)"


def test_what_is_told_of_a_party_is_known_of_that_party_when_it_asks_and_of_no_other() -> None:
    text = """licdsl 1
licence "Readers in Holland" version 1
  party publisher "Harbour Times Ltd"
  party reader "Acme Answers Inc"
  party other "Bolt Answers Inc"
  term 2026-01-01 to 2026-12-31
  time zone "Europe/London"
  currency GBP
  vocabulary press 1

permission one:
  reader may ground
  when country of party is NL

permission two:
  other may ground
  when country of party is NL

test "the reader is in Holland":
  given reader country NL
  ask reader to ground
  expect allow by one

test "where the other is, nobody has said":
  given reader country NL
  ask other to ground
  expect undecided for country
"""
    report = run_tests(check(Source("holland.lic", text)))
    assert [each.status.value for each in report.outcomes] == ["passed", "passed"]


def test_a_file_without_tests_says_so(tmp_path: Path) -> None:
    file = tmp_path / "untested.lic"
    text = (Path(__file__).parents[2] / "contracts" / "regional-daily.lic").read_text("utf-8")
    file.write_text(text.partition("\ntest ")[0], "utf-8")
    result = CliRunner().invoke(command, [str(file)])
    assert result.output == f"no tests  {file}\n0 passed, 0 failed, 0 not run yet\n"
    assert result.exit_code == 0
