"""A contract in plain English: every word of its meaning, price tables, and what is not enforced yet.

The sentences are made from the terms, not from the file's text: what the machine decides by is what
the reader reads. Clauses stand in the order of the file, with their lines. Tests, comments and
`ref` are no part of the meaning and are not shown. A test changes each field of the terms in turn
and requires the explanation to change with it.

The last section, "Recorded, not enforced yet", lists what this build keeps in the log and in the
meaning digest but does not run.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from licdsl.compiler.explain_clauses import (
    Setting,
    explain_duty,
    explain_event,
    explain_permission,
    explain_power,
    explain_prohibition,
    setting_of,
)
from licdsl.compiler.explain_document import Entry, Explanation, Section
from licdsl.compiler.explain_header import (
    explain_definition,
    explain_fact,
    explain_header,
    explain_include,
    explain_party,
)
from licdsl.compiler.explain_prices import explain_price, explain_split
from licdsl.compiler.explain_vocabulary import explain_vocabulary
from licdsl.compiler.explain_words import sentence
from licdsl.language import vocabulary as vocabularies
from licdsl.terms.billing import prices_of
from licdsl.terms.contract import Contract
from licdsl.terms.enforcement import recorded_only
from licdsl.terms.places import Place
from licdsl.terms.price import Price

__all__ = ["Explanation", "explain"]


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


_Part = TypeVar("_Part", bound=_Placed)


def explain(contract: Contract) -> Explanation:
    """Everything that `contract` means, as sections of sentences and tables.

    Raises KeyError for a vocabulary that this build does not have; a checked contract never does.
    """
    vocabulary = vocabularies.load(*contract.vocabulary)
    setting = setting_of(contract, vocabulary)
    sections = (
        Section("The contract", (explain_header(contract),)),
        *_words(contract),
        *_clauses(contract, setting),
        *_money(contract, setting),
        _section("Powers", contract.powers, lambda each: explain_power(each, setting)),
        Section("Shared words", (explain_vocabulary(contract, vocabulary),)),
        Section("Recorded, not enforced yet", tuple(_recorded(contract))),
    )
    return Explanation(contract.title, tuple(section for section in sections if section.entries))


def _section(title: str, parts: Iterable[_Part], explained: Callable[[_Part], Entry]) -> Section:
    """The entries of `parts` in the order of the file, each with the line on which it stands."""
    placed = sorted(parts, key=lambda part: part.place)
    return Section(title, tuple(_with_line(explained(part), part.place) for part in placed))


def _with_line(entry: Entry, place: Place) -> Entry:
    label = f"{entry.label} (line {place.line})" if place.line else entry.label
    return dataclasses.replace(entry, label=label)


def _words(contract: Contract) -> Iterable[Section]:
    calendar = contract.business_days
    yield _section("Parties", contract.parties, lambda each: explain_party(each, calendar))
    yield _section("Included", contract.includes, explain_include)
    yield _section("Definitions", contract.definitions, lambda each: explain_definition(each, calendar))
    yield _section("Facts that the machine is told", contract.facts, explain_fact)
    yield _section("Events", contract.events, explain_event)


def _clauses(contract: Contract, setting: Setting) -> Iterable[Section]:
    yield _section("Permissions", contract.permissions, lambda each: explain_permission(each, setting))
    yield _section("Prohibitions", contract.prohibitions, lambda each: explain_prohibition(each, setting))
    yield _section("Duties", contract.duties, lambda each: explain_duty(each, setting))


def _money(contract: Contract, setting: Setting) -> Iterable[Section]:
    prices = {price.label: price for price in contract.prices}
    yield _section(
        "Prices",
        contract.prices,
        lambda each: explain_price(each, setting, _charged_by(contract, each.label), _surges(contract, each)),
    )
    yield _section(
        "Who shares the money",
        contract.splits,
        lambda each: explain_split(each, prices.get(each.divides), contract.currency),
    )


def _charged_by(contract: Contract, price: str) -> tuple[str, ...]:
    """The permissions with a limit whose excess is billed at `price`."""
    return tuple(
        permission.label
        for permission in contract.permissions
        if any(limit.charge == price for limit in permission.limits)
    )


def _surges(contract: Contract, price: Price) -> tuple[str, ...]:
    """The prices at which what exceeds a limit is billed instead of at `price`."""
    named = {
        limit.charge
        for permission in contract.permissions
        if price in prices_of(contract, permission.uses)
        for limit in permission.limits
        if limit.charge is not None
    }
    return tuple(sorted(named))


def _recorded(contract: Contract) -> Iterable[Entry]:
    """One sentence for each part that is recorded only; nothing where there is none."""
    sentences = tuple(
        sentence(f"line {each.place.line}: {each.sentence}" if each.place.line else each.sentence)
        for each in recorded_only(contract)
    )
    if sentences:
        yield Entry("", sentences)
