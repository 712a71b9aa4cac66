"""Who accepted which offer when: an offer binds and permits only those who accepted it."""

from __future__ import annotations

from typing import Protocol


class Agreements(Protocol):
    """The acceptances of one node, as they stand before the decision that asks."""

    def accepted_at(self, contract: str, licensee: str) -> int | None:
        """The event time at which `licensee` accepted the offer with this meaning digest, or None."""
        ...

    def accept(self, contract: str, licensee: str, at: int) -> None:
        """Record the acceptance; a second one for the same pair is ignored."""
        ...


class MemoryAgreements:
    """Acceptances in memory; lost with the process."""

    def __init__(self) -> None:
        """Start with no offer accepted."""
        self.accepted: dict[tuple[str, str], int] = {}

    def accepted_at(self, contract: str, licensee: str) -> int | None:
        """The event time of the acceptance, or None."""
        return self.accepted.get((contract, licensee))

    def accept(self, contract: str, licensee: str, at: int) -> None:
        """Record the acceptance; a second one for the same pair is ignored."""
        self.accepted.setdefault((contract, licensee), at)
