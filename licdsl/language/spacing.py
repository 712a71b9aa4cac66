"""Indentation, and blank lines between the lines of a contract, comments included.

Between two items stands one blank line; between neighbouring one-line items, before comments
and after them, the author's choice of one or none. A comment that is indented and follows a
block at once belongs to that block; any other comment before an item is not indented.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from licdsl.language.pieces import ITEMS
from licdsl.language.rows import Remark, Role, Row

INDENT = {Role.TOP: 0, Role.LINE: 2, Role.TOP_CONTINUED: 2, Role.LINE_CONTINUED: 13}


class Space(NamedTuple):
    """Whether a blank line stands before a line, and how many blanks it starts with."""

    blank: bool
    indent: int


def spacing(lines: Sequence[Row | Remark]) -> list[Space]:
    """The space of each of `lines`, in order."""
    found: list[Space] = []
    remarks: list[Remark] = []
    above: Row | None = None
    for line in (*lines, None):
        if isinstance(line, Remark):
            remarks.append(line)
            continue
        found.extend(_between(above, remarks, line))
        above, remarks = line, []
    return found


def _between(above: Row | None, remarks: list[Remark], row: Row | None) -> list[Space]:
    """The spaces of the comments between two lines of code, and of the second of these."""
    if row is not None and not _starts_item(above, row):
        return [Space(False, INDENT[row.role])] * (len(remarks) + 1)
    lines: list[Row | Remark] = [*remarks] if row is None else [*remarks, row]
    attached = _attached(above, remarks)
    spaces = [Space(False, INDENT[Role.LINE])] * attached
    before: Row | Remark | None = lines[attached - 1] if attached else above
    for index, line in enumerate(lines[attached:]):
        wide = before is not None and line.number > before.number + 1
        needed = index == 0 and above is not None and not _both_short(above, row)
        spaces.append(Space(wide or needed, 0))
        before = line
    return spaces


def _starts_item(above: Row | None, row: Row) -> bool:
    return row.role is Role.TOP and (above is None or row.kind != "opening")


def _both_short(above: Row, row: Row | None) -> bool:
    return above.kind in ITEMS and row is not None and row.kind in ITEMS


def _attached(above: Row | None, remarks: list[Remark]) -> int:
    """How many of `remarks` belong to the block above."""
    if above is None or above.kind in ITEMS:
        return 0
    number = above.number
    for count, remark in enumerate(remarks):
        if not remark.indented or remark.number != number + 1:
            return count
        number = remark.number
    return len(remarks)
