"""What the names of a contract stand for.

Parties, definitions, facts, events and clauses share one namespace: in a contract a name means one thing.
Uses, units and attributes come from the vocabulary and are apart from it, so that a definition may be
called `archive` although a use is called so too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from licdsl.language import syntax
from licdsl.language.diagnostics import BEGINNING
from licdsl.language.parser import Parsed
from licdsl.language.source import Source
from licdsl.language.vocabulary import AttributeWord, Vocabulary, load, versions
from licdsl.language.walking import every, only

Clause = syntax.Permission | syntax.Prohibition | syntax.Duty | syntax.Price | syntax.Split | syntax.Power
Declared = syntax.Define | syntax.Fact
Declaration = syntax.Party | Declared | syntax.EventDeclaration | Clause

Node = TypeVar("Node")

CLAUSE_KINDS = (
    syntax.Permission,
    syntax.Prohibition,
    syntax.Duty,
    syntax.Price,
    syntax.Split,
    syntax.Power,
)

_HEADS = re.compile(
    r"^[ \t]*(?:define|fact|event|party|permission|prohibition|duty|price|split|power)[ \t]+([A-Za-z0-9_-]+)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Names:
    """Every name of one file with the node that declares it, the first where there are two.

    `declarations` is all of them in written order, duplicates included. `vocabulary` and `currency`
    are None where the header names none that is known. Blocks with a broken line have no node: `unreadable`
    holds the names that they may declare, `loose` their lines that could be read, and `whole` says that
    there are none.
    """

    file: syntax.File
    parties: Mapping[str, syntax.Party]
    definitions: Mapping[str, syntax.Define]
    facts: Mapping[str, syntax.Fact]
    events: Mapping[str, syntax.EventDeclaration]
    clauses: Mapping[str, Clause]
    imported: frozenset[str]
    declarations: tuple[tuple[syntax.Name, Declaration], ...]
    vocabulary: Vocabulary | None
    currency: str | None
    unreadable: frozenset[str]
    loose: tuple[object, ...]
    whole: bool

    @property
    def lines(self) -> tuple[syntax.HeaderLine, ...]:
        """The lines of the header; none where it could not be read."""
        return () if self.file.header is None else self.file.header.lines

    @property
    def words(self) -> tuple[str, ...]:
        """Every name that a condition may use by itself."""
        return (*self.definitions, *self.facts)

    def breakable(self, name: str) -> bool:
        """Whether `name` is a clause whose state a condition may ask for."""
        return isinstance(self.clauses.get(name), syntax.Duty | syntax.Prohibition)

    def attribute(self, attribute: syntax.Attribute) -> AttributeWord | None:
        """The vocabulary's attribute, or None where it has none."""
        if self.vocabulary is None:
            return None
        return self.vocabulary.attribute(attribute.name.text, attribute.owner.text)


def collect(parsed: Parsed, source: Source, imported: Iterable[Declared] = ()) -> Names:
    """The names of a parsed file; `imported` are the definitions and facts of what it includes."""
    file = parsed.file or syntax.File(None, (), BEGINNING)
    lines: tuple[object, ...] = parsed.loose if file.header is None else file.header.lines
    others = tuple(imported)
    everything = [*others, *file.items]
    declared = [*((party.name, party) for party in every(lines, syntax.Party)), *_items(file)]
    currency = only(lines, syntax.Currency)
    whole = not any(fault.is_error for fault in parsed.diagnostics)
    return Names(
        file=file,
        parties=_first((party.name, party) for party in every(lines, syntax.Party)),
        definitions=_first((node.name, node) for node in every(everything, syntax.Define)),
        facts=_first((node.name, node) for node in every(everything, syntax.Fact)),
        events=_first((node.name, node) for node in every(file.items, syntax.EventDeclaration)),
        clauses=_first((item.label, item) for item in file.items if isinstance(item, CLAUSE_KINDS)),
        imported=frozenset(node.name.text for node in others),
        declarations=tuple(declared),
        vocabulary=_vocabulary(lines) or (load("press", 1) if file.header is None else None),
        currency=None if currency is None else currency.code.text,
        unreadable=parsed.broken if whole else parsed.broken | _headings(source.text),
        loose=parsed.loose,
        whole=whole,
    )


def _headings(text: str) -> frozenset[str]:
    """Every name that a line of `text` may declare, as written and as it would have to be written."""
    found = _HEADS.findall(text)
    return frozenset((*found, *(name.lower() for name in found)))


def _items(file: syntax.File) -> Iterable[tuple[syntax.Name, Declaration]]:
    for item in file.items:
        if isinstance(item, CLAUSE_KINDS):
            yield item.label, item
        elif isinstance(item, syntax.Define | syntax.Fact | syntax.EventDeclaration):
            yield item.name, item


def _vocabulary(lines: Iterable[object]) -> Vocabulary | None:
    line = only(lines, syntax.Vocabulary)
    if line is None or (line.name.text, line.version.value) not in versions():
        return None
    return load(line.name.text, line.version.value)


def _first(pairs: Iterable[tuple[syntax.Name, Node]]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for name, node in pairs:
        found.setdefault(name.text, node)
    return found
