"""Metered uses: what a log says was used, by which account, under which clause and price.

A metered use is read from the open part of an `allow` decision; nothing private is needed, so a
statement can be recomputed after the private parts were erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from licdsl.errors import IntegrityError

PLAIN = "uses"
"""The unit of an allowed use that neither a price nor a limit counts."""


@dataclass(frozen=True, slots=True)
class Metered:
    """`quantity` of `unit`, used by `account` at the instant `at` under the contract with this digest.

    `account` is the opaque name of the licensee. `price` is the label of the ordinary price, None
    where no price applies; a charge for what exceeds a limit is worked out on the total of the
    period and never stands here. `clause` is the permission whose limits count the use, where the
    log names it.
    """

    contract: str
    account: str
    at: int
    use: str
    price: str | None
    quantity: int
    unit: str
    clause: str | None = None


def read_metered(
    kind: str, contract: str | None, at: int, outcome: Mapping[str, object]
) -> tuple[Metered, ...]:
    """The uses that a log entry meters: none but for an allow, several for an inner use in parts.

    Parts that one price bills in one unit are one use, made once: only where their prices differ is
    an act billed by more than one.

    `outcome` is the decoded open part of the entry (`engine/outcome.py`). Raises IntegrityError
    where an allow lacks what a statement needs, or holds it in another type.
    """
    if kind != "decision" or outcome.get("decision") != "allow":
        return ()
    if contract is None:
        raise IntegrityError("an allow names no contract")
    account = _text(outcome, "account")
    parts = outcome.get("parts", [outcome])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise IntegrityError("an allow has `parts` that are no list of objects")
    uses: dict[tuple[str | None, str], Metered] = {}
    for part in parts:
        use = _use(contract, account, at, part)
        uses.setdefault((use.price, use.unit), use)
    return tuple(uses.values())


def _use(contract: str, account: str, at: int, part: Mapping[str, object]) -> Metered:
    quantity = part.get("quantity", 1)
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 0:
        raise IntegrityError("an allow has a `quantity` that is no whole number")
    return Metered(
        contract=contract,
        account=account,
        at=at,
        use=_text(part, "use"),
        price=_text(part, "price") if part.get("price") is not None else None,
        quantity=quantity,
        unit=_text(part, "unit") if part.get("unit") is not None else PLAIN,
        clause=_text(part, "clause") if part.get("clause") is not None else None,
    )


def _text(outcome: Mapping[str, object], field: str) -> str:
    value = outcome.get(field)
    if not isinstance(value, str) or not value:
        raise IntegrityError(f"an allow has no `{field}` that is a text")
    return value
