"""The head of a contract: parties, term, zone, law, definitions, facts, events and what it includes."""

from __future__ import annotations

from collections.abc import Iterator

from licdsl.compiler.explain_conditions import spoken, spoken_instant
from licdsl.compiler.explain_document import Entry
from licdsl.compiler.explain_words import present, sentence
from licdsl.terms.conditions import EventInstant, OnDate
from licdsl.terms.contract import Contract, Definition, FactDeclaration, FixedTerm, Include, Party

_PREVAILS = {
    "signed-text": "where this file and the signed text differ, the signed text prevails; the log names both",
    "this-file": "where this file and any other text differ, this file prevails",
}
_ACCEPTED = {"first-request": "the first request that would otherwise be allowed accepts this offer"}


def explain_header(contract: Contract) -> Entry:
    """Kind, version, term, zone, currency, calendar, law and what prevails."""
    return Entry(
        "",
        tuple(
            present(
                f"this is version {contract.version} of the {contract.kind} “{contract.title}”",
                f"it is written in version {contract.language} of the licence language",
                *_lifetime(contract),
                *_measures(contract),
                *_standing(contract),
            )
        ),
    )


def _lifetime(contract: Contract) -> Iterator[str]:
    term = contract.lifetime
    if isinstance(term, FixedTerm):
        yield f"it runs from the first minute of {term.first} to the last minute of {term.last}"
    else:
        start = spoken_instant(term.start, contract.business_days)
        moment = f"the first minute of {start}" if isinstance(term.start, OnDate) else start
        each = ", for each party that accepts it" if term.start == EventInstant("acceptance") else ""
        yield f"it runs for {term.length} from {moment}{each}"
    yield f"dates and times are those of {contract.zone}"


def _measures(contract: Contract) -> Iterator[str]:
    yield f"every amount is in {contract.currency}"
    if contract.business_days:
        yield f"business days are those of the calendar “{contract.business_days}”"
    if contract.law:
        yield f"it is governed by the law of “{contract.law}”"
    name, version = contract.vocabulary
    yield f"its words for uses, units and attributes are those of the vocabulary {name} {version}"


def _standing(contract: Contract) -> Iterator[str]:
    if contract.amends:
        yield f"it replaces the contract {contract.amends[0]} from the first minute of {contract.amends[1]}"
    if contract.accepted_by:
        yield _ACCEPTED.get(contract.accepted_by, f"this offer is accepted by {contract.accepted_by}")
    if contract.withdraw:
        yield f"it can be withdrawn on {contract.withdraw} notice"
    if contract.prevails:
        yield _PREVAILS.get(contract.prevails, f"in a conflict {contract.prevails} prevails")
    if contract.digest:
        yield f"its meaning has the digest {contract.digest}"


def explain_party(party: Party, calendar: str | None) -> Entry:
    """Who a party is, or which class of persons."""
    if party.name is not None:
        who = f"this is “{party.name}”"
    else:
        who = "this is anyone, tested anew at every request"
    where = f"only while {spoken(party.where, calendar)}" if party.where is not None else None
    return Entry(party.label, tuple(present(who, where)))


def explain_definition(definition: Definition, calendar: str | None) -> Entry:
    """What a defined word means, and whether a machine can tell."""
    if isinstance(definition.meaning, str):
        text = f"it means: “{definition.meaning}”; these words bind people, no machine decides by them"
    else:
        text = f"it is met when {spoken(definition.meaning, calendar)}"
    return Entry(definition.name, (sentence(text),))


def explain_fact(fact: FactDeclaration) -> Entry:
    """A fact that the machine is told: by whom, and for how long it counts."""
    meaning = f"it means: “{fact.prose}”" if fact.prose else None
    fresh = f"each statement counts for {fact.fresh_for} and no longer" if fact.fresh_for else None
    return Entry(
        fact.name, tuple(present(meaning, f"it counts only as stated by the {fact.attester}", fresh))
    )


def explain_include(include: Include) -> Entry:
    """Another contract whose definitions and facts this one uses."""
    text = f"its definitions and facts are used here, version {include.version}, pinned to {include.digest}"
    return Entry(include.title, (sentence(text),))
