"""Verifies a log: everything is recomputed from the stored bytes, and it fails closed.

(0) the log's own tables and triggers are as they were created
(1) segments follow each other without a gap; their entries fill their blobs       checks.chain
(2) each entry is canonical, well-formed, has its index and names its predecessor  checks.chain
(3) `received` never falls, and `at` is at most five minutes after it              checks.chain
(4) the genesis names the key; no kind that can't be followed                      checks.own_kinds
(5) each stream is gap-free and chained; heads entries are due and right           checks.streams
(6) private parts match their commitments, or a redact entry covers what is gone   checks.privacy
(7) request ids are unique, and the index of them is theirs                        checks.requests
(8) every checkpoint's signature, and its root at its size; the last covers all    checks.roots
(9) tiles, head, stream heads and the list of heads entries are those of the log   checks.roots, .streams
(10) a held checkpoint and the signer's state are prefixes of the log              checks.roots

No table is believed: segments and private parts are read, all others compared. What this can't see
without outside material is listed in `docs/reference/undetectable.md`. It does not check what an
entry *means*; whoever knows adds an `Observer`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from licdsl.errors import IntegrityError, LicdslError, StoreError
from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.checks.chain import ChainCheck
from licdsl.ledger.checks.own_kinds import OwnKindsCheck
from licdsl.ledger.checks.privacy import PrivacyCheck
from licdsl.ledger.checks.requests import RequestCheck
from licdsl.ledger.checks.roots import RootCheck
from licdsl.ledger.checks.streams import StreamCheck
from licdsl.ledger.entry import Entry
from licdsl.ledger.evidence import Check, Evidence, Stretch, View
from licdsl.ledger.findings import Findings, Report
from licdsl.ledger.keys import VerifierKey

SEGMENTS = 64  # per snapshot, so that no reader pins the WAL for long
HELD = "held checkpoint"
STATE = "signer's state"


class Observer(Protocol):
    """A caller's own check of what the entries mean, or of tables derived from them."""

    def observe(self, index: int, entry: Entry, private: Mapping[str, bytes], findings: Findings) -> None:
        """See one entry with the bodies of its private groups; those gone are not in the mapping."""
        ...

    def finish(self, view: View, findings: Findings) -> None:
        """Compare derived tables, in the snapshot that holds the end of the log."""
        ...


def verify(
    log: Evidence,
    *,
    vkey: VerifierKey,
    held: Checkpoint | None = None,
    withheld: Collection[str] = (),
    observers: Sequence[Observer] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Verify `log` from its first entry to its end, and say all that does not hold.

    `vkey` is the key that the caller trusts. `held` is a checkpoint kept outside the log, its
    signature already verified (`Checkpoint.read_signed`). `withheld` names private groups that a
    bundle leaves out. `progress(done, of)` counts entries. Raises Unavailable when the log can't
    be read for reasons that are no sign of tampering; everything else is a finding.
    """
    run = _Run(log, vkey, held, withheld, observers)
    try:
        while run.advance(progress):
            pass
    except IntegrityError as error:
        run.findings.add("unreadable", run.chain.position, str(error))
    except StoreError:
        if not run.findings.total:
            raise
    return run.report()


class _Run:
    """One verification under way."""

    def __init__(
        self,
        log: Evidence,
        key: VerifierKey,
        held: Checkpoint | None,
        withheld: Collection[str],
        observers: Sequence[Observer],
    ) -> None:
        self.findings = Findings()
        self.chain = ChainCheck()
        self._log = log
        self._observers = observers
        self._privacy = PrivacyCheck(withheld)
        self._requests = RequestCheck()
        self._roots = RootCheck(key, self._outside(key, held))
        self._checks: list[Check] = [
            OwnKindsCheck(key),
            StreamCheck(),
            self._privacy,
            self._requests,
            self._roots,
        ]
        self._last_key: int | None = None
        self._segments = 0

    def _outside(self, key: VerifierKey, held: Checkpoint | None) -> dict[str, Checkpoint]:
        outside = {} if held is None else {HELD: held}
        if held is not None and held.origin != key.name:
            self.findings.add(HELD, None, f"the held checkpoint is of the log `{held.origin}`")
        state = self._log.remembered()
        if state is not None:
            try:
                outside[STATE] = Checkpoint.read_signed(state, key)
            except LicdslError as error:
                self.findings.add(STATE, None, f"the signer's state file is gone or malformed: {error}")
        return outside

    def advance(self, progress: Callable[[int, int], None] | None) -> bool:
        """Verify the next segments; False at the end, whether reached or given up."""
        with self._log.snapshot() as view:
            if self._last_key is None:
                for name in view.altered():
                    self.findings.add(
                        "schema", None, f"the table or trigger `{name}` is not as it was created"
                    )
            try:
                count = self._read_segments(view)
            finally:
                self._requests.compare(view, self.findings)
            if self.chain.broken:
                return False
            self._segments += count
            if count < SEGMENTS:
                self._finish(view)
            total = view.size() if progress is not None else 0
        if progress is not None:
            progress(self.chain.position, max(total, self.chain.position))
        return count == SEGMENTS

    def _read_segments(self, view: View) -> int:
        """Look at the next segments, up to the first that can't be read; return how many there were."""
        count = 0
        for row in view.segments(self._last_key, SEGMENTS):
            count += 1
            self._last_key = row[0]
            for stretch in self.chain.read(row, view.private_part(row[0]), self.findings):
                self._look(view, stretch)
            if self.chain.broken:
                break
        return count

    def _look(self, view: View, stretch: Stretch) -> None:
        for check in self._checks:
            check.segment(view, stretch, self.findings)
        if not self._observers:
            return
        groups = stretch.private or [{} for _ in stretch.entries]
        for number, (entry, private) in enumerate(zip(stretch.entries, groups, strict=True), stretch.first):
            bodies = {name: body for name, (_, body) in private.items()}
            for observer in self._observers:
                observer.observe(number, entry, bodies, self.findings)

    def _finish(self, view: View) -> None:
        size = self.chain.position
        if not size:
            self.findings.add("empty", 0, "the log has no entries")
        if view.count("private_part") != self._segments:
            self.findings.add("private", None, "there is not one row of private parts per segment")
        for check in self._checks:
            check.finish(view, size, self.findings)
        for observer in self._observers:
            observer.finish(view, self.findings)

    def report(self) -> Report:
        """What was found."""
        verdicts = self._privacy.verdicts
        return Report(
            entries=self.chain.position,
            checkpoints=self._roots.checkpoints,
            kinds=self.chain.kinds,
            redacted=verdicts["redacted"],
            withheld=verdicts["withheld"],
            missing=verdicts["missing"],
            findings=self.findings.ordered(),
            total=self.findings.total,
        )
