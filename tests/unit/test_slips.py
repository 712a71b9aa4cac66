"""Slips of the pen: each has its code, and its hint holds the text to write."""

from __future__ import annotations

import pytest

from licdsl.language.codes import TITLES
from licdsl.language.diagnostics import Diagnostic
from licdsl.language.parser import parse
from licdsl.language.source import Source

HEADER = 'licdsl 1\nlicence "Answers" version 1\n  currency GBP\n'


def only(body: str) -> Diagnostic:
    (found,) = parse(Source("x.lic", HEADER + body)).diagnostics
    return found


PERMISSION = "permission a:\n  b may c\n  {}\n"
PRICE = "price a:\n  b pays c\n  {}\n"
SPLIT = "split a:\n  divides b\n  {}\n"


@pytest.mark.parametrize(
    ("body", "line", "code", "hint"),
    [
        (PERMISSION, "limit 1.000 x in total", "L030", "write `1,000`"),
        (PERMISSION, "limit 1.000.000 x in total", "L030", "write `1,000,000`"),
        (PERMISSION, "limit 1 000 x in total", "L030", "write `1,000`"),
        (PERMISSION, "limit 1'000 x in total", "L030", "write `1,000`"),
        (PERMISSION, "limit 10,00,000 x in total", "L030", "write `1,000,000`"),
        (PERMISSION, "limit 5m x in total", "L030", "write `5,000,000`"),
        (PERMISSION, "limit 75words in total", "L034", "write `75 words`"),
        (PRICE, "rate £5 per x", "L031", "write `GBP 5`"),
        (PRICE, "rate $ 5.00 per x", "L031", "write `USD 5.00`"),
        (PRICE, "rate 5.00 GBP per x", "L031", "write `GBP 5.00`"),
        (PRICE, "rate GBP5 per x", "L031", "write `GBP 5`"),
        (PRICE, "flat EUR 1.000,50 in total", "L031", "write `EUR 1,000.50`"),
        (SPLIT, "share b 15 %", "L033", "write `15%`"),
        (SPLIT, "share b 15 percent", "L033", "write `15%`"),
        (PERMISSION, "until 01/03/2026", "L032", "write `2026-03-01` or `2026-01-03`"),
        (PERMISSION, "until 31/03/2026", "L032", "write `2026-03-31`"),
        (PERMISSION, "until 03/03/2026", "L032", "write `2026-03-03`"),
        (PERMISSION, "until 1 March 2026", "L032", "write `2026-03-01`"),
        (PERMISSION, "until 2026.03.01", "L032", "write `2026-03-01`"),
        (PERMISSION, "until now", "L025", "name an event such as `acceptance`, or a date"),
        (PERMISSION, "when words of article >= 5", "L024", "write `at least`"),
        (PERMISSION, "when d && e", "L024", "write `and`"),
        (PERMISSION, "limits 5 x in total", "L014", "write `limit 5 x in total`"),
        (PERMISSION, "rate GBP 5.00 per x", "L014", "put it under `price NAME:`"),
        (PERMISSION, "law \"x\"", "L014", "put it into the header, before the first block"),
        (PERMISSION, "limit 5 x each calender month", "L022", "write `limit 5 x each calendar month`"),
        (PERMISSION, 'ref "Section 1', "L018", 'write `"Section 1"`'),
        (PERMISSION, "ref 'Section 1'", "L018", 'write `"Section 1"`'),
        (PERMISSION, "ref Section 1", "L018", 'write `"Section 1"`'),
        (PERMISSION, "territory gb", "L027", "write `GB`"),
        (PERMISSION, "content Local_News", "L027", "write `local-news`"),
        (PERMISSION, "survives termination soon", "L020", "end the line after `survives termination`"),
        (PERMISSION, "at most 75 words", "L021", "`per`, as in `at most 75 words per display`"),
    ],
)  # fmt: skip
def test_a_line_written_wrongly_is_answered_with_the_text_to_write(
    body: str, line: str, code: str, hint: str
) -> None:
    found = only(body.format(line))
    assert (found.code, found.hint, found.span.line) == (code, hint, 6)


@pytest.mark.parametrize(
    ("body", "code", "hint"),
    [
        ("permission a\n  b may c\n", "L016", "write `permission a:`"),
        ("permission:\n  b may c\n", "L017", "write `permission NAME:`"),
        ("permission my label:\n  b may c\n", "L017", "write `permission my-label:`"),
        ("Permission a:\n  b may c\n", "L027", "write `permission a:`"),
        ("permision a:\n  b may c\n", "L013", "write `permission a:`"),
        ("a permission:\n  b may c\n", "L013", "write `permission a:`"),
        ("a:\n  b must not c\n", "L013", "write `prohibition a:`"),
        ("permission a:\n", "L015", "write `licensee may ground`"),
        ('test a b:\n  expect allow\n', "L018", 'write `test "a b":`'),
        ("prohibition a:\n  b must c\n", "L026", "write `b must not c`"),
        ("prohibition a:\n  b may c\n", "L026", "write `b must not c`"),
        ("permission a:\n  b must c\n", "L026", "write `b may c`"),
        ("duty a:\n  b must not c\n", "L026", "put it into a `prohibition`"),
        ("define a means b and c or d\n", "L023", None),
        ("define a means (b\n", "L019", None),
        ("define a means b)\n", "L019", "take it out"),
    ],
)  # fmt: skip
def test_a_heading_or_item_written_wrongly_is_answered_too(body: str, code: str, hint: str | None) -> None:
    found = only(body)
    assert found.code == code
    assert hint is None or found.hint == hint
    assert found.span.line == (5 if code == "L026" else 4)


def test_a_number_written_well_is_not_blamed_for_standing_in_the_wrong_place() -> None:
    assert "5,000" not in only(PERMISSION.format("frobnicate 5,000 x in total")).message
    assert only(PERMISSION.format("limit x 5,000 in total")).code == "L020"


@pytest.mark.parametrize("code", sorted(TITLES))
def test_codes_are_sorted_and_have_a_title(code: str) -> None:
    assert list(TITLES) == sorted(TITLES)
    assert TITLES[code]
    assert not TITLES[code].endswith(".")


@pytest.mark.parametrize(
    ("body", "code", "hint"),
    [
        ("permission a:\n  The Licensee may ground\n", "L027", "write `licensee may ground`"),
        ("permission a:\n  the licensee may ground\n", "L027", "write `licensee may ground`"),
        ("permission a:\n  b is permitted to ground\n", "L026", "write `b may ground`"),
        ("permission a:\n  b can ground\n", "L026", "write `b may ground`"),
        ("prohibition a:\n  b shall not train\n", "L026", "write `b must not train`"),
        ("prohibition a:\n  b cannot train\n", "L026", "write `b must not train`"),
        ("duty a:\n  The Licensee shall credit c\n", "L026", "write `licensee must credit c`"),
        ("duty a:\n  b agrees to credit c\n", "L026", "write `b must credit c`"),
        ("price a:\n  b shall pay c\n", "L026", "write `b pays c`"),
        ("power a:\n  b shall suspend c\n", "L026", "write `b may suspend c`"),
    ],
)  # fmt: skip
def test_a_sentence_of_a_contract_on_paper_is_answered_in_the_words_of_the_language(
    body: str, code: str, hint: str
) -> None:
    found = only(body)
    assert (found.code, found.hint, found.span.line) == (code, hint, 5)
    heading, line = body.splitlines()[0], hint.removeprefix("write `").removesuffix("`")
    assert parse(Source("x.lic", f"{HEADER}{heading}\n  {line}\n")).diagnostics == ()


@pytest.mark.parametrize("said", ["must not", "shall not", "may not", "cannot", "is not permitted to"])
@pytest.mark.parametrize("kind", ["permission", "duty", "price"])
def test_what_must_not_be_done_is_never_turned_into_its_opposite(kind: str, said: str) -> None:
    found = only(f"{kind} a:\n  b {said} train\n")
    assert (found.code, found.hint) == ("L026", "put it into a `prohibition`")


@pytest.mark.parametrize(
    ("line", "code", "hint"),
    [
        ("limit thirty x in total", "L030", "write `30`"),
        ("limit £5,000 x in total", "L030", "write `5,000`"),
        ("limit 5 x each month", "L020", "write `calendar month` or `contract month`"),
        ("limit 5 x monthly", "L022", "write `each calendar month` or `each contract month`"),
    ],
)
def test_a_count_or_period_of_a_contract_on_paper_is_answered_too(line: str, code: str, hint: str) -> None:
    found = only(PERMISSION.format(line))
    assert (found.code, found.hint) == (code, hint)


def test_a_number_in_words_is_shown_where_it_stands_though_it_was_read_as_a_name() -> None:
    found = only(PRICE.format("rate GBP 5 per thousand x"))
    assert (found.hint, found.span.column) == ("write `1,000`", 18)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ('licdsl 1\nlicence "A" version 1\n  timezone "GMT"\n', "L014", 'write `time zone "GMT"`'),
        ('licdsl 1\nlicence "A" version 1\n  currency £\n', "L024", "write `GBP`"),
        (f'{HEADER}test "t":\n  expect allowed\n', "L022", "write `expect allow`"),
        (f'{HEADER}test "t":\n  expect refused\n', "L022", "write `expect deny`"),
    ],
)  # fmt: skip
def test_a_word_from_memory_is_answered_with_the_one_of_the_language(text: str, code: str, hint: str) -> None:
    (found,) = parse(Source("x.lic", text)).diagnostics
    assert (found.code, found.hint) == (code, hint)


def test_a_line_that_begins_with_a_short_word_is_not_sent_to_a_block_by_a_chance_likeness() -> None:
    assert "power" not in str(only(PRICE.format("not for training")).hint)


def test_pence_are_not_taken_for_a_number_and_a_unit() -> None:
    found = only(PRICE.format("rate 5p per x"))
    amount = "an amount such as `GBP 5.00` or `no`, as in `rate GBP 5.00 per 1,000 requests`"
    assert (found.code, found.hint) == ("L020", amount)
