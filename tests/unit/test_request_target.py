from __future__ import annotations

import pytest

from licdsl.interop.request_target import path_of, read_request_line


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        ("GET /a HTTP/1.1", ("GET", "/a")),
        ("HEAD /a?b=1 HTTP/2", ("HEAD", "/a")),
        ("GET /a", ("GET", "/a")),
        ("GET /a b c HTTP/1.1", ("GET", "/a b c")),
        ("OPTIONS * HTTP/1.1", ("OPTIONS", "*")),
        ("GET http://example.org/a?b HTTP/1.1", ("GET", "/a")),
        ("GET http://example.org HTTP/1.1", ("GET", "/")),
        ("M-SEARCH /a HTTP/1.1", ("M-SEARCH", "/a")),
        ("POST /a", (None, None)),
        ("GET /a b", (None, None)),
        ("GET", (None, None)),
        ("GET  HTTP/1.1", (None, None)),
        ("get /a HTTP/1.1", (None, None)),
        ("GET a HTTP/1.1", (None, None)),
        ("CONNECT /a HTTP/1.1", (None, None)),
    ],
)
def test_a_request_line_gives_its_method_and_path(
    request_line: str, expected: tuple[str | None, str | None]
) -> None:
    assert read_request_line(request_line) == expected


@pytest.mark.parametrize(
    "spelling",
    [
        "/subscribers/a",
        "/%73ubscribers/a",
        "/%73ubs%63ribers/%61",
        "//subscribers///a",
        "/./subscribers/a",
        "/news/../subscribers/a",
        "/news/%2e%2E/subscribers/a",
        "/../../subscribers/a",
        "/subscribers/a?free=1",
        "/subscribers/a#top",
        "https://example.org//subscribers/a",
    ],
)
def test_every_spelling_of_a_path_is_the_same_work(spelling: str) -> None:
    assert path_of(spelling) == "/subscribers/a"


def test_reserved_escapes_stay_and_are_written_in_one_way() -> None:
    assert path_of("/a%2fb%c3%a9") == "/a%2Fb%C3%A9"


@pytest.mark.parametrize(
    ("target", "expected"), [("/a/.", "/a/"), ("/a/..", "/"), ("/a/b/..", "/a/"), ("/.a", "/.a"), ("/", "/")]
)
def test_dot_segments_are_removed_as_rfc_3986_says(target: str, expected: str) -> None:
    assert path_of(target) == expected
