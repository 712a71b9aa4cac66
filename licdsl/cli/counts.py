"""How many of something, in words."""

from __future__ import annotations


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """`1 finding`, `8 findings`, `2 entries`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"
