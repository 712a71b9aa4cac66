"""Quantities: a whole number of one unit, such as 75 words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """`count` of `unit` (the plural token of the vocabulary: requests, words, displays)."""

    count: int
    unit: str

    def __str__(self) -> str:
        """As contracts write it: `5,000,000 requests`."""
        return f"{self.count:,} {self.unit}"
