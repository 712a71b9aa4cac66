"""A made-up day of a newspaper's traffic, as its web server would have logged it.

The same arguments give the same bytes on every machine. What the shares are taken from:

- Machines send 575 of 1,000 requests for web pages: Cloudflare, June 2026, as cited by
  quratic.com, "AI bots now account for a quarter of web traffic", 12 June 2026.
- Of the requests by search and AI crawlers, per mille, Cloudflare Radar, 5 May to 2 June 2026, as
  reported by websearchapi.ai, "Monthly AI crawler report", May 2026, and wrenda.ai, "AI bot
  traffic landscape, mid-2026": Googlebot 271, Meta-ExternalAgent 131, GPTBot 115, Bytespider 105,
  ClaudeBot 97, Applebot 70 (`PUBLISHED_SHARES`).
- Those reports place Bingbot between ClaudeBot and Applebot and Claude-SearchBot before
  OAI-SearchBot. How the remaining 211 are divided is this project's own estimate that keeps
  these ranks (`ESTIMATED_SHARES`).

The hours, paths, answers, sizes and people's browsers are invented. Addresses are those that
RFC 5737 and RFC 3849 set apart for documentation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from licdsl.interop.access_log import MONTHS, AccessLog
from licdsl.rehearsal.newspaper import ARTICLES_A_DAY, SECTIONS, article_path, published
from licdsl.rehearsal.splitmix import SplitMix64, Weighted
from licdsl.values.instants import SECOND, from_datetime, to_datetime

LINES = 10_000
SEED = 20_260_302
DAY = dt.date(2026, 3, 2)

PUBLISHED_SHARES = {
    "Googlebot": 271,
    "Meta-ExternalAgent": 131,
    "GPTBot": 115,
    "Bytespider": 105,
    "ClaudeBot": 97,
    "Applebot": 70,
}
ESTIMATED_SHARES = {
    "bingbot": 75,
    "Claude-SearchBot": 28,
    "ChatGPT-User": 25,
    "Amazonbot": 25,
    "OAI-SearchBot": 24,
    "CCBot": 8,
    "PerplexityBot": 8,
    "PetalBot": 6,
    "Claude-User": 5,
    "Perplexity-User": 3,
    "DuckAssistBot": 2,
    "archive.org_bot": 2,
}
MACHINES = 575
"""Per mille of all requests."""

_CRAWLER = Weighted(PUBLISHED_SHARES | ESTIMATED_SHARES)
_SENDER = Weighted({"crawler": MACHINES * 10, "person": 4000, "reader": 220, "damaged": 20, "probe": 10})
_STATUS = Weighted({200: 925, 304: 35, 301: 12, 404: 18, 403: 5, 500: 5})
_WANTED = Weighted({"article": 800, "image": 80, "section": 60, "robots": 30, "feed": 30})
_SEEN = Weighted({"article": 480, "image": 300, "section": 120, "style": 100})
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0"
_BROWSERS = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {_WEBKIT} Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.2 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_2 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0",
)
_READERS = ("NetNewsWire (RSS Reader; https://netnewswire.com/)", "Feedbin feed-id:1 - 12 subscribers")
_NETWORKS = ("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8::")


def newspaper_day(lines: int = LINES, seed: int = SEED, day: dt.date = DAY) -> Iterator[str]:
    """The `lines` log lines of `day` in the combined format, each with its line end.

    Two of 1,000 lines are cut short; one of 1,000 is a TLS handshake on the plain port.
    """
    midnight = from_datetime(dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC))
    for number in range(lines):
        stream = SplitMix64(seed, number)
        yield _line(stream, seed, midnight + 86_400 * number // lines * SECOND)


def newspaper_log(lines: int = LINES, seed: int = SEED, day: dt.date = DAY) -> AccessLog:
    """The same day as a log in memory."""
    return AccessLog.of("".join(newspaper_day(lines, seed, day)).encode(), f"newspaper-{day}.log")


def user_agent_of(token: str) -> str:
    """A user agent as the crawler with that registry token would send it."""
    return f"Mozilla/5.0 (compatible; {token}/1.0; +https://crawler.example/about)"


def _line(stream: SplitMix64, seed: int, at: int) -> str:
    sender = _SENDER.draw(stream)
    moment = to_datetime(at)
    if sender == "probe":
        return _written(stream, moment, r"\x16\x03\x01\x02\x00\x01", 400, "-")
    if sender == "reader":
        return _written(stream, moment, "GET /feed.xml HTTP/1.1", 200, stream.one_of(_READERS))
    kinds = _SEEN if sender == "person" else _WANTED
    agent = stream.one_of(_BROWSERS) if sender == "person" else user_agent_of(_CRAWLER.draw(stream))
    request = f"GET {_path(stream, seed, kinds.draw(stream), moment)} HTTP/1.1"
    line = _written(stream, moment, request, _STATUS.draw(stream), agent)
    return line if sender != "damaged" else line[: 20 + stream.below(len(line) - 24)] + "\n"


def _path(stream: SplitMix64, seed: int, kind: str, moment: dt.datetime) -> str:
    fixed = {"robots": "/robots.txt", "feed": "/feed.xml", "style": "/style.css"}
    if kind in fixed:
        return fixed[kind]
    if kind == "section":
        return f"/{stream.one_of(tuple(SECTIONS))}/"
    article = _recent_article(stream, seed, moment)
    return article if kind == "article" else f"/images{article}.jpg"


def _recent_article(stream: SplitMix64, seed: int, moment: dt.datetime) -> str:
    """An article that is out by `moment`: half of them of the same day, the rest up to a year old."""
    age = 0 if stream.below(2) else 1 + stream.below(1 + stream.below(365))
    number = stream.below(ARTICLES_A_DAY)
    path = article_path(seed, moment.date() - dt.timedelta(days=age), number)
    out = published(path)
    if out is not None and out > from_datetime(moment):
        path = article_path(seed, moment.date() - dt.timedelta(days=1), number)
    return path


def _written(stream: SplitMix64, moment: dt.datetime, request: str, status: int, agent: str) -> str:
    network, host = stream.one_of(_NETWORKS), 1 + stream.below(250)
    address = f"{network}{host:x}" if ":" in network else f"{network}{host}"
    size = "-" if status == 304 else str(200 + stream.below(60_000))
    month = MONTHS[moment.month - 1]
    stamp = f"{moment.day:02}/{month}/{moment.year:04}:{moment:%H:%M:%S} +0000"
    return f'{address} - - [{stamp}] "{request}" {status} {size} "-" "{agent}"\n'
