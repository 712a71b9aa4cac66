"""The meaning digest: one number for what a contract says, whatever its file looks like.

`canonical` writes the terms as canonical JSON. A record is an object of its fields; a field that has its
default is left out, so a later optional field does not change the digest of a contract that has none of
it. Where a field may hold records of several kinds, the record names its kind under `is`.

Outside the meaning: places, layout, comments, tests, `ref` texts and the order of clauses, lines, parties
and imports. Inside: the language number, the title, every label and everything that a clause says.
Lowering has sorted what has no order; tiers and steps keep theirs.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from typing import Any

from licdsl.terms import clauses, conditions, contract
from licdsl.values import canonical as json
from licdsl.values.digests import digest_text
from licdsl.values.money import Money, Ratio
from licdsl.values.periods import Duration
from licdsl.values.quantity import Quantity

KINDS: dict[type, str] = {
    conditions.Holds: "holds",
    conditions.Named: "named",
    conditions.Compare: "compare",
    conditions.CompareInstant: "compare-instant",
    conditions.DutyIs: "duty-is",
    conditions.Not: "not",
    conditions.AllOf: "all-of",
    conditions.AnyOf: "any-of",
    conditions.Attribute: "attribute",
    conditions.FactReference: "fact",
    conditions.OnDate: "on-date",
    conditions.AtTime: "at-time",
    conditions.AttributeInstant: "attribute-instant",
    conditions.EventInstant: "event",
    conditions.After: "after",
    clauses.LateFee: "late-fee",
    clauses.BreachStep: "breach",
    contract.FixedTerm: "fixed",
    contract.RelativeTerm: "relative",
    Money: "money",
    Ratio: "ratio",
    Quantity: "quantity",
    Duration: "duration",
}
"""What a record is called where another kind of record could stand in its place."""


def plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """`value` (a record of the terms, or a part of one) as plain JSON values; raises TypeError."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.datetime):
        return {"is": "time", "local": value.isoformat(timespec="minutes")}
    if isinstance(value, dt.date):
        return {"is": "date", "local": value.isoformat()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record(value)
    raise TypeError(f"{type(value).__name__} has no place in the meaning of a contract")


def _record(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass of the terms
    written = {"is": KINDS[type(record)]} if type(record) in KINDS else {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if field.compare and not (value == field.default and type(value) is type(field.default)):
            written[field.name] = plain(value)
    return written


def order(value: object) -> bytes:
    """A key that sorts parts of a contract by what they mean; `value` as for `plain`."""
    return json.encode(plain(value))


def canonical(terms: contract.Contract) -> bytes:
    """The canonical JSON of what `terms` mean; raises ValueError for an integer beyond ±(2^53 - 1)."""
    return json.encode(plain(terms))


def digest(terms: contract.Contract) -> str:
    """The meaning digest, `sha256:` and 64 hexadecimal digits."""
    return digest_text(canonical(terms))
