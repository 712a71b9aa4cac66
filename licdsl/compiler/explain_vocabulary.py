"""The shared words that a contract uses, with the definitions of its vocabulary, in a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from licdsl.compiler.explain_document import Entry, Table
from licdsl.language.vocabulary import Vocabulary
from licdsl.terms.clauses import Permission, Prohibition
from licdsl.terms.conditions import Attribute
from licdsl.terms.contract import Contract
from licdsl.terms.price import Price


def explain_vocabulary(contract: Contract, vocabulary: Vocabulary) -> Entry:
    """Every use, unit, attribute, action and set of territories that occurs in `contract`."""
    rows = tuple(
        row
        for rows in (
            _uses(contract, vocabulary),
            _units(contract, vocabulary),
            _attributes(contract, vocabulary),
            _actions(contract, vocabulary),
            _sets(contract, vocabulary),
        )
        for row in rows
    )
    title = f"Words of the vocabulary {vocabulary.name} {vocabulary.version} that this contract uses"
    return Entry("", (), (Table(title, ("word", "kind", "meaning"), rows),))


def _uses(contract: Contract, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    clauses: tuple[Permission | Prohibition | Price, ...] = (
        *contract.permissions,
        *contract.prohibitions,
        *contract.prices,
    )
    named = {use for clause in clauses for use in clause.uses}
    named |= {use for duty in contract.duties for use in duty.whenever}
    spread = named | {leaf for use in named & set(vocabulary.uses) for leaf in vocabulary.leaves(use)}
    return ((use.name, "use", use.prose) for use in vocabulary.uses.values() if use.name in spread)


def _units(contract: Contract, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    words = {limit.unit for permission in contract.permissions for limit in permission.limits}
    sizes = [size for permission in contract.permissions for size in permission.sizes]
    words |= {word for size in sizes for word in (size.unit, size.per)}
    for price in contract.prices:
        words |= {price.rate.unit} if price.rate else set()
        words |= {price.tiers.unit} if price.tiers else set()
    found = {unit.name for word in words if (unit := vocabulary.unit(word)) is not None}
    return ((unit.name, "unit", unit.prose) for unit in vocabulary.units.values() if unit.name in found)


def _attributes(contract: Contract, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    found = {(attribute.name, attribute.owner) for attribute in attributes_in(contract)}
    for word in vocabulary.attributes.values():
        if (word.name, word.owner) in found:
            values = f" (one of {', '.join(word.values)})" if word.values else ""
            meaning = f"{word.prose}{values}; stated by the {word.attested_by}"
            yield f"{word.name} of {word.owner}", f"attribute, {word.type}", meaning


def _actions(contract: Contract, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    found = {duty.action for duty in contract.duties}
    return ((word, "action", prose) for word, prose in vocabulary.actions.items() if word in found)


def _sets(contract: Contract, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    clauses: tuple[Permission | Prohibition, ...] = (*contract.permissions, *contract.prohibitions)
    found = {code for clause in clauses for code in clause.scope.territories or ()}
    for code, members in vocabulary.territory_sets.items():
        if code in found:
            yield code, "territories", ", ".join(members)


def attributes_in(node: object) -> Iterator[Attribute]:
    """Every attribute anywhere below `node`, a dataclass of the terms or a tuple of them."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Attribute):
            yield here
        elif isinstance(here, tuple):
            waiting.extend(here)
        elif dataclasses.is_dataclass(here) and not isinstance(here, type):
            waiting.extend(getattr(here, field.name) for field in dataclasses.fields(here))
