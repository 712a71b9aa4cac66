"""The world of one in-file test: an accepted contract, what is told about it, and what was used.

Requests are decided by the engine that a node runs, on meters in memory. A told use (`given
4,000,000 requests of ground in 2026-03`) is an observed one: it is metered and billed whether or
not it was permitted, counts against the limits of its permission, and stands as a whole at the
first instant of its period, or of the term where that starts later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from licdsl.compiler.program import Program
from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.bindings import Binding, Grant, Plan
from licdsl.engine.candidates import named_parties, speaking
from licdsl.engine.decision import Decision
from licdsl.engine.engine import Engine, plain_meter_key
from licdsl.engine.facts import FactTypes
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.language import syntax
from licdsl.rehearsal.told import FactValue, accepted_on, earliest_day, first_day, period_label
from licdsl.settlement.billing_period import BillingPeriod
from licdsl.settlement.metered import Metered
from licdsl.settlement.statement import Statement, statement
from licdsl.terms.billing import unit_of
from licdsl.terms.contract import Contract
from licdsl.terms.price import Price
from licdsl.values.instants import HOUR

THE_WORK, THE_USER = "told-work", "told-user"
_FIRST_DAY = dt.date(2026, 1, 1)  # language.md: where neither the contract nor a `given` names a day


class World:
    """One contract on told facts; `facts`, `time` and `work` change as the lines of the test are read.

    `notes` say why a told use is not billed as its author may expect, `unresolved` why it cannot be
    said what it costs. One user, whom nobody needs to tell of, makes every request and told use.
    """

    def __init__(self, contract: Contract, test: syntax.Test) -> None:
        """Accept the contract for every party and stand at noon of the term's first day."""
        self.contract = contract
        self.program = Program(contract)
        self.zone = self.program.timeline.zone
        self.accepted = self._acceptance(test)
        term = self.program.timeline.term(self.accepted)
        self.starts = self.accepted if term is None else term.start
        self.time = self.zone.midnight(self.zone.date(self.starts)) + 12 * HOUR
        self.facts: dict[str, FactValue] = {"user": THE_USER}
        self.work: str | None = None
        self.notes: list[str] = []
        self.unresolved: list[str] = []
        self._engine = Engine()
        self._engine.add(contract)
        self._meters, self._agreements = MemoryMeters(), MemoryAgreements()
        for party in contract.parties:
            self._agreements.accept(contract.digest, party.label, self.accepted)
        self._metered: list[Metered] = []
        self._asked = 0

    def _acceptance(self, test: syntax.Test) -> int:
        """The told acceptance, else the start of a fixed term, else the earliest day that is told."""
        told = accepted_on(test)
        if isinstance(told, dt.datetime):
            return self.zone.instant(told)
        fixed = self.program.timeline.fixed_term
        if told is None and fixed is not None:
            return fixed.start
        return self.zone.midnight(told or earliest_day(test) or _FIRST_DAY)

    # ------------------------------------------------------------ decisions
    def ask(self, line: syntax.Ask) -> Decision:
        """Decide what `line` asks; of several uses, the first that is not allowed, else the last."""
        decision = self._decide(line, line.uses[0].text)
        for use in line.uses[1:]:
            if not decision.allowed:
                break
            decision = self._decide(line, use.text)
        return decision

    def _decide(self, line: syntax.Ask, use: str) -> Decision:
        sizes = {self._unit(size.unit.text): size.count.value for size in line.sizes}
        facts = self._facts_for(line.party.text)
        if line.territory is not None:
            facts["territory"] = line.territory.text
        self._asked += 1
        request = Request(
            id=f"ask-{self._asked}",
            licensee=line.party.text,
            action=use,
            at=self.time,
            work=self.work,
            facts=facts,
            sizes=sizes,
            quantities=sizes,
        )
        return self._engine.decide(request, self._meters, self._agreements)

    def _facts_for(self, party: str) -> dict[str, FactValue]:
        """What is told, as a request of `party` states it: its own attributes are those `of party`."""
        labels = {each.label for each in self.contract.parties}
        stated = {}
        for key, value in self.facts.items():
            name, of, owner = key.partition(" of ")
            if owner not in labels:
                stated[key] = value
            elif owner == party:
                stated[f"{name}{of}party"] = value
        return stated

    def _unit(self, word: str) -> str:
        unit = self.program.vocabulary.unit(word)
        return word if unit is None else unit.name

    # ------------------------------------------------------------ told uses
    def use(self, line: syntax.GivenUse) -> None:
        """Meter a told use by the facts that are told so far; zero units are none."""
        if line.count.value == 0:
            return
        party = self._user(line.use.text)
        start = self.zone.midnight(first_day(line.period))
        request = Request(
            id="told-use",
            licensee=party,
            action=line.use.text,
            at=max(start, self.starts) if self._overlaps(line.period) else start,
            work=self.work,
            facts=self._facts_for(party),
            quantities={self._unit(line.unit.text): line.count.value},
        )
        open_roles = {each.label for each in self.contract.parties if each.anyone}
        roles = tuple(sorted({party, *open_roles}))
        binding = Binding(self.program, named_parties(self.contract, {}), roles)
        facts = FactTypes(self.program.vocabulary).checked(request.facts)
        for plan in binding.plans(line.use.text, ended=False):
            self._observe(plan, request, facts)

    def _overlaps(self, name: syntax.PeriodName) -> bool:
        return self.starts < BillingPeriod.read(period_label(name)).span(self.zone).end

    def _user(self, use: str) -> str:
        """Whose use it is: the party that may make it, else the one that pays for it or is bound by it."""
        words = self.program.vocabulary
        permitted = [each.party for each in self.contract.permissions if words.overlaps(each.uses, use)]
        paying = [each.payer for each in self.contract.prices if words.overlaps(each.uses, use)]
        bound = [each.party for each in speaking(self.contract)]
        return [*permitted, *paying, *bound, self.contract.parties[0].label][0]

    def _observe(self, plan: Plan, request: Request, facts: Mapping[str, str | int]) -> None:
        term = self.program.timeline.term(self.accepted)
        end = None if term is None else term.end
        _, _, permits, doubtful, priced, _ = plan.find(
            facts.get, request.at, end, self.accepted, request.work
        )
        ((unit, count),) = request.quantities.items()
        # The permission that is true, else one that may be, else any that speaks of the use.
        order = [*permits, *(position for position, _ in doubtful), *range(len(plan.grants))]
        grant = plan.grants[order[0]] if order else None
        price = self._price(plan, priced, unit)
        self._metered.append(
            Metered(
                contract=self.contract.digest,
                account=request.licensee,
                at=request.at,
                use=", ".join(plan.leaves),
                price=None if price is None else price.label,
                quantity=count,
                unit=unit,
                clause=None if grant is None else grant.permission.label,
            )
        )
        if grant is not None:
            self._draw(grant, request, facts)

    def _price(self, plan: Plan, found: int | frozenset[str], unit: str) -> Price | None:
        """The price of a told use; what keeps it from having one goes to `unresolved` or `notes`."""
        if isinstance(found, frozenset):
            keys = ", ".join(f"`{key}`" for key in sorted(found))
            uses = ", ".join(plan.leaves)
            self.unresolved.append(f"which price {uses} has hangs on {keys}, which no `given` tells")
            return None
        price = plan.evaluator.selection.prices[found] if found >= 0 else None
        if price is None or unit_of(price) in (None, unit):
            return price
        self.notes.append(f"price `{price.label}` is per {unit_of(price)}: it does not bill {unit}")
        return None

    def _draw(self, grant: Grant, request: Request, facts: Mapping[str, str | int]) -> None:
        """Count the use against the limits of its own unit; one `per` something untold has no meter."""
        for limit in grant.limits:
            told = limit.per is None or (request.work if limit.per == "work" else facts.get(limit.per))
            quantity = request.quantities.get(limit.unit)
            if quantity is None or told is None:
                continue
            key = limit.key(plain_meter_key, request, facts.get)
            if limit.sliding:
                self._meters.slide(key, request.at, quantity)
            else:
                self._meters.count(key, limit.window(request.at, self.starts)[0], quantity)

    # ------------------------------------------------------------ money
    def metered(self) -> tuple[Metered, ...]:
        """Everything that was metered so far."""
        return tuple(self._metered)

    def statement(self, label: str) -> Statement:
        """The statement of a period over the told uses."""
        accepted = {(self.contract.digest, party.label): self.accepted for party in self.contract.parties}
        return statement({self.contract.digest: self.contract}, self._metered, label, accepted=accepted)
