"""Numbers, money, dates, percentages and symbols that are written in another notation.

Each pattern is tried on the text at the place that does not fit; its hint is what to type
instead. A date whose parts could mean two days gets both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_CURRENCIES = {"£": "GBP", "$": "USD", "€": "EUR", "¥": "JPY"}
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SYMBOLS = {
    ">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "==": "is", "=": "is",
    "!=": "is not", "<>": "is not", "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not",
    "+": "and", ";": ",", "->": "then", "=>": "then",
}  # fmt: skip
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Miswritten:
    """A notation that is not the language's: its diagnostic's parts and its length."""

    code: str
    length: int
    message: str
    hint: str


def miswritten(text: str) -> Miswritten | None:
    """What is written in another notation at the start of `text`; None where nothing is, or it is right."""
    for pattern, code, message, mend in _NOTATIONS:
        match = pattern.match(text)
        if match:
            hint = mend(match)
            if hint == match[0]:
                return None
            hint = hint if hint.startswith("write ") else f"write `{hint}`"
            return Miswritten(code, match.end(), message.format(_shown(match[0])), hint)
    return None


def _shown(written: str) -> str:
    return written if len(written) <= 40 else written[:37] + "…"


def plain_number(written: str) -> str:
    """A number in the language's notation, from one with points, blanks or misplaced commas.

    A last group of one or two digits after a point or comma is taken for decimals.
    """
    parts = re.split(r"[.,'_ ]", written.strip(".,'_ "))
    decimals = parts.pop() if len(parts) > 1 and len(parts[-1]) < 3 else ""
    digits = "".join(parts)[:_MOST_DIGITS] or "0"
    return f"{int(digits):,}" + (f".{decimals}" if decimals else "")


def _whole(match: re.Match[str]) -> str:
    return plain_number(match[0]).partition(".")[0]


def _money(match: re.Match[str]) -> str:
    currency = match["currency"]
    return f"{_CURRENCIES.get(currency, currency.upper())} {plain_number(match['number'])}"


def _date(year: str, month: int, day: int) -> str:
    return f"{year}-{month:02}-{day:02}"


def _date_by_parts(match: re.Match[str]) -> str:
    first, second, year = int(match[1]), int(match[2]), match[3]
    readings = []
    if second <= 12:
        readings.append(_date(year, second, first))
    if first <= 12 and (first != second or not readings):
        readings.append(_date(year, first, second))
    if not readings:
        return "write a day of the calendar such as `2026-03-02`"
    return readings[0] if len(readings) == 1 else "write " + " or ".join(f"`{day}`" for day in readings)


def _date_from_year(match: re.Match[str]) -> str:
    return _date(match[1], int(match[2]), int(match[3]))


def _date_by_name(match: re.Match[str]) -> str:
    month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(match["month"].lower()[:3]))
    return _date(match["year"], month, int(match["day"]))


def _multiplied(match: re.Match[str]) -> str:
    return f"{int(match[1]) * (1_000 if match[2] in 'kK' else 1_000_000):,}"


def _regrouped(match: re.Match[str]) -> str:
    if len(match[0].rpartition(",")[2]) != 3:
        return "write a whole number such as `5,000`"
    return plain_number(match[0])


_NUMBER = r"(?P<number>\d[\d,.']{0,40})"
_NAMED = rf"(?P<month>{'|'.join(f'{name}|{name[:3]}' for name in _MONTHS)})"
_DATE = "`{}` is not how a date is written"
_MONEY = "`{}` is not how an amount of money is written"
_THOUSANDS = "`{}` is not how a whole number is written"

_Mend = Callable[[re.Match[str]], str]


def _notation(pattern: str, code: str, message: str, mend: _Mend) -> tuple[re.Pattern[str], str, str, _Mend]:
    return re.compile(pattern), code, message, mend


_NOTATIONS = (
    _notation(rf"(?P<currency>[£$€¥])\s*{_NUMBER}", "L031", _MONEY, _money),
    _notation(rf"{_NUMBER}\s*(?P<currency>[£$€¥])", "L031", _MONEY, _money),
    _notation(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b", "L032", _DATE, _date_by_parts),
    _notation(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?!\d)", "L032", _DATE, _date_from_year),
    _notation(rf"(?i:(?P<day>\d{{1,2}})\s+{_NAMED}\s+(?P<year>\d{{4}}))\b", "L032", _DATE, _date_by_name),
    _notation(rf"(?i:{_NAMED}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}))\b", "L032", _DATE, _date_by_name),
    _notation(
        r"(\d{1,3}(?:\.\d{1,9})?)(?:\s+%|\s*(?:percent|per\s+cent|pct)\b)",
        "L033", "`{}` is not how a percentage is written", lambda match: f"{match[1]}%",
    ),
    _notation(rf"(?P<currency>[A-Za-z]{{3}})\s*{_NUMBER}", "L031", _MONEY, _money),
    _notation(rf"{_NUMBER}\s*(?P<currency>[A-Z]{{3}})\b", "L031", _MONEY, _money),
    _notation(
        r"\d{19,}|\d{1,3}(?:,\d{3}){6,}", "L030",
        f"`{{}}` has more than {_MOST_DIGITS} digits", lambda _: f"write at most {_MOST_DIGITS} digits",
    ),
    _notation(r"\d{1,3}(?:[.'_ ]\d{3})+(?![\d.,])", "L030", _THOUSANDS, _whole),
    _notation(r"(\d{1,6})([kKmM])\b", "L030", _THOUSANDS, _multiplied),
    _notation(
        r"(\d[\d,]{0,30})([a-z][a-z-]*)", "L034", "`{}` runs together",
        lambda match: f"{plain_number(match[1])} {match[2]}",
    ),
    _notation(r"\d+\.\d+", "L030", _THOUSANDS, lambda _: "write a whole number such as `5,000`"),
    _notation(r"\d+(?:,\d+)+", "L030", _THOUSANDS, _regrouped),
    _notation(
        "|".join(re.escape(symbol) for symbol in sorted(_SYMBOLS, key=len, reverse=True)),
        "L024", "`{}` is a symbol; the language uses words", lambda match: _SYMBOLS[match[0]],
    ),
)  # fmt: skip
