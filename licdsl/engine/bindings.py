"""A contract bound to real parties, and what it does for one use: everything a request needs, found once."""

from __future__ import annotations

from collections.abc import Mapping

from licdsl.compiler.program import Evaluator, Find, Program
from licdsl.engine.limits import MeteredLimit
from licdsl.engine.ruling import Ruling
from licdsl.terms.clauses import Permission
from licdsl.terms.limit import SizeLimit
from licdsl.values.periods import Span

FIRST_REQUEST = "first-request"


class Grant:
    """One permission as a bound contract offers it: its limits with their meters, its sizes."""

    __slots__ = ("charges", "limits", "permission", "sizes")

    def __init__(self, binding: Binding, permission: Permission) -> None:
        """Bind the limits to the contract's meters."""
        own = permission.party in binding.open_roles
        self.permission = permission
        self.sizes: tuple[SizeLimit, ...] = permission.sizes
        self.limits = tuple(
            MeteredLimit(binding.digest, permission.label, index, limit, binding.zone, own=own)
            for index, limit in enumerate(permission.limits)
        )
        self.charges = any(limit.charge is not None for limit in permission.limits)


class Plan:
    """What decides one use under one bound contract, for one group of leaves that share their clauses."""

    __slots__ = ("allows", "evaluator", "find", "grants", "leaves")

    def __init__(self, binding: Binding, evaluator: Evaluator, use: str) -> None:
        """Prepare every ruling that can come of an allow."""
        selection = evaluator.selection
        self.evaluator = evaluator
        self.find: Find = evaluator.find
        self.leaves = selection.leaves
        self.grants = tuple(binding.grant(permission) for permission in selection.permissions)
        prices = (*selection.prices, None)  # position -1 stands for no price
        self.allows: tuple[tuple[Ruling, ...], ...] = tuple(
            tuple(Ruling.allow(use, permission, price) for price in prices)
            for permission in selection.permissions
        )


class Binding:
    """One contract as it stands for one set of roles; `parties` are the named ones, by label.

    `roles` are the labels whose clauses concern the licensee; `open_roles` those among them that
    anyone may take. `span` is the term where it hangs on no acceptance; [`start`, `end`) is the term
    where the contract needs none at all, else empty. `alone` holds what `straight` found.
    """

    def __init__(self, program: Program, parties: Mapping[str, str], roles: tuple[str, ...]) -> None:
        """Bind `program`; nothing is compiled before a use is asked."""
        contract = program.contract
        self.program = program
        self.contract = contract
        self.digest = contract.digest
        self.roles = roles
        self.open_roles = frozenset(party.label for party in contract.parties if party.anyone) & set(roles)
        self.named_parties = tuple(sorted(parties.items()))
        self.zone = program.timeline.zone
        self.offer = contract.kind == "offer"
        self.by_first_request = contract.accepted_by == FIRST_REQUEST
        self.needs_acceptance = (
            self.offer or contract.accepted_by is not None or program.timeline.hangs_on_acceptance
        )
        self.span: Span | None = program.timeline.fixed_term
        alone = self.span is not None and not self.needs_acceptance
        self.start, self.end = (self.span.start, self.span.end) if alone and self.span else (0, 0)
        self.alone: dict[str, Plan] = {}
        self._plans: dict[tuple[str, bool], tuple[Plan, ...]] = {}
        self._grants: dict[str, Grant] = {}

    def grant(self, permission: Permission) -> Grant:
        """The permission's limits, the same object for every use it covers."""
        found = self._grants.get(permission.label)
        if found is None:
            found = self._grants[permission.label] = Grant(self, permission)
        return found

    def plans(self, use: str, *, ended: bool) -> tuple[Plan, ...]:
        """What decides `use`, one plan for each group of leaves."""
        found = self._plans.get((use, ended))
        if found is None:
            evaluators = self.program.evaluators(self.roles, use, ended=ended)
            found = tuple(Plan(self, evaluator, use) for evaluator in evaluators)
            self._plans[use, ended] = found
        return found

    def straight(self, use: str) -> Plan | None:
        """What decides `use` while the contract is in force, where one plan does; else None."""
        plans = self.plans(use, ended=False)
        if len(plans) != 1:
            return None
        self.alone[use] = plans[0]
        return plans[0]

    def parties(self, licensee: str) -> tuple[tuple[str, str], ...]:
        """Every bound party as (label, id); `licensee` stands for each role that anyone may take."""
        if not self.open_roles:
            return self.named_parties
        taken = ((label, licensee) for label in self.open_roles)
        return tuple(sorted((*self.named_parties, *taken)))
