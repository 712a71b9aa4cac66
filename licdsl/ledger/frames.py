"""How the entries and the private parts of one batch are laid out in a blob.

Entries: u16 big-endian length ‖ entry, one after the other (the entry bundles of C2SP tlog-tiles).
Private parts: one MessagePack array with a map per entry, group name → [salt, body], both binary;
a group that was erased is no longer in its map.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec

from licdsl.errors import ChainBroken
from licdsl.ledger.commitments import SALT, Private

pack_private = msgspec.msgpack.Encoder(order="sorted").encode
_Salt = Annotated[bytes, msgspec.Meta(min_length=SALT, max_length=SALT)]
_unpack = msgspec.msgpack.Decoder(list[dict[str, tuple[_Salt, bytes]]]).decode


def join_entries(entries: Sequence[bytes]) -> bytes:
    """The blob of `entries`; each must be at most 65,535 bytes long."""
    pieces: list[bytes] = []
    for entry in entries:
        pieces.append(len(entry).to_bytes(2, "big"))
        pieces.append(entry)
    return b"".join(pieces)


def split_entries(blob: bytes) -> list[bytes]:
    """The entries in `blob`; raises ChainBroken where a length points past its end."""
    entries, position = split_what_fits(blob)
    if position != len(blob):
        raise ChainBroken("a segment's entries do not fill its blob")
    return entries


def split_what_fits(blob: bytes) -> tuple[list[bytes], int]:
    """The entries in `blob`, the last one cut short where its length points past the end; and that end."""
    entries: list[bytes] = []
    position, last = 0, len(blob) - 2
    while position <= last:
        start = position + 2
        position = start + (blob[position] << 8 | blob[position + 1])
        entries.append(blob[start:position])
    return entries, position


def unpack_private(blob: bytes) -> list[Private]:
    """The private parts in `blob`, a map per entry; raises ChainBroken for anything else."""
    try:
        parts = _unpack(blob)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise ChainBroken("the private parts are not an array of maps of salt and body") from None
    if pack_private(parts) != blob:
        raise ChainBroken("the private parts are not in canonical form")
    return parts
