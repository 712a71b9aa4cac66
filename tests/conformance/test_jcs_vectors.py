"""RFC 8785 documents of its authors: inside our profile the bytes agree, outside it they are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from licdsl.values.canonical import decode, encode

# Outside the profile of hashed bytes, and refused on purpose rather than encoded.
REFUSED = {
    "french.json": "keys that are not ASCII",
    "structures.json": "a float, 56.0",
    "values.json": "floats",
    "weird.json": "keys that are not ASCII",
}


def _documents(shared: Path) -> list[tuple[str, object, bytes]]:
    folder = shared / "vectors" / "jcs"
    if not folder.is_dir():
        pytest.skip("no JCS vectors beside the checkout")
    return [
        (path.name, json.loads(path.read_text("utf-8")), (folder / "output" / path.name).read_bytes().strip())
        for path in sorted((folder / "input").glob("*.json"))
    ]


def test_documents_agree_byte_for_byte_or_are_refused(shared: Path) -> None:
    refused = set()
    for name, value, canonical in _documents(shared):
        try:
            written = encode(value)
        except ValueError:
            refused.add(name)
        else:
            assert written == canonical, name
            assert decode(canonical) == value
    assert refused == set(REFUSED)
