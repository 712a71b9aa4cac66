"""A contract on recorded traffic: what it would have allowed, refused and earned.

Every line of a known crawler becomes a request and is decided, in the order of the times in the
log, by the engine that a node runs, with meters and acceptances in memory: limits are drawn, offers
are accepted by their first request, and nothing is recorded. What is counted adds up:

    lines = requests by known crawlers + other lines + unreadable lines
    requests by known crawlers = allowed + denied + undecided

A simulation answers "what if these terms had stood since before the log began, and everybody had
sent the same requests all the same"; that a crawler which is refused would stop asking, it does
not know.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.decision import Decision
from licdsl.engine.engine import Engine
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.engine.ruling import ALLOW, DENY, UNDECIDED
from licdsl.errors import RequestError, SettingsError
from licdsl.interop.access_log import AccessLog, UnreadableLine
from licdsl.interop.crawler_requests import CrawlerVisit, SiteFacts, Visit, in_time_order, visits
from licdsl.interop.crawlers import Crawler, Registry
from licdsl.rehearsal.earnings import Earnings, UseBook
from licdsl.settlement.metered import read_metered
from licdsl.terms.contract import Contract
from licdsl.values import canonical
from licdsl.values.money import Money

SHOWN_UNREADABLE = 1000
"""Unreadable lines that a simulation keeps with their reasons; all of them are counted."""

_STEP = 1000

Decide = Callable[[Sequence[Request]], Sequence[Decision]]
"""Answers requests in order; raises RequestError, if at all, before any of them is decided."""


@dataclass(frozen=True, slots=True)
class CrawlerRow:
    """One crawler and use: its requests by outcome, and what is left to earn from it."""

    crawler: Crawler
    allowed: int
    denied: int
    undecided: int
    earned: tuple[Money, ...]

    @property
    def requests(self) -> int:
        """All requests of the crawler."""
        return self.allowed + self.denied + self.undecided


@dataclass(frozen=True, slots=True)
class Refusals:
    """Requests that were denied for one reason by one clause; `clause` is None where none permits."""

    clause: str | None
    reason: str
    requests: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """What came of one log under some contracts.

    `rows` are sorted by requests, most first, then by token; `refusals` by requests, most first;
    `missing` counts undecided requests by each fact they lacked, so one request may count twice.
    """

    log: str
    digest: str
    registry: str
    lines: int
    others: int
    unreadable_count: int
    unreadable: tuple[UnreadableLine, ...]
    rows: tuple[CrawlerRow, ...]
    refusals: tuple[Refusals, ...]
    missing: tuple[tuple[str, int], ...]
    earnings: Earnings

    @property
    def requests(self) -> int:
        """Requests by known crawlers."""
        return sum(row.requests for row in self.rows)

    @property
    def allowed(self) -> int:
        """Requests that were allowed."""
        return sum(row.allowed for row in self.rows)

    @property
    def denied(self) -> int:
        """Requests that were denied."""
        return sum(row.denied for row in self.rows)

    @property
    def undecided(self) -> int:
        """Requests that were undecided."""
        return sum(row.undecided for row in self.rows)


@dataclass(slots=True)
class _Tally:
    lines: int = 0
    others: int = 0
    unreadable_count: int = 0
    unreadable: list[UnreadableLine] = field(default_factory=list)
    outcomes: dict[Crawler, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)

    def count_unreadable(self, line: UnreadableLine) -> None:
        self.unreadable_count += 1
        if len(self.unreadable) < SHOWN_UNREADABLE:
            self.unreadable.append(line)

    def count(self, crawler: Crawler, decision: Decision) -> None:
        self.outcomes[crawler][decision.answer] += 1
        if decision.answer == DENY:
            self.refusals[decision.clause or "", decision.reason] += 1
        elif decision.answer == UNDECIDED:
            self.missing.update(decision.missing)


def simulate(
    contracts: Iterable[Contract],
    log: AccessLog,
    registry: Registry | None = None,
    *,
    bindings: Mapping[str, str] | None = None,
    decide: Decide | None = None,
    site_facts: SiteFacts | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Simulation:
    """Decide every line of `log` that a crawler of `registry` sent, under `contracts` together.

    `bindings` say which operator a party label stands for, where a contract names its licensee.
    `decide` answers up to 1,000 requests at a time, in order, where something else than an engine
    in memory shall decide, such as `Node.decide_many` of a node that holds the same contracts.
    `progress` is told, now and then, how many more lines are done.

    Raises ContractError where a contract cannot run, SettingsError where none has a party that is bound.
    """
    registry = registry or Registry.load()
    held = {contract.digest: contract for contract in contracts}
    if decide is None:
        # One at a time: the engine draws limits as it goes, so a batch could not be taken back.
        run = _Run(held, _in_memory(held.values(), bindings or {}), 1)
    else:
        run = _Run(held, decide, _STEP)
    for number, visit in enumerate(in_time_order(visits(log, registry, site_facts)), start=1):
        if number % _STEP == 0:
            progress(_STEP)
        run.take(visit)
        run.tally.lines = number
    run.decide()
    progress(run.tally.lines % _STEP)
    return run.result(log, registry)


def _in_memory(contracts: Iterable[Contract], bindings: Mapping[str, str]) -> Decide:
    """An engine whose meters and acceptances are forgotten afterwards."""
    engine, meters, agreements = Engine(), MemoryMeters(), MemoryAgreements()
    known: set[str] = set()
    for contract in contracts:
        labels = {party.label for party in contract.parties}
        engine.add(contract, {label: bindings[label] for label in sorted(labels & bindings.keys())})
        known |= labels
    unknown = bindings.keys() - known
    if unknown:
        raise SettingsError(f"no contract has a party `{min(unknown)}`")
    return lambda requests: [engine.decide(request, meters, agreements) for request in requests]


class _Run:
    def __init__(self, contracts: Mapping[str, Contract], decide: Decide, batch: int) -> None:
        self.tally = _Tally()
        self._decide, self._batch = decide, batch
        self._waiting: list[CrawlerVisit] = []
        self._accepted: dict[tuple[str, str], int] = {}
        self._book = UseBook(contracts, self._accepted)

    def take(self, visit: Visit) -> None:
        if isinstance(visit, CrawlerVisit):
            self._waiting.append(visit)
            if len(self._waiting) == self._batch:
                self.decide()
        elif isinstance(visit, UnreadableLine):
            self.tally.count_unreadable(visit)
        else:
            self.tally.others += 1

    def decide(self) -> None:
        """Decide what waits; each request by itself where one of them cannot be judged."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            decisions = self._decide([visit.request for visit in waiting])
        except RequestError:
            for visit in waiting:
                self._decide_one(visit)
            return
        for visit, decision in zip(waiting, decisions, strict=True):
            self._count(visit, decision)

    def _decide_one(self, visit: CrawlerVisit) -> None:
        try:
            (decision,) = self._decide([visit.request])
        except RequestError as error:
            # A fact that the site adds may be of another type than the vocabulary has it.
            self.tally.count_unreadable(UnreadableLine(visit.line, f"it makes no request: {error}"))
        else:
            self._count(visit, decision)

    def _count(self, visit: CrawlerVisit, decision: Decision) -> None:
        if decision.accepts and decision.contract is not None:
            key = (decision.contract, visit.request.licensee)
            self._accepted.setdefault(key, visit.request.at)
        self.tally.count(visit.crawler, decision)
        self._meter(visit.crawler, visit.request, decision)

    def _meter(self, crawler: Crawler, request: Request, decision: Decision) -> None:
        """Meter what a log would: the same outcome, read by the same reader."""
        if decision.allowed:
            outcome = canonical.decode(decision.outcome(request.licensee))
            for use in read_metered("decision", decision.contract, request.at, outcome):
                self._book.add(crawler.token, use)

    def result(self, log: AccessLog, registry: Registry) -> Simulation:
        earnings = self._book.earnings()
        tally = self.tally
        rows = [
            CrawlerRow(
                crawler,
                counts[ALLOW],
                counts[DENY],
                counts[UNDECIDED],
                earnings.by_crawler.get((crawler.token, crawler.use), ()),
            )
            for crawler, counts in tally.outcomes.items()
        ]
        refusals = [Refusals(c or None, reason, n) for (c, reason), n in tally.refusals.items()]
        result = Simulation(
            log=log.name,
            digest=log.digest,
            registry=registry.digest,
            lines=tally.lines,
            others=tally.others,
            unreadable_count=tally.unreadable_count,
            unreadable=tuple(tally.unreadable),
            rows=tuple(sorted(rows, key=lambda row: (-row.requests, row.crawler.token))),
            refusals=tuple(sorted(refusals, key=lambda r: (-r.requests, r.clause or "", r.reason))),
            missing=tuple(sorted(tally.missing.items(), key=lambda item: (-item[1], item[0]))),
            earnings=earnings,
        )
        # INVARIANT: every line is counted once.
        assert result.lines == result.requests + result.others + result.unreadable_count
        return result
