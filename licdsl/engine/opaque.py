"""Opaque names: what stands in hashed bytes instead of parties, reporters and meters.

HMAC-SHA-256 (RFC 2104) under keys that the node keeps. A stream or reporter id is stable for the
life of the node; a meter's name hangs on a key of its contract alone, so erasing that key makes
the meters of the contract unlinkable without changing a counter or a statement.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import TypeVar

# 12 bytes are 16 characters of base64; a collision among 2**32 names has a chance below 2**-32.
_LENGTH = 12
_MOST_HELD = 100_000

Held = TypeVar("Held")


def _name(key: bytes, *parts: str) -> str:
    """The opaque name of `parts`, each length-prefixed so that no two lists read alike."""
    message = b"".join(
        len(encoded).to_bytes(4, "big") + encoded for encoded in (part.encode() for part in parts)
    )
    mac = hmac.digest(key, message, hashlib.sha256)
    return base64.urlsafe_b64encode(mac[:_LENGTH]).decode("ascii")


class OpaqueNames:
    """Names of parties and reporters under the node's key, of meters under each contract's."""

    def __init__(self, key: bytes, meter_keys: Mapping[str, bytes]) -> None:
        """`key` is the node's; `meter_keys` maps contract digests to theirs and may grow later."""
        self._key = key
        self._meter_keys = meter_keys
        self._parties: dict[str, str] = {}
        self._reporters: dict[str, str] = {}
        self._meters: dict[tuple[str, str, int, tuple[str, ...]], str] = {}

    def party(self, party: str) -> str:
        """The id of the stream of a party, and of the account that it is billed under."""
        name = self._parties.get(party)
        return name or _hold(self._parties, party, _name(self._key, "party", party))

    def reporter(self, reporter: str) -> str:
        """The id of a reporter."""
        name = self._reporters.get(reporter)
        return name or _hold(self._reporters, reporter, _name(self._key, "reporter", reporter))

    def meter(self, contract: str, clause: str, limit: int, scope: tuple[str, ...]) -> str:
        """The id of the meter of the clause's limit number `limit`, counted per `scope`."""
        key = (contract, clause, limit, scope)
        name = self._meters.get(key)
        if name is None:
            made = _name(self._meter_keys[contract], clause, str(limit), *scope)
            name = _hold(self._meters, key, made)
        return name


def _hold(names: dict[Held, str], key: Held, name: str) -> str:
    """Hold one more name, none too many: they can be made again."""
    if len(names) >= _MOST_HELD:
        names.clear()
    names[key] = name
    return name
