"""What a verification says: findings, each with a code, the entry it names and one plain sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from licdsl.errors import ChainBroken

_CONSEQUENCES = frozenset({"missing", "redact", "request", "stream", "stream-head"})
_STRETCHES = frozenset({"root", "uncovered"})
MOST = 100  # findings kept; the rest are only counted


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold; `entry` is None where no entry can be named."""

    code: str
    entry: int | None
    text: str

    def __str__(self) -> str:
        """`code: entry 7: sentence`."""
        place = "" if self.entry is None else f"entry {self.entry}: "
        return f"{self.code}: {place}{self.text}"


class Findings:
    """Collects findings; keeps the first hundred and counts all."""

    __slots__ = ("_kept", "total")

    def __init__(self) -> None:
        """Start with none."""
        self.total = 0
        self._kept: list[Finding] = []

    def add(self, code: str, entry: int | None, text: str) -> None:
        """Note one finding."""
        self.total += 1
        if len(self._kept) < MOST:
            self._kept.append(Finding(code, entry, text))

    def ordered(self) -> tuple[Finding, ...]:
        """Those kept, by the entry they name.

        What may only follow from another entry's change comes later, then what names only where a
        stretch of entries begins, then what names none.
        """
        return tuple(sorted(self._kept, key=_rank))


def _rank(finding: Finding) -> tuple[bool, bool, bool, int]:
    code, entry = finding.code, finding.entry
    return entry is None, code in _STRETCHES, code in _CONSEQUENCES, entry or 0


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a verification.

    `entries` and `checkpoints` are how many were recomputed, `kinds` the entries by kind.
    `redacted`, `withheld` and `missing` count private groups that are not there: erased under a
    redact entry, left out of a bundle, or gone without one (each of the last is a finding too).
    `total` is the number of all findings, `findings` the first hundred.
    """

    entries: int
    checkpoints: int
    kinds: Counter[str]
    redacted: int
    withheld: int
    missing: int
    findings: tuple[Finding, ...]
    total: int

    @property
    def ok(self) -> bool:
        """Whether everything that was checked holds."""
        return self.total == 0

    @property
    def first(self) -> Finding | None:
        """The finding that names the earliest entry."""
        return self.findings[0] if self.findings else None

    def raise_for_findings(self) -> None:
        """Raise ChainBroken with the first finding, if there is one."""
        if self.first is not None:
            raise ChainBroken(str(self.first))
