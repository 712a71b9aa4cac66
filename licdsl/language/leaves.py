"""From tokens to the leaves of the syntax tree: names, numbers, money, dates.

Whatever the terminals of the grammar match can be converted; whether the day, the currency or
the quantity exists is the checker's question.
"""

from __future__ import annotations

from collections.abc import Callable

from licdsl.language import syntax as s
from licdsl.language.automaton import Token, Value
from licdsl.values.money import Rounding
from licdsl.values.periods import Kind, Unit

_UNITS = {unit.value: unit for unit in Unit}


def name(token: Token) -> s.Name:
    """A name, or a word of the language, with single blanks inside."""
    return s.Name(_single(token.text), token.span)


def text(token: Token) -> s.Text:
    """A text without its quotation marks."""
    return s.Text(token.text[1:-1], token.span)


def code(token: Token) -> s.Code:
    """A territory or currency."""
    return s.Code(token.text, token.span)


def digest(token: Token) -> s.Digest:
    """A pinned digest."""
    return s.Digest(token.text, token.span)


def number(token: Token) -> s.Number:
    """A whole number, commas removed."""
    return s.Number(_whole(token.text), token.text, token.span)


def amount(token: Token) -> s.Amount:
    """An amount of money."""
    currency, written = token.text.split()
    mantissa, scale = _decimal(written)
    return s.Amount(currency, mantissa, scale, f"{currency} {written}", token.span)


def percent(token: Token) -> s.Percent:
    """A percentage."""
    mantissa, scale = _decimal(token.text[:-1])
    return s.Percent(mantissa, scale, token.text, token.span)


def day(token: Token) -> s.Day:
    """A date."""
    year, month, number_of_day = token.text.split("-")
    return s.Day(int(year), int(month), int(number_of_day), token.span)


def moment(token: Token) -> s.Moment:
    """A date and a time."""
    date, time = token.text.split()
    year, month, number_of_day = date.split("-")
    hour, minute = time.split(":")
    return s.Moment(int(year), int(month), int(number_of_day), int(hour), int(minute), token.span)


def period_name(token: Token) -> s.PeriodName:
    """A month, a quarter or a year by its name."""
    year, _, rest = token.text.partition("-")
    if not rest:
        return s.PeriodName(Unit.YEAR, int(year), 1, token.span)
    if rest.startswith("Q"):
        return s.PeriodName(Unit.QUARTER, int(year), int(rest[1:]), token.span)
    return s.PeriodName(Unit.MONTH, int(year), int(rest), token.span)


def unit(token: Token) -> Unit:
    """The unit of a duration or period, plural or not."""
    return _UNITS[_single(token.text).removesuffix("s")]


def period_kind(token: Token) -> Kind:
    """`calendar` or `contract`."""
    return Kind(token.text)


def rounding(token: Token) -> Rounding:
    """`half even`, `half up`, `down` or `up`."""
    return Rounding(_single(token.text))


def _nothing(token: Token) -> None:
    """`anyone`, `anything`, `rest`: the word that says that nothing narrower is named."""


def _usage_counts(token: Token) -> bool:
    """Whether a minimum says `counts towards it`; else it says `is on top`."""
    return token.text.startswith("counts")


_LEAVES: dict[str, Callable[[Token], object]] = {
    "NAME": name, "STRING": text, "CODE": code, "MONEY": amount, "PERCENT": percent, "DATE": day,
    "DATETIME": moment, "INT": number, "HASH": digest, "MONTH": period_name,
    "QUARTER": period_name, "YEAR": period_name, "DURATION_UNIT": unit, "PERIOD_KIND": period_kind,
    "ROUNDING": rounding, "USAGE": _usage_counts, "ANYONE": _nothing, "ANYTHING": _nothing,
    "REST": _nothing,
}  # fmt: skip


def leaf(child: Value) -> Value:
    """A token as the leaf that its terminal says; a node, and None, as they are.

    Terminals that are a choice of words (`gross`, `period end`, `allow`) become names.
    """
    return _LEAVES.get(child.terminal, name)(child) if isinstance(child, Token) else child


def _single(written: str) -> str:
    return " ".join(written.split())


def _whole(written: str) -> int:
    return int(written.replace(",", ""))


def _decimal(written: str) -> tuple[int, int]:
    whole, _, part = written.partition(".")
    return _whole(whole + part), len(part)
