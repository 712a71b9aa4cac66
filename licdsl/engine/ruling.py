"""Rulings: the constant part of an answer, made once for each way in which a contract can decide."""

from __future__ import annotations

from licdsl.terms.clauses import Permission
from licdsl.terms.places import NOWHERE, Place
from licdsl.terms.price import Price
from licdsl.values import canonical

ALLOW, DENY, UNDECIDED = "allow", "deny", "undecided"
NO_CONTRACT, NO_PERMISSION, NOT_ACCEPTED = "no-contract", "no-permission", "not-accepted"
PERMISSION, PROHIBITION, LIMIT, SIZE = "permission", "prohibition", "limit", "size"
TERM, PARTY, UNKNOWN = "term", "party", "unknown"


def unit_of(permission: Permission | None, price: Price | None) -> str | None:
    """The unit in which a use is counted: the price's, else that of the permission's first limit."""
    if price is not None:
        tariff = price.rate or price.tiers
        if tariff is not None:
            return tariff.unit
    return permission.limits[0].unit if permission is not None and permission.limits else None


class Ruling:
    """The answer, the clause that gave it and the reason; for an allow, what it is billed by.

    `head`, `middle` and `tail` are, for an allow, the canonical outcome around the account, the meters
    and the quantity, encoded once.
    """

    __slots__ = (
        "answer",
        "clause",
        "head",
        "middle",
        "permission",
        "place",
        "price",
        "reason",
        "tail",
        "unit",
        "use",
    )

    def __init__(
        self,
        answer: str,
        reason: str,
        use: str,
        clause: str | None = None,
        place: Place = NOWHERE,
        permission: Permission | None = None,
        price: Price | None = None,
    ) -> None:
        """Keep the parts; only an allow has encoded ones."""
        self.answer = answer
        self.reason = reason
        self.use = use
        self.clause = clause
        self.place = place
        self.permission = permission
        self.price = price
        self.unit = unit_of(permission, price) if answer == ALLOW else None
        self.head = self.middle = self.tail = b""

    def encode(self) -> None:
        """Encode the constant parts of the outcome."""
        text = canonical.encode_trusted
        priced = b"" if self.price is None else b',"price":' + text(self.price.label)
        self.head = b',"clause":' + text(self.clause) + b',"decision":' + text(self.answer)
        self.middle = priced + b',"quantity":'
        unit = b"" if self.unit is None else b',"unit":' + text(self.unit)
        self.tail = b',"reason":' + text(self.reason) + unit + b',"use":' + text(self.use) + b"}"

    @classmethod
    def allow(cls, use: str, permission: Permission, price: Price | None) -> Ruling:
        """The permission allows `use`, billed by `price`."""
        ruling = cls(ALLOW, PERMISSION, use, permission.label, permission.place, permission, price)
        ruling.encode()
        return ruling
