"""Lowering of clauses: permissions, prohibitions, duties and powers, each from its lines in any order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from licdsl.language import syntax
from licdsl.terms.clauses import BreachStep, Duty, LateFee, Permission, Power, Prohibition
from licdsl.terms.conditions import Condition, InstantExpression
from licdsl.terms.limit import Limit, SizeLimit
from licdsl.terms.lowering_words import (
    Words,
    condition,
    duration,
    in_order,
    instant,
    money,
    optional_instant,
    place,
    window,
)
from licdsl.terms.meaning import order
from licdsl.terms.scope import Content, Scope
from licdsl.values.periods import Duration

Line = TypeVar("Line")


def every(lines: Sequence[object], kind: type[Line]) -> tuple[Line, ...]:
    """The lines of one kind, in written order."""
    return tuple(line for line in lines if isinstance(line, kind))


def only(lines: Sequence[object], kind: type[Line]) -> Line | None:
    """The line of one kind, or None where the block has none."""
    return next(iter(every(lines, kind)), None)


def required(lines: Sequence[object], kind: type[Line]) -> Line:
    """The line of a kind that the checker has seen to."""
    line = only(lines, kind)
    assert line is not None
    return line


def sorted_names(nodes: Iterable[syntax.Name | syntax.Code]) -> tuple[str, ...]:
    """Their texts, each once, sorted."""
    return tuple(sorted({node.text for node in nodes}))


def whens(lines: Sequence[object], words: Words) -> tuple[Condition, ...]:
    """The conditions of every `when` line, sorted by meaning."""
    return in_order(condition(line.condition, words) for line in every(lines, syntax.When))


def unlesses(lines: Sequence[object], words: Words) -> tuple[Condition, ...]:
    """The conditions of every `unless` line, sorted by meaning."""
    return in_order(condition(line.condition, words) for line in every(lines, syntax.Unless))


def permission(node: syntax.Permission, words: Words) -> Permission:
    """The permission that a `permission` block grants."""
    may = required(node.lines, syntax.May)
    return Permission(
        label=node.label.text,
        party=may.party.text,
        uses=sorted_names(may.uses),
        scope=_scope(node.lines, words),
        limits=tuple(sorted((_limit(each, words) for each in every(node.lines, syntax.Limit)), key=order)),
        sizes=tuple(sorted((_size(each, words) for each in every(node.lines, syntax.AtMost)), key=order)),
        place=place(node.span),
    )


def prohibition(node: syntax.Prohibition, words: Words) -> Prohibition:
    """The prohibition that a `prohibition` block states."""
    must_not = required(node.lines, syntax.MustNot)
    return Prohibition(
        label=node.label.text,
        party=must_not.party.text,
        uses=sorted_names(must_not.uses),
        scope=_scope(node.lines, words),
        place=place(node.span),
    )


def _scope(lines: Sequence[object], words: Words) -> Scope:
    content = only(lines, syntax.Content)
    territory = only(lines, syntax.Territory)
    starts, ends = only(lines, syntax.From), only(lines, syntax.Until)
    return Scope(
        content=Content() if content is None else _content(content),
        when=whens(lines, words),
        unless=unlesses(lines, words),
        territories=None if territory is None else sorted_names(territory.codes),
        starts=optional_instant(None if starts is None else starts.instant),
        ends=optional_instant(None if ends is None else ends.instant),
        survives=only(lines, syntax.Survives) is not None,
    )


def _content(node: syntax.Content) -> Content:
    included = None if node.included is None else sorted_names(node.included)
    return Content(included, sorted_names(node.excluded))


def _limit(node: syntax.Limit, words: Words) -> Limit:
    return Limit(
        count=node.count.value,
        unit=words.unit(node.unit.text),
        window=window(node.window),
        per=None if node.per is None else node.per.text,
        charge=node.over.price.text if isinstance(node.over, syntax.ThenCharge) else None,
        place=place(node.span),
    )


def _size(node: syntax.AtMost, words: Words) -> SizeLimit:
    return SizeLimit(node.count.value, words.unit(node.unit.text), node.per.text, place(node.span))


# ---------------------------------------------------------------- duties and powers
def duty(node: syntax.Duty, words: Words) -> Duty:
    """The duty that a `duty` block states."""
    must = required(node.lines, syntax.Must)
    whenever = only(node.lines, syntax.Whenever)
    ending = only(node.lines, syntax.WheneverEnds)
    period, parts = only(node.lines, syntax.Every), only(node.lines, syntax.With)
    return Duty(
        label=node.label.text,
        party=must.party.text,
        action=must.action.text,
        subject=None if must.subject is None else must.subject.text,
        recipient=None if must.recipient is None else must.recipient.text,
        whenever=() if whenever is None else sorted_names(whenever.uses),
        whenever_ends=None if ending is None else ending.clause.text,
        every=None if period is None else window(period.period),
        parts=() if parts is None else sorted_names(parts.parts),
        within=deadline(only(node.lines, syntax.Within)),
        steps=tuple(sorted((_step(line) for line in _otherwise(node.lines)), key=order)),
        when=whens(node.lines, words),
        unless=unlesses(node.lines, words),
        survives=only(node.lines, syntax.Survives) is not None,
        place=place(node.span),
    )


def deadline(line: syntax.Within | syntax.Due | None) -> tuple[Duration, InstantExpression] | None:
    """So long after what, from `within` or `due`."""
    return None if line is None else (duration(line.duration), instant(line.base))


def _otherwise(lines: Sequence[object]) -> Sequence[syntax.OtherwisePay | syntax.OtherwiseBreach]:
    return [line for line in lines if isinstance(line, syntax.OtherwisePay | syntax.OtherwiseBreach)]


def _step(line: syntax.OtherwisePay | syntax.OtherwiseBreach) -> LateFee | BreachStep:
    grace = None if line.grace is None else duration(line.grace)
    if isinstance(line, syntax.OtherwiseBreach):
        return BreachStep(grace, None if line.cure is None else duration(line.cure))
    return LateFee(
        party=line.party.text,
        amount=money(line.amount),
        payee=line.payee.text,
        grace=grace,
        per_started=line.per_started,
        cap=None if line.cap is None else money(line.cap),
    )


def power(node: syntax.Power, words: Words) -> Power:
    """The power that a `power` block gives."""
    may = required(node.lines, syntax.PowerMay)
    notice, ends = only(node.lines, syntax.Notice), only(node.lines, syntax.Ends)
    return Power(
        label=node.label.text,
        party=may.party.text,
        action=may.action.text,
        clauses=sorted_names(may.clauses),
        when=whens(node.lines, words),
        unless=unlesses(node.lines, words),
        notice=None if notice is None else duration(notice.duration),
        ends=None if ends is None else condition(ends.condition, words),
        place=place(node.span),
    )
