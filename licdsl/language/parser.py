"""From text to syntax tree, block by block, with every mistake on its own line.

A file is cut into its header and its blocks (`pieces.py`); each is read by its own start rule
(`automaton.py`). A line that does not fit gives one diagnostic (`slips.py`), is left out, and
reading goes on with the next line. A block with a mistake gives no node, but the name that it
declares is kept, so that the checker does not report its uses too, and so are its other lines, so
that their mistakes are told in the same run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from licdsl.language import slips, syntax
from licdsl.language.automaton import Machine, Stuck, Value
from licdsl.language.builder import MAKERS
from licdsl.language.characters import odd_characters
from licdsl.language.diagnostics import Diagnostic, error, in_order
from licdsl.language.grammar import LANGUAGE, table
from licdsl.language.nesting import too_deep
from licdsl.language.pieces import Piece, cut
from licdsl.language.source import LARGEST, Source, too_large
from licdsl.language.syntax import File, Header, Item

MOST = 100
"""The most mistakes that one file is told of."""

_STAND_INS = {
    "opening": "licdsl 1\n",
    "include": f'include "" version 1 sha256:{"0" * 64}\n',
    "define": 'define a means ""\n',
    "fact": "fact a attested by a\n",
    "event": "event a notified by a\n",
    "test": 'test "":\n',
}
_WITH_LINES = (
    syntax.Header, syntax.Permission, syntax.Prohibition, syntax.Duty, syntax.Price, syntax.Split,
    syntax.Power, syntax.Test,
)  # fmt: skip
_LABEL = re.compile(r"\s*\S+[ \t]+([a-z][a-z0-9-]*)")
_TITLE_STAND_IN = 'licence "" version 1\n'


@dataclass(frozen=True, slots=True)
class Parsed:
    """What could be read of a file, and everything that could not.

    `file` is None when no part of the text can be read; its header is None, and items are left
    out, where they hold mistakes. `broken` are the names that left out items declare, and `loose`
    the lines of a left out header or block that could be read, in written order.
    """

    file: File | None
    diagnostics: tuple[Diagnostic, ...]
    broken: frozenset[str] = frozenset()
    loose: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One piece as it was read: its node, or None, its mistakes and the lines without one."""

    node: Value
    mistakes: tuple[Diagnostic, ...]
    loose: tuple[object, ...] = ()


def parse(source: Source) -> Parsed:
    """Read `source`; any text gives a result, never an exception.

    The nodes hold what is written. Whether names, units, dates and currencies exist is not
    looked at.
    """
    faults = source.faults
    if not faults and len(source.text.encode("utf-8", "replace")) > LARGEST:
        faults = (too_large(),)
    if faults:
        return Parsed(None, faults)
    whole = Source(source.path, source.text + "\n")
    found = list(odd_characters(whole))
    spoilt = {diagnostic.span.line for diagnostic in found}
    header: Header | None = None
    items: list[Item] = []
    broken: set[str] = set()
    loose: list[object] = []
    for piece in cut(whole.text):
        reading = _read(whole, piece)
        found.extend(mistake for mistake in reading.mistakes if mistake.span.line not in spoilt)
        loose.extend(reading.loose)
        if piece.kind == "opening":
            header = reading.node
        elif reading.node is not None:
            items.append(reading.node)
        else:
            broken.update(_declared(whole.text, piece))
        if len(found) > MOST:
            break
    found.extend(_of_another_language(header))
    end = source.span(0, len(source.text))
    return Parsed(File(header, tuple(items), end), _listed(found), frozenset(broken), tuple(loose))


def _read(whole: Source, piece: Piece) -> _Reading:
    text = whole.text
    deep = too_deep(whole, piece)
    if deep is not None:
        return _Reading(None, (deep,))
    machine = Machine(table(), MAKERS, piece.rule)
    machine.start_line(piece.start, piece.line)
    mistakes: list[Diagnostic] = []
    for _ in range(MOST + 1):
        stuck = machine.read(text, piece.end)
        if stuck is None:
            node = machine.finish()
            if not isinstance(node, Stuck):
                mistakes.extend(slips.ambient(machine.tokens))
                return (
                    _Reading(None, tuple(mistakes), _lines(node, mistakes))
                    if mistakes
                    else _Reading(node, ())
                )
            stuck = node
        slip = slips.explain(whole, piece, machine, stuck)
        if not _same_stray_lines(mistakes, slip.diagnostic):
            mistakes.append(slip.diagnostic)
        _stand_in(machine, piece)
        machine.start_line(slip.resume, whole.span(slip.resume, slip.resume).line)
        if slip.resume >= piece.end:
            return _Reading(None, tuple(mistakes), _lines(machine.finish(), mistakes))
    return _Reading(None, tuple(mistakes))


def _lines(node: Value, mistakes: list[Diagnostic]) -> tuple[object, ...]:
    """The lines of a header or a block without those of `mistakes`; its heading may be a stand-in."""
    spoilt = {mistake.span.line for mistake in mistakes}
    lines = node.lines if isinstance(node, _WITH_LINES) else ()
    return tuple(line for line in lines if line.span.line not in spoilt)


def _same_stray_lines(mistakes: list[Diagnostic], found: Diagnostic) -> bool:
    """Whether `found` only repeats that lines stand outside every block: one heading is missing."""
    return found.code == "L012" and any(mistake.code == "L012" for mistake in mistakes)


def _stand_in(machine: Machine, piece: Piece) -> None:
    """Put a heading that fits in the place of one that does not, so that its lines can be read."""
    follow = table().states[machine.line_stack[-1][0]]
    if "KIND" in follow:
        machine.pretend(_TITLE_STAND_IN)
    elif len(machine.line_stack) == 1 or "LICDSL" in follow:
        machine.pretend(_STAND_INS.get(piece.kind, f"{piece.kind} a:\n"))


def _declared(text: str, piece: Piece) -> tuple[str, ...]:
    """The label or name after the first word of an item."""
    match = _LABEL.match(text, piece.start, piece.end)
    return (match[1],) if match and piece.kind not in ("test", "include") else ()


def _of_another_language(header: Header | None) -> tuple[Diagnostic, ...]:
    if header is None or header.language.value == LANGUAGE:
        return ()
    number = header.language
    message = f"the file is written in version {number.written} of the language, which is not known here"
    return (error("L011", message, number.span, f"write `licdsl {LANGUAGE}`"),)


def _listed(found: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    ordered = in_order(found)
    if len(ordered) <= MOST:
        return ordered
    last = ordered[MOST - 1]
    more = error("L004", f"there are more mistakes after these {MOST}", last.span, "mend these first")
    return (*ordered[:MOST], more)
