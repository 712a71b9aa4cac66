"""Request ids, unique for ever: the key of an id, and the digest of what came with it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

NOTHING = sha256(b"").digest()


def request_key(reporter: str, request: str) -> bytes:
    """SHA-256(reporter ‖ 0x00 ‖ request)[:16]; ids are printable ASCII, so 0x00 separates them."""
    return sha256(f"{reporter}\0{request}".encode()).digest()[:16]


def payload_digest(groups: Mapping[str, bytes]) -> bytes:
    """SHA-256 over the bodies of the private groups, in the order of their names, joined by 0x00.

    Bodies are canonical JSON, which holds no byte 0x00. Neither the salts nor the event time take
    part, so the digest of a repeated request equals the first one's, and it can be rebuilt from
    the private parts. It is not salted: it lives and is erased with the request index.
    """
    return sha256(b"\0".join([groups[name] for name in sorted(groups)])).digest()
