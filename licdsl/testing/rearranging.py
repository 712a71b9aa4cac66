"""Other texts with the same meaning: clauses and lines in another order, other comments and blanks.

For property tests of laws 6 and 18. `random` is a `random.Random`, usually one that Hypothesis draws.
"""

from __future__ import annotations

from random import Random
from typing import Protocol

from licdsl.language import syntax
from licdsl.language.diagnostics import Span
from licdsl.language.parser import parse
from licdsl.language.source import Source
from licdsl.language.walking import walk

_ORDERED = (syntax.First, syntax.Next, syntax.Rest)
_COMMENTS = ("", "  # as agreed", " #", "   # licensee may train", "\t# “quoted” and not")


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


def shuffled(source: Source, random: Random) -> str:
    """The contract with its header lines, blocks and lines in another order; comments are lost.

    Tier lines stay one list and keep their order, and so do the lines of tests. `source` must be free of
    errors.
    """
    file = parse(source).file
    assert file is not None
    assert file.header is not None
    opening = source.text[: _first(file.header.lines).start]
    header = opening.rstrip() + "\n" + _mixed(source, file.header.lines, random)
    blocks = [_block(source, item, random) for item in file.items]
    random.shuffle(blocks)
    return "\n".join([header, *blocks])


def _first(nodes: tuple[_Placed, ...]) -> Span:
    return min(node.span for node in nodes)


def _block(source: Source, item: syntax.Item, random: Random) -> str:
    if isinstance(item, syntax.Include | syntax.Define | syntax.Fact | syntax.EventDeclaration | syntax.Test):
        return _text(source, item) + "\n"
    heading = source.text[item.span.start : _first(item.lines).start]
    return heading.rstrip() + "\n" + _mixed(source, item.lines, random)


def _mixed(source: Source, lines: tuple[_Placed, ...], random: Random) -> str:
    """The lines in another order; tier lines travel together."""
    tiers = [_text(source, line) for line in lines if isinstance(line, _ORDERED)]
    groups = [[_text(source, line)] for line in lines if not isinstance(line, _ORDERED)]
    groups += [tiers] if tiers else []
    random.shuffle(groups)
    return "".join(f"  {line}\n" for group in groups for line in group)


def _text(source: Source, node: _Placed) -> str:
    return source.text[node.span.start : node.span.end].rstrip()


def commented(text: str, random: Random) -> str:
    """The text with comments and empty lines strewn in, and the first blank of each line widened."""
    lines = []
    for line in text.splitlines():
        if "#" not in line:
            line += random.choice(_COMMENTS)
        lines.append(" " * random.randrange(4) + line if random.randrange(2) else line)
        if not random.randrange(5):
            lines.append(random.choice(("", "# a remark on a line of its own", "\t")))
    return "\n".join(lines) + ("\n" if random.randrange(2) else "")


def terms_nodes(source: Source) -> list[object]:
    """Every node that has meaning: all but tests and `ref` lines."""
    file = parse(source).file
    assert file is not None
    kept = tuple(item for item in file.items if not isinstance(item, syntax.Test))
    without = {id(node.text) for node in walk(kept) if isinstance(node, syntax.Ref)}
    return [node for node in walk((file.header, kept)) if id(node) not in without]
