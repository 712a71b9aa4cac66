"""Words, numbers, dates and stretches of time: the leaves of the syntax tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from licdsl.language.diagnostics import Span
from licdsl.values.periods import Kind, Unit


@dataclass(frozen=True, slots=True)
class Name:
    """A word of the author's, or a word of the language where it stands for itself.

    Blanks inside it (`period end`) are single.
    """

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """What stands between quotation marks."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Code:
    """Two or three capital letters: a territory or a currency."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Digest:
    """`sha256:` and 64 hexadecimal digits."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, `written` with or without commas."""

    value: int
    written: str = field(compare=False)
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Amount:
    """mantissa / 10**scale of `currency`: `GBP 5.00` is (GBP, 500, 2); the code is unchecked."""

    currency: str
    mantissa: int
    scale: int
    written: str = field(compare=False)
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Percent:
    """mantissa / 10**scale per cent: `12.5%` is (125, 1)."""

    mantissa: int
    scale: int
    written: str = field(compare=False)
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Day:
    """`2026-03-02`; may name a day that no calendar has."""

    year: int
    month: int
    day: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """`2026-03-02 14:00`, local; may name a day or time that does not exist."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class PeriodName:
    """A named period: `2026-03` (unit month, number 3), `2026-Q4` (quarter, 4), `2026` (year, 1)."""

    unit: Unit
    year: int
    number: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Duration:
    """`10 business days`."""

    count: Number
    unit: Unit
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`75 words`."""

    count: Number
    unit: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Period:
    """`calendar month`, `contract year`; may pair words that make no period (`calendar hour`)."""

    kind: Kind
    unit: Unit
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Window:
    """`each calendar month` (`unit`), `in any 24 hours` (`length`), `in total` (neither)."""

    kind: Kind
    unit: Unit | None
    length: Duration | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Attribute:
    """`section of article`."""

    name: Name
    owner: Name
    span: Span = field(compare=False)
