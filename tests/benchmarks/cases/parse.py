"""`parse`: lines a second from text to syntax tree, against Lark's own bare parse of the same text.

The text is a contract of about 10,000 lines, made in memory: every kind of block, comments, lists
over several lines. The floor is Lark's LALR parse by the same grammar into its own trees: no spans
of nodes, no typed leaves, no recovery. Both have their tables ready. Below a ratio of 1 our reading is
faster than that floor; `detail` also has the plain cost of splitting the text into lines and words.
"""

from __future__ import annotations

from licdsl.language.grammar import grammar_text
from licdsl.language.parser import parse
from licdsl.language.source import LARGEST, Source
from licdsl.language.table import build_lark
from tests.benchmarks.harness import Row, row, seconds_per_call, wall

NAMES = ("parse",)

HEADER = """licdsl 1
licence "A long contract" version 1
  party      publisher  "Harbour Times Ltd"
  party      licensee   "Acme Answers Inc"
  term       2026-01-01 to 2026-12-31
  time zone  "Europe/London"
  currency   GBP
  vocabulary press 1
"""

BLOCKS = """
# Part {0}
define news-{0} means section of article is one of (news, sport,
  business) and not wire-{0}
define wire-{0} means source of article is one of (ap, reuters)

permission answers-{0}:
  licensee may ground, display
  content    news-{0}
  territory  GB, IE
  limit      5,000,000 requests each calendar month, then charge surge-{0}
  at most    75 words per display

prohibition embargo-{0}:            # a refusal names the hour at which it lifts
  licensee must not ground, display
  content    news-{0}
  until      6 hours after publication of article
  unless     desk of article is breaking or (words of article more than 400 words and paid of article)

duty credit-{0}:
  licensee must credit publisher
  whenever   display
  with       masthead, headline, link
  otherwise  breach, cure within 5 business days

price surge-{0}:
  licensee pays publisher
  for        ground
  invoiced   each calendar month
  tiers      graduated requests each calendar month
  first      1,000,000 at GBP 5.00 per 1,000 requests
  rest       at GBP 3.00 per 1,000 requests
  round      half even to GBP 0.01 each line

test "story {0} is under embargo":
  given      time 2026-03-02 09:00
  given      article section news, desk news, source staff, publication 2026-03-02 08:00
  ask        licensee to ground in GB
  expect     deny by embargo-{0} until 2026-03-02 14:00
"""


def contract(lines: int) -> str:
    """A contract of about `lines` lines."""
    text = HEADER + "".join(BLOCKS.format(number) for number in range(lines // BLOCKS.count("\n")))
    assert len(text.encode()) < LARGEST
    return text


def run(quick: bool) -> dict[str, Row]:
    """Lines a second; more is better."""
    text = contract(2_000 if quick else 10_000)
    lines = text.count("\n")
    reader = build_lark(grammar_text())
    parsed = parse(Source("long.lic", text))
    assert parsed.diagnostics == ()

    ours, bare, split = seconds_per_call(
        [
            lambda: parse(Source("long.lic", text)),
            lambda: reader.parse(text, start="start"),
            lambda: [line.split() for line in text.splitlines()],
        ],
        rounds=3 if quick else 5,
        repeat=1,
        clock=wall,
    )
    return {
        "parse": row(
            round(lines / ours),
            "lines/s",
            round(lines / bare),
            more_is_better=True,
            detail={"lines": lines, "bytes": len(text.encode()), "splitting lines/s": round(lines / split)},
        )
    }
