"""Salted commitments: how an entry binds a private body without showing it.

A commitment is SHA-256("licdsl/c1" ‖ 0x00 ‖ salt[16] ‖ body), where the body is canonical JSON.
Without the salt nobody can test a guess; with salt and body anybody can check. An entry without a
private group carries one named `blind`, whose body is the base64 text of 32 random bytes, so that
no leaf hash in the log can be guessed from what is public.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from licdsl.errors import StoreError
from licdsl.ledger.entry import base64_hash

PREFIX = b"licdsl/c1\0"
SALT = 16
BLIND = "blind"

Private = dict[str, tuple[bytes, bytes]]  # group name → (salt, body)


def commitment(salt: bytes, body: bytes) -> bytes:
    """The 32-byte commitment to `body` under `salt` (16 bytes)."""
    return sha256(PREFIX + salt + body).digest()


class Salts:
    """Random bytes in the order in which `entropy` yields them, fetched by the block.

    One call of the operating system serves several hundred salts. What is left over serves the
    next batch; nothing is ever handed out twice.
    """

    __slots__ = ("_block", "_entropy", "_left", "_position")

    def __init__(self, entropy: Callable[[int], bytes], block: int = 16_384) -> None:
        """`entropy(n)` must return n bytes nobody can predict; `block` is how many are fetched."""
        self._entropy = entropy
        self._block = block
        self._left = b""
        self._position = 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes; raises StoreError when `entropy` yields too few."""
        start = self._position
        end = start + count
        if end > len(self._left):
            self._refill(count)
            start, end = 0, count
        self._position = end
        return self._left[start:end]

    def _refill(self, count: int) -> None:
        asked = max(count, self._block)
        self._left = self._entropy(asked)
        if len(self._left) != asked:
            raise StoreError(f"the source of entropy gave {len(self._left)} bytes where {asked} were asked")


def blind_body(salts: Salts) -> bytes:
    """The body of a `blind` group: 32 random bytes as a JSON text."""
    return b'"%b"' % base64_hash(salts.take(32))
