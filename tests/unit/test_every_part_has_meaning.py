"""Two contracts that differ in one part, each part in turn: their meaning digests differ."""

from __future__ import annotations

import pytest

from licdsl.language.source import Source
from licdsl.terms.checked import check

TEXT = """licdsl 1
licence "Daily" version 1
  party      publisher  "Daily Times Ltd"
  party      licensee   "Acme Answers Inc"
  party      exchange   "Fairlane Exchange"
  term       2026-01-01 to 2026-12-31
  time zone  "Europe/London"
  currency   GBP
  vocabulary press 1
  conflict   this-file prevails

define sport means section of article is sport
define chess means section of article is chess
fact verified attested by exchange

permission answers:
  licensee may ground
  content    sport except chess
  territory  GB, IE
  when       desk of article is breaking
  unless     verified
  from       2026-02-01
  until      2026-11-30
  limit      5 requests per article each calendar day, then charge surge
  at most    75 words per display

permission shown:
  licensee may display

prohibition training:
  licensee must not train
  survives   termination

price usage:
  licensee pays publisher
  for        ground
  invoiced   each calendar month
  rate       GBP 5.00 per 1,000 requests
  round      half even to GBP 0.01 each line

price surge:
  licensee pays publisher
  for        ground
  rate       GBP 9.00 per 1,000 requests

split sale:
  divides    usage
  commission exchange 15% of gross, deducted
"""

CHANGES = [
    ('"Daily" version 1', '"Daily" version 2'),
    ('"Daily" version', '"Weekly" version'),
    ('"Acme Answers Inc"', '"Acme Answers Ltd"'),
    ('"Acme Answers Inc"', "anyone"),
    ("to 2026-12-31", "to 2026-12-30"),
    ('"Europe/London"', '"Europe/Dublin"'),
    ("this-file prevails", "signed-text prevails"),
    ("section of article is chess", "section of article is not chess"),
    ("section of article is chess", "desk of article is chess"),
    ("attested by exchange", "attested by publisher"),
    ("permission shown:", "permission seen:"),
    ("  licensee may display\n", "  publisher may display\n"),
    ("sport except chess", "chess except sport"),
    ("sport except chess", "sport"),
    ("sport except chess", "sport, chess"),
    ("sport except chess", "anything except chess"),
    ("article is breaking", "article is breaking and verified"),
    ("article is breaking", "article is breaking or verified"),
    ("article is breaking", "article is one of (breaking, late)"),
    ("GB, IE", "GB"),
    ("  territory  GB, IE\n", ""),
    ("when       desk", "unless     desk"),
    ("  unless     verified\n", ""),
    ("from       2026-02-01", "from       2026-02-01 01:00"),
    ("  from       2026-02-01\n", ""),
    ("until      2026-11-30", "until      term end"),
    ("until      2026-11-30", "until      6 hours after publication of article"),
    (" per article", " per work"),
    (" per article", ""),
    ("each calendar day,", "each contract day,"),
    ("each calendar day,", "in any 24 hours,"),
    ("each calendar day,", "in any 1 day,"),
    ("75 words per display", "80 words per display"),
    ("  survives   termination\n", ""),
    ("words per display\n", "words per display\n  survives   termination\n"),
    ("usage:\n  licensee pays publisher", "usage:\n  licensee pays exchange"),
    ("invoiced   each calendar month", "invoiced   each contract month"),
    ("GBP 5.00 per 1,000 requests", "GBP 5.00 per started 1,000 requests"),
    ("GBP 5.00 per 1,000 requests", "no charge"),
    ("half even", "half up"),
    ("to GBP 0.01", "to GBP 1.00"),
    ("exchange 15%", "exchange 1.5%"),
    ("of gross, deducted", "of net, deducted"),
    ("of gross, deducted", "of gross, on top"),
    ("divides    usage", "divides    surge"),
]  # fmt: skip


def digest(text: str) -> str:
    checked = check(Source("daily.lic", text))
    assert checked.ok, [str(each) for each in checked.diagnostics]
    return checked.contract.digest


@pytest.mark.parametrize(("written", "changed"), CHANGES)
def test_a_part_that_is_written_otherwise_means_something_else(written: str, changed: str) -> None:
    assert TEXT.count(written) == 1
    assert digest(TEXT.replace(written, changed)) != digest(TEXT)


def test_no_two_of_these_changes_mean_the_same() -> None:
    digests = {digest(TEXT.replace(*change)) for change in CHANGES}
    assert len(digests) == len(CHANGES)


def test_which_price_the_excess_is_charged_at_is_part_of_the_meaning() -> None:
    lines = "  licensee pays publisher\n  for        ground\n  invoiced   each calendar month\n"
    rates = "".join(
        f"\nprice {label}:\n{lines}  rate       GBP {label_rate} per 1,000 requests\n"
        for label, label_rate in (("one", "5.00"), ("two", "9.00"))
    )
    permission = (
        "\npermission answers:\n  licensee may ground\n  limit      5 requests in total, then charge {}\n"
    )
    head = TEXT[: TEXT.index("\ndefine sport")]
    assert digest(head + permission.format("one") + rates) != digest(head + permission.format("two") + rates)


def test_the_order_of_limits_and_conditions_has_no_meaning() -> None:
    lines = [
        "  limit      9 requests in total\n",
        "  when       source of article is staff\n",
        "  unless     desk of article is late\n",
    ]
    place = "  at most    75 words per display\n"
    assert TEXT.count(place) == 1
    before = TEXT.replace("  territory  GB, IE\n", "".join(lines) + "  territory  IE, GB\n")
    after = TEXT.replace(place, place + "".join(reversed(lines)))
    assert digest(before) == digest(after) != digest(TEXT)
