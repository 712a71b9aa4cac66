from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from licdsl.cli.simulate import simulate_command
from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.decision import Decision
from licdsl.engine.engine import Engine
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.errors import RequestError, SettingsError
from licdsl.interop.access_log import AccessLog
from licdsl.language.source import Source
from licdsl.rehearsal.newspaper import article_facts
from licdsl.rehearsal.simulation import SHOWN_UNREADABLE, Decide, Simulation, simulate
from licdsl.rehearsal.simulation_json import simulation_json
from licdsl.rehearsal.traffic import newspaper_day, newspaper_log
from licdsl.terms.checked import check
from licdsl.terms.contract import Contract
from licdsl.values import canonical

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
OPEN_WEB = ROOT / "contracts" / "open-web.lic"
LINE = '192.0.2.1 - - [02/Mar/2026:08:00:{second:02} +0000] "GET {path} HTTP/1.1" {status} 5 "-" "{agent}"\n'

SMALL = """\
licdsl 1
offer "Small offer" version 1
  party      publisher    "Publisher Ltd"
  party      crawler      anyone
  term       from acceptance for 12 months
  time zone  "UTC"
  currency   EUR
  vocabulary press 1
  accepted   by first-request

permission answers:
  crawler may ground
  content    anything
  limit      3 requests each calendar day

prohibition training:
  crawler must not ai-train
  content    anything

prohibition closed:
  crawler must not ground
  content    anything
  when       path of work starts with "/closed/"

prohibition embargo:
  crawler must not index
  content    anything
  until      2 hours after publication of article

permission finding:
  crawler may index
  content    anything

price per-answer:
  crawler pays publisher
  for        ground
  invoiced   each calendar month
  rate       EUR 0.40 per 1 requests
"""


def contract_of(text: str) -> Contract:
    return check(Source("small.lic", text)).contract


def log_of(*lines: tuple[str, str], status: int = 200) -> AccessLog:
    written = (
        LINE.format(second=second, path=path, status=status, agent=agent)
        for second, (agent, path) in enumerate(lines)
    )
    return AccessLog.of("".join(written).encode())


def adds_up(result: Simulation) -> bool:
    return (
        result.lines == result.requests + result.others + result.unreadable_count
        and result.requests == result.allowed + result.denied + result.undecided
        and result.denied == sum(refused.requests for refused in result.refusals)
    )


def test_each_outcome_is_counted_with_its_clause_or_its_missing_fact() -> None:
    log = log_of(
        *[("ChatGPT-User/1.0", "/a")] * 4,
        ("ChatGPT-User/1.0", "/closed/b"),
        ("GPTBot/1.0", "/a"),
        ("OAI-SearchBot/1.0", "/a"),
        ("Googlebot/2.1", "/a"),
        ("Firefox/140", "/a"),
    )
    result = simulate([contract_of(SMALL)], log)
    assert adds_up(result)
    found = {row.crawler.token: (row.allowed, row.denied, row.undecided) for row in result.rows}
    assert found == {
        "ChatGPT-User": (3, 2, 0),
        "GPTBot": (0, 1, 0),
        "OAI-SearchBot": (0, 0, 1),
        "Googlebot": (0, 1, 0),
    }
    refused = Counter({(item.clause, item.reason): item.requests for item in result.refusals})
    assert refused[("training", "prohibition")] == 1
    assert refused[("closed", "prohibition")] == 1
    assert refused[("answers", "limit")] == 1
    assert sum(refused.values()) == 4
    assert result.missing == (("publication of article", 1),)
    assert result.others == 1


def test_what_was_allowed_earns_by_the_contracts_price() -> None:
    log = log_of(*[("ChatGPT-User/1.0", "/a")] * 4, ("Claude-User", "/a"))
    result = simulate([contract_of(SMALL)], log)
    earned = {row.crawler.token: [str(amount) for amount in row.earned] for row in result.rows}
    assert earned == {"ChatGPT-User": ["EUR 1.20"], "Claude-User": ["EUR 0.40"]}
    assert [str(bill.paid) for bill in result.earnings.bills] == ["EUR 1.60"]


def test_what_the_site_knows_decides_an_embargo() -> None:
    log = log_of(
        ("OAI-SearchBot", "/news/2026/03/02/0730-mill-fire-ends"),
        ("OAI-SearchBot", "/news/2026/03/01/0730-mill-fire-ends"),
    )
    result = simulate([contract_of(SMALL)], log, site_facts=article_facts)
    assert (result.allowed, result.denied, result.undecided) == (1, 1, 0)
    assert result.refusals[0].clause == "embargo"


def test_every_unreadable_line_is_counted_and_the_first_are_kept() -> None:
    result = simulate([contract_of(SMALL)], AccessLog.of(b"nonsense\n" * (SHOWN_UNREADABLE + 5)))
    assert (result.unreadable_count, len(result.unreadable)) == (SHOWN_UNREADABLE + 5, SHOWN_UNREADABLE)
    assert adds_up(result)


def test_progress_is_told_of_every_line() -> None:
    told: list[int] = []
    simulate([contract_of(SMALL)], newspaper_log(2_500), progress=told.append)
    assert sum(told) == 2_500
    assert len(told) == 3


def in_batches(sizes: list[int]) -> Decide:
    """An engine that takes a batch as a whole, as a node does, and refuses it as a whole."""
    engine, meters, agreements = Engine(), MemoryMeters(), MemoryAgreements()
    engine.add(contract_of(SMALL))

    def decide(requests: Sequence[Request]) -> list[Decision]:
        if any(not isinstance(request.facts.get("section of article", ""), str) for request in requests):
            raise RequestError({"facts": "section of article must be a text"})
        sizes.append(len(requests))
        return [engine.decide(request, meters, agreements) for request in requests]

    return decide


def test_another_decider_gets_batches_and_gives_the_same_figures() -> None:
    sizes: list[int] = []
    log = newspaper_log(3_000)
    own = simulate([contract_of(SMALL)], log)
    theirs = simulate([contract_of(SMALL)], log, decide=in_batches(sizes))
    assert simulation_json(own) == simulation_json(theirs)
    assert sizes == [1000, own.requests - 1000]


@pytest.mark.parametrize("batched", [False, True])
def test_a_fact_of_the_wrong_type_makes_its_own_line_unreadable_and_no_other(batched: bool) -> None:
    log = log_of(("ChatGPT-User", "/a"), ("ChatGPT-User", "/b"), ("ChatGPT-User", "/c"))
    result = simulate(
        [contract_of(SMALL)],
        log,
        decide=in_batches([]) if batched else None,
        site_facts=lambda line: {"section of article": 7 if line.path == "/b" else "news"},
    )
    assert [line.number for line in result.unreadable] == [2]
    assert (result.allowed, result.unreadable_count) == (2, 1)
    assert adds_up(result)


def test_a_party_that_no_contract_has_is_named() -> None:
    with pytest.raises(SettingsError, match="no contract has a party `nobody`"):
        simulate([contract_of(SMALL)], AccessLog.of(b""), bindings={"nobody": "openai"})


def test_an_empty_log_gives_an_empty_simulation() -> None:
    result = simulate([contract_of(SMALL)], AccessLog.of(b""))
    assert (result.lines, result.rows, result.earnings.bills) == (0, (), ())


def test_the_same_log_and_contract_give_the_same_bytes() -> None:
    log = newspaper_log(1_000)
    first, second = (canonical.encode(simulation_json(simulate([contract_of(SMALL)], log))) for _ in range(2))
    assert first == second


def test_the_open_web_offer_on_the_made_up_day_refuses_training_and_earns_from_answers() -> None:
    result = simulate([check(Source.read(OPEN_WEB)).contract], newspaper_log())
    assert adds_up(result)
    assert result.lines == 10_000
    rows = {row.crawler.token: row for row in result.rows}
    assert rows["GPTBot"].denied > 600
    assert rows["Googlebot"].allowed > 1_000
    assert rows["ChatGPT-User"].earned
    (bill,) = result.earnings.bills
    assert bill.paid == bill.commission + bill.earned
    assert bill.commission.minor > 0
    shares = sum(amount.minor for row in result.rows for amount in row.earned)
    assert shares == bill.earned.minor
    assert {refused.clause for refused in result.refusals} >= {"training", "closed-doors"}


def test_the_open_web_offer_on_the_log_of_2015() -> None:
    path = SHARED / "data" / "apache_combined_2015.log"
    if not path.is_file():
        pytest.skip(f"{path} is not here: the offer cannot be tried on a real log")
    result = simulate([check(Source.read(OPEN_WEB)).contract], AccessLog.at(path))
    assert adds_up(result)
    assert (result.lines, result.requests, result.unreadable_count) == (10_000, 1614, 1)
    assert (result.allowed, result.denied, result.undecided) == (1_329, 285, 0)
    assert [(refused.clause, refused.reason, refused.requests) for refused in result.refusals] == [
        ("closed-doors", "prohibition", 173),
        ("record", "limit", 85),
        ("trade-in-copies", "prohibition", 15),
        ("survey", "limit", 12),
    ]


def run(tmp_path: Path, *options: str) -> tuple[int, str]:
    log = tmp_path / "access.log"
    log.write_text("".join(newspaper_day(300)))
    result = CliRunner().invoke(simulate_command, [str(OPEN_WEB), "--access-log", str(log), *options])
    return result.exit_code, result.output


def test_the_command_prints_tables_without_colours_when_piped(tmp_path: Path) -> None:
    code, text = run(tmp_path)
    assert code == 0
    assert "crawlers and what they came for" in text
    assert "not allowed, and why" in text
    assert "\x1b" not in text


def test_the_command_prints_one_canonical_json_document(tmp_path: Path) -> None:
    code, text = run(tmp_path, "--format", "json")
    assert code == 0
    document = json.loads(text)
    assert document["format"] == "licdsl simulation 1"
    assert document["lines"]["total"] == 300
    assert canonical.encode(document).decode() == text.rstrip("\n")


def test_a_log_that_is_not_a_whole_gzip_file_is_a_misuse_in_one_line(tmp_path: Path) -> None:
    log = tmp_path / "access.log.gz"
    log.write_bytes(b"\x1f\x8b broken")
    result = CliRunner().invoke(simulate_command, [str(OPEN_WEB), "--access-log", str(log)])
    assert result.exit_code == 2
    assert "is not a whole gzip file" in result.output


def test_a_contract_with_errors_ends_the_command_with_its_diagnostics(tmp_path: Path) -> None:
    contract, log = tmp_path / "bad.lic", tmp_path / "access.log"
    contract.write_text(SMALL.replace("may ground", "may grond"))
    log.write_text("")
    result = CliRunner().invoke(simulate_command, [str(contract), "--access-log", str(log)])
    assert result.exit_code == 1
    assert "grond" in result.output
