"""What this build records and cannot run yet: listed, word by word, and never silently ignored.

`check --strict`, `explain` and `test` all ask `recorded_only`, so they cannot disagree. A word leaves this
list when the engine or the settlement runs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from licdsl.language.diagnostics import Diagnostic, Severity
from licdsl.language.source import Source
from licdsl.terms.billing import bills_commissions, bills_excess
from licdsl.terms.clauses import Duty, Permission, Power, Prohibition
from licdsl.terms.conditions import AllOf, AnyOf, Condition, DutyIs, Not
from licdsl.terms.contract import Contract, FactDeclaration
from licdsl.terms.places import Place
from licdsl.terms.price import Price, Split, TierKind

WORDS = (
    "amends",
    "attestation",
    "commission",
    "declared event",
    "due date",
    "duty",
    "duty state",
    "excess",
    "flat fee",
    "freshness",
    "maximum",
    "minimum",
    "power",
    "replaces",
    "split order",
    "split share",
    "volume tiers",
    "withdraw",
)
"""Every word that `Recorded.word` may be; `licdsl test` prints `not run yet: WORD`."""


@dataclass(frozen=True, slots=True, order=True)
class Recorded:
    """One part of a contract that is recorded only: where it stands, its word, and a sentence."""

    place: Place
    word: str
    sentence: str


def recorded_only(contract: Contract) -> tuple[Recorded, ...]:
    """Every part of `contract` that this build cannot run yet, in the order of the file."""
    found = [
        *_header(contract),
        *(item for fact in contract.facts for item in _fact(fact)),
        *(item for event in contract.events for item in _recorded(event.place, "declared event", event.name)),
        *(item for duty in contract.duties for item in _duty(duty)),
        *(item for price in contract.prices for item in _price(price)),
        *(item for permission in contract.permissions for item in _excess(permission, contract)),
        *(item for split in contract.splits for item in _split(split, contract)),
        *(item for power in contract.powers for item in _power(power)),
        *_duty_states(contract),
    ]
    return tuple(sorted(set(found)))


def _recorded(place: Place, word: str, subject: str) -> Iterator[Recorded]:
    yield Recorded(place, word, f"{word} `{subject}` is recorded, not enforced yet")


def _header(contract: Contract) -> Iterator[Recorded]:
    top = Place(1, 1)
    if contract.amends is not None:
        yield from _recorded(top, "amends", contract.amends[0])
    if contract.withdraw is not None:
        yield from _recorded(top, "withdraw", f"on {contract.withdraw} notice")


def _fact(fact: FactDeclaration) -> Iterator[Recorded]:
    yield from _recorded(fact.place, "attestation", f"{fact.name} attested by {fact.attester}")
    if fact.fresh_for is not None:
        yield from _recorded(fact.place, "freshness", f"every {fact.fresh_for}")


def _duty(duty: Duty) -> Iterator[Recorded]:
    yield from _recorded(duty.place, "duty", duty.label)


def _power(power: Power) -> Iterator[Recorded]:
    yield from _recorded(power.place, "power", power.label)


def _price(price: Price) -> Iterator[Recorded]:
    if price.flat is not None:
        yield from _recorded(price.place, "flat fee", f"{price.label}: flat {price.flat.amount}")
    if price.minimum is not None:
        yield from _recorded(price.place, "minimum", f"{price.label}: minimum {price.minimum.amount}")
    if price.maximum is not None:
        yield from _recorded(price.place, "maximum", f"{price.label}: maximum {price.maximum.amount}")
    if price.tiers is not None and price.tiers.kind is TierKind.VOLUME:
        yield from _recorded(price.place, "volume tiers", price.label)
    if price.replaces is not None:
        yield from _recorded(price.place, "replaces", f"{price.label} replaces {price.replaces}")
    if price.due is not None:
        yield from _recorded(price.place, "due date", price.label)


def _excess(permission: Permission, contract: Contract) -> Iterator[Recorded]:
    for limit in permission.limits:
        if limit.charge is not None and not bills_excess(contract, permission, limit):
            subject = (
                f"{permission.label}: {limit.count:,} {limit.unit} {limit.window}, charge {limit.charge}"
            )
            yield from _recorded(permission.place, "excess", subject)


def _split(split: Split, contract: Contract) -> Iterator[Recorded]:
    if not bills_commissions(split, contract.splits):
        for commission in split.commissions:
            subject = f"{split.label}: commission {commission.party} {commission.ratio.percent()}"
            yield from _recorded(split.place, "commission", subject)
    for share in split.shares:
        yield from _recorded(split.place, "split share", f"{split.label}: share {share.party}")
    if split.after:
        yield from _recorded(split.place, "split order", f"{split.label} after {', '.join(split.after)}")


def _duty_states(contract: Contract) -> Iterator[Recorded]:
    """Conditions on the state of a duty, outside duties and powers, which are listed themselves."""
    scoped: list[Permission | Prohibition] = [*contract.permissions, *contract.prohibitions]
    for clause in scoped:
        for condition in (*clause.scope.when, *clause.scope.unless):
            for state in _states(condition):
                yield from _recorded(clause.place, "duty state", f"{state.clause} is {state.state.value}")
    for price in contract.prices:
        for state in (state for each in (*price.when, *price.unless) for state in _states(each)):
            yield from _recorded(price.place, "duty state", f"{state.clause} is {state.state.value}")
    for definition in contract.definitions:
        if not isinstance(definition.meaning, str):
            for state in _states(definition.meaning):
                yield from _recorded(definition.place, "duty state", f"{state.clause} is {state.state.value}")


def _states(condition: Condition) -> Iterable[DutyIs]:
    waiting = [condition]
    while waiting:
        here = waiting.pop()
        if isinstance(here, DutyIs):
            yield here
        elif isinstance(here, Not):
            waiting.append(here.condition)
        elif isinstance(here, AllOf | AnyOf):
            waiting.extend(here.conditions)


def as_notes(recorded: Iterable[Recorded], source: Source) -> tuple[Diagnostic, ...]:
    """The same as diagnostics (`L905`), each with the line of `source` on which the part starts."""
    return tuple(_note(each, source) for each in recorded)


def _note(recorded: Recorded, source: Source) -> Diagnostic:
    start = source.line_starts[recorded.place.line - 1] + recorded.place.column - 1
    end = start + len(source.line(recorded.place.line).split("#")[0].rstrip()) - recorded.place.column + 1
    return Diagnostic("L905", Severity.NOTE, recorded.sentence, source.span(start, max(start, end)))
