"""Where in its file a clause or line stands, for messages and tracebacks; no part of the meaning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column, both counted from 1."""

    line: int
    column: int


NOWHERE = Place(0, 0)
