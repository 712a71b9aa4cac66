"""Decides every recorded request again, in the state that the entries before it imply.

Verdicts (ledger.md §7): *same*, when the outcome comes out byte for byte; *different*, a finding;
*not replayable*, when a private part that the decision needs was erased: its outcome is then taken
as recorded. An entry decided by rules (`semantics`) or data files that this build does not have is
a finding: whoever could name any digest there could keep an invented decision from being replayed.
"""

from __future__ import annotations

from collections.abc import Mapping

from licdsl.engine import recording
from licdsl.engine.basis import basis_digest
from licdsl.engine.engine import Engine
from licdsl.engine.opaque import OpaqueNames
from licdsl.errors import RequestError
from licdsl.ledger.entry import Entry
from licdsl.ledger.evidence import View
from licdsl.ledger.findings import Findings
from licdsl.replay.derived import Derivation
from licdsl.values import canonical

SEMANTICS = 1


class Redecision:
    """An observer that stands *before* its `derivation` in a verification.

    The engine sees the state folded so far and changes nothing: what a decision drew is folded
    from the recorded outcome.
    """

    def __init__(self, derivation: Derivation) -> None:
        """Decide in the state of `derivation`."""
        self._state = derivation
        self._meter_keys: dict[str, bytes] = {}
        self._engine = Engine(meter_key=OpaqueNames(b"", self._meter_keys).meter)
        self._data: dict[str, str] = {}
        self.same = 0
        self.not_replayable = 0

    def observe(self, index: int, entry: Entry, private: Mapping[str, bytes], findings: Findings) -> None:
        """Decide the entry again, if it is a decision."""
        if entry.kind != "decision":
            return
        self._take_up()
        if not self._at_hand(entry):
            findings.add(
                "replay", index, "it names rules or data files of another version; replay with that one"
            )
            return
        if not self._whole(entry, private):
            self.not_replayable += 1
            return
        try:
            request = recording.request_again(str(entry.request), entry.at, private)
            decision = self._engine.decide(request, _Frozen(self._state), _Accepted(self._state))
        except (RequestError, ValueError) as error:
            findings.add("replay", index, f"the recorded request can't be decided: {error}")
            return
        outcome = decision.outcome(str(entry.outcome.get("account")))
        if outcome == canonical.encode_trusted(entry.outcome) and decision.contract == entry.contract:
            self.same += 1
        else:
            findings.add("replay", index, f"decided again, the outcome is {outcome.decode()}")

    def _at_hand(self, entry: Entry) -> bool:
        """Whether the rules and data files that the entry names are those of this build."""
        data = None if entry.contract is None else self._data.get(entry.contract)
        return entry.semantics == SEMANTICS and data == entry.data

    def _whole(self, entry: Entry, private: Mapping[str, bytes]) -> bool:
        """Whether no private part that the decision needs was erased."""
        meters = entry.contract is None or bool(self._meter_keys.get(entry.contract))
        return meters and "facts" in private and "subject" in private

    def _take_up(self) -> None:
        for digest, registered in self._state.contracts.items():
            if digest not in self._data:
                self._meter_keys[digest] = registered.meter_key
                self._data[digest] = basis_digest(registered.contract)
                self._engine.add(registered.contract, registered.bindings)

    def finish(self, view: View, findings: Findings) -> None:
        """Nothing is left to compare at the end."""


class _Frozen:
    """Meters that can be read and are never drawn: the fold draws from the recorded outcome."""

    def __init__(self, state: Derivation) -> None:
        self.counted = state.meters.counted
        self.slid = state.meters.slid

    def count(self, meter: str, start: int, quantity: int) -> None:
        """Draw nothing."""

    def slide(self, meter: str, at: int, quantity: int) -> None:
        """Draw nothing."""


class _Accepted:
    """Acceptances as the entries before this one record them."""

    def __init__(self, state: Derivation) -> None:
        self._agreements = state.agreements

    def accepted_at(self, contract: str, licensee: str) -> int | None:
        """The event time of the acceptance, or None."""
        found = self._agreements.get((contract, licensee))
        return None if found is None else found[1]

    def accept(self, contract: str, licensee: str, at: int) -> None:
        """Record nothing: an acceptance is an entry of its own."""
