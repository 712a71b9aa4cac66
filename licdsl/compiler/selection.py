"""Dispatch by use: which clauses can concern a licensee's roles and the uses that are asked.

Asking an inner use asks all its leaves, and each leaf must be allowed. Leaves that the same clauses
concern are decided together, so `display` (excerpt and full text) is usually one evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass

from licdsl.language.vocabulary import Vocabulary
from licdsl.terms.clauses import Permission, Prohibition
from licdsl.terms.conditions import Condition
from licdsl.terms.contract import Contract, Party
from licdsl.terms.price import Price


@dataclass(frozen=True, slots=True)
class Selection:
    """The clauses that concern `leaves` for a set of roles, each sorted by label.

    `roles` are the parties that the licensee stands for; the clauses are theirs.
    """

    leaves: tuple[str, ...]
    roles: tuple[Party, ...]
    prohibitions: tuple[Prohibition, ...]
    permissions: tuple[Permission, ...]
    prices: tuple[Price, ...]

    @property
    def clauses(self) -> tuple[Prohibition | Permission, ...]:
        """Prohibitions, then permissions."""
        return (*self.prohibitions, *self.permissions)

    @property
    def uses(self) -> tuple[str, ...]:
        """Every use that a clause or a price names, as it is written."""
        of_clauses = (use for clause in self.clauses for use in clause.uses)
        return (*of_clauses, *(use for price in self.prices for use in price.uses))

    @property
    def wheres(self) -> tuple[Condition, ...]:
        """The conditions of those roles that are a class of parties."""
        return tuple(role.where for role in self.roles if role.where is not None)

    def where_of(self, clause: Prohibition | Permission) -> tuple[Condition, ...]:
        """What a clause asks of its own party where the licensee has several roles.

        A single role is judged once for the whole contract, not clause by clause.
        """
        if len(self.roles) == 1:
            return ()
        own = (role.where for role in self.roles if role.label == clause.party)
        return tuple(where for where in own if where is not None)


def select(
    contract: Contract, vocabulary: Vocabulary, roles: tuple[str, ...], use: str, *, ended: bool
) -> tuple[Selection, ...]:
    """The selections for `use`; once the term has `ended`, only clauses that survive it are left.

    Raises KeyError where the vocabulary does not know a use.
    """
    groups: dict[tuple[object, ...], list[str]] = {}
    found: dict[tuple[object, ...], Selection] = {}
    for leaf in vocabulary.leaves(use):
        selection = _for_leaf(contract, vocabulary, roles, leaf, ended=ended)
        labels = tuple(
            tuple(clause.label for clause in clauses)
            for clauses in (selection.prohibitions, selection.permissions, selection.prices)
        )
        groups.setdefault(labels, []).append(leaf)
        found.setdefault(labels, selection)
    return tuple(
        Selection(tuple(groups[key]), one.roles, one.prohibitions, one.permissions, one.prices)
        for key, one in found.items()
    )


def _for_leaf(
    contract: Contract, vocabulary: Vocabulary, roles: tuple[str, ...], leaf: str, *, ended: bool
) -> Selection:
    def concerns(clause: Permission | Prohibition) -> bool:
        alive = clause.scope.survives or not ended
        return alive and clause.party in roles and leaf in vocabulary.spread(clause.uses)

    return Selection(
        (leaf,),
        tuple(party for party in contract.parties if party.label in roles),
        tuple(sorted(filter(concerns, contract.prohibitions), key=lambda clause: clause.label)),
        tuple(sorted(filter(concerns, contract.permissions), key=lambda clause: clause.label)),
        _prices(contract, vocabulary, roles, leaf),
    )


def _prices(
    contract: Contract, vocabulary: Vocabulary, roles: tuple[str, ...], leaf: str
) -> tuple[Price, ...]:
    """The ordinary prices of `leaf`: those the roles pay where there are any, never those of an excess."""
    excess = {limit.charge for permission in contract.permissions for limit in permission.limits}
    prices = [
        price
        for price in sorted(contract.prices, key=lambda price: price.label)
        if price.label not in excess and leaf in vocabulary.spread(price.uses)
    ]
    own = [price for price in prices if price.payer in roles]
    return tuple(own or prices)
