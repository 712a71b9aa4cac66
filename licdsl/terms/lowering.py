"""From the checked syntax tree to the terms: what a contract means, without its layout.

Clauses are sorted by label, lines by what they mean; tiers and the order of `next` lines stay as written.
Defaults become explicit only where the language page fixes them. Calling this on a file that has errors is
a programming mistake: `checked.check` never does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from licdsl.language import syntax, vocabulary
from licdsl.language.source import Source
from licdsl.terms import contract as to
from licdsl.terms.conditions import AtTime, EventInstant, OnDate
from licdsl.terms.lowering_clauses import duty, every, only, permission, power, prohibition, required
from licdsl.terms.lowering_prices import price, split
from licdsl.terms.lowering_words import Words, condition, day, duration, instant, place
from licdsl.terms.meaning import digest, order

Node = TypeVar("Node")


class _Labelled(Protocol):
    @property
    def label(self) -> str: ...


Made = TypeVar("Made", bound=_Labelled)


def lower(file: syntax.File, source: Source, included: Iterable[to.Contract] = ()) -> to.Contract:
    """The contract that a checked `file` means; `included` are the contracts that it pins."""
    assert file.header is not None
    imports = tuple(included)
    words = words_of(file, imports)
    lowered = dataclasses.replace(
        _header(file.header, words),
        includes=tuple(sorted((_include(node) for node in every(file.items, syntax.Include)), key=order)),
        definitions=_definitions(file, imports, words),
        facts=_facts(file, imports),
        events=_by_name(_event(node) for node in every(file.items, syntax.EventDeclaration)),
        permissions=_clauses(file, syntax.Permission, lambda node: permission(node, words)),
        prohibitions=_clauses(file, syntax.Prohibition, lambda node: prohibition(node, words)),
        duties=_clauses(file, syntax.Duty, lambda node: duty(node, words)),
        prices=_clauses(file, syntax.Price, lambda node: price(node, words)),
        splits=_clauses(file, syntax.Split, split),
        powers=_clauses(file, syntax.Power, lambda node: power(node, words)),
        text_digest=source.digest,
        path=source.path,
    )
    return dataclasses.replace(lowered, digest=digest(lowered))


def words_of(file: syntax.File, imports: Iterable[to.Contract] = ()) -> Words:
    """What the names and units in a checked `file` stand for, for lowering single conditions of its tests."""
    assert file.header is not None
    lines = file.header.lines
    chosen = required(lines, syntax.Vocabulary)
    own = {node.name.text for node in every(file.items, syntax.Define)}
    others = {each.name for contract in imports for each in contract.definitions}
    breakable = (syntax.Prohibition, syntax.Duty)
    return Words(
        definitions=frozenset(own | others),
        clauses=frozenset(item.label.text for item in file.items if isinstance(item, breakable)),
        currency=required(lines, syntax.Currency).code.text,
        vocabulary=vocabulary.load(chosen.name.text, chosen.version.value),
    )


def _header(header: syntax.Header, words: Words) -> to.Contract:
    lines = header.lines
    calendar, law = only(lines, syntax.BusinessDays), only(lines, syntax.Law)
    amends, prevails = only(lines, syntax.Amends), only(lines, syntax.Prevails)
    accepted, withdraw = only(lines, syntax.Accepted), only(lines, syntax.Withdraw)
    parties = (_party(line, words) for line in every(lines, syntax.Party))
    return to.Contract(
        language=header.language.value,
        kind="licence" if header.kind.text == "license" else header.kind.text,
        title=header.title.text,
        version=header.version.value,
        parties=tuple(sorted(parties, key=lambda party: party.label)),
        lifetime=_lifetime(lines),
        zone=required(lines, syntax.Zone).name.text,
        currency=words.currency,
        vocabulary=(words.vocabulary.name, words.vocabulary.version),
        business_days=None if calendar is None else calendar.calendar.text,
        law=None if law is None else law.text.text,
        amends=None if amends is None else (amends.digest.text, day(amends.start)),
        prevails=None if prevails is None else prevails.which.text,
        accepted_by=None if accepted is None else accepted.by.text,
        withdraw=None if withdraw is None else duration(withdraw.notice),
    )


def _party(node: syntax.Party, words: Words) -> to.Party:
    return to.Party(
        label=node.name.text,
        name=None if node.title is None else node.title.text,
        where=None if node.where is None else condition(node.where, words),
        place=place(node.span),
    )


def _lifetime(lines: tuple[syntax.HeaderLine, ...]) -> to.FixedTerm | to.RelativeTerm:
    fixed = only(lines, syntax.FixedTerm)
    if fixed is not None:
        return to.FixedTerm(day(fixed.first), day(fixed.last))
    relative = required(lines, syntax.RelativeTerm)
    start = instant(relative.start)
    assert isinstance(start, OnDate | AtTime | EventInstant)
    return to.RelativeTerm(start, duration(relative.length))


def _include(node: syntax.Include) -> to.Include:
    return to.Include(node.title.text, node.version.value, node.digest.text, place(node.span))


def _definitions(
    file: syntax.File, imports: tuple[to.Contract, ...], words: Words
) -> tuple[to.Definition, ...]:
    own = (
        to.Definition(
            node.name.text,
            node.meaning.text if isinstance(node.meaning, syntax.Text) else condition(node.meaning, words),
            place(node.span),
        )
        for node in every(file.items, syntax.Define)
    )
    return _by_name([*(each for contract in imports for each in contract.definitions), *own])


def _facts(file: syntax.File, imports: tuple[to.Contract, ...]) -> tuple[to.FactDeclaration, ...]:
    own = (
        to.FactDeclaration(
            name=node.name.text,
            attester=node.attester.text,
            prose=None if node.prose is None else node.prose.text,
            fresh_for=None if node.fresh_for is None else duration(node.fresh_for),
            place=place(node.span),
        )
        for node in every(file.items, syntax.Fact)
    )
    return _by_name([*(each for contract in imports for each in contract.facts), *own])


def _event(node: syntax.EventDeclaration) -> to.EventDeclaration:
    return to.EventDeclaration(node.name.text, node.notifier.text, place(node.span))


class _Named(Protocol):
    @property
    def name(self) -> str: ...


WithName = TypeVar("WithName", bound=_Named)


def _by_name(found: Iterable[WithName]) -> tuple[WithName, ...]:
    """Sorted by name, each name once: an import that came on two ways counts once."""
    return tuple(sorted({each.name: each for each in found}.values(), key=lambda each: each.name))


def _clauses(file: syntax.File, kind: type[Node], make: Callable[[Node], Made]) -> tuple[Made, ...]:
    return tuple(sorted((make(node) for node in every(file.items, kind)), key=lambda made: made.label))
