"""Forms: what many drafts share, checked once and encoded once.

The entries of one node differ in times, outcomes, hashes and request ids, and hardly ever in their
kind, contract, data, reporter, streams and group names. A `Form` is that constant part: it was
checked when it was made, and its `template` is the whole entry with a place for each thing that
differs, in the order of the canonical keys:

    at, a commitment per group, index, outcome, previous, received, request, (number, leaf) per stream

Filled in, the bytes are those of `values.canonical.encode` of the whole object (a property test
compares them).
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from licdsl.errors import StoreError
from licdsl.ledger.commitments import BLIND
from licdsl.ledger.entry import VERSION, is_digest, is_kind, is_name
from licdsl.values.canonical import LARGEST, encode_trusted


class Form(msgspec.Struct, frozen=True, gc=False):
    """The constant part of entries; `groups` and `streams` are in the order of their places."""

    groups: tuple[str, ...]
    streams: tuple[str, ...]
    template: bytes


@lru_cache(maxsize=16_384)
def form(
    kind: str,
    contract: str | None,
    data: str | None,
    reporter: str | None,
    semantics: int,
    streams: tuple[str, ...],
    groups: tuple[str, ...],
) -> Form:
    """The form of drafts with these parts; raises StoreError where they have no v1 form.

    `groups` are the names of the private groups, in any order; without one, there is a `blind` one.
    """
    _check(kind, contract, data, reporter, semantics, streams, groups)
    names = tuple(sorted(groups)) or (BLIND,)
    ids = tuple(sorted(set(streams)))
    commitments = b",".join(b'%b:"%%b"' % _quoted(name) for name in names)
    places = b",".join(b'{"id":%b,"index":%%d,"previous":"%%b"}' % _quoted(name) for name in ids)
    template = (
        b'{"at":%%d,"commitments":{%b},"contract":%b,"data":%b,"index":%%d,"kind":%b,"outcome":%%b,'
        b'"previous":"%%b","received":%%d,"reporter":%b,"request":%%b,"semantics":%d,"streams":[%b],"v":%d}'
    ) % (
        commitments,
        _quoted(contract),
        _quoted(data),
        _quoted(kind),
        _quoted(reporter),
        semantics,
        places,
        VERSION,
    )
    return Form(names, ids, template)


def _quoted(text: str | None) -> bytes:
    """Canonical JSON, to stand in a template."""
    return encode_trusted(text).replace(b"%", b"%%")


def _check(
    kind: str,
    contract: str | None,
    data: str | None,
    reporter: str | None,
    semantics: int,
    streams: tuple[str, ...],
    groups: tuple[str, ...],
) -> None:
    if not is_kind(kind) or BLIND in groups or not all(map(is_kind, groups)):
        raise StoreError(f"the kind `{kind}` or one of its private groups is not a lower-case word")
    if reporter is not None and not is_name(reporter):
        raise StoreError("a reporter's id is 1 to 200 printable ASCII characters")
    if not all(map(is_name, streams)):
        raise StoreError("a stream's id is 1 to 200 printable ASCII characters")
    for digest in (contract, data):
        if digest is not None and not is_digest(digest):
            raise StoreError("a contract or data digest is `sha256:` and 64 hexadecimal digits")
    if not 0 <= semantics <= LARGEST:
        raise StoreError("the semantics is not a version number")
