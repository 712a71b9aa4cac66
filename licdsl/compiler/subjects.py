"""What a condition compares: the key a request states it under, its kind, and constants of that kind.

The kinds follow the vocabulary's types: `text` (texts, tokens and territories), `number`, `truth`
(yes-no) and `instant`. Attributes arrive checked (`engine.facts`), declared facts do not, so the
readers below turn a value of another kind into "unstated", which never helps the one who asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from licdsl.errors import ContractError
from licdsl.language.vocabulary import Vocabulary
from licdsl.terms.conditions import Attribute, Subject, Value
from licdsl.values.canonical import LARGEST
from licdsl.values.instants import from_text
from licdsl.values.money import Money
from licdsl.values.quantity import Quantity

TERRITORY = "territory"
_KINDS = {
    "text": "text",
    "token": "text",
    "territory": "text",
    "number": "number",
    "yes-no": "truth",
    "instant": "instant",
}
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}


def key_of(subject: Subject) -> str:
    """The key of a request's facts; `territory of request` goes by its short name, `territory`."""
    return TERRITORY if subject.key == "territory of request" else subject.key


def per_key(per: str) -> str:
    """The key that a limit `per …` counts by; `work` is no fact but stands in the request itself."""
    return {"article": "work", "product": "product of request"}.get(per, per)


def is_territory(subject: Subject, vocabulary: Vocabulary) -> bool:
    """Whether the vocabulary says that the subject is a territory."""
    word = vocabulary.attribute(subject.name, subject.owner) if isinstance(subject, Attribute) else None
    return word is not None and word.type == "territory"


def kind_of(subject: Subject, values: tuple[Value, ...], vocabulary: Vocabulary) -> str:
    """The kind of `subject`; a declared fact has that of the `values` it is compared with."""
    if isinstance(subject, Attribute):
        word = vocabulary.attribute(subject.name, subject.owner)
        if word is None:
            raise ContractError(f"`{subject.key}` is no attribute of {vocabulary.name} {vocabulary.version}")
        return _KINDS[word.type]
    first = values[0]
    if isinstance(first, bool):
        return "truth"
    if isinstance(first, dt.date):
        return "instant"
    return "text" if isinstance(first, str) else "number"


def constant(value: Value, kind: str) -> str | int | bool:
    """`value` as a request states it: amounts in minor units, quantities by their count.

    Dates and times are no constants here; raises ContractError for a value of another kind.
    """
    if kind == "truth" and isinstance(value, str) and value in _TRUTHS:
        return _TRUTHS[value]
    if kind == "number" and isinstance(value, Quantity):
        return value.count
    if kind == "number" and isinstance(value, Money):
        return value.minor
    if type(value) is {"text": str, "number": int, "truth": bool}.get(kind):
        assert isinstance(value, str | int)
        return value
    raise ContractError(f"`{value}` is no {kind}")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _instant(value: object) -> int | None:
    if not isinstance(value, str):
        return _number(value)
    try:
        found = from_text(value)
    except (ValueError, OverflowError):
        return None
    return found if -LARGEST <= found <= LARGEST else None


READERS: dict[str, Callable[[object], str | int | None]] = {
    "text": _text,
    "number": _number,
    "truth": _truth,
    "instant": _instant,
}
"""From what a request states for a declared fact to a value of the kind, or None."""
