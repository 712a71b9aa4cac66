"""Checks of money, numbers, units, percentages and territories (`L201` to `L204`, `L212`, `L215`, `L216`)."""

from __future__ import annotations

from collections.abc import Iterator

from licdsl.language import syntax
from licdsl.language.diagnostics import Diagnostic, Severity, error
from licdsl.language.names import Names
from licdsl.language.suggestions import listing, write
from licdsl.language.walking import every, find, only, walk
from licdsl.values.canonical import LARGEST
from licdsl.values.currencies import EXPONENTS

Found = Iterator[Diagnostic]

_CURRENCY_MEANT = {"STG": "GBP", "UKP": "GBP", "EUO": "EUR", "DOL": "USD", "RMB": "CNY", "SFR": "CHF"}
_OFTEN_MEANT = {"UK": "GB", "EN": "GB", "ENG": "GB", "USA": "US", "GBR": "GB", "DEU": "DE", "FRA": "FR"}


def check(names: Names) -> Found:
    """Every mistake in amounts and units, tests included."""
    everything = (names.file, names.loose)
    rates = {id(node.amount) for node in find(everything, syntax.PerUnits)}
    yield from _currency(names)
    for node in walk(everything):
        if isinstance(node, syntax.Amount):
            yield from _amount(node, names, is_rate=id(node) in rates)
        elif isinstance(node, syntax.Number) and node.value > LARGEST:
            message = f"`{node.written}` is larger than any number a contract may hold"
            yield error("L216", message, node.span, f"write at most `{LARGEST:,}`")
        elif isinstance(node, syntax.Percent):
            yield from _percent(node)
        elif isinstance(node, syntax.Code):
            yield from _territory(node, names)
        else:
            yield from _units(node, names)
            yield from _nothing(node)


# ---------------------------------------------------------------- money
def _currency(names: Names) -> Found:
    line = only((*names.lines, *names.loose), syntax.Currency)
    if line is not None and line.code.text not in EXPONENTS:
        yield _no_currency(line.code.text, line.code)


def _no_currency(code: str, node: syntax.Code | syntax.Amount) -> Diagnostic:
    message = f"`{code}` is no currency of ISO 4217"
    meant = _CURRENCY_MEANT.get(code)
    hint = f"write `{meant}`" if meant else "write a code such as `EUR`, `GBP` or `USD`"
    return error("L202", message, node.span, hint)


def _amount(node: syntax.Amount, names: Names, *, is_rate: bool) -> Found:
    exponent = EXPONENTS.get(node.currency)
    if exponent is None:
        if node.currency != names.currency:
            yield _no_currency(node.currency, node)
        return
    if names.currency in EXPONENTS and node.currency != names.currency:
        line = only(names.lines, syntax.Currency)
        related = () if line is None else ((line.span, "this is the contract's currency"),)
        message = f"`{node.currency}` stands in a contract whose currency is `{names.currency}`"
        hint = f"write `{names.currency}` and the amount in that currency"
        yield Diagnostic("L204", Severity.ERROR, message, node.span, hint, related)
    elif node.scale < exponent or (node.scale > exponent and not is_rate):
        message = f"an amount in {node.currency} has {_digits(exponent)} after the point, not {node.scale}"
        yield error("L203", message, node.span, f"write `{_with_digits(node, exponent)}`")
    if node.mantissa > LARGEST:
        message = f"`{node.written}` is larger than any amount a contract may hold"
        yield error("L216", message, node.span, f"write at most {LARGEST:,} of the smallest unit")


def _digits(count: int) -> str:
    return {0: "no digits", 1: "1 digit"}.get(count, f"{count} digits")


def _with_digits(node: syntax.Amount, exponent: int) -> str:
    """The amount with as many digits as its currency has; more are cut off, not down to nothing."""
    minor = max(node.mantissa * 10**exponent // 10**node.scale, min(node.mantissa, 1))
    whole, part = divmod(minor, 10**exponent)
    return f"{node.currency} {whole:,}" + (f".{part:0{exponent}}" if exponent else "")


def _percent(node: syntax.Percent) -> Found:
    if node.mantissa > 100 * 10**node.scale:
        yield error("L216", f"`{node.written}` is more than the whole", node.span, "write at most `100%`")
    elif node.scale > 9:
        yield error("L216", f"`{node.written}` has more than 9 digits after the point", node.span, "round it")


# ---------------------------------------------------------------- units and territories
def _units(node: object, names: Names) -> Found:
    if isinstance(node, syntax.Limit):
        yield from _unit(node.unit, names)
        yield from _per(node, names)
    elif isinstance(node, syntax.AtMost):
        yield from _unit(node.unit, names)
        yield from _act(node, names)
    elif isinstance(node, syntax.PerUnits | syntax.Tiers | syntax.GivenUse | syntax.Quantity):
        yield from _unit(node.unit, names)


def _unit(name: syntax.Name, names: Names) -> Found:
    if names.vocabulary is not None and names.vocabulary.unit(name.text) is None:
        known = [word for unit in names.vocabulary.units.values() for word in (unit.name, unit.singular)]
        message = f"the vocabulary has no unit called `{name.text}`"
        yield error("L201", message, name.span, write(name.text, known, "write `requests`"))


def _per(node: syntax.Limit, names: Names) -> Found:
    if node.per is not None and names.vocabulary is not None:
        known = names.vocabulary.limits_per
        if node.per.text not in known:
            message = f"a limit cannot be counted for each `{node.per.text}`"
            hint = write(node.per.text, known, f"write {listing(known)}")
            yield error("L305", message, node.per.span, hint)


def _act(node: syntax.AtMost, names: Names) -> Found:
    """`per display`: a use, or the singular of a unit."""
    if names.vocabulary is None:
        return
    known = {*names.vocabulary.uses, *(unit.singular for unit in names.vocabulary.units.values())}
    if node.per.text not in known:
        message = f"`{node.per.text}` is no use and no unit"
        yield error("L201", message, node.per.span, write(node.per.text, known, "write `per display`"))


def _territory(node: syntax.Code, names: Names) -> Found:
    words = names.vocabulary
    if words is None or any(
        line.code is node for line in every((*names.lines, *names.loose), syntax.Currency)
    ):
        return
    if node.text not in words.territories and node.text not in words.territory_sets:
        meant = _OFTEN_MEANT.get(node.text)
        hint = f"write `{meant}`" if meant else "write a code of ISO 3166-1, such as `GB`, or `EU`"
        yield error("L215", f"`{node.text}` is no territory", node.span, hint)


# ---------------------------------------------------------------- numbers that must not be nothing
def _nothing(node: object) -> Found:
    """Zero where it would refuse everything, or divide by nothing."""
    if isinstance(node, syntax.Limit | syntax.AtMost) and node.count.value == 0:
        message = "a limit of 0 permits nothing"
        yield error("L212", message, node.count.span, "write a `prohibition`, or a limit of at least `1`")
    elif isinstance(node, syntax.First | syntax.Next) and node.count.value == 0:
        yield error("L212", "a tier of 0 units prices nothing", node.count.span, "write at least `1`")
    elif isinstance(node, syntax.PerUnits) and node.per is not None and node.per.value == 0:
        yield error("L212", "a price per 0 units has no meaning", node.per.span, "write at least `1`")
    elif isinstance(node, syntax.Round) and node.step.mantissa == 0:
        yield error("L212", "nothing can be rounded to steps of nothing", node.step.span, _smallest(node))
    elif isinstance(node, syntax.Quantity | syntax.GivenUse) and node.count.value == 0:
        yield error("L212", "nothing is asked for", node.count.span, "write at least `1`")


def _smallest(node: syntax.Round) -> str:
    exponent = EXPONENTS.get(node.step.currency, 2)
    return f"write `{node.step.currency} {'1' if exponent == 0 else '0.' + '1'.rjust(exponent, '0')}`"
