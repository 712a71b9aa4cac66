"""The v1 entry: one encoding, read strictly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licdsl.errors import ChainBroken, StoreError
from licdsl.ledger.chain import Chain, Tail
from licdsl.ledger.commitments import Salts, commitment
from licdsl.ledger.entry import Entry, base64_hash
from licdsl.ledger.store import Draft
from licdsl.ledger.streams import ZERO
from licdsl.ledger.tree import leaf_hash
from licdsl.testing.sample_logs import START, sample_draft, told_entropy
from licdsl.values.canonical import LARGEST, decode, encode

ids = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200)
words = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-LARGEST, LARGEST)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
outcomes = st.dictionaries(
    words, leaves | st.lists(leaves, max_size=3) | st.dictionaries(words, leaves, max_size=3)
)
digests = st.none() | st.binary(min_size=32, max_size=32).map(lambda each: "sha256:" + each.hex())


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    reporter = draw(st.none() | ids)
    return Draft(
        kind=draw(
            words.filter(
                lambda each: each not in {"genesis", "heads", "key", "redact", "withdraw", "witness"}
            )
        ),
        at=draw(st.integers(0, START)),
        received=START,
        outcome=encode(draw(outcomes)),
        private=draw(
            st.dictionaries(words.filter(lambda each: each != "blind"), outcomes.map(encode), max_size=3)
        ),
        contract=draw(digests),
        data=draw(digests),
        request=None if reporter is None else draw(st.none() | ids),
        reporter=reporter,
        streams=draw(st.lists(ids, max_size=4)),
        semantics=draw(st.integers(0, 9)),
    )


def _chain(seed: str = "chain") -> Chain:
    return Chain(Tail(0, ZERO, START, 0, START), Salts(told_entropy(seed)), lambda _: None, lambda _: {})


@given(st.lists(drafts(), min_size=1, max_size=4))
def test_joined_parts_are_the_canonical_encoding_of_the_whole_entry(told: list[Draft]) -> None:
    chain = _chain()
    link = base64_hash(bytes(32)).decode()
    places: dict[str, tuple[int, str]] = {}
    for index, draft in enumerate(told):
        placed = chain.append_own(draft)
        streams = []
        for name in sorted(set(draft.streams)):
            count, before = places.get(name, (0, base64_hash(bytes(32)).decode()))
            streams.append({"id": name, "index": count, "previous": before})
        whole = {
            "at": draft.at,
            "commitments": {
                name: base64_hash(commitment(salt, body)).decode()
                for name, (salt, body) in placed.private.items()
            },
            "contract": draft.contract,
            "data": draft.data,
            "index": index,
            "kind": draft.kind,
            "outcome": decode(draft.outcome),
            "previous": link,
            "received": draft.received,
            "reporter": draft.reporter,
            "request": draft.request,
            "semantics": draft.semantics,
            "streams": streams,
            "v": 1,
        }
        assert placed.entry == encode(whole)
        assert Entry.read(placed.entry).outcome == decode(draft.outcome)
        link = base64_hash(leaf_hash(placed.entry)).decode()
        places |= {each["id"]: (each["index"] + 1, link) for each in streams}  # type: ignore[operator,misc]


def _entry() -> bytes:
    return _chain().append_own(sample_draft(1)).entry


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"quantity":1,', b'"quantity":1.5,'),
        (b'"quantity":1,', b'"quantity":9007199254740992,'),
        (b'"quantity":1,', b'"quantity":1, '),
        (b'"v":1}', b'"v":2}'),
        (b'"v":1}', b'"v":1,"w":1}'),
        (b'"v":1}', b'"v":1,"v":1}'),
        (b'"semantics":1,', b""),
        (b'"kind":"decision"', b'"kind":"Decision"'),
        (b'"kind":"decision"', b'"kind":"decisi\\u006fn"'),
        (b'"reporter":"acme"', b'"reporter":null'),
        (b'"reporter":"acme"', b'"reporter":"ac me"'),
        (b'"contract":"sha256:a1', b'"contract":"sha256:A1'),
        (b'"index":0,', b'"index":-1,'),
        (b'"clause":', '"clausé":'.encode()),
        (b'"unit":"requests"', b'"unit":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}'),
        (b'"streams":[', b'"streams":[{"id":"zzz","index":0,"previous":"AA"},'),
    ],
)
def test_an_entry_in_any_other_form_is_refused(old: bytes, new: bytes) -> None:
    data = _entry()
    assert Entry.read(data).v == 1
    assert old in data
    with pytest.raises(ChainBroken):
        Entry.read(data.replace(old, new, 1))


def test_every_hash_of_an_entry_must_be_padded_base64_of_32_bytes() -> None:
    data = _entry()
    at = data.index(b'"previous":"') + 12
    for value in (b"A" * 44, b"A" * 43 + b"B", b"A" * 42 + b"B=", b"A" * 40 + b"===="):
        with pytest.raises(ChainBroken):
            Entry.read(data[:at] + value + data[at + 44 :])


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "Decision"},
        {"kind": "heads"},
        {"outcome": b"[]"},
        {"outcome": b'{"a":1.5}'},
        {"outcome": b'{"b":1,"a":1}'},
        {"outcome": b'{"a":"' + b"x" * 66_000 + b'"}'},
        {"private": {"blind": b"1"}},
        {"private": {"Facts": b"1"}},
        {"request": "has blank"},
        {"reporter": None},
        {"reporter": ""},
        {"streams": ["a b"]},
        {"contract": "sha256:0"},
        {"at": START + 10**10},
        {"semantics": -1},
    ],
)
def test_a_draft_that_no_verifier_would_pass_is_refused_before_it_is_written(
    changes: dict[str, object],
) -> None:
    draft = sample_draft(1)
    for name, value in changes.items():
        setattr(draft, name, value)
    with pytest.raises(StoreError):
        _chain().append(draft)


def test_a_source_of_entropy_that_runs_dry_is_refused() -> None:
    with pytest.raises(StoreError, match="entropy"):
        Salts(lambda _: b"").take(16)


def test_no_salt_is_handed_out_twice() -> None:
    salts = Salts(told_entropy(), block=100)
    assert len({salts.take(16) for _ in range(50)}) == 50
