"""Signed notes, keys and checkpoints written by golang/mod, C2SP, transparency-dev and torchwood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from licdsl.errors import SignatureInvalid
from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.keys import Signer, VerifierKey
from licdsl.ledger.notes import Note, sign

# Keys of types that this version does not read; the vectors call them good.
OTHER_TYPES = {
    "works: native algEd25519CosignatureV1 verifier": "type 0x04, timestamped cosignature: a witness's key",
    "ML-DSA-44 vkey with the right key hash": "type 0x06, ML-DSA-44",
}


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, Any]:
    path = shared / "vectors" / "signed-note"
    if not path.is_dir():
        pytest.skip("no signed-note vectors beside the checkout")
    notes: dict[str, Any] = json.loads((path / "notes.json").read_text("utf-8"))
    checkpoints: dict[str, Any] = json.loads((path / "checkpoints.json").read_text("utf-8"))
    return notes | checkpoints


def _verified(case: dict[str, Any]) -> tuple[int, int] | None:
    """How many signatures verify and how many are unknown, as Go counts them; None where it is refused."""
    data = case["note"].encode("utf-8") if "note" in case else case["note_latin1"].encode("latin-1")
    try:
        note = Note.read(data)
        keys = note.verify([VerifierKey.read(text) for text in case["vkeys"]])
    except SignatureInvalid:
        return None
    known = {(key.name, key.id) for key in keys}
    unknown = {line for line in note.signatures if (line.name, line.key_id) not in known}
    return len(keys), len(unknown)


def test_notes_are_accepted_or_refused_as_published(vectors: dict[str, Any]) -> None:
    for case in vectors["notes"]:
        expected = (case["verified"], case["unverified"]) if case["ok"] else None
        assert _verified(case) == expected, case["name"]


def test_keys_are_accepted_or_refused_as_published(vectors: dict[str, Any]) -> None:
    refused = []
    for case in vectors["vkeys"]:
        try:
            assert VerifierKey.read(case["vkey"]).text == case["vkey"]
        except SignatureInvalid:
            refused.append(case["name"])
    assert set(refused) == {case["name"] for case in vectors["vkeys"] if not case["ok"]} | set(OTHER_TYPES)


def test_no_mangled_key_is_accepted(vectors: dict[str, Any]) -> None:
    [good] = [case["vkey"] for case in vectors["vkeys"] if case.get("mangle")]
    pieces = {good[start:end] for start in range(len(good)) for end in range(start + 1, len(good) + 1)} - {
        good
    }
    changed = {good[:at] + chr(ord(good[at]) + 1) + good[at + 1 :] for at in range(len(good))}
    for text in sorted(pieces | changed):
        with pytest.raises(SignatureInvalid):
            VerifierKey.read(text)


def test_signing_gives_the_published_note(vectors: dict[str, Any]) -> None:
    for case in vectors["sign"]:
        signer = Signer.read(case["skey"])
        assert signer.verifier.text == case["vkey"]
        assert signer.private_text == case["skey"]
        assert sign(case["text"], signer) == case["note"]


def test_checkpoints_are_read_as_published_but_for_short_roots_and_extensions(
    vectors: dict[str, Any],
) -> None:
    for case in vectors["checkpoints"]:
        try:
            checkpoint = Checkpoint.read(case["body"])
        except SignatureInvalid:
            checkpoint = None
        # transparency-dev takes roots of any length and extension lines; both are refused on purpose
        assert (checkpoint is not None) == case.get("ok", False), case["name"]
        if checkpoint is not None:
            assert (checkpoint.origin, checkpoint.size) == (case["origin"], case["size"])
            assert checkpoint.text == case["body"]
