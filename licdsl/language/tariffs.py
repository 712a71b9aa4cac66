"""Checks of prices (`L401` to `L415`): one tariff each, sound tiers, no use priced twice."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from licdsl.language import syntax
from licdsl.language.diagnostics import Diagnostic, Severity, Span, error
from licdsl.language.names import Names
from licdsl.language.suggestions import nearest
from licdsl.language.times import periodic
from licdsl.language.walking import every, find, only

Found = Iterator[Diagnostic]

_TARIFFS = (syntax.RateLine, syntax.Tiers, syntax.Flat)
_STEPS = (syntax.First, syntax.Next, syntax.Rest)


def check(names: Names) -> Found:
    """Every mistake in the prices of the contract."""
    prices = every(names.file.items, syntax.Price)
    charged = _charged(names)
    for price in prices:
        yield from _tariff(price, charged)
        yield from _tiers(price, names)
        yield from _falls(price)
        yield from _bounds(price)
        yield from _parties(price)
        yield from _windows(price)
    if names.whole:
        yield from _overlaps([price for price in prices if price.label.text not in charged], names)
    for permission in every(names.file.items, syntax.Permission):
        yield from _excess(permission, names)
    for line in find(names.file, syntax.Round):
        if line.each.text != "line":
            message = f"amounts are rounded on each line of an invoice, not on each `{line.each.text}`"
            yield error("L414", message, line.each.span, "write `each line`")


def _charged(names: Names) -> set[str]:
    """The prices that only bill what exceeds a limit, a misspelt one under the name that was meant.

    Where a block could not be read, any price may be one.
    """
    labels = {price.label.text for price in every(names.file.items, syntax.Price)}
    if not names.whole:
        return labels
    named = {over.price.text for over in find(names.file, syntax.ThenCharge)}
    return named | {nearest(label, labels) or label for label in named - labels}


# ---------------------------------------------------------------- one price
def _tariff(price: syntax.Price, charged: set[str]) -> Found:
    label = price.label.text
    tariffs = [line for line in price.lines if isinstance(line, _TARIFFS)]
    steps = [line for line in price.lines if isinstance(line, _STEPS)]
    if not tariffs and not steps:
        hint = "add `rate … per 1,000 requests`, `tiers …` or `flat … each calendar month`"
        yield error("L401", f"`{label}` does not say what is owed", price.label.span, hint)
    for line in tariffs[1:]:
        if type(line) is not type(tariffs[0]):
            related = ((tariffs[0].span, "the other one stands here"),)
            message = f"`{label}` says in two ways what is owed"
            yield Diagnostic("L402", Severity.ERROR, message, line.span, "write two prices", related)
    metered = any(not isinstance(line, syntax.Flat) for line in (*tariffs, *steps))
    if metered and only(price.lines, syntax.For) is None:
        yield error("L406", f"`{label}` does not say for which uses", price.label.span, "add `for ground`")
    inherits = label in charged or only(price.lines, syntax.Replaces) is not None
    if metered and not inherits and only(price.lines, syntax.Invoiced) is None:
        message = f"`{label}` does not say how often it is invoiced"
        yield error("L409", message, price.label.span, "add `invoiced each calendar month`")


def _tiers(price: syntax.Price, names: Names) -> Found:
    head = only(price.lines, syntax.Tiers)
    steps = [line for line in price.lines if isinstance(line, _STEPS)]
    if head is None:
        if steps:
            message = f"`{price.label.text}` has tiers and does not say what they count"
            hint = "add `tiers graduated requests each calendar month`"
            yield error("L403", message, steps[0].span, hint)
        return
    yield from _order(price, head, steps)
    for line in steps:
        rate = line.rate
        if isinstance(rate, syntax.PerUnits) and not _same_unit(rate.unit, head.unit, names):
            related = ((head.unit.span, "the tiers count these"),)
            message = f"the tier is priced per `{rate.unit.text}`, and the tiers count `{head.unit.text}`"
            hint = f"write `per … {head.unit.text}`"
            yield Diagnostic("L405", Severity.ERROR, message, rate.unit.span, hint, related)


def _order(price: syntax.Price, head: syntax.Tiers, steps: Sequence[object]) -> Found:
    """The list is `first`, any number of `next`, `rest`; `rest` alone is a rate."""
    spans: list[Span] = [line.span for line in steps]  # type: ignore[attr-defined]
    if not steps:
        yield error("L404", "the tiers are missing", head.span, "add `first … at …` and `rest at …`")
        return
    if not isinstance(steps[0], syntax.First):
        yield error("L404", "the tiers do not start with `first`", spans[0], "write `first … at …` here")
    if not isinstance(steps[-1], syntax.Rest):
        message = "the last tier ends, and nothing prices what lies beyond it"
        yield error("L404", message, spans[-1], "add `rest at …` below")
    for line, span in zip(steps[1:], spans[1:], strict=True):
        if isinstance(line, syntax.First):
            yield error("L404", "`first` stands below another tier", span, "write `next`")
    for line, span in zip(steps[:-1], spans[:-1], strict=True):
        if isinstance(line, syntax.Rest):
            yield error("L404", "`rest` is not the last tier", span, "write it below all the others")


def _falls(price: syntax.Price) -> Found:
    """A volume tier that starts below what the tier before it ends at: one unit more costs less."""
    head = only(price.lines, syntax.Tiers)
    steps = [line for line in price.lines if isinstance(line, _STEPS)]
    if head is None or head.kind.text != "volume":
        return
    bound = 0
    for line, following in itertools.pairwise(steps):
        bound += 0 if isinstance(line, syntax.Rest) else line.count.value
        before, after = _each(line.rate) * bound, _each(following.rate) * (bound + 1)
        if bound and after < before:
            related = ((line.span, f"{bound:,} {head.unit.text} cost more at this price"),)
            message = f"the total falls when {head.unit.text} go from {bound:,} to {bound + 1:,}"
            hint = "write `tiers graduated` where each tier is priced by itself"
            yield Diagnostic("L415", Severity.WARNING, message, following.span, hint, related)


def _each(rate: syntax.Rate) -> Fraction:
    """The price of one unit, pro rata."""
    if isinstance(rate, syntax.NoCharge):
        return Fraction()
    per = 1 if rate.per is None else max(1, rate.per.value)
    return Fraction(rate.amount.mantissa, 10**rate.amount.scale * per)


def _same_unit(one: syntax.Name, other: syntax.Name, names: Names) -> bool:
    """Whether two words name one unit, or cannot be judged."""
    if names.vocabulary is None:
        return True
    first, second = names.vocabulary.unit(one.text), names.vocabulary.unit(other.text)
    return first is None or second is None or first is second


def _bounds(price: syntax.Price) -> Found:
    low, high = only(price.lines, syntax.Minimum), only(price.lines, syntax.Maximum)
    if low is not None and low.usage_counts is None:
        message = "it is open whether the price of use counts towards the minimum or comes on top of it"
        hint = "add `, usage counts towards it` or `, usage is on top`"
        yield error("L407", message, low.span, hint)
    if low is None or high is None or low.window != high.window:
        return
    if low.amount.currency == high.amount.currency and _more(low.amount, high.amount):
        related = ((high.span, "this is the maximum"),)
        message = f"the minimum `{low.amount.written}` is more than the maximum `{high.amount.written}`"
        hint = f"write at most `{high.amount.written}`"
        yield Diagnostic("L408", Severity.ERROR, message, low.amount.span, hint, related)


def _more(one: syntax.Amount, other: syntax.Amount) -> bool:
    return Fraction(one.mantissa, 10**one.scale) > Fraction(other.mantissa, 10**other.scale)


def _parties(price: syntax.Price) -> Found:
    pays, replaces = only(price.lines, syntax.Pays), only(price.lines, syntax.Replaces)
    if pays is not None and pays.payer.text == pays.payee.text:
        message = f"`{pays.payer.text}` would pay itself"
        yield error("L413", message, pays.payee.span, "write the party that is paid")
    if replaces is not None and replaces.price.text == price.label.text:
        message = f"`{price.label.text}` cannot replace itself"
        yield error("L412", message, replaces.price.span, "write the label of another price")


def _windows(price: syntax.Price) -> Found:
    for line in price.lines:
        if isinstance(line, syntax.Invoiced):
            yield from periodic(line.window, "an invoice")
        elif isinstance(line, syntax.Tiers):
            yield from periodic(line.window, "a list of tiers")
        elif isinstance(line, syntax.Flat | syntax.Minimum | syntax.Maximum):
            yield from periodic(line.window, "a sum of money")


# ---------------------------------------------------------------- several prices
def _overlaps(prices: Sequence[syntax.Price], names: Names) -> Found:
    """Two prices for one use, unless one replaces the other or their conditions exclude one another."""
    billed = [(price, leaves) for price in prices if (leaves := _leaves(price, names))]
    for (one, ours), (other, theirs) in itertools.combinations(billed, 2):
        shared = sorted(ours & theirs)
        if not shared or _replaces(one, other) or _payer(one) != _payer(other) or _disjoint(one, other):
            continue
        both = bool(_conditions(one)) and bool(_conditions(other))
        severity = Severity.WARNING if both else Severity.ERROR
        verb = "may both price" if both else "both price"
        message = f"`{one.label.text}` and `{other.label.text}` {verb} `{shared[0]}`"
        related = ((one.label.span, f"`{one.label.text}` stands here"),)
        hint = f"add `replaces {one.label.text}`, or conditions that exclude one another"
        yield Diagnostic("L410", severity, message, other.label.span, hint, related)


def _leaves(price: syntax.Price, names: Names) -> frozenset[str]:
    """The leaf uses that are billed by the unit; a flat fee bills none."""
    uses = only(price.lines, syntax.For)
    if uses is None or names.vocabulary is None or only(price.lines, syntax.Flat) is not None:
        return frozenset()
    return names.vocabulary.spread(use.text for use in uses.uses if use.text in names.vocabulary.uses)


def _payer(price: syntax.Price) -> str | None:
    pays = only(price.lines, syntax.Pays)
    return None if pays is None else pays.payer.text


def _replaces(one: syntax.Price, other: syntax.Price) -> bool:
    for price, target in ((one, other), (other, one)):
        line = only(price.lines, syntax.Replaces)
        if line is not None and line.price.text == target.label.text:
            return True
    return False


def _conditions(price: syntax.Price) -> list[syntax.Condition]:
    """What must be true for the price: `unless X` as `not X`."""
    whens = [line.condition for line in every(price.lines, syntax.When)]
    return whens + [syntax.Not(line.condition, line.span) for line in every(price.lines, syntax.Unless)]


def _disjoint(one: syntax.Price, other: syntax.Price) -> bool:
    """Whether their conditions plainly exclude one another; False where it would take thought."""
    return any(_excludes(a, b) for a in _conditions(one) for b in _conditions(other))


def _excludes(a: syntax.Condition, b: syntax.Condition) -> bool:
    if (isinstance(a, syntax.Not) and a.condition == b) or (isinstance(b, syntax.Not) and b.condition == a):
        return True
    if not (isinstance(a, syntax.Compare) and isinstance(b, syntax.Compare)) or a.subject != b.subject:
        return False
    listed = (syntax.Relation.IS, syntax.Relation.ONE_OF)
    return a.relation in listed and b.relation in listed and not set(a.values) & set(b.values)


def _excess(permission: syntax.Permission, names: Names) -> Found:
    """`then charge P`: P prices exactly the uses that the limit counts, in the limit's unit."""
    may = only(permission.lines, syntax.May)
    for limit in every(permission.lines, syntax.Limit):
        over = limit.over
        price = names.clauses.get(over.price.text) if isinstance(over, syntax.ThenCharge) else None
        if not isinstance(over, syntax.ThenCharge) or not isinstance(price, syntax.Price) or may is None:
            continue
        counted = _spread(may.uses, names)
        uses = only(price.lines, syntax.For)
        if uses is not None and _spread(uses.uses, names) != counted:
            related = ((uses.span, f"`{price.label.text}` prices these"), (may.span, "these are counted"))
            message = f"`{price.label.text}` does not price exactly the uses that the limit counts"
            hint = f"write `for {', '.join(use.text for use in may.uses)}` in `{price.label.text}`"
            yield Diagnostic("L411", Severity.ERROR, message, over.price.span, hint, related)
        for unit in _units(price):
            if not _same_unit(unit, limit.unit, names):
                units = ((unit.span, f"`{price.label.text}` prices these"),)
                message = f"`{price.label.text}` does not price `{limit.unit.text}`, which the limit counts"
                hint = f"write a price per `{limit.unit.text}`"
                yield Diagnostic("L405", Severity.ERROR, message, over.price.span, hint, units)


def _spread(uses: Iterable[syntax.Name], names: Names) -> frozenset[str]:
    words = names.vocabulary
    return frozenset() if words is None else words.spread(u.text for u in uses if u.text in words.uses)


def _units(price: syntax.Price) -> list[syntax.Name]:
    rate, head = only(price.lines, syntax.RateLine), only(price.lines, syntax.Tiers)
    if rate is not None and isinstance(rate.rate, syntax.PerUnits):
        return [rate.rate.unit]
    return [] if head is None else [head.unit]
