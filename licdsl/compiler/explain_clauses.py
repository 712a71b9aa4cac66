"""Permissions, prohibitions, duties and powers, one sentence for each of their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licdsl.compiler.explain_conditions import (
    spoken,
    spoken_end,
    spoken_event,
    spoken_instant,
    spoken_start,
)
from licdsl.compiler.explain_document import Entry
from licdsl.compiler.explain_words import (
    listed,
    party,
    present,
    quoted,
    sentence,
    spoken_deadline,
    spoken_territory,
    spoken_uses,
    spoken_window,
)
from licdsl.language.vocabulary import Vocabulary
from licdsl.terms.clauses import BreachStep, Duty, LateFee, Permission, Power, Prohibition
from licdsl.terms.conditions import Condition
from licdsl.terms.contract import Contract, EventDeclaration
from licdsl.terms.limit import Limit, SizeLimit
from licdsl.terms.scope import Content, Scope
from licdsl.values.periods import Duration


@dataclass(frozen=True, slots=True)
class Setting:
    """What the sentences of one contract share: its vocabulary, zone, business calendar and parties."""

    vocabulary: Vocabulary
    zone: str
    calendar: str | None
    parties: frozenset[str] = frozenset()

    def when(self, conditions: tuple[Condition, ...], lead: str) -> Iterator[str]:
        """One clause for each condition, after `lead`."""
        return (f"{lead} {spoken(each, self.calendar)}" for each in conditions)

    def unit(self, word: str) -> str:
        """The singular of a unit, such as `display`."""
        known = self.vocabulary.unit(word)
        return known.singular if known else word


def explain_permission(permission: Permission, setting: Setting) -> Entry:
    """Who may do what, to which content, where, when, how often and how large."""
    uses = spoken_uses(permission.uses, setting.vocabulary)
    return Entry(
        permission.label,
        (
            *present(f"{party(permission.party)} may {uses}"),
            *_scope(permission.scope, setting, "this permission"),
            *present(*(_limit(limit, setting) for limit in permission.limits)),
            *present(*(_size(size, setting) for size in permission.sizes)),
        ),
    )


def explain_prohibition(prohibition: Prohibition, setting: Setting) -> Entry:
    """Who must not do what, and what lifts it."""
    uses = spoken_uses(prohibition.uses, setting.vocabulary, "or")
    return Entry(
        prohibition.label,
        (
            *present(f"{party(prohibition.party)} must not {uses}"),
            *_scope(prohibition.scope, setting, "this prohibition"),
        ),
    )


def _scope(scope: Scope, setting: Setting, clause: str) -> Iterator[str]:
    yield sentence(_content(scope.content))
    for text in setting.when(scope.when, f"{clause} applies only when"):
        yield sentence(text)
    for text in setting.when(scope.unless, f"{clause} does not apply when"):
        yield sentence(text)
    if scope.territories is not None:
        places = (spoken_territory(code, setting.vocabulary) for code in scope.territories)
        yield sentence(f"it applies in {listed(places)} only")
    if scope.starts is not None:
        yield sentence(f"it applies {spoken_start(scope.starts, setting.calendar)}")
    if scope.ends is not None:
        yield sentence(f"it applies {spoken_end(scope.ends, setting.calendar)}")
    if scope.survives:
        yield sentence("it goes on after the contract has ended")


def _content(content: Content) -> str:
    covered = "all content" if content.included is None else quoted(content.included, "or")
    excluded = f", except what is {quoted(content.excluded, 'or')}" if content.excluded else ""
    return f"it covers {covered}{excluded}"


def _limit(limit: Limit, setting: Setting) -> str:
    per = f" for each {limit.per}" if limit.per else ""
    bound = f"at most {limit.count:,} {limit.unit}{per} {spoken_window(limit.window, setting.zone)}"
    if limit.charge is None:
        return f"{bound}; a request that would go beyond is refused"
    excess = f"what goes beyond is not refused but billed at `{limit.charge}` instead"
    return f"{bound} at the ordinary price; {excess}"


def _size(size: SizeLimit, setting: Setting) -> str:
    return (
        f"one {setting.unit(size.per)} may hold at most {size.count:,} {size.unit}; a larger one is refused"
    )


# ---------------------------------------------------------------- duties
def explain_duty(duty: Duty, setting: Setting) -> Entry:
    """Who must do what, when it falls due, and what follows when it is not done."""
    return Entry(duty.label, (*present(_obligation(duty, setting)), *_occasion(duty, setting), *_steps(duty)))


def _obligation(duty: Duty, setting: Setting) -> str:
    subject = party(duty.subject) if duty.subject in setting.parties else duty.subject
    subject = f" {subject}" if subject else ""
    recipient = f" to {party(duty.recipient)}" if duty.recipient else ""
    return f"{party(duty.party)} must {duty.action}{subject}{recipient}"


def _occasion(duty: Duty, setting: Setting) -> Iterator[str]:
    if duty.whenever:
        yield sentence(
            f"this is due whenever it does any of: {spoken_uses(duty.whenever, setting.vocabulary, 'or')}"
        )
    if duty.whenever_ends:
        yield sentence(f"this is due when `{duty.whenever_ends}` ends")
    if duty.every:
        yield sentence(f"this is due {spoken_window(duty.every, setting.zone)}")
    for text in setting.when(duty.when, "this is due only when"):
        yield sentence(text)
    for text in setting.when(duty.unless, "this is not due when"):
        yield sentence(text)
    if duty.parts:
        yield sentence(f"it must hold all of: {listed(duty.parts)}")
    yield sentence(_deadline(duty, setting))
    if duty.survives:
        yield sentence("this goes on after the contract has ended")


def _deadline(duty: Duty, setting: Setting) -> str:
    if duty.within is None:
        return "it belongs to the act itself: there is no time to do it later"
    length = spoken_deadline(duty.within[0], setting.calendar)
    return f"the deadline is {length} after {spoken_instant(duty.within[1], setting.calendar)}"


def _steps(duty: Duty) -> Iterator[str]:
    for step in duty.steps:
        moment = _moment(step.grace, duty.within is not None)
        yield sentence(f"{moment}, {_late_fee(step) if isinstance(step, LateFee) else _breach(step)}")


def _moment(grace: Duration | None, deadline: bool) -> str:
    if not deadline:
        return f"{grace} after it was left out" if grace else "where it is left out"
    return f"{grace} after the deadline" if grace else "once the deadline has passed"


def _late_fee(fee: LateFee) -> str:
    per = f" for each {fee.per_started.value} of lateness that has begun" if fee.per_started else ""
    cap = f", up to {fee.cap}" if fee.cap else ""
    return f"{party(fee.party)} must pay {fee.amount} to {party(fee.payee)}{per}{cap}"


def _breach(step: BreachStep) -> str:
    cure = f", which can be cured within {step.cure}" if step.cure else ", with no time to cure it"
    return f"it is a breach{cure}"


# ---------------------------------------------------------------- powers
def explain_power(power: Power, setting: Setting) -> Entry:
    """Who may suspend, resume, terminate or reprice which clauses, and until when."""
    notice = f"it takes notice of {spoken_deadline(power.notice, setting.calendar)}" if power.notice else None
    ends = f"it ends when {spoken(power.ends, setting.calendar)}" if power.ends else None
    return Entry(
        power.label,
        tuple(
            present(
                f"{party(power.party)} may {power.action} {quoted(power.clauses)}",
                *setting.when(power.when, "only when"),
                *setting.when(power.unless, "not when"),
                notice,
                ends,
            )
        ),
    )


def explain_event(event: EventDeclaration) -> Entry:
    """A declared event and whose notice makes it happen."""
    text = f"{spoken_event(event.name)} happens when {party(event.notifier)} gives notice of it"
    return Entry(event.name, (sentence(text),))


def setting_of(contract: Contract, vocabulary: Vocabulary) -> Setting:
    """The setting that all sentences of `contract` share."""
    parties = frozenset(each.label for each in contract.parties)
    return Setting(vocabulary, contract.zone, contract.business_days, parties)
