from __future__ import annotations

from pathlib import Path

import pytest

from licdsl.engine.request import Request
from licdsl.interop.access_log import AccessLog, UnreadableLine
from licdsl.interop.crawler_requests import CrawlerVisit, OtherVisit, in_time_order, media_of, visits
from licdsl.interop.crawlers import Registry
from licdsl.values.canonical import encode
from licdsl.values.instants import from_text

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
TEMPLATE = (
    '{address} {user} {name} [02/Mar/2026:08:00:00 +0000] "{request}" 200 {size} "{referer}" "{agent}"\n'
)
SECRETS = {
    "address": "203.0.113.77",
    "user": "ident-secret",
    "name": "remote-secret",
    "referer": "https://referer-secret.example/",
}


def log_of(*requests: str, agent: str = "GPTBot/1.2 (agent-secret)", size: str = "5120") -> AccessLog:
    lines = (TEMPLATE.format(request=request, agent=agent, size=size, **SECRETS) for request in requests)
    return AccessLog.of("".join(lines).encode())


def requests_of(log: AccessLog) -> list[Request]:
    return [visit.request for visit in visits(log, Registry.load()) if isinstance(visit, CrawlerVisit)]


def test_a_line_of_a_crawler_becomes_its_operators_request() -> None:
    log = log_of("GET /news/a.html?utm=1 HTTP/1.1")
    assert requests_of(log) == [
        Request(
            id=f"{log.digest[:16]}:1",
            licensee="openai",
            action="train",
            at=from_text("2026-03-02T08:00:00Z"),
            work="/news/a.html",
            facts={
                "agent of request": "gptbot",
                "status of response": 200,
                "path of work": "/news/a.html",
                "media of work": "text",
                "bytes of response": 5120,
            },
        )
    ]


def test_nothing_of_a_person_or_a_referer_is_in_anything_that_a_request_would_hash() -> None:
    log = log_of("GET /news/a?session=query-secret HTTP/1.1", "GET http://u:pw-secret@h/a HTTP/1.1")
    requests = requests_of(log)
    hashed = b"".join(encode(request.model_dump()) for request in requests)
    assert len(requests) == 2
    assert b"secret" not in hashed
    assert b"203.0.113" not in hashed


def test_no_address_of_the_real_log_is_in_anything_that_a_request_would_hash() -> None:
    path = SHARED / "data" / "apache_combined_2015.log"
    if not path.is_file():
        pytest.skip(f"{path} is not here: no real addresses to look for")
    hashed = b"\n".join(encode(request.model_dump()) for request in requests_of(AccessLog.at(path)))
    lines = path.read_bytes().splitlines()
    addresses = {line.split(b" ", 1)[0] for line in lines}
    assert len(addresses) > 1000
    assert not [address for address in sorted(addresses) if address in hashed]
    assert b"Mozilla" not in hashed


def test_equal_lines_stay_as_many_requests() -> None:
    log = log_of(*["GET /a HTTP/1.1"] * 19)
    assert [request.id for request in requests_of(log)] == [f"{log.digest[:16]}:{n}" for n in range(1, 20)]


def test_people_and_lines_without_a_request_are_others_and_bad_lines_are_named() -> None:
    people = log_of("GET /a HTTP/1.1", agent="Mozilla/5.0 Firefox/140.0")
    assert list(visits(people, Registry.load())) == [OtherVisit(1)]
    assert list(visits(log_of("-"), Registry.load())) == [OtherVisit(1)]
    (bad,) = visits(AccessLog.of(b"nonsense\n"), Registry.load())
    assert isinstance(bad, UnreadableLine)


def test_a_path_that_no_request_can_hold_is_unreadable_with_its_line_number() -> None:
    log = log_of("GET /a HTTP/1.1", "GET /" + "a" * 2000 + " HTTP/1.1")
    first, second = visits(log, Registry.load())
    assert isinstance(first, CrawlerVisit)
    assert isinstance(second, UnreadableLine)
    assert second.number == 2
    assert second.reason.startswith("it makes no request: `facts.path of work`")


def test_a_site_may_add_what_it_knows() -> None:
    (visit,) = visits(log_of("GET /a HTTP/1.1"), Registry.load(), lambda _: {"section of article": "news"})
    assert isinstance(visit, CrawlerVisit)
    assert visit.request.facts["section of article"] == "news"


def test_an_unstated_size_is_an_unstated_fact() -> None:
    (request,) = requests_of(log_of("GET /a HTTP/1.1", size="-"))
    assert "bytes of response" not in request.facts


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/", "text"),
        ("/news/a", "text"),
        ("/a.HTML", "text"),
        ("/a.b/c", "text"),
        ("/.htaccess", "text"),
        ("/a.jpeg", "image"),
        ("/a.svg", "graphic"),
        ("/a.tar.gz", "data"),
        ("/feed.rss", "data"),
        ("/a.mp3", "audio"),
        ("/a.webm", "video"),
        ("/xdotool-2.0", None),
    ],
)
def test_the_media_of_a_work_is_read_from_its_extension(path: str, media: str | None) -> None:
    assert media_of(path) == media


def numbers_in_order(seconds: list[int], held: int) -> list[int]:
    lines = (
        TEMPLATE.format(request="GET /a HTTP/1.1", agent="GPTBot", size="5", **SECRETS).replace(
            "08:00:00", f"08:00:{second:02}"
        )
        for second in seconds
    )
    ordered = in_time_order(visits(AccessLog.of("".join(lines).encode()), Registry.load()), held)
    return [visit.line if isinstance(visit, CrawlerVisit) else 0 for visit in ordered]


def test_requests_are_put_in_the_order_of_their_times_then_of_their_lines() -> None:
    assert numbers_in_order([5, 3, 5, 1], held=10) == [4, 2, 1, 3]


def test_disorder_beyond_what_is_held_stays_and_nothing_is_lost() -> None:
    assert numbers_in_order([5, 4, 3, 2, 1], held=2) == [3, 4, 5, 2, 1]


def test_what_is_no_crawler_passes_at_once() -> None:
    data = (
        b"nonsense\n" + TEMPLATE.format(request="GET / HTTP/1.1", agent="GPTBot", size=1, **SECRETS).encode()
    )
    kinds = [type(visit) for visit in in_time_order(visits(AccessLog.of(data), Registry.load()))]
    assert kinds == [UnreadableLine, CrawlerVisit]
