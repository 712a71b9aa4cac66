"""The one layout of a contract: blanks change, nothing else does.

Lines of a block are indented by two, and their keyword is padded so that what follows starts in
one column; names in neighbouring definitions, facts, parties and shares are aligned; items are
one blank line apart, neighbouring one-line items as the author left them. Line breaks inside a
condition or list stay where the author put them, comments stay on their line, and a comment
after code keeps its column where it can.

`format` proves its own result: same tokens and comments, same tree, and itself unchanged when it
is formatted again (law 22).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from licdsl.errors import ContractError, LayoutError
from licdsl.language.automaton import Token
from licdsl.language.parser import parse
from licdsl.language.rows import Remark, Role, Row, rows
from licdsl.language.source import Source
from licdsl.language.spacing import spacing

_KEYWORD = 10
_PAIRS = {("time", "zone"), ("business", "days"), ("at", "most"), ("otherwise", "after")}
_ALIGNED = {"party": 2, "share": 1, "commission": 1, "define": 1, "fact": 1}
_PART = re.compile(r'"[^"\n]*"|#[^\n]*|[(),:]|[^\s"#(),:]+')


def format(source: Source) -> str:
    """The text of `source` in the one layout, ending in a newline.

    Raises ContractError with the diagnostics when the text has syntax errors, LayoutError when
    the proof fails.
    """
    before = parse(source)
    if before.diagnostics or before.file is None:
        raise ContractError(f"`{source.path}` cannot be formatted before it is mended", before.diagnostics)
    laid_out = _layout(list(rows(source)))
    after = parse(Source(source.path, laid_out))
    if _parts(source.text) != _parts(laid_out) or before.file != after.file:
        raise LayoutError(f"formatting `{source.path}` would change more than blanks")
    return laid_out


def _parts(text: str) -> list[str]:
    return [part.rstrip() for part in _PART.findall(text)]


# ---------------------------------------------------------------- lines
def _layout(lines: list[Row | Remark]) -> str:
    widths = _name_widths(lines)
    shown: list[str] = []
    for line, space in zip(lines, spacing(lines), strict=True):
        if space.blank:
            shown.append("")
        if isinstance(line, Remark):
            shown.append(" " * space.indent + line.comment)
        else:
            shown.append(_commented(_code(line, space.indent, widths.get(line.number, 0)), line))
    return "".join(f"{line}\n" for line in shown)


def _commented(code: str, row: Row) -> str:
    """Code with its comment, which stays in its column if two blanks fit before it."""
    if not row.comment:
        return code
    return code.ljust(max(row.column, len(code) + 2)) + row.comment


def _code(row: Row, indent: int, width: int) -> str:
    """The indented code of one line; `width` is the room for the name after the keyword."""
    words = [_written(token) for token in row.tokens]
    key = _key_length(row)
    lead = " ".join(words[:key])
    rest = words[key:]
    if row.role is Role.LINE and row.tokens[0].terminal != "NAME":
        lead = lead.ljust(_KEYWORD)
    if width:
        lead, rest = f"{lead} {rest[0].ljust(width)}", rest[1:]
    return (" " * indent + _joined([lead, *rest])).rstrip()


def _key_length(row: Row) -> int:
    """How many words lead the line: two for keywords of two words, else one."""
    if row.role is not Role.LINE or row.tokens[0].terminal == "NAME":
        return 1
    return 2 if tuple(token.text for token in row.tokens[:2]) in _PAIRS else 1


def _written(token: Token) -> str:
    """The text of a token with single blanks."""
    if token.terminal == "STRING":
        return token.text
    return "," if token.terminal == "_COMMA" else " ".join(token.text.split())


def _joined(words: Iterable[str]) -> str:
    text = ""
    for word in words:
        tight = word in (",", ":", ")") or not text or text.endswith("(")
        text += word if tight else f" {word}"
    return text


# ---------------------------------------------------------------- names in one column
def _name_widths(lines: Sequence[Row | Remark]) -> dict[int, int]:
    """By line number, the room for the name after the keyword of a line in an aligned group."""
    widths: dict[int, int] = {}
    for group in _groups(lines):
        longest = max(len(row.tokens[1].text) for row in group)
        for row in group:
            widths[row.number] = longest + _ALIGNED[row.tokens[0].text] - 1
    return widths


def _groups(lines: Sequence[Row | Remark]) -> Iterator[list[Row]]:
    """Neighbouring one-line definitions or facts; the parties of a header; the shares of a split."""
    group: list[Row] = []
    for line, follower in zip_longest(lines, lines[1:]):
        if not isinstance(line, Row):
            continue
        aligned = _is_aligned(line, follower)
        if group and line.role is Role.TOP and not (aligned and _neighbours(group[-1], line)):
            yield group
            group = []
        if aligned:
            group.append(line)
    if group:
        yield group


def _is_aligned(row: Row, follower: Row | Remark | None) -> bool:
    if row.tokens[0].text not in _ALIGNED or row.tokens[0].terminal == "NAME":
        return False
    if row.role is Role.TOP:
        return not (isinstance(follower, Row) and follower.role is Role.TOP_CONTINUED)
    return row.role is Role.LINE and len(row.tokens) > 2


def _neighbours(one: Row, other: Row) -> bool:
    return one.kind == other.kind and other.number == one.number + 1
