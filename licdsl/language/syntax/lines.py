"""Lines that blocks of several kinds have."""

from __future__ import annotations

from dataclasses import dataclass, field

from licdsl.language.diagnostics import Span
from licdsl.language.syntax.conditions import Condition
from licdsl.language.syntax.words import Amount, Name, Text
from licdsl.values.money import Rounding


@dataclass(frozen=True, slots=True)
class When:
    """`when …`."""

    condition: Condition
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Unless:
    """`unless …`."""

    condition: Condition
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Survives:
    """`survives termination`."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Ref:
    """`ref "Section 11.2(b)"`."""

    text: Text
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Round:
    """`round half even to GBP 0.01 each line`; `each` is the word `line`."""

    mode: Rounding
    step: Amount
    each: Name
    span: Span = field(compare=False)
