"""Metered uses: what a log says was used, by which account, under which clause and price.

A metered use is read from the open part of an `allow` decision; nothing private is needed, so a
statement can be recomputed after the private parts were erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from licdsl.errors import IntegrityError


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


def read_metered(kind: str, contract: str | None, at: int, outcome: Mapping[str, object]) -> Metered | None:
    """The use that a log entry meters, or None for an entry that meters nothing.

    `outcome` is the decoded open part of the entry. Raises IntegrityError where an allow lacks
    what a statement needs, or holds it in another type.
    """
    if kind != "decision" or outcome.get("decision") != "allow":
        return None
    if contract is None:
        raise IntegrityError("an allow names no contract")
    quantity = outcome.get("quantity")
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 0:
        raise IntegrityError("an allow has no `quantity` that is a whole number")
    return Metered(
        contract=contract,
        account=_text(outcome, "account"),
        at=at,
        use=_text(outcome, "use"),
        price=_text(outcome, "price") if outcome.get("price") is not None else None,
        quantity=quantity,
        unit=_text(outcome, "unit"),
        clause=_text(outcome, "clause") if outcome.get("clause") is not None else None,
    )


def _text(outcome: Mapping[str, object], field: str) -> str:
    value = outcome.get(field)
    if not isinstance(value, str) or not value:
        raise IntegrityError(f"an allow has no `{field}` that is a text")
    return value
