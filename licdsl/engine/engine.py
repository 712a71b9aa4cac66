"""The deciding engine: contracts in, decisions out; no clock, no file, no randomness.

    >>> engine = Engine()
    >>> engine.add(contract, {"licensee": "acme"})
    >>> decision = engine.decide(request, MemoryMeters(), MemoryAgreements())

The engine holds what contracts mean; what was used and accepted stands in the `meters` and `agreements` that
the caller passes, so that a store can count in the transaction that records the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from licdsl.engine import precedence
from licdsl.engine.agreements import Agreements
from licdsl.engine.bindings import Binding
from licdsl.engine.candidates import Candidates
from licdsl.engine.decision import Decision
from licdsl.engine.facts import FactTypes
from licdsl.engine.judgement import Case
from licdsl.engine.limits import MeterKey
from licdsl.engine.meters import Meters
from licdsl.engine.request import Request
from licdsl.engine.ruling import DENY, NO_CONTRACT, NO_PERMISSION, Ruling
from licdsl.engine.straight import straight
from licdsl.errors import RequestError
from licdsl.language import vocabulary
from licdsl.terms.contract import Contract
from licdsl.values import canonical
from licdsl.values.digests import digest_text
from licdsl.values.instants import MINUTE

FUTURE = 5 * MINUTE
"""How far past the time of receipt an event time may lie (language.md item 8)."""

_TOO_EARLY = "lies more than five minutes after the time of receipt"


def plain_meter_key(contract: str, clause: str, limit: int, scope: tuple[str, ...]) -> str:
    """The digest of its parts: for tests and rehearsals; a node makes keys that it can erase."""
    return digest_text(canonical.encode([contract, clause, limit, list(scope)]))


class Engine:
    """Decides requests under any number of contracts."""

    def __init__(self, meter_key: MeterKey = plain_meter_key) -> None:
        """`meter_key` names the meter of (contract digest, permission, limit number, scope)."""
        self._meter_key = meter_key
        default = vocabulary.load("press", 1)
        self._candidates = Candidates(default)
        self._types = [FactTypes(default)]

    def add(
        self, contract: Contract, bindings: Mapping[str, str] | None = None, source: str | None = None
    ) -> None:
        """Put `contract` in force, its named parties bound to ids by label (default: the label itself).

        A party `anyone` stands for every licensee. `source` is the contract's text, for tracebacks.
        Raises ContractError for a contract that cannot run, was added before, or lacks a bound party.
        """
        self._candidates.add(contract, bindings or {}, source)
        known = self._candidates.vocabularies.values()
        self._types.extend(FactTypes(each) for each in list(known)[len(self._types) :])

    def decide(
        self, request: Request, meters: Meters, agreements: Agreements, received: int | None = None
    ) -> Decision:
        """Decide `request`, draw the limits of an allow, and record the acceptance it may be.

        `received` is the node's time in µs; raises RequestError for an event time more than five
        minutes after it, an unknown use, or an attribute of another type.
        """
        if received is not None and request.at > received + FUTURE:
            raise RequestError({"at": _TOO_EARLY})
        bindings = self._candidates.of(request.licensee, request.action)
        facts: Mapping[str, str | int] = request.facts
        for types in self._types:
            facts = types.checked(facts)
        if len(bindings) == 1:
            decision = straight(bindings[0], request, facts, meters, self._meter_key)
            if decision is not None:
                return decision
        decision = self._weighed(bindings, request, facts, meters, agreements)
        if decision.allowed:
            draw(decision, meters, agreements)
        return decision

    def _weighed(
        self,
        bindings: Sequence[Binding],
        request: Request,
        facts: Mapping[str, str | int],
        meters: Meters,
        agreements: Agreements,
    ) -> Decision:
        """The decision of whichever contract answers; nothing is drawn yet."""
        if not bindings:
            return self._silence(request, facts)
        key = self._meter_key
        cases = [Case(each, request, facts, meters, agreements, key) for each in bindings]
        return cases[0].decision if len(cases) == 1 else precedence.choose(cases)

    def problems(self, request: Request, received: int | None = None) -> dict[str, str]:
        """Every field for which `decide` would raise RequestError, with one sentence each."""
        found: dict[str, str] = {}
        if received is not None and request.at > received + FUTURE:
            found["at"] = _TOO_EARLY
        try:
            self._candidates.of(request.licensee, request.action)
        except RequestError as error:
            found.update(error.problems)
        for types in self._types:
            try:
                types.checked(request.facts)
            except RequestError as error:
                found.update(error.problems)
        return found

    def binding(self, digest: str) -> Binding | None:
        """The contract with this meaning digest as it is bound, or None where it was not added."""
        return self._candidates.bound.get(digest)

    def decide_all(
        self, requests: Iterable[Request], meters: Meters, agreements: Agreements
    ) -> Iterator[Decision]:
        """Decide `requests` one after the other, each on what those before it have drawn."""
        for request in requests:
            yield self.decide(request, meters, agreements)

    def _silence(self, request: Request, facts: Mapping[str, str | int]) -> Decision:
        """No clause of any contract speaks of this licensee and use: default deny."""
        binding = self._candidates.silent(request.licensee)
        reason = NO_CONTRACT if binding is None else NO_PERMISSION
        ruling = Ruling(DENY, reason, request.action)
        return Decision(request, binding, ruling, (), facts)


def draw(decision: Decision, meters: Meters, agreements: Agreements) -> None:
    """Count what an allow draws, and record the acceptance it may be."""
    request = decision.request
    for each in decision.draws:
        each.take(meters, request.at)
    if decision.accepts:
        assert decision.binding is not None
        agreements.accept(decision.binding.digest, request.licensee, request.at)
