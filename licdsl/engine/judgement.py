"""One contract, one request: what this contract alone answers, and whether it speaks of the content.

The steps are those of language.md §"How a request is decided", numbered in `_Case`. Nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from licdsl.compiler.findings import Missing, Truth
from licdsl.compiler.reference import disjoin
from licdsl.engine.agreements import Agreements
from licdsl.engine.bindings import Binding, Grant, Plan
from licdsl.engine.decision import NO_DETAIL, Decision, Detail, DetailedDecision, Part
from licdsl.engine.limits import Draw, MeterKey
from licdsl.engine.meters import Meters
from licdsl.engine.request import Request
from licdsl.engine.ruling import (
    ALLOW,
    DENY,
    LIMIT,
    NO_PERMISSION,
    NOT_ACCEPTED,
    PARTY,
    PROHIBITION,
    SIZE,
    TERM,
    UNDECIDED,
    UNKNOWN,
    Ruling,
)
from licdsl.terms.clauses import Permission, Prohibition
from licdsl.terms.conditions import EventInstant
from licdsl.terms.contract import RelativeTerm

Verdict = tuple[Ruling, tuple[Draw, ...], Detail]


class Case:
    """One request before one bound contract; `decision` answers, `mention` says whether it is its business.

    `tier` ranks contracts: 0 a licence, 1 an offer that was accepted, 2 one that was not.
    """

    __slots__ = (
        "accepted", "accepts", "binding", "decision", "facts", "get", "meter_key", "meters", "request",
        "starts", "term_end", "tier",
    )  # fmt: skip

    def __init__(
        self,
        binding: Binding,
        request: Request,
        facts: Mapping[str, str | int],
        meters: Meters,
        agreements: Agreements,
        meter_key: MeterKey,
    ) -> None:
        """Decide at once."""
        self.binding = binding
        self.request = request
        self.facts = facts
        self.get: Callable[[str], str | int | None] = facts.get
        self.meters = meters
        self.meter_key = meter_key
        self.accepted: int | None = None
        self.accepts = False
        self.tier = 0
        if binding.needs_acceptance:
            self._read_acceptance(agreements)
        span = binding.span or binding.program.timeline.term(self.accepted)
        self.starts = request.at if span is None else span.start
        self.term_end = None if span is None else span.end
        ruling, draws, detail = self._answer(span is not None)
        self.decision: Decision = DetailedDecision(
            request, binding, ruling, draws, facts, detail, self.accepts and ruling.answer == ALLOW
        )

    def _read_acceptance(self, agreements: Agreements) -> None:
        self.accepted = agreements.accepted_at(self.binding.digest, self.request.licensee)
        self.tier = 1 if self.binding.offer else 0
        if self.accepted is None:
            self.tier = 2
            self.accepts = self.binding.by_first_request
            self.accepted = self.request.at if self.accepts else None

    # ------------------------------------------------------------ (1) acceptance and term
    def _answer(self, term_known: bool) -> Verdict:
        if self.tier == 2 and not self.accepts:
            return self._deny(NOT_ACCEPTED, "accepted"), (), NO_DETAIL
        if not term_known or self.term_end is None:
            ruling = Ruling(UNDECIDED, UNKNOWN, self.request.action, TERM)
            return self._unknown(ruling, frozenset({self._start_event()}))
        at = self.request.at
        if at < self.starts:
            return self._deny(TERM, TERM), (), Detail(until=self.starts)
        ended = at >= self.term_end
        plans = self.binding.plans(self.request.action, ended=ended)
        if len(plans) == 1:
            verdict = self._judge(plans[0])
        else:
            verdict = self._together(plans)
        if ended and verdict[0].reason == NO_PERMISSION:
            return self._deny(TERM, TERM), (), NO_DETAIL
        return verdict

    def _start_event(self) -> str:
        lifetime = self.binding.contract.lifetime
        assert isinstance(lifetime, RelativeTerm)
        assert isinstance(lifetime.start, EventInstant)
        return lifetime.start.name

    def _deny(self, reason: str, clause: str | None) -> Ruling:
        return Ruling(DENY, reason, self.request.action, clause)

    def _unknown(self, ruling: Ruling, missing: Missing) -> Verdict:
        return ruling, (), Detail(missing=tuple(sorted(missing)))

    # ------------------------------------------------------------ (2) conditions
    def _judge(self, plan: Plan) -> Verdict:
        request = self.request
        hits, doubts, permits, doubtful, price, party = plan.find(
            self.get, request.at, self.term_end, self.accepted, request.work
        )
        if hits:
            return self._prohibited(plan, hits)
        if party is not True or doubts or not permits:
            return self._without_permission(plan, doubts, permits, doubtful, party)
        return self._permitted(plan, permits, price)

    # ------------------------------------------------------------ (3) prohibitions, unknowns
    def _prohibited(self, plan: Plan, hits: tuple[tuple[int, int | None], ...]) -> Verdict:
        """The prohibition that lifts last decides: when it does, none of the others stands."""
        position, until = max(hits, key=lambda hit: (hit[1] is None, hit[1] or 0, -hit[0]))
        clause = plan.evaluator.selection.prohibitions[position]
        return self._by(clause, DENY, PROHIBITION), (), Detail(until=until)

    def _by(self, clause: Permission | Prohibition, answer: str, reason: str) -> Ruling:
        return Ruling(answer, reason, self.request.action, clause.label, clause.place)

    def _without_permission(
        self,
        plan: Plan,
        doubts: tuple[tuple[int, Missing], ...],
        permits: tuple[int, ...],
        doubtful: tuple[tuple[int, Missing], ...],
        party: Truth,
    ) -> Verdict:
        selection = plan.evaluator.selection
        if party is False:
            return self._deny(PARTY, selection.roles[0].label), (), NO_DETAIL
        if not permits and not doubts and not doubtful:
            return self._deny(NO_PERMISSION, None), (), NO_DETAIL
        missing: Missing = frozenset() if party is True else party
        missing = missing.union(*(keys for _, keys in doubts))
        if not permits:
            missing = missing.union(*(keys for _, keys in doubtful))
        if doubts:
            clause: Permission | Prohibition = selection.prohibitions[doubts[0][0]]
        else:
            clause = selection.permissions[permits[0] if permits else doubtful[0][0]]
        return self._unknown(self._by(clause, UNDECIDED, UNKNOWN), missing)

    # ------------------------------------------------------------ (4) sizes and limits
    def _permitted(self, plan: Plan, permits: tuple[int, ...], price: int | Missing) -> Verdict:
        over: tuple[int, tuple[Draw, ...]] | None = None
        for position in permits:
            grant = plan.grants[position]
            if grant.sizes and self._too_large(grant):
                continue
            draws, passes, goes_over = self._weigh(grant)
            if passes and not goes_over:
                return self._allowed(plan, position, draws, price)
            if passes and over is None:
                over = position, draws
        if over is not None:
            return self._allowed(plan, *over, price)
        return self._refused([plan.grants[position] for position in permits])

    def _too_large(self, grant: Grant) -> bool:
        sizes = self.request.sizes
        return any(sizes.get(size.unit, 0) > size.count for size in grant.sizes)

    def _weigh(self, grant: Grant) -> tuple[tuple[Draw, ...], bool, bool]:
        """What the grant's limits would draw, whether all of them hold, whether one is gone beyond."""
        draws = []
        passes, over = True, False
        for limit in grant.limits:
            draw = limit.draw(self.meters, self.meter_key, self.request, self.get, self.starts)
            if draw.used + draw.asked > limit.count:
                over = True
                passes = passes and draw.metered.charges(draw)
            draws.append(draw)
        return tuple(draws), passes, over

    def _allowed(self, plan: Plan, position: int, draws: tuple[Draw, ...], price: int | Missing) -> Verdict:
        if isinstance(price, frozenset):
            clause = plan.evaluator.selection.permissions[position]
            return self._unknown(self._by(clause, UNDECIDED, UNKNOWN), price)
        return plan.allows[position][price], draws, NO_DETAIL

    def _refused(self, grants: list[Grant]) -> Verdict:
        """Every true permission failed: tell the one that would lift first, in the order they are tried."""
        told: tuple[tuple[bool, int], Verdict] | None = None
        for grant in grants:
            verdict = self._refusal(grant)
            until = verdict[2].until
            rank = (until is None, until or 0)
            if told is None or rank < told[0]:
                told = rank, verdict
        assert told is not None
        return told[1]

    def _refusal(self, grant: Grant) -> Verdict:
        if grant.sizes and self._too_large(grant):
            return self._by(grant.permission, DENY, SIZE), (), NO_DETAIL
        draws, _, _ = self._weigh(grant)
        failing = [draw for draw in draws if draw.over and not draw.metered.charges(draw)]
        lifts = [draw.metered.lifts(draw, self.meters, self.request.at) for draw in failing]
        known = [instant for instant in lifts if instant is not None]
        until = max(known) if len(known) == len(lifts) else None
        return self._by(grant.permission, DENY, LIMIT), draws, Detail(until=until)

    # ------------------------------------------------------------ inner uses: every leaf must be allowed
    def _together(self, plans: tuple[Plan, ...]) -> Verdict:
        verdicts = [self._judge(plan) for plan in plans]
        for verdict in verdicts:
            if verdict[0].answer == DENY:
                return verdict
        unknown = [verdict for verdict in verdicts if verdict[0].answer == UNDECIDED]
        if unknown:
            missing = frozenset(key for verdict in unknown for key in verdict[2].missing)
            return self._unknown(unknown[0][0], missing)
        return self._combined(plans, verdicts)

    def _combined(self, plans: tuple[Plan, ...], verdicts: list[Verdict]) -> Verdict:
        """One act: a meter that several leaves share is drawn once."""
        drawn = {draw.meter: draw for _, draws, _ in verdicts for draw in draws}
        first = verdicts[0][0]
        if all(_alike(ruling, first) for ruling, _, _ in verdicts):
            return first, tuple(drawn.values()), NO_DETAIL
        parts = tuple(
            Part(", ".join(plan.leaves), ruling, draws)
            for plan, (ruling, draws, _) in zip(plans, verdicts, strict=True)
        )
        return first, tuple(drawn.values()), Detail(parts=parts)

    # ------------------------------------------------------------ whether the contract speaks of it
    def mention(self) -> Truth:
        """Whether some clause in force speaks of the use and the content, so that no later contract does."""
        if self.decision.allowed:
            return True
        if self.tier == 2 and not self.accepts:
            return False
        if self.term_end is None:
            return frozenset(self.decision.missing)
        at = self.request.at
        if at < self.starts:
            return False
        plans = self.binding.plans(self.request.action, ended=at >= self.term_end)
        return disjoin(self._mentions(plan) for plan in plans)

    def _mentions(self, plan: Plan) -> Truth:
        request = self.request
        return plan.evaluator.mention(self.get, request.at, self.term_end, self.accepted, request.work)


def _alike(one: Ruling, other: Ruling) -> bool:
    return one.permission is other.permission and one.price is other.price
