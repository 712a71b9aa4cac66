"""The first entry of a log: which log this is, who signs it, who may replace the signer."""

from __future__ import annotations

from licdsl.ledger.entry import VERSION
from licdsl.ledger.keys import VerifierKey
from licdsl.values.canonical import encode

GENESIS = "genesis"


def genesis_outcome(key: VerifierKey, recovery: VerifierKey) -> bytes:
    """{"origin", "profile", "recovery", "vkey"}: the origin is the key's name."""
    return encode({"origin": key.name, "profile": VERSION, "recovery": recovery.text, "vkey": key.text})
