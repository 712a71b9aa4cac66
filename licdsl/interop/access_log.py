"""Reads web servers' access logs: the combined format of Apache and nginx, plain or gzip.

    203.0.113.9 - - [02/Mar/2026:08:00:00 +0000] "GET /news/a HTTP/1.1" 200 5120 "-" "GPTBot/1.2"

The format is Apache's `combined` (mod_log_config, "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\"
\\"%{User-agent}i\\""), which nginx writes under the same name. A leading virtual host and fields
after the user agent are let pass. The address, the remote user and the referer are matched and
never captured: no object of this module holds them.

The log is streamed twice in constant memory, once for its digest and once for its lines. The
digest is of the log's own bytes, after gzip, so that rotating a log into `access.log.gz` leaves
it and every request id made from it as they were.

Bytes that are not UTF-8 become `\\xhh`, the form that Apache itself writes. Nothing is checked
about the client: a user agent is what the client said of itself.
"""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from licdsl.errors import SettingsError, reason_of
from licdsl.interop.request_target import read_request_line
from licdsl.values.instants import SECOND, from_datetime

LONGEST_LINE = 65_536
"""Bytes; a longer line is unreadable, and is never held in memory as a whole."""

_QUOTED = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_PREFIX = r"\S+ \S+ [^\[\"]*?\["
_TIME = r"([0-3]\d/[A-Z][a-z]{2}/\d{4}:[0-2]\d:[0-5]\d:[0-6]\d [+-]\d{4})"
_LINE = re.compile(
    rf"{_PREFIX}{_TIME}\] "
    r'"([^"\\]*+(?:\\.[^"\\]*+)*+)" (\d{3}) (\d+|-) '
    rf"{_QUOTED} "
    r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"(?: .*)?'
)
_STEPS = (
    (re.compile(_PREFIX), "it has no time in brackets"),
    (re.compile(_PREFIX + _TIME + r"\] "), "its time is not of the form `02/Mar/2026:08:00:00 +0000`"),
    (re.compile(_PREFIX + _TIME + rf"\] {_QUOTED} "), "its request does not stand in quotes"),
    (
        re.compile(_PREFIX + _TIME + rf"\] {_QUOTED} \d{{3}} (?:\d+|-)(?= |$)"),
        "its status or its size is not a number",
    ),
    (
        re.compile(_PREFIX + _TIME + rf"\] {_QUOTED} \d{{3}} (?:\d+|-) \""),
        "it names no user agent: the log is not in the combined format",
    ),
    (
        re.compile(_PREFIX + _TIME + rf"\] {_QUOTED} \d{{3}} (?:\d+|-) {_QUOTED} \""),
        "its referer is not followed by a user agent in quotes",
    ),
)
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line that could be read; `number` counts from 1.

    `at` is in µs since 1970 UTC. `method` and `path` are None where the line holds no HTTP request
    (`-` after a time-out, a TLS handshake on a plain port). `path` has no query (see
    `request_target`). `size` is the response's bytes, None for `-`.
    """

    number: int
    at: int
    method: str | None
    path: str | None
    status: int
    size: int | None
    user_agent: str


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """One line that is not in the format, and why: lower case, one line, no full stop."""

    number: int
    reason: str


def parse_line(number: int, text: str) -> LogLine | UnreadableLine:
    """Read one line, given without its line end."""
    found = _LINE.fullmatch(text)
    if found is None:
        return UnreadableLine(number, _reason(text))
    stamp, request, status, size, user_agent = found.groups()
    try:
        at = _minute(stamp[:17], stamp[21:]) + int(stamp[18:20]) * SECOND
    except (ValueError, OverflowError):
        return UnreadableLine(number, f"there is no time `{stamp}`")
    method, path = read_request_line(request)
    return LogLine(number, at, method, path, int(status), None if size == "-" else int(size), user_agent)


def _reason(text: str) -> str:
    if not text.strip():
        return "it is empty"
    for pattern, reason in _STEPS:
        if pattern.match(text) is None:
            return reason
    return "its user agent does not end with a quote"


@functools.lru_cache(maxsize=4096)
def _minute(stamp: str, offset: str) -> int:
    """The instant of `17/May/2015:10:05` at `+0200`; raises ValueError."""
    month = MONTHS.index(stamp[3:6]) + 1
    if int(offset[3:5]) > 59:
        raise ValueError(offset)
    distance = dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
    zone = dt.timezone(-distance if offset[0] == "-" else distance)
    moment = dt.datetime(
        int(stamp[7:11]), month, int(stamp[:2]), int(stamp[12:14]), int(stamp[15:17]), tzinfo=zone
    )
    return from_datetime(moment)


def read_lines(stream: io.BufferedIOBase) -> Iterator[LogLine | UnreadableLine]:
    """Every line of `stream`, in order, readable or not."""
    number = 0
    while raw := stream.readline(LONGEST_LINE):
        number += 1
        if not raw.endswith(b"\n") and len(raw) == LONGEST_LINE and _skip_line(stream):
            yield UnreadableLine(number, f"it is longer than {LONGEST_LINE:,} bytes")
        else:
            yield parse_line(number, raw.decode("utf-8", "backslashreplace").rstrip("\r\n"))


def _skip_line(stream: io.BufferedIOBase) -> bool:
    """Read on to the end of the line; whether there was more of it than the line end."""
    more = False
    while rest := stream.readline(LONGEST_LINE):
        more = more or rest.strip(b"\r\n") != b""
        if rest.endswith(b"\n"):
            break
    return more


@dataclass(frozen=True, slots=True)
class AccessLog:
    """A log that can be streamed again and again.

    `digest` is the SHA-256 of its bytes after gzip, as 64 hexadecimal digits; `line_count` counts
    its lines, a last one without line end included.
    """

    name: str
    digest: str
    line_count: int
    _open: Callable[[], io.BufferedIOBase] = field(repr=False, compare=False)

    @classmethod
    def at(cls, path: Path) -> AccessLog:
        """The log in the file `path`; raises SettingsError where it cannot be read as a whole."""

        def opened() -> io.BufferedIOBase:
            with path.open("rb") as file:
                zipped = file.read(2) == b"\x1f\x8b"
            return gzip.open(path) if zipped else path.open("rb")

        try:
            return cls(path.name, *_measure(opened), opened)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SettingsError(f"`{path}` is not a whole gzip file: {error}") from None
        except OSError as error:
            raise SettingsError(f"`{path}` cannot be read: {reason_of(error)}") from None

    @classmethod
    def of(cls, data: bytes, name: str = "memory") -> AccessLog:
        """The log that `data` holds, not compressed."""

        def opened() -> io.BufferedIOBase:
            return io.BytesIO(data)

        return cls(name, *_measure(opened), opened)

    def lines(self) -> Iterator[LogLine | UnreadableLine]:
        """Every line, in order; the log is opened anew for each call."""
        with self._open() as stream:
            yield from read_lines(stream)


def _measure(opened: Callable[[], io.BufferedIOBase]) -> tuple[str, int]:
    digest, lines, last = hashlib.sha256(), 0, b"\n"
    with opened() as stream:
        while chunk := stream.read(1 << 16):
            digest.update(chunk)
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    return digest.hexdigest(), lines + (last != b"\n")
