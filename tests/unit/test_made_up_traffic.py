from __future__ import annotations

import collections
import datetime as dt
import ipaddress

import pytest

from licdsl.interop.access_log import LogLine, UnreadableLine
from licdsl.interop.crawler_requests import CrawlerVisit, OtherVisit, visits
from licdsl.interop.crawlers import Registry
from licdsl.rehearsal.newspaper import article_facts, article_path, published
from licdsl.rehearsal.splitmix import SplitMix64, Weighted
from licdsl.rehearsal.traffic import (
    ESTIMATED_SHARES,
    MACHINES,
    PUBLISHED_SHARES,
    newspaper_day,
    newspaper_log,
    user_agent_of,
)
from licdsl.values.instants import from_text

UNREADABLE = 16
DOCUMENTATION = [
    ipaddress.ip_network(network)
    for network in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]


def test_splitmix64_gives_the_words_of_its_published_reference() -> None:
    # the first outputs of the reference implementation for the state 1234567
    stream = SplitMix64()
    stream._state = 1234567
    assert [stream.next() for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_numbers_stay_below_their_bound_and_weights_are_kept() -> None:
    stream = SplitMix64(1)
    assert {stream.below(3) for _ in range(200)} == {0, 1, 2}
    counts = collections.Counter(Weighted({"a": 3, "b": 0, "c": 1}).draw(stream) for _ in range(4000))
    assert set(counts) == {"a", "c"}
    assert 2850 < counts["a"] < 3150


def test_the_day_has_the_same_bytes_everywhere() -> None:
    log = newspaper_log()
    assert log.line_count == 10_000
    assert log.digest == "8cf180bbdad319b492c9bd3358e0bc60d5b6e89244a5ab73dd63fb7caf13e4ea"


def test_another_seed_gives_another_day() -> None:
    assert list(newspaper_day(50, seed=1)) != list(newspaper_day(50, seed=2))


def test_a_line_does_not_depend_on_how_many_follow() -> None:
    assert list(newspaper_day(1)) == [next(newspaper_day(10_000))]


def test_all_lines_lie_on_the_day_in_order() -> None:
    times = [line.at for line in newspaper_log(2_000).lines() if isinstance(line, LogLine)]
    assert times == sorted(times)
    assert from_text("2026-03-02T00:00:00Z") <= times[0]
    assert times[-1] < from_text("2026-03-03T00:00:00Z")


def test_every_address_is_set_apart_for_documentation() -> None:
    for line in newspaper_day(2_000):
        address = ipaddress.ip_address(line.split(" ", 1)[0])
        assert any(address in network for network in DOCUMENTATION)


def test_the_shares_are_those_that_were_published() -> None:
    shares = PUBLISHED_SHARES | ESTIMATED_SHARES
    assert sum(shares.values()) == 1000
    seen = list(visits(newspaper_log(), Registry.load()))
    crawlers = collections.Counter(v.crawler.token for v in seen if isinstance(v, CrawlerVisit))
    total = sum(crawlers.values())
    assert abs(total - MACHINES * 10) < 150
    assert set(crawlers) == set(shares)
    for token, share in shares.items():
        assert abs(crawlers[token] * 1000 // total - share) <= 15
    assert sum(isinstance(v, UnreadableLine) for v in seen) == UNREADABLE
    assert sum(isinstance(v, OtherVisit) for v in seen) == 10_000 - total - UNREADABLE


@pytest.mark.parametrize("token", sorted(PUBLISHED_SHARES | ESTIMATED_SHARES))
def test_a_made_up_user_agent_is_its_crawlers(token: str) -> None:
    crawler = Registry.load().match(user_agent_of(token))
    assert crawler is not None
    assert crawler.token == token


def test_an_articles_path_tells_its_section_and_its_minute() -> None:
    path = "/council/2026/03/02/0815-harbour-vote-agreed"
    line = LogLine(1, 0, "GET", path, 200, None, "-")
    assert article_facts(line) == {
        "section of article": "council",
        "publication of article": from_text("2026-03-02T08:15:00Z"),
        "paid of article": False,
    }


@pytest.mark.parametrize(
    "path", ["/", "/council/", "/news/2026/02/31/0815-a", "/images/news/2026/03/02/0815-a.jpg"]
)
def test_other_paths_tell_nothing(path: str) -> None:
    assert published(path) is None
    assert article_facts(LogLine(1, 0, "GET", path, 200, None, "-")) == {}


def test_no_article_is_read_before_it_is_published() -> None:
    for line in newspaper_log().lines():
        if isinstance(line, LogLine) and line.path is not None:
            instant = published(line.path)
            assert instant is None or instant <= line.at


def test_every_made_up_article_has_a_minute_of_publication() -> None:
    for number in range(24):
        assert published(article_path(7, dt.date(2026, 3, 2), number)) is not None


def test_a_line_without_a_path_has_no_article() -> None:
    assert article_facts(LogLine(1, 0, None, None, 400, None, "-")) == {}
