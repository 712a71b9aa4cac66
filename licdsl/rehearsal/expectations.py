"""Whether one `expect` line of an in-file test holds, and what came out where it does not.

An expectation that needs a word which this build only records (a minimum, a duty, a share of a
split) is neither met nor missed: it is `not run yet`, with that word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from licdsl.engine.decision import Decision
from licdsl.language import syntax
from licdsl.rehearsal.told import period_label
from licdsl.rehearsal.world import World
from licdsl.settlement.civil import CivilWindows
from licdsl.settlement.invoice import Line, totals
from licdsl.settlement.statement import Statement
from licdsl.terms.billing import has_volume_tiers
from licdsl.terms.lowering_words import moment, money
from licdsl.terms.price import PerPeriod, Price
from licdsl.values.money import Money


@dataclass(frozen=True, slots=True)
class Verdict:
    """`got` is what came out and `why` explains it; both are empty where the expectation holds.

    `words` are those that this build cannot run yet; then nothing was judged.
    """

    got: str = ""
    why: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


HOLDS = Verdict()


# ---------------------------------------------------------------- decisions
def judge_decision(line: syntax.ExpectDecision, decision: Decision, world: World) -> Verdict:
    """`expect allow|deny [by CLAUSE] [until TIME]`."""
    if waiting := _duty_words(decision, world):
        return Verdict(words=waiting)
    until = None if line.until is None else world.zone.instant(moment(line.until))
    same = (
        decision.answer == line.outcome.text
        and (line.by is None or decision.clause == line.by.text)
        and (until is None or decision.until == until)
    )
    return HOLDS if same else Verdict(decision.answer, (decision.text(),))


def judge_undecided(line: syntax.ExpectUndecided, decision: Decision, world: World) -> Verdict:
    """`expect undecided [for FACT, FACT]`: each is among the missing; an attribute by its first word."""
    if waiting := _duty_words(decision, world):
        return Verdict(words=waiting)
    missing = {key.partition(" of ")[0] for key in decision.missing} | set(decision.missing)
    if decision.answer == "undecided" and {fact.text for fact in line.facts} <= missing:
        return HOLDS
    return Verdict(decision.answer, (decision.text(),))


def _duty_words(decision: Decision, world: World) -> tuple[str, ...]:
    """A decision that hangs on the state of a duty or a prohibition is not run yet."""
    contract = world.contract
    clauses = {duty.label for duty in contract.duties} | {each.label for each in contract.prohibitions}
    facts = {fact.name for fact in contract.facts}
    return ("duty state",) if clauses & set(decision.missing) - facts else ()


# ---------------------------------------------------------------- money
def judge_invoice(line: syntax.ExpectInvoice, world: World) -> Verdict:
    """`expect invoice PERIOD MONEY`: the sum of the lines of that period, all accounts together.

    A commission on top is no line of the contract's prices; `expect share` sees it.
    """
    label = period_label(line.period)
    statement = world.statement(label)
    if words := _money_words(world, statement):
        return Verdict(words=words)
    came_out = totals(each.waterfall.gross for each in _lines(statement))
    return _compared(money(line.amount), came_out, f"invoice {label}", world, statement)


def judge_share(line: syntax.ExpectShare, world: World, label: str | None) -> Verdict:
    """`expect share PARTY MONEY`: its commissions, and the pot where it is the payee and nobody shares.

    `label` is the period of the invoice that was expected before it, else of the told uses.
    """
    if label is None:
        return Verdict("nothing", ("no `given` names a period whose money could be shared",))
    statement = world.statement(label)
    party = line.party.text
    if words := (*_share_words(world, party), *_money_words(world, statement)):
        return Verdict(words=tuple(sorted(set(words))))
    amounts = [amount for each in _lines(statement) for amount in _received(each, party)]
    return _compared(money(line.amount), totals(amounts), f"share {party}", world, statement)


def _received(line: Line, party: str) -> Iterator[Money]:
    for commission in line.waterfall.commissions:
        if commission.party == party:
            yield commission.amount
    if line.price.payee == party and line.held_by is None:
        yield line.waterfall.pot


def _share_words(world: World, party: str) -> Iterator[str]:
    for split in world.contract.splits:
        if any(share.party == party for share in split.shares):
            yield "split share"
        if split.after:
            yield "split order"


def _compared(
    expected: Money, came_out: tuple[Money, ...], what: str, world: World, statement: Statement
) -> Verdict:
    if world.unresolved:
        return Verdict(f"{what} undecided", tuple(world.unresolved))
    if came_out == (expected,) or (not came_out and expected.minor == 0):
        return HOLDS
    amounts = " and ".join(map(str, came_out)) or "nothing"
    return Verdict(f"{what} {amounts}", (*_breakdown(statement), *world.notes))


def _breakdown(statement: Statement) -> Iterator[str]:
    """One sentence per line, per commission, and per use that was not billed."""
    for line in _lines(statement):
        quantity = f"{line.rated.quantity:,} {line.unit}"
        exactly, rounded = line.rated.exact.text(), line.rated.rounded
        yield f"price `{line.price.label}`: {quantity}, exactly {exactly}, rounded {rounded}"
        for item in line.waterfall.commissions:
            yield f"commission {item.party} {item.ratio.percent()} of {item.of} {item.base}: {item.amount}"
    for part in statement.contracts:
        for invoice in part.invoices:
            for free in invoice.unpriced:
                yield f"{free.quantity:,} {free.unit} of {free.use} have no price"
            for gap in invoice.unbilled:
                yield f"price `{gap.clause}`: {gap.text}"


def _lines(statement: Statement) -> Iterator[Line]:
    for part in statement.contracts:
        for invoice in part.invoices:
            yield from invoice.lines


def _money_words(world: World, statement: Statement) -> tuple[str, ...]:
    """What this build does not bill and what might change the money of this period."""
    uses = world.metered()
    used = {use.price for use in uses}
    clauses = {use.clause for use in uses}
    found = {word for price in world.contract.prices for word in _price_words(price, used, world, statement)}
    for gap in statement.contracts[0].unbilled:
        if gap.kind in ("commission", "sliding invoice") and gap.clause in used | _splits_of(world, used):
            found.add("split order" if gap.kind == "commission" else gap.kind)
        if gap.kind == "excess" and gap.clause in clauses:
            found.add(gap.kind)
    return tuple(sorted(found))


def _splits_of(world: World, used: Iterable[str | None]) -> set[str]:
    return {split.label for split in world.contract.splits if split.divides in set(used)}


def _price_words(price: Price, used: set[str | None], world: World, statement: Statement) -> Iterator[str]:
    if price.minimum is not None and _ends_inside(price.minimum, world, statement):
        yield "minimum"
    if price.maximum is not None and price.label in used:
        yield "maximum"
    if has_volume_tiers(price) and price.label in used:
        yield "volume tiers"
    if price.replaces is not None and used & {price.label, price.replaces}:
        yield "replaces"


def _ends_inside(amount: PerPeriod, world: World, statement: Statement) -> bool:
    """Whether a window of a minimum ends in the period: then even a period without uses owes it."""
    period = statement.contracts[0].span
    windows = CivilWindows(world.contract, world.accepted)
    return windows.span(amount.window, period.start).end <= period.end
