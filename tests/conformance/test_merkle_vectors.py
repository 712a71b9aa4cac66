"""RFC 6962 proofs written by transparency-dev: good ones hold, bad ones don't.

None is left out: those with roots or leaves that are no 32 bytes are marked as errors there too.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from licdsl.ledger.proof import consistency_holds, inclusion_holds


def _cases(shared: Path, kind: str) -> list[tuple[str, dict[str, object]]]:
    folder = shared / "vectors" / "merkle"
    paths = sorted((folder / kind).rglob("*.json"))
    if not paths:
        pytest.skip("no Merkle vectors beside the checkout")
    return [(str(path.relative_to(folder)), json.loads(path.read_text())) for path in paths]


def _bytes(value: object) -> bytes:
    return base64.b64decode(str(value)) if value else b""


def _hashes(value: object) -> list[bytes]:
    return [_bytes(each) for each in value] if isinstance(value, list) else []


def test_inclusion_proofs_hold_or_fail_as_published(shared: Path) -> None:
    cases = _cases(shared, "inclusion")
    wrong = []
    for name, case in cases:
        index, size = int(str(case["leafIdx"])), int(str(case["treeSize"]))
        leaf, root = _bytes(case["leafHash"]), _bytes(case["root"])
        holds = inclusion_holds(index, size, leaf, _hashes(case["proof"]), root)
        if holds == case["wantErr"]:
            wrong.append((name, holds, len(_bytes(case["root"]))))
    assert wrong == []
    assert len(cases) >= 50


def test_consistency_proofs_hold_or_fail_as_published(shared: Path) -> None:
    cases = _cases(shared, "consistency")
    wrong = []
    for name, case in cases:
        sizes = int(str(case["size1"])), int(str(case["size2"]))
        roots = _bytes(case["root1"]), _bytes(case["root2"])
        holds = consistency_holds(*sizes, *roots, _hashes(case["proof"]))
        if holds == case["wantErr"]:
            wrong.append((name, holds, len(_bytes(case["root1"]))))
    assert wrong == []
    assert len(cases) >= 40
