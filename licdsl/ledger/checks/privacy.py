"""Private parts against their commitments, and redact entries against what is gone.

The verdict on a private group is one of five: *ok*; *redacted*: gone, and a redact entry covers it;
*withheld*: the bundle leaves groups of that name out; *missing*: gone without a word (a finding);
*bad*: it is not what the entry commits to (a finding).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from hashlib import sha256
from itertools import chain

from licdsl.ledger.commitments import PREFIX, Private, commitment
from licdsl.ledger.entry import Entry, base64_hash, is_hash
from licdsl.ledger.evidence import Stretch, View
from licdsl.ledger.findings import Findings
from licdsl.values.canonical import encode_trusted

REDACT = "redact"
_FIELDS = {"by": str, "entry": int, "ground": str, "parts": list}


class PrivacyCheck:
    """Counts the verdicts; `redacted`, `withheld` and `missing` are known after `finish`."""

    def __init__(self, withheld: Collection[str]) -> None:
        """`withheld` are the names of the groups that a bundle leaves out."""
        self.verdicts: Counter[str] = Counter()
        self._withheld = withheld
        self._gone: dict[tuple[int, str], None] = {}
        self._redacted: dict[tuple[int, str], int] = {}

    def segment(self, view: View, stretch: Stretch, findings: Findings) -> None:
        """Recompute the commitments of one stretch and note its redact entries."""
        if REDACT in stretch.kinds:
            for entry in stretch.entries:
                if entry.kind == REDACT:
                    self._note_redaction(entry, findings)
        if stretch.private is None or _all_there(stretch.entries, stretch.private):
            return
        for number, (entry, private) in enumerate(
            zip(stretch.entries, stretch.private, strict=True), stretch.first
        ):
            self._judge(number, entry, private, findings)

    def _judge(self, number: int, entry: Entry, private: Private, findings: Findings) -> None:
        """Tell what is gone from what is bad in one entry."""
        computed = {name: base64_hash(commitment(*group)).decode() for name, group in private.items()}
        for name, value in entry.commitments.items():
            if name not in computed:
                self._note_gone(number, name, value, findings)
            elif computed[name] != value:
                findings.add("commitment", number, f"its private group `{name}` is not what it commits to")
        for name in sorted(set(computed) - set(entry.commitments)):
            findings.add("private", number, f"it has a private group `{name}` that it does not commit to")

    def _note_gone(self, number: int, name: str, value: str, findings: Findings) -> None:
        self._gone[number, name] = None
        if not is_hash(value):
            findings.add("commitment", number, f"its commitment `{name}` is not a hash")

    def _note_redaction(self, entry: Entry, findings: Findings) -> None:
        outcome = entry.outcome
        whole = {name: type(value) for name, value in outcome.items()} == _FIELDS
        if not whole or not 0 <= outcome["entry"] < entry.index or not outcome["parts"]:
            findings.add(
                "redact", entry.index, "the redaction does not say which parts of which earlier entry"
            )
            return
        for name in outcome["parts"]:
            self._redacted[outcome["entry"], str(name)] = entry.index

    def finish(self, view: View, size: int, findings: Findings) -> None:
        """Tell redacted, withheld and missing groups apart."""
        for number, name in self._gone:
            verdict = self._verdict(number, name)
            self.verdicts[verdict] += 1
            if verdict == "missing":
                findings.add(
                    "missing", number, f"its private group `{name}` is gone and no redaction covers it"
                )
        for (number, name), by in self._redacted.items():
            if (number, name) not in self._gone:
                findings.add(
                    "redact", by, f"it says that `{name}` of entry {number} was erased, but it was not"
                )

    def _verdict(self, number: int, name: str) -> str:
        if (number, name) in self._redacted:
            return "redacted"
        return "withheld" if name in self._withheld else "missing"


def _all_there(entries: list[Entry], private: list[Private]) -> bool:
    """Whether every entry has exactly the groups that it commits to, in the same order.

    Each list is compared as a whole; digests are written as base64 by the encoder, all at once.
    """
    commitments = [entry.commitments for entry in entries]
    if list(map(len, private)) != list(map(len, commitments)):
        return False
    if list(chain.from_iterable(private)) != list(chain.from_iterable(commitments)):
        return False
    computed = [sha256(PREFIX + salt + body).digest() for groups in private for salt, body in groups.values()]
    stated = [value for each in commitments for value in each.values()]
    return encode_trusted(computed) == encode_trusted(stated)
