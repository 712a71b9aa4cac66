"""Checks of splits (`L420` to `L425`): parts that add up, and an order without circles."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from licdsl.language import syntax
from licdsl.language.diagnostics import Diagnostic, Severity, error
from licdsl.language.names import Names
from licdsl.language.walking import every, only

Found = Iterator[Diagnostic]


def check(names: Names) -> Found:
    """Every mistake in the splits of the contract."""
    splits = every(names.file.items, syntax.Split)
    for split in splits:
        yield from _shares(split)
        yield from _commissions(split)
        yield from _circle(split, names)
    yield from _rivals(splits)


def _part(percent: syntax.Percent) -> Fraction:
    return Fraction(percent.mantissa, 10**percent.scale)


def _shown(value: Fraction) -> str:
    """A percentage, exactly: its denominator is a power of ten."""
    digits = 0
    while value.denominator != 1:
        value, digits = value * 10, digits + 1
    whole, part = divmod(value.numerator, 10**digits)
    return f"{whole}.{part:0{digits}}%" if digits else f"{whole}%"


def _shares(split: syntax.Split) -> Found:
    shares = every(split.lines, syntax.ShareLine)
    if not shares and only(split.lines, syntax.CommissionLine) is None:
        hint = "add `share publisher rest`"
        yield error("L420", f"`{split.label.text}` gives nobody anything", split.label.span, hint)
    yield from _twice(shares)
    rests = [share for share in shares if share.percent is None]
    for share in rests[1:]:
        related = ((rests[0].span, "the rest is given away here"),)
        hint = "write a percentage"
        message = "only one party can have the rest"
        yield Diagnostic("L421", Severity.ERROR, message, share.span, hint, related)
    total = sum((_part(share.percent) for share in shares if share.percent is not None), Fraction())
    if shares and (total > 100 or (rests and total == 100) or (not rests and total != 100)):
        message = f"the shares of `{split.label.text}` add up to {_shown(total)}"
        if rests and total == 100:
            message += ", and nothing is left for `rest`"
        spans = tuple((share.span, "this share counts") for share in shares[:-1])
        yield Diagnostic("L420", Severity.ERROR, message, shares[-1].span, _fitting(shares, total), spans)


def _fitting(shares: Sequence[syntax.ShareLine], total: Fraction) -> str:
    last = shares[-1]
    without = total - (_part(last.percent) if last.percent is not None else 0)
    if without < 100:
        return f"write `share {last.party.text} rest` or `share {last.party.text} {_shown(100 - without)}`"
    return "lower the shares until they come to less than `100%`"


def _twice(shares: Sequence[syntax.ShareLine]) -> Found:
    seen: dict[str, syntax.ShareLine] = {}
    for share in shares:
        first = seen.setdefault(share.party.text, share)
        if first is not share:
            related = ((first.span, "its other share stands here"),)
            message = f"`{share.party.text}` has two shares of the same money"
            hint = "write one share that holds both"
            yield Diagnostic("L422", Severity.ERROR, message, share.party.span, hint, related)


def _commissions(split: syntax.Split) -> Found:
    """Commissions on gross that together take more than there is."""
    lines = [line for line in every(split.lines, syntax.CommissionLine) if line.bearer.text == "deducted"]
    total = sum((_part(line.percent) for line in lines if line.base.text == "gross"), Fraction())
    if total > 100 and len(lines) > 1:
        message = f"the commissions of `{split.label.text}` come to {_shown(total)} of what is paid"
        yield error("L425", message, lines[-1].span, "lower them to at most `100%` together")


def _circle(split: syntax.Split, names: Names) -> Found:
    """A split that comes after itself, at the first of its splits in the file."""
    divides = only(split.lines, syntax.Divides)
    waiting = [label.text for label in divides.after] if divides is not None else []
    seen: set[str] = set()
    for label in waiting:
        other = names.clauses.get(label)
        if label == split.label.text and divides is not None:
            message = f"`{split.label.text}` would have to come after itself"
            yield error("L423", message, divides.span, f"write `divides {divides.price.text}`")
            return
        if label not in seen and isinstance(other, syntax.Split):
            line = only(other.lines, syntax.Divides)
            waiting.extend(after.text for after in (line.after if line is not None else ()))
        seen.add(label)


def _rivals(splits: Sequence[syntax.Split]) -> Found:
    """Two splits of one price of which neither says that it comes after the other."""
    for one, other in itertools.combinations(splits, 2):
        first, second = only(one.lines, syntax.Divides), only(other.lines, syntax.Divides)
        if first is None or second is None or first.price.text != second.price.text:
            continue
        if not first.after and not second.after:
            related = ((first.span, f"`{one.label.text}` divides it already"),)
            message = f"`{other.label.text}` divides `{second.price.text}`, which is divided already"
            hint = f"write `divides {second.price.text} after {one.label.text}`"
            yield Diagnostic("L424", Severity.ERROR, message, second.span, hint, related)
