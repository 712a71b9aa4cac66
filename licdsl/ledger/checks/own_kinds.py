"""The entries that the ledger writes itself: one genesis, and none that this version can't follow."""

from __future__ import annotations

from licdsl.errors import LicdslError
from licdsl.ledger.entry import Entry
from licdsl.ledger.evidence import Stretch, View
from licdsl.ledger.findings import Findings
from licdsl.ledger.genesis import GENESIS, genesis_outcome
from licdsl.ledger.keys import VerifierKey
from licdsl.values.canonical import encode_trusted

_NOT_FOLLOWED = frozenset({"key", "withdraw", "witness"})
_LOOKED_AT = _NOT_FOLLOWED | {GENESIS}


class OwnKindsCheck:
    """The genesis names the key that the caller trusts; kinds of later versions fail closed."""

    def __init__(self, key: VerifierKey) -> None:
        """`key` is the key that the caller trusts for this log."""
        self._key = key

    def segment(self, view: View, stretch: Stretch, findings: Findings) -> None:
        """Check the ledger's own entries of one stretch."""
        if stretch.first and _LOOKED_AT.isdisjoint(stretch.kinds):
            return
        for number, entry in enumerate(stretch.entries, stretch.first):
            kind = entry.kind
            if number == 0:
                self._check_genesis(entry, findings)
            elif kind == GENESIS:
                findings.add("genesis", number, "there is a second genesis")
            elif kind in _NOT_FOLLOWED:
                findings.add("unsupported", number, f"this version can't verify entries of kind `{kind}`")

    def _check_genesis(self, entry: Entry, findings: Findings) -> None:
        if entry.kind != GENESIS:
            findings.add("genesis", 0, "the first entry is not a genesis")
            return
        try:
            recovery = VerifierKey.read(str(entry.outcome.get("recovery")))
        except LicdslError as error:
            findings.add("genesis", 0, f"its recovery key: {error}")
            return
        if genesis_outcome(self._key, recovery) != encode_trusted(entry.outcome):
            findings.add("genesis", 0, f"the log was not begun by the key `{self._key.text}`")

    def finish(self, view: View, size: int, findings: Findings) -> None:
        """Nothing is derived from these entries."""
