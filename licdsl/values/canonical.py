"""Canonical JSON: the RFC 8785 (JCS) subset in which licdsl writes every hashed byte.

The profile admits objects with ASCII string keys, arrays, strings without lone surrogates, integers within
±(2**53 - 1), true, false and null. Inside it, `msgspec` with sorted keys writes exactly the bytes
of RFC 8785 (ledger.md §"Facts: Canonical encoding" measured it; `tests/conformance` checks it);
outside it, encoders disagree in silence. So the profile is checked, never assumed.

`encode` checks its input. `encode_trusted` does not: callers must have built the value from checked parts.
`decode` accepts only canonical bytes: what it returns encodes to the same bytes again, which also
rules out duplicate keys, spare blanks, floats and needless escapes.
"""

from __future__ import annotations

from typing import Any

import msgspec

LARGEST = 2**53 - 1

_encoder = msgspec.json.Encoder(order="sorted")
_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder()

encode_trusted = _encoder.encode


def check(value: object, path: str = "$") -> None:
    """Raise ValueError, with the path, where `value` leaves the profile."""
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise ValueError(f"{path}: integer beyond ±(2^53 - 1)")
    elif isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError(f"{path}: key {key!r} is not ASCII text")
            check(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            check(item, f"{path}[{position}]")
    else:
        raise ValueError(f"{path}: {type(value).__name__} has no canonical form")


def _check_text(text: str, path: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{path}: lone surrogate") from None


def encode(value: object) -> bytes:
    """The canonical bytes of `value`; raises ValueError outside the profile."""
    check(value)
    return encode_trusted(value)


def decode(data: bytes) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Read canonical bytes; raises ValueError for anything that is not the canonical form."""
    try:
        value = _decoder.decode(data)
        canonical = encode(value)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None
    if canonical != data:
        raise ValueError("not in canonical form")
    return value
