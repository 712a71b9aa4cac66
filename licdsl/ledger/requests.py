"""Request ids, unique for ever: the key under which the index of a store holds one.

What came with an id is not in the index: whoever asks again with the same id is compared with the
private parts of its entry, and where one of those was erased, the id alone decides.
"""

from __future__ import annotations

from hashlib import sha256


def request_key(reporter: str, request: str) -> bytes:
    """SHA-256(reporter ‖ 0x00 ‖ request)[:16]; ids are printable ASCII, so 0x00 separates them."""
    return sha256(f"{reporter}\0{request}".encode()).digest()[:16]
