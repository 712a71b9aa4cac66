"""Turns lines of an access log into the requests that a contract can judge.

A line whose user agent is a known crawler's becomes a `Request`: the operator asks to do what the
crawler is for with the path it fetched. The request's id is the log's digest (its first 16 hex
digits) and the line's number, so equal lines stay as many requests as there were lines, and the
same log gives the same ids wherever it is read.

What a request holds is exactly: id, operator, use, instant, path, and the facts `path of work`,
`media of work` (from the path's extension; unstated for one that is not known), `status of
response`, `bytes of response` and `agent of request` (the crawler's short name). Addresses,
remote users, referers, queries and user agents never reach it, and so never reach a hash.

A site knows more about its articles than a log line says: `site_facts` may add facts such as
`section of article` or `publication of article` from the line.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from licdsl.engine.request import Request
from licdsl.errors import RequestError
from licdsl.interop.access_log import AccessLog, LogLine, UnreadableLine
from licdsl.interop.crawlers import Crawler, Registry

Fact = bool | int | str
SiteFacts = Callable[[LogLine], Mapping[str, Fact]]

_MEDIA = {
    "text": "html htm xhtml shtml php asp aspx jsp txt md pdf ps doc docx odt rtf epub tex",
    "image": "png jpg jpeg gif webp avif ico bmp tif tiff",
    "graphic": "svg",
    "audio": "mp3 ogg oga wav flac m4a aac",
    "video": "mp4 webm mov avi mkv mpg mpeg m4v ogv",
    "data": "xml rss atom json csv tsv css js xsl zip gz bz2 xz tar tgz jar deb rpm",
}
_MEDIA_OF = {extension: media for media, listed in _MEDIA.items() for extension in listed.split()}


@dataclass(frozen=True, slots=True)
class CrawlerVisit:
    """A line of a known crawler, and the request that it made."""

    line: int
    crawler: Crawler
    request: Request


@dataclass(frozen=True, slots=True)
class OtherVisit:
    """A line of nobody that the registry knows: people, feed readers, scripts, strangers."""

    line: int


HELD = 5_000
"""Requests that wait while a log is put in order; about 10 MB."""

Visit = CrawlerVisit | OtherVisit | UnreadableLine


def visits(log: AccessLog, registry: Registry, site_facts: SiteFacts | None = None) -> Iterator[Visit]:
    """What each line of `log` is, in order; streamed.

    A line that holds no HTTP request is an `OtherVisit`, whoever sent it: it asks for no work. A
    crawler's line whose path is longer than a request may hold is unreadable.
    """
    prefix = log.digest[:16]
    for line in log.lines():
        if isinstance(line, UnreadableLine):
            yield line
            continue
        crawler = None if line.path is None else registry.match(line.user_agent)
        yield OtherVisit(line.number) if crawler is None else _visit(prefix, line, crawler, site_facts)


def in_time_order(seen: Iterable[Visit], held: int = HELD) -> Iterator[Visit]:
    """The same visits, those of crawlers in the order of their instants, then of their lines.

    A server writes a line when it has answered and stamps it with the time of the question, so a
    log is never quite in order; and a use that is stamped before the one that accepted the offer
    lies outside its term. At most `held` requests wait: disorder that reaches further stays.
    Everything else passes at once.
    """
    waiting: list[tuple[int, int, CrawlerVisit]] = []
    for visit in seen:
        if not isinstance(visit, CrawlerVisit):
            yield visit
            continue
        entry = (visit.request.at, visit.line, visit)
        if len(waiting) < held:
            heapq.heappush(waiting, entry)
        else:
            yield heapq.heappushpop(waiting, entry)[2]
    while waiting:
        yield heapq.heappop(waiting)[2]


def _visit(prefix: str, line: LogLine, crawler: Crawler, site_facts: SiteFacts | None) -> Visit:
    try:
        request = request_of(prefix, line, crawler, {} if site_facts is None else site_facts(line))
    except RequestError as error:
        return UnreadableLine(line.number, f"it makes no request: {error}")
    return CrawlerVisit(line.number, crawler, request)


def request_of(prefix: str, line: LogLine, crawler: Crawler, more: Mapping[str, Fact]) -> Request:
    """The request that `line` of `crawler` makes, with `more` facts; raises RequestError."""
    path = line.path
    facts: dict[str, Fact] = {"agent of request": crawler.agent, "status of response": line.status}
    if path is not None:
        facts["path of work"] = path
        media = media_of(path)
        if media is not None:
            facts["media of work"] = media
    if line.size is not None:
        facts["bytes of response"] = line.size
    facts.update(more)
    return Request(
        id=f"{prefix}:{line.number}",
        licensee=crawler.operator,
        action=crawler.use,
        at=line.at,
        work=path,
        facts=facts,
    )


def media_of(path: str) -> str | None:
    """The vocabulary's word for what `path` holds, by its extension; text where it has none."""
    name = path.rpartition("/")[2]
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem:
        return "text"
    return _MEDIA_OF.get(extension.lower())
