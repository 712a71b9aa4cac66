"""Request ids, unique for ever: the key of an id, and the digest of what came with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256


def request_key(reporter: str, request: str) -> bytes:
    """SHA-256(reporter ‖ 0x00 ‖ request)[:16]; ids are printable ASCII, so 0x00 separates them."""
    return sha256(b"%b\0%b" % (reporter.encode("ascii"), request.encode("ascii"))).digest()[:16]


def payload_digest(private: Mapping[str, bytes]) -> bytes:
    """SHA-256 over `name ‖ 0x00 ‖ body ‖ 0x00` of each private group, in name order.

    Bodies are canonical JSON, which holds no byte 0x00. Neither the salts nor the event time take
    part, so the digest of a repeated request equals the first one's, and it can be rebuilt from
    the private parts. It is not salted: it lives and is erased with the request index. A `blind`
    group is not part of what was asked and is left out by the caller.
    """
    return digest_of(sorted(private.items()))


def digest_of(groups: Iterable[tuple[str, bytes]]) -> bytes:
    """The payload digest of (name, body) pairs that are already in name order."""
    return sha256(b"".join([b"%b\0%b\0" % (name.encode("ascii"), body) for name, body in groups])).digest()
