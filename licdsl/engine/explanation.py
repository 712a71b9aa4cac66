"""What explains a decision, worked out when it is read: the sentence, duties, prices, limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from licdsl.compiler.findings import Circumstances
from licdsl.compiler.reference import conjoin, negate
from licdsl.engine.limits import Draw
from licdsl.terms.clauses import Duty, Permission
from licdsl.terms.conditions import EventInstant
from licdsl.terms.contract import Contract
from licdsl.terms.price import Commission, Price
from licdsl.values.canonical import LARGEST
from licdsl.values.instants import Zone, to_text
from licdsl.values.money import Rate, Ratio

if TYPE_CHECKING:
    from licdsl.engine.bindings import Binding
    from licdsl.engine.decision import Decision


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of one limit after the decision; `resets` is the end of its window or None."""

    clause: str
    count: int
    used: int
    unit: str
    window: str
    resets: int | None

    @property
    def left(self) -> int:
        """Units that may still be used in this window; never negative."""
        return max(0, self.count - self.used)


@dataclass(frozen=True, slots=True)
class PriceReference:
    """The price that an allowed use will be billed by; amounts are indicative, the line binds.

    `rate` is the one rate of a price that has a single one; where tiers differ it is None, since the
    tier hangs on the period's total. The commission is that of the split that divides the price.
    """

    label: str
    rate: Rate | None
    commission: Ratio | None
    commission_base: str | None
    commission_on_top: bool


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty that comes with an allow: credit with these parts, at most 75 words."""

    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class DecidingClause:
    """A clause that decided: where a reader finds it."""

    label: str
    path: str
    line: int


# ---------------------------------------------------------------- the sentence
_WHY = {
    "limit": "its limit is used up",
    "size": "the act is too large",
    "term": "the term does not hold that instant",
    "party": "the licensee is not of that class",
    "no-permission": "nothing permits it",
    "no-contract": "no contract concerns it",
    "not-accepted": "the offer was not accepted",
}


def text(decision: Decision) -> str:
    """One plain sentence: `deny by embargo until 2026-03-02 14:00 Europe/London (harbour.lic:34)`."""
    words = [decision.answer]
    if decision.clause is not None:
        words.append(f"by {decision.clause}")
    if decision.reason in _WHY:
        words.append(f"because {_WHY[decision.reason]}")
    if decision.until is not None:
        words.append(f"until {local(decision.until, decision.binding)}")
    if decision.missing:
        words.append("without " + ", ".join(f"`{key}`" for key in decision.missing))
    words.extend(f"({place})" for place in _places(decision))
    return " ".join(words)


def _places(decision: Decision) -> Iterator[str]:
    for clause in decision.deciding:
        file = clause.path.replace("\\", "/").rpartition("/")[2]
        if file:
            yield f"{file}:{clause.line}" if clause.line else file


def local(instant: int, binding: Binding | None) -> str:
    """An instant in the contract's own time, to the minute where it is whole."""
    zone: Zone | None = None if binding is None else binding.zone
    if zone is None:
        return to_text(instant)
    moment = zone.local(instant)
    exact = moment.second or moment.microsecond
    return f"{moment.isoformat(sep=' ') if exact else f'{moment:%Y-%m-%d %H:%M}'} {zone.name}"


# ---------------------------------------------------------------- limits
def remaining(draw: Draw, *, drawn: bool) -> Remaining:
    """What is left of one limit, `drawn` or only weighed."""
    metered = draw.metered
    fixed = not metered.sliding and draw.end <= LARGEST
    return Remaining(
        clause=metered.clause,
        count=metered.count,
        used=draw.used + (draw.asked if drawn else 0),
        unit=metered.unit,
        window=str(metered.limit.window),
        resets=draw.end if fixed else None,
    )


# ---------------------------------------------------------------- prices
def price(decision: Decision) -> PriceReference | None:
    """The price that an allowed use will be billed by."""
    found, terms = decision.ruling.price, decision.terms
    if found is None or terms is None:
        return None
    commission = _commission(terms, found)
    if commission is None:
        return PriceReference(found.label, _rate(found), None, None, False)
    return PriceReference(found.label, _rate(found), commission.ratio, commission.base, commission.on_top)


def _rate(found: Price) -> Rate | None:
    if found.tiers is not None and len(found.tiers.tiers) == 1:
        return found.tiers.tiers[0].rate
    return found.rate


def _commission(terms: Contract, found: Price) -> Commission | None:
    of_price = (split for split in terms.splits if split.divides == found.label)
    return next((commission for split in of_price for commission in split.commissions), None)


# ---------------------------------------------------------------- duties
def obligations(decision: Decision) -> tuple[Obligation, ...]:
    """The duties that come with an allow: bounds on size that were not stated, then duties by label."""
    binding = decision.binding
    if binding is None or not decision.allowed:
        return ()
    permissions = [decision.ruling.permission, *(part.ruling.permission for part in decision.detail.parts)]
    found = dict.fromkeys(
        bound for permission in permissions if permission for bound in _bounds(decision, permission)
    )
    duties = (duty for duty in binding.contract.duties if _applies(decision, binding, duty))
    return (*found, *(Obligation(duty.label, duty_text(duty)) for duty in duties))


def _bounds(decision: Decision, permission: Permission) -> Iterator[Obligation]:
    for size in permission.sizes:
        if size.unit not in decision.request.sizes:
            yield Obligation(permission.label, f"at most {size.count:,} {size.unit} per {size.per}")


def _applies(decision: Decision, binding: Binding, duty: Duty) -> bool:
    """Whether the duty hangs on this use, or on the end of the term, and nothing known rules it out."""
    if duty.party not in binding.roles:
        return False
    asked = set(binding.program.vocabulary.leaves(decision.use))
    touched = not asked.isdisjoint(binding.program.vocabulary.spread(duty.whenever))
    closing = duty.within is not None and duty.within[1] == EventInstant("term end")
    if not touched and (duty.whenever or not closing):
        return False
    return _conditions(decision, binding, duty)


def _conditions(decision: Decision, binding: Binding, duty: Duty) -> bool:
    request = decision.request
    term = binding.program.timeline.term(request.at)
    now = Circumstances(request.at, None if term is None else term.end, request.at, request.work)
    reference, facts = binding.program.reference, decision.facts
    unless = (negate(reference.holds((each,), facts, now)) for each in duty.unless)
    # A duty that may or may not apply is told: silence would help nobody keep it.
    return conjoin([reference.holds(duty.when, facts, now), *unless]) is not False


def duty_text(duty: Duty) -> str:
    """A duty in the contract's own words: `must credit publisher with masthead, headline, link`."""
    words = ["must", duty.action, *([duty.subject] if duty.subject else [])]
    if duty.recipient:
        words.extend(["to", duty.recipient])
    if duty.parts:
        words.extend(["with", ", ".join(duty.parts)])
    if duty.within is not None:
        base = duty.within[1]
        after = f" after {base.name}" if isinstance(base, EventInstant) else ""
        words.append(f"within {duty.within[0]}{after}")
    return " ".join(words)
