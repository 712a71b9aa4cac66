"""Several contracts, one request: which of them answers.

A licence goes before an accepted offer, that before one that nobody has accepted; a later start
before an earlier one, then the lower digest. The first that speaks of the use and the content
answers for all. Offers that were not accepted bind nobody, so they come last and together: of those that
allow, the one that the request names, else the lowest digest. Where it is unknown whether a
contract speaks of the content, and the answer depends on it, the answer is undecided.
"""

from __future__ import annotations

from collections.abc import Iterable

from licdsl.engine.decision import Decision, Detail, DetailedDecision
from licdsl.engine.judgement import Case
from licdsl.engine.ruling import DENY, UNDECIDED, UNKNOWN, Ruling

NOT_ACCEPTED_TIER = 2


def choose(cases: Iterable[Case]) -> Decision:
    """The decision of the contract that answers; `cases` holds at least one."""
    ranked = sorted(cases, key=lambda case: (case.tier, -case.starts, case.binding.digest))
    bound = [case for case in ranked if case.tier < NOT_ACCEPTED_TIER]
    offers = [case for case in ranked if case.tier == NOT_ACCEPTED_TIER]
    answer, unsure = _first_that_speaks(bound)
    if answer is None:
        answer = _of_offers(offers, bound)
    decision = _named_instead(answer, ranked).decision
    return _unless_unsure(decision, unsure)


def _first_that_speaks(bound: list[Case]) -> tuple[Case | None, list[Case]]:
    """The first contract that speaks of the content, and those before it that may."""
    unsure: list[Case] = []
    for case in bound:
        spoken = case.mention()
        if spoken is True:
            return case, unsure
        if spoken is not False:
            unsure.append(case)
    return None, unsure


def _of_offers(offers: list[Case], bound: list[Case]) -> Case:
    """An offer that allows, else one that is undecided, else the first contract's refusal."""
    ordered = sorted(offers, key=lambda case: (not _named(case), case.binding.digest))
    for answer in ("allow", UNDECIDED):
        for case in ordered:
            if case.decision.answer == answer:
                return case
    return (bound or ordered)[0]


def _named(case: Case) -> bool:
    return case.request.contract == case.binding.digest


def _named_instead(answer: Case, ranked: list[Case]) -> Case:
    """Among offers that allow, the one that the request names."""
    if answer.decision.allowed and answer.binding.offer:
        for case in ranked:
            if case.binding.offer and case.decision.allowed and _named(case):
                return case
    return answer


def _unless_unsure(decision: Decision, unsure: list[Case]) -> Decision:
    """`decision`, or undecided where a contract before it may speak of the content and answer otherwise."""
    if not unsure or all(_refuses(each) for each in (decision, *(case.decision for case in unsure))):
        return decision
    missing = set(decision.missing)
    for case in unsure:
        spoken = case.mention()
        missing.update(case.decision.missing, () if isinstance(spoken, bool) else spoken)
    first = unsure[0].decision
    ruling = Ruling(UNDECIDED, UNKNOWN, first.use, first.clause, first.ruling.place)
    detail = Detail(missing=tuple(sorted(missing)))
    return DetailedDecision(first.request, first.binding, ruling, (), first.facts, detail)


def _refuses(decision: Decision) -> bool:
    return decision.answer == DENY
