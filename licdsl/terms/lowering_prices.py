"""Lowering of money clauses: prices with their tiers, splits with their commissions and shares."""

from __future__ import annotations

from collections.abc import Sequence

from licdsl.language import syntax
from licdsl.terms.lowering_clauses import deadline, every, only, required, sorted_names, unlesses, whens
from licdsl.terms.lowering_words import Words, attribute, money, place, rate, ratio, window
from licdsl.terms.meaning import order
from licdsl.terms.price import Commission, PerPeriod, Price, Share, Split, Tier, TierKind, Tiers
from licdsl.values.money import Money, Rounding


def price(node: syntax.Price, words: Words) -> Price:
    """The price that a `price` block sets."""
    lines = node.lines
    pays, uses = required(lines, syntax.Pays), only(lines, syntax.For)
    invoiced, rate_line = only(lines, syntax.Invoiced), only(lines, syntax.RateLine)
    rounding, step = _rounding(lines)
    replaces = only(lines, syntax.Replaces)
    return Price(
        label=node.label.text,
        payer=pays.payer.text,
        payee=pays.payee.text,
        uses=() if uses is None else sorted_names(uses.uses),
        invoiced=None if invoiced is None else window(invoiced.window),
        rate=None if rate_line is None else rate(rate_line.rate, words),
        tiers=_tiers(lines, words),
        flat=_per_period(only(lines, syntax.Flat)),
        minimum=_per_period(only(lines, syntax.Minimum)),
        maximum=_per_period(only(lines, syntax.Maximum)),
        due=deadline(only(lines, syntax.Due)),
        rounding=rounding or Rounding.HALF_EVEN,
        step=step,
        when=whens(lines, words),
        unless=unlesses(lines, words),
        replaces=None if replaces is None else replaces.price.text,
        place=place(node.span),
    )


def _rounding(lines: Sequence[object]) -> tuple[Rounding | None, Money | None]:
    line = only(lines, syntax.Round)
    return (None, None) if line is None else (line.mode, money(line.step))


def _per_period(line: syntax.Flat | syntax.Minimum | syntax.Maximum | None) -> PerPeriod | None:
    if line is None:
        return None
    counts = line.usage_counts if isinstance(line, syntax.Minimum) else None
    return PerPeriod(money(line.amount), window(line.window), counts)


def _tiers(lines: Sequence[object], words: Words) -> Tiers | None:
    """The tiers, in written order, with the cumulative bound of each."""
    head = only(lines, syntax.Tiers)
    if head is None:
        return None
    unit = words.unit(head.unit.text)
    tiers, bound = [], 0
    for line in lines:
        if isinstance(line, syntax.First | syntax.Next):
            bound += line.count.value
            tiers.append(Tier(bound, rate(line.rate, words, unit)))
        elif isinstance(line, syntax.Rest):
            tiers.append(Tier(None, rate(line.rate, words, unit)))
    return Tiers(TierKind(head.kind.text), unit, window(head.window), tuple(tiers))


def split(node: syntax.Split) -> Split:
    """The split that a `split` block makes."""
    divides = required(node.lines, syntax.Divides)
    rounding, step = _rounding(node.lines)
    commissions = (_commission(line) for line in every(node.lines, syntax.CommissionLine))
    return Split(
        label=node.label.text,
        divides=divides.price.text,
        after=sorted_names(divides.after),
        commissions=tuple(sorted(commissions, key=order)),
        shares=tuple(sorted((_share(line) for line in every(node.lines, syntax.ShareLine)), key=order)),
        rounding=rounding,
        step=step,
        place=place(node.span),
    )


def _commission(line: syntax.CommissionLine) -> Commission:
    on_top = line.bearer.text == "on top"
    return Commission(line.party.text, ratio(line.percent), line.base.text, on_top)


def _share(line: syntax.ShareLine) -> Share:
    return Share(
        party=line.party.text,
        ratio=None if line.percent is None else ratio(line.percent),
        by=None if line.by is None else attribute(line.by),
    )
