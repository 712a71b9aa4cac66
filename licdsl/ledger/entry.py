"""The v1 entry: the canonical JSON object whose bytes are hashed, stored and never re-encoded.

Every entry has all fourteen keys, in ASCII order; what does not apply is `null` (contract, data,
reporter, request) or empty (streams), so an entry has one shape and one encoding:

    at commitments contract data index kind outcome previous received reporter request semantics streams v

`forms` writes it: the bytes equal `values.canonical.encode` of the same object (a property test
compares them). `Entry.read` is the strict reader: canonical bytes only, no unknown, missing or
repeated key, no floats, integers within ±(2**53 - 1), hashes as padded base64 of 32 bytes, streams
in ascending order. `decode` is its first half, for the verifier, which compares hashes and indexes
with recomputed ones anyway.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from licdsl.errors import ChainBroken
from licdsl.values.canonical import LARGEST, check, encode_trusted

VERSION = 1
LONGEST = 65_535  # bytes; tlog-tiles writes an entry's length as u16
FUTURE = 300_000_000  # µs; an event may be this far ahead of the node's clock
OUTCOME_DEPTH = 6  # levels of arrays and objects inside an outcome
OWN_KINDS = frozenset({"genesis", "heads", "key", "redact", "withdraw", "witness"})

_KIND = re.compile(r"[a-z][a-z0-9-]{0,63}")
_ID = re.compile(r"[!-~]{1,200}")
_HASH = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")  # 32 bytes, no stray bits
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

_Integer = Annotated[int, msgspec.Meta(ge=-LARGEST, le=LARGEST)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]


def _nested(depth: int) -> Any:  # noqa: ANN401 - a type built at run time: JSON without floats
    value: Any = None | bool | _Integer | str
    for _ in range(depth - 1):
        value = None | bool | _Integer | str | list[value] | dict[str, value]
    return dict[str, value]


if TYPE_CHECKING:
    Outcome = dict[str, Any]
else:
    Outcome = _nested(OUTCOME_DEPTH)


class StreamPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """An entry's place in one stream: its number there and the leaf hash (base64) before it."""

    id: str
    index: _Count
    previous: str


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One entry as read from its bytes; times in µs since 1970 UTC, hashes in base64."""

    at: _Integer
    commitments: dict[str, str]
    contract: str | None
    data: str | None
    index: _Count
    kind: str
    outcome: Outcome
    previous: str
    received: _Integer
    reporter: str | None
    request: str | None
    semantics: _Count
    streams: list[StreamPlace]
    v: int

    @classmethod
    def read(cls, data: bytes) -> Entry:
        """Read one entry's bytes strictly; raises ChainBroken with one sentence.

        Does not check what needs other entries: index, predecessor, streams, commitments.
        """
        entry = decode(data)
        if encode_trusted(entry) != data:
            raise ChainBroken("the entry is not in canonical form")
        check_words(entry)
        for value in (entry.previous, *entry.commitments.values(), *(s.previous for s in entry.streams)):
            if not is_hash(value):
                raise ChainBroken("a hash in the entry is not padded base64 of 32 bytes")
        return entry


_decode = msgspec.json.Decoder(Entry).decode
_decode_outcome = msgspec.json.Decoder(Outcome).decode
_decode_texts = msgspec.json.Decoder(list[str]).decode


def decode(data: bytes) -> Entry:
    """The entry in `data`, inside the JCS profile; does not check that `data` is canonical."""
    if len(data) > LONGEST:
        raise ChainBroken(f"the entry is longer than {LONGEST} bytes")
    try:
        entry = _decode(data)
        if not data.isascii():
            check(entry.outcome)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ChainBroken(f"the entry is malformed: {error}") from None
    return entry


def decode_all(data: Sequence[bytes]) -> list[Entry]:
    """`decode` of each, for entries that are framed by a u16 length."""
    try:
        entries = list(map(_decode, data))
        if not all(map(bytes.isascii, data)):
            for entry in entries:
                check(entry.outcome)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ChainBroken(f"an entry is malformed: {error}") from None
    return entries


def check_words(entry: Entry) -> None:
    """Raise ChainBroken where a word, id or digest has a form that no writer may use."""
    if entry.v != VERSION:
        raise ChainBroken(f"the entry has version {entry.v}, not {VERSION}")
    if not is_kind(entry.kind):
        raise ChainBroken("the entry's kind is not a lower-case word")
    if not (entry.contract is None or is_digest(entry.contract)):
        raise ChainBroken("the entry's contract is not a digest")
    if not (entry.data is None or is_digest(entry.data)):
        raise ChainBroken("the entry's data is not a digest")
    if not (entry.reporter is None or is_name(entry.reporter)):
        raise ChainBroken("the entry's reporter is not a printable ASCII id")
    if entry.request is not None and (entry.reporter is None or not is_id(entry.request)):
        raise ChainBroken("the entry's request is not a printable ASCII id of a reporter")
    if not entry.commitments or not all(is_kind(name) for name in entry.commitments):
        raise ChainBroken("the entry has no commitment, or one without a proper name")
    ids = [place.id for place in entry.streams]
    if ids and (not all(is_name(each) for each in ids) or any(a >= b for a, b in pairwise(ids))):
        raise ChainBroken("the entry's streams are not ascending printable ASCII ids")


def is_hash(text: str) -> bool:
    """Whether `text` is 32 bytes in padded base64 without stray bits."""
    return _HASH.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """Whether `text` is 1 to 200 printable ASCII characters without blanks."""
    return _ID.fullmatch(text) is not None


def are_ids(texts: Sequence[str]) -> bool:
    """Whether all are ids: `is_id` of each, in one pass."""
    if not texts:
        return True
    lengths, whole = list(map(len, texts)), "".join(texts)
    fine = whole.isascii() and whole.isprintable() and " " not in whole
    return fine and min(lengths) > 0 and max(lengths) <= 200


@lru_cache(maxsize=4096)
def is_kind(text: str) -> bool:
    """Whether `text` can name a kind or a private group: lower-case letters, digits, hyphens."""
    return _KIND.fullmatch(text) is not None


is_name = lru_cache(maxsize=65_536)(is_id)  # ids that come back: reporters, streams


@lru_cache(maxsize=65_536)
def is_digest(text: str) -> bool:
    """Whether `text` is `sha256:` and 64 lower-case hexadecimal digits."""
    return _DIGEST.fullmatch(text) is not None


def is_outcome(data: bytes) -> bool:
    """Whether `data` is a canonical JSON object that nests no deeper than OUTCOME_DEPTH."""
    try:
        outcome = _decode_outcome(data)
        if not data.isascii():
            check(outcome)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False
    return encode_trusted(outcome) == data


def base64_hash(digest: bytes) -> bytes:
    """32 bytes as 44 ASCII bytes of padded base64 (RFC 4648 §4)."""
    return binascii.b2a_base64(digest, newline=False)


def base64_hashes(digests: list[bytes]) -> list[str]:
    """The base64 text of each, as `base64_hash` has it, in two calls for all."""
    return _decode_texts(encode_trusted(digests))
