from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from licdsl.errors import SettingsError
from licdsl.interop.access_log import LONGEST_LINE, AccessLog, LogLine, UnreadableLine, parse_line
from licdsl.values.instants import from_text

LINE = (
    '203.0.113.9 - - [02/Mar/2026:08:00:00 +0000] "GET /news/a HTTP/1.1" 200 5120 '
    '"https://example.org/" "GPTBot/1.2"'
)


def read(text: str) -> LogLine:
    line = parse_line(1, text)
    assert isinstance(line, LogLine), line
    return line


def reason(text: str) -> str:
    line = parse_line(1, text)
    assert isinstance(line, UnreadableLine), line
    return line.reason


def test_a_combined_line_gives_its_fields() -> None:
    at = from_text("2026-03-02T08:00:00Z")
    assert read(LINE) == LogLine(1, at, "GET", "/news/a", 200, 5120, "GPTBot/1.2")


def test_nothing_of_the_address_the_user_or_the_referer_is_kept() -> None:
    line = read(LINE.replace("- -", "- mallory"))
    assert not any(secret in repr(line) for secret in ("203.0.113", "mallory", "example.org"))


def test_a_local_offset_is_counted() -> None:
    assert read(LINE.replace("+0000", "+0530")).at == from_text("2026-03-02T08:00:00+05:30")
    assert read(LINE.replace("+0000", "-0330")).at == from_text("2026-03-02T08:00:00-03:30")


def test_a_leap_second_is_counted_as_posix_counts() -> None:
    assert read(LINE.replace("08:00:00", "08:00:60")).at == from_text("2026-03-02T08:01:00Z")


@pytest.mark.parametrize(
    "prefix",
    [
        "2001:db8::1 - -",
        "::ffff:203.0.113.9 - frank",
        "crawl-1.example.net - -",
        "www.example.org:443 203.0.113.9 - -",
        "203.0.113.9 - John Doe",
    ],
)
def test_addresses_hosts_and_users_of_every_form_are_let_pass(prefix: str) -> None:
    assert read(LINE.replace("203.0.113.9 - -", prefix)).path == "/news/a"


def test_escaped_quotes_stay_inside_their_field() -> None:
    line = read(LINE.replace("GPTBot/1.2", r"say \"hi\" \\").replace("/news/a", r"/a\"b"))
    assert line.user_agent == r"say \"hi\" \\"
    assert line.path == r"/a\"b"


def test_an_unstated_size_is_none_and_an_unstated_agent_a_dash() -> None:
    line = read(LINE.replace("5120", "-").replace("GPTBot/1.2", "-"))
    assert (line.size, line.user_agent) == (None, "-")


def test_fields_after_the_user_agent_are_let_pass() -> None:
    assert read(LINE + ' "198.51.100.7" rt=0.003').user_agent == "GPTBot/1.2"


@pytest.mark.parametrize("request_line", ["-", "", r"\x16\x03\x01\x02", "quit", "CONNECT a:443 HTTP/1.1"])
def test_a_line_without_a_request_is_read_and_has_no_path(request_line: str) -> None:
    line = read(LINE.replace("GET /news/a HTTP/1.1", request_line))
    assert (line.method, line.path) == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "it is empty"),
        ("hello", "it has no time in brackets"),
        ("a - - [yesterday] ", "its time is not of the form `02/Mar/2026:08:00:00 +0000`"),
        (LINE.replace('"GET', "GET"), "its request does not stand in quotes"),
        (LINE.replace(" 200 ", " OK "), "its status or its size is not a number"),
        (
            LINE[: LINE.index(' "https')],
            "it names no user agent: the log is not in the combined format",
        ),
        (LINE[: LINE.index(' "GPTBot')], "its referer is not followed by a user agent in quotes"),
        (LINE[:-1], "its user agent does not end with a quote"),
        (LINE.replace("02/Mar", "31/Feb"), "there is no time `31/Feb/2026:08:00:00 +0000`"),
        (LINE.replace("Mar", "Mai"), "there is no time `02/Mai/2026:08:00:00 +0000`"),
        (LINE.replace("+0000", "+0075"), "there is no time `02/Mar/2026:08:00:00 +0075`"),
    ],
)
def test_an_unreadable_line_says_why(text: str, expected: str) -> None:
    assert reason(text) == expected


def test_bad_bytes_are_written_as_the_server_would_write_them() -> None:
    data = LINE.encode().replace(b"GPTBot", b"G\xffPT\xc3\xa9") + b"\n"
    (line,) = AccessLog.of(data).lines()
    assert isinstance(line, LogLine)
    assert line.user_agent == "G\\xffPTé/1.2"


def test_line_ends_of_either_kind_and_a_missing_one_count_alike() -> None:
    log = AccessLog.of(f"{LINE}\r\n{LINE}\n{LINE}".encode())
    assert log.line_count == 3
    assert [line.number for line in log.lines() if isinstance(line, LogLine)] == [1, 2, 3]


def test_an_empty_log_has_no_lines() -> None:
    assert (AccessLog.of(b"").line_count, list(AccessLog.of(b"").lines())) == (0, [])


def test_a_line_longer_than_the_limit_is_unreadable_and_the_next_is_not() -> None:
    long = LINE.replace("/news/a", "/" + "a" * (2 * LONGEST_LINE))
    first, second = AccessLog.of(f"{long}\n{LINE}\n".encode()).lines()
    assert first == UnreadableLine(1, "it is longer than 65,536 bytes")
    assert isinstance(second, LogLine)


def test_a_line_of_exactly_the_limit_is_read() -> None:
    text = LINE.replace("/news/a", "/" + "a" * (LONGEST_LINE - len(LINE) + len("/news/a") - 1))
    first, second = AccessLog.of(f"{text}\n{LINE}\n".encode()).lines()
    assert len(text) == LONGEST_LINE
    assert isinstance(first, LogLine)
    assert isinstance(second, LogLine)


def test_a_gzip_file_is_the_same_log_as_the_plain_one(tmp_path: Path) -> None:
    plain, zipped = tmp_path / "access.log", tmp_path / "access.log.1"
    plain.write_bytes(f"{LINE}\n".encode() * 3)
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    one, other = AccessLog.at(plain), AccessLog.at(zipped)
    assert (one.digest, one.line_count, list(one.lines())) == (
        other.digest,
        other.line_count,
        list(other.lines()),
    )


def test_a_gzip_file_that_was_cut_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "access.log.gz"
    path.write_bytes(gzip.compress(f"{LINE}\n".encode() * 1000)[:-10])
    with pytest.raises(SettingsError, match="not a whole gzip file"):
        AccessLog.at(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"missing\.log` cannot be read: no such file"):
        AccessLog.at(tmp_path / "missing.log")


def test_memory_does_not_grow_with_the_log(tmp_path: Path) -> None:
    path = tmp_path / "access.log.gz"
    path.write_bytes(gzip.compress(f"{LINE}\n".encode() * 15_000))
    tracemalloc.start()
    count = sum(1 for _ in AccessLog.at(path).lines())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 15_000
    assert peak < 1_200_000
