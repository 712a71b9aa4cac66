"""Runs the tests that stand inside a contract's file.

The lines of a test are read from top to bottom: a `given` changes what is told, an `ask` is decided
on what has been told above it, an `expect` judges the last `ask` or the told uses. Told uses are
metered when the first line that can depend on them is reached, so the order of `given` lines does
not matter.

A test has failed when any of its expectations has; else it is `not run yet` when one of them needs
a word that this build only records; else it has passed. `not run yet` never counts as passed.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from licdsl.engine.decision import Decision
from licdsl.errors import LicdslError
from licdsl.language import syntax
from licdsl.language.source import Source
from licdsl.rehearsal.expectations import (
    HOLDS,
    Verdict,
    judge_decision,
    judge_invoice,
    judge_share,
    judge_undecided,
)
from licdsl.rehearsal.told import ACCEPTANCE, facts_of, period_label, word_not_run
from licdsl.rehearsal.world import THE_WORK, World
from licdsl.terms.checked import Checked
from licdsl.terms.lowering_words import moment

Expect = (
    syntax.ExpectDecision
    | syntax.ExpectUndecided
    | syntax.ExpectInvoice
    | syntax.ExpectShare
    | syntax.ExpectState
)


class Status(enum.Enum):
    """What came of one test."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run yet"


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that does not hold: its line, the words expected, what came out, and why."""

    line: int
    expected: str
    got: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test: its title and line, its status, failures, and the words that this build cannot run."""

    title: str
    line: int
    status: Status
    failures: tuple[Failure, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestReport:
    """The outcomes of one file's tests, in written order."""

    path: str
    outcomes: tuple[Outcome, ...]

    def count(self, status: Status) -> int:
        """How many tests have that status."""
        return sum(outcome.status is status for outcome in self.outcomes)

    @property
    def passing(self) -> bool:
        """Whether no test has failed."""
        return not self.count(Status.FAILED)

    @property
    def waiting(self) -> Counter[str]:
        """How many tests are not run yet, by their words; the numbers add up."""
        return Counter(
            " and ".join(outcome.words) for outcome in self.outcomes if outcome.status is Status.NOT_RUN
        )


def run_tests(checked: Checked) -> TestReport:
    """Run every test of a checked file; raises ContractError while the file has errors."""
    contract = checked.contract
    outcomes = tuple(_Run(checked, World(contract, test), test).outcome() for test in checked.tests)
    return TestReport(checked.source.path, outcomes)


class _Run:
    """One test on its way down."""

    def __init__(self, checked: Checked, world: World, test: syntax.Test) -> None:
        self.checked = checked
        self.source: Source = checked.source
        self.world = world
        self.test = test
        self.decision: Decision | None = None
        self.told_uses: list[syntax.GivenUse] = []
        self.period: str | None = None
        self.words: set[str] = set()
        self.failures: list[Failure] = []

    def outcome(self) -> Outcome:
        expected = 0
        for line in self.test.lines:
            if isinstance(line, Expect):
                expected += 1
                self._expect(line)
            elif isinstance(line, syntax.Ask):
                self._ask(line)
            else:
                self._given(line)
        if not expected:
            nothing = Failure(self.test.span.line, "an `expect` line", "none", ())
            self.failures.append(nothing)
        status = Status.FAILED if self.failures else Status.NOT_RUN if self.words else Status.PASSED
        words = tuple(sorted(self.words)) if status is Status.NOT_RUN else ()
        title, line_number = self.test.title.text, self.test.span.line
        return Outcome(title, line_number, status, tuple(self.failures), words)

    # ------------------------------------------------------------ given
    def _given(self, line: syntax.GivenTime | syntax.GivenUse | syntax.GivenAbout) -> None:
        world = self.world
        if isinstance(line, syntax.GivenTime):
            world.time = world.zone.instant(moment(line.moment))
        elif isinstance(line, syntax.GivenUse):
            self.told_uses.append(line)
            self.period = period_label(line.period)
        elif line.subject.text != ACCEPTANCE:
            word = word_not_run(line, world.contract)
            if word is not None:
                self.words.add(word)
                return
            world.facts.update(facts_of(line, world.contract, world.zone))
            if line.subject.text in ("article", "work"):
                world.work = THE_WORK

    def _meter(self) -> None:
        """Meter what was told since the last line that could depend on it."""
        for use in self.told_uses:
            self.world.use(use)
        self.told_uses.clear()

    # ------------------------------------------------------------ ask and expect
    def _ask(self, line: syntax.Ask) -> None:
        self.decision = None
        try:
            self._meter()
            self.decision = self.world.ask(line)
        except LicdslError as error:
            self._fail(line.span.line, Verdict("no answer", (str(error),)))

    def _expect(self, line: Expect) -> None:
        try:
            self._meter()
            verdict = self._judge(line)
        except LicdslError as error:
            verdict = Verdict("nothing", (str(error),))
        self.words.update(verdict.words)
        if verdict != HOLDS and not verdict.words and not self._untold():
            self._fail(line.span.line, verdict)

    def _untold(self) -> bool:
        """Whether a `given` line told of something that cannot be run, so that nothing can be judged."""
        return any(
            isinstance(line, syntax.GivenAbout) and word_not_run(line, self.world.contract) is not None
            for line in self.test.lines
        )

    def _judge(self, line: Expect) -> Verdict:
        if isinstance(line, syntax.ExpectState):
            return Verdict(words=("duty",))
        if isinstance(line, syntax.ExpectInvoice):
            self.period = period_label(line.period)
            return judge_invoice(line, self.world)
        if isinstance(line, syntax.ExpectShare):
            return judge_share(line, self.world, self.period)
        if self.decision is None:
            return Verdict("no answer", ("no `ask` line stands above it that could be decided",))
        if isinstance(line, syntax.ExpectDecision):
            return judge_decision(line, self.decision, self.world)
        return judge_undecided(line, self.decision, self.world)

    def _fail(self, line: int, verdict: Verdict) -> None:
        expected = " ".join(self.source.line(line).partition("#")[0].split())
        self.failures.append(Failure(line, expected, verdict.got, verdict.why))


def totals_line(reports: Iterable[TestReport]) -> str:
    """`12 passed, 0 failed, 3 not run yet (duty 2, minimum 1)`."""
    listed = list(reports)
    passed, failed, waiting = (sum(report.count(status) for report in listed) for status in Status)
    words: Counter[str] = sum((report.waiting for report in listed), Counter())
    detail = ", ".join(f"{word} {count}" for word, count in sorted(words.items()))
    return f"{passed} passed, {failed} failed, {waiting} not run yet" + (f" ({detail})" if detail else "")
