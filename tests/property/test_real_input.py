"""Access logs, paths and user agents as the world may write them."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from licdsl.interop.access_log import AccessLog, LogLine, parse_line
from licdsl.interop.crawler_requests import CrawlerVisit, visits
from licdsl.interop.crawlers import Crawler, Registry
from licdsl.interop.request_target import path_of
from licdsl.values.canonical import encode

GOOD = b'192.0.2.1 - - [02/Mar/2026:08:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "GPTBot"'
UNRESERVED = "abcXYZ019-_~"
TOKENS = [crawler.token for crawler in Registry.load().crawlers]

damage = st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.binary(max_size=12))


def damaged(change: tuple[int, int, bytes]) -> bytes:
    start, length, put = change
    return GOOD[:start] + put + GOOD[start + length :]


@given(st.lists(st.one_of(st.binary(max_size=60), damage.map(damaged), st.just(GOOD)), max_size=8))
@example([b"", GOOD, b"\xff\xfe"])
def test_every_line_of_any_bytes_is_read_or_named_once(lines: list[bytes]) -> None:
    data = b"\n".join(lines)
    log = AccessLog.of(data)
    read = list(log.lines())
    assert [line.number for line in read] == list(range(1, log.line_count + 1))
    assert log.line_count == data.count(b"\n") + (not data.endswith(b"\n") and data != b"")


@given(damage.map(damaged))
def test_whatever_becomes_a_request_has_a_canonical_form(line: bytes) -> None:
    for visit in visits(AccessLog.of(line), Registry.load()):
        if isinstance(visit, CrawlerVisit):
            assert b"192.0.2.1" not in encode(visit.request.model_dump())


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    line = parse_line(1, text)
    assert isinstance(line, LogLine) or "\n" not in line.reason


@given(st.lists(st.text(UNRESERVED, min_size=1, max_size=8), min_size=1, max_size=4), st.data())
def test_escaping_characters_that_need_none_does_not_change_a_path(
    parts: list[str], data: st.DataObject
) -> None:
    path = "/" + "/".join(parts)
    spelled = "".join(
        f"%{ord(character):02{data.draw(st.sampled_from('xX'))}}"
        if character != "/" and data.draw(st.booleans())
        else character
        for character in path
    )
    assert path_of(spelled) == path


@given(st.text("/.ab%2eE?#", max_size=30))
def test_a_path_never_climbs_and_never_holds_a_query(target: str) -> None:
    path = path_of("/" + target)
    assert path is not None
    assert path.startswith("/")
    assert not {"..", "."} & set(path.split("/"))
    assert "//" not in path
    assert not {"?", "#"} & set(path)


def slow_match(crawlers: tuple[Crawler, ...], user_agent: str) -> str | None:
    """The rule of the registry, read off its documentation one token at a time."""
    text = re.sub(r"https?://[^\s;,)]*|[^\s;,()@]+@[^\s;,()@]+", " ", user_agent, flags=re.ASCII)
    found: list[tuple[int, int, str]] = []
    for crawler in crawlers:
        flags = re.ASCII | (re.IGNORECASE if crawler.match == "word" else 0)
        pattern = rf"(?<!\w){re.escape(crawler.token)}(?!\w)"
        for hit in re.finditer(pattern, text, flags):
            leads = crawler.match != "leading" or hit.start() == 0
            if leads and not text[: hit.start()].lower().endswith("like "):
                found.append((-len(crawler.token), hit.start(), crawler.token))
    return min(found)[2] if found else None


pieces = st.one_of(
    st.sampled_from(TOKENS),
    st.sampled_from(TOKENS).map(str.lower),
    st.sampled_from(
        [" ", "/1.0", "; ", "(", ")", "-", "like ", "https://a.b/", "x", "@", "_", "é", "Mozilla/5.0"]
    ),
    st.text(max_size=3),
)


@given(st.lists(pieces, max_size=8).map("".join))
@example("Spider Spider/2")
@example("Exabot ExaBot")
@example("like GPTBot, GPTBot")
def test_the_indexed_match_is_the_documented_one(user_agent: str) -> None:
    registry = Registry.load()
    crawler = registry.match(user_agent)
    assert (None if crawler is None else crawler.token) == slow_match(registry.crawlers, user_agent)
