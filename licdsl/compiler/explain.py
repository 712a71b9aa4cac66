"""A contract in plain English: every word of its meaning, price tables, and what is not enforced yet.

The sentences are made from the terms, not from the file's text: what the machine decides by is what
the reader reads. Tests, comments and `ref` are no part of the meaning and are not shown. A test
changes each field of the terms in turn and requires the explanation to change with it.

The last section, "Recorded, not enforced yet", lists what this build keeps in the log and in the
meaning digest but does not run.
"""

from __future__ import annotations

from collections.abc import Iterable

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
from licdsl.terms.contract import Contract
from licdsl.terms.enforcement import recorded_only

__all__ = ["Explanation", "explain"]


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
        Section("Powers", tuple(explain_power(power, setting) for power in contract.powers)),
        Section("Shared words", (explain_vocabulary(contract, vocabulary),)),
        Section("Recorded, not enforced yet", tuple(_recorded(contract))),
    )
    return Explanation(contract.title, tuple(section for section in sections if section.entries))


def _words(contract: Contract) -> Iterable[Section]:
    calendar = contract.business_days
    yield Section("Parties", tuple(explain_party(party, calendar) for party in contract.parties))
    yield Section("Included", tuple(explain_include(include) for include in contract.includes))
    yield Section("Definitions", tuple(explain_definition(each, calendar) for each in contract.definitions))
    yield Section("Facts that the machine is told", tuple(explain_fact(fact) for fact in contract.facts))
    yield Section("Events", tuple(explain_event(event.name, event.notifier) for event in contract.events))


def _clauses(contract: Contract, setting: Setting) -> Iterable[Section]:
    yield Section("Permissions", tuple(explain_permission(each, setting) for each in contract.permissions))
    yield Section("Prohibitions", tuple(explain_prohibition(each, setting) for each in contract.prohibitions))
    yield Section("Duties", tuple(explain_duty(each, setting) for each in contract.duties))


def _money(contract: Contract, setting: Setting) -> Iterable[Section]:
    prices = {price.label: price for price in contract.prices}
    yield Section(
        "Prices",
        tuple(explain_price(price, setting, _charged_by(contract, price.label)) for price in contract.prices),
    )
    yield Section(
        "Who shares the money",
        tuple(
            explain_split(split, prices.get(split.divides), contract.currency) for split in contract.splits
        ),
    )


def _charged_by(contract: Contract, price: str) -> tuple[str, ...]:
    """The permissions with a limit whose excess is billed at `price`."""
    return tuple(
        permission.label
        for permission in contract.permissions
        if any(limit.charge == price for limit in permission.limits)
    )


def _recorded(contract: Contract) -> Iterable[Entry]:
    sentences = tuple(sentence(each.sentence) for each in recorded_only(contract))
    if sentences:
        yield Entry("", sentences)
