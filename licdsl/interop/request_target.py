"""The work that an HTTP request line asks for: its method and its path, normalised.

A prohibition such as `path of work starts with "/subscribers/"` must not be evaded by another
spelling of the same path. So the path is normalised as RFC 3986 §6.2.2 says: percent-encoded
unreserved characters are decoded, other escapes get upper-case digits, dot segments are removed;
and, as Apache and nginx do unless told otherwise, runs of slashes become one. The query and the
fragment are dropped: a work is one work under every query. Letter case is kept.

Not decoded: `%2F` and every other reserved character, and the `\\xhh` that servers write for
bytes they will not print.
"""

from __future__ import annotations

import functools
import re

_VERSION = re.compile(r"(.*) HTTP/\d(?:\.\d)?", re.ASCII)
_METHOD = re.compile(r"[A-Z][A-Z-]{0,31}")
_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SLASHES = re.compile(r"/{2,}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@functools.lru_cache(maxsize=16_384)
def read_request_line(request: str) -> tuple[str | None, str | None]:
    """Method and normalised path of `GET /a?b HTTP/1.1`; (None, None) where it holds no request.

    A line without a version is read as HTTP/0.9 (`GET /a`). `CONNECT` asks for no work.
    """
    found = _VERSION.fullmatch(request)
    method, blank, target = (found[1] if found else request).partition(" ")
    target = target.strip(" ")
    if not blank or not target or not _METHOD.fullmatch(method):
        return None, None
    if found is None and (method != "GET" or " " in target):
        return None, None
    if method == "CONNECT":
        return None, None
    path = path_of(target)
    return (None, None) if path is None else (method, path)


def path_of(target: str) -> str | None:
    """The normalised path of a request target; None where it is neither a path, a URL nor `*`."""
    if target == "*":
        return target
    authority = _AUTHORITY.match(target)
    if authority is not None:
        target = target[authority.end() :] or "/"
        target = target if target.startswith("/") else "/" + target
    if not target.startswith("/"):
        return None
    path = target.partition("?")[0].partition("#")[0]
    if "%" in path:
        path = _ESCAPE.sub(_decoded, path)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    return _without_dot_segments(path) if "/." in path else path


def _decoded(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _without_dot_segments(path: str) -> str:
    """RFC 3986 §5.2.4 for a path that starts with a slash."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
