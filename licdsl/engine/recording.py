"""From decisions to drafts of log entries: what is hashed in the open, what lies in private parts.

In the open stand the outcome (everything that limits, statements and replay need), digests and
opaque names. The licensee's id and the request's facts lie in private parts under salted
commitments (ledger.md §1), so they can be erased without breaking the log.

| kind       | outcome                                    | private groups    |
|------------|--------------------------------------------|-------------------|
| contract   | text digests, stream id of each party      | meter, subject    |
| acceptance | account, by what act                       | subject           |
| decision   | `Decision.outcome(account)`                | facts, subject    |
| conflict   | index of the entry that holds the id       | facts, subject    |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from licdsl.engine.basis import basis_digest
from licdsl.engine.bindings import Binding
from licdsl.engine.decision import Decision
from licdsl.engine.opaque import OpaqueNames
from licdsl.engine.request import Request
from licdsl.errors import RequestError
from licdsl.ledger.store import Draft
from licdsl.terms.contract import Contract
from licdsl.values import canonical
from licdsl.values.digests import base64_text, digest_text


def private_groups(request: Request) -> dict[str, bytes]:
    """The request as stored beside the log: `facts` (what is asked of what) and `subject` (by whom).

    Event time and id are not in it: they stand in the entry. Two requests with equal groups are
    the same payload.
    """
    facts: dict[str, Any] = {"action": request.action, "facts": request.facts}
    if request.quantities:
        facts["quantities"] = request.quantities
    if request.sizes:
        facts["sizes"] = request.sizes
    if request.work is not None:
        facts["work"] = request.work
    if request.contract is not None:
        facts["contract"] = request.contract
    return {
        "facts": canonical.encode_trusted(facts),
        "subject": canonical.encode_trusted({"licensee": request.licensee}),
    }


def request_again(identity: str, at: int, private: Mapping[str, bytes]) -> Request:
    """The request that `private_groups` stored; raises RequestError where the parts were altered."""
    fields: dict[str, Any] = {}
    for group in ("facts", "subject"):
        stated = canonical.decode(private[group])
        if not isinstance(stated, dict):
            raise RequestError({group: "must be an object"})
        fields.update(stated)
    return Request.read({**fields, "id": identity, "at": at})


class Filing(NamedTuple):
    """Where the entries of one licensee under one contract go: the same for each of them."""

    contract: str | None
    data: str | None
    account: str
    streams: tuple[str, ...]


def text_digests(included: Mapping[str, str]) -> dict[str, str]:
    """Meaning digest → digest of the exact text, as the entry of a contract holds them."""
    return {digest: digest_text(text.encode()) for digest, text in included.items()}


class Recorder:
    """Drafts entries for one node's names; holds the filings that it has worked out."""

    # More than this many are not held: a flood of licensees must not fill the memory.
    MOST_HELD = 100_000

    def __init__(self, names: OpaqueNames) -> None:
        """Use `names` for every party, reporter and account."""
        self._names = names
        self._filings: dict[tuple[Binding | None, str], Filing] = {}

    def contract(
        self,
        contract: Contract,
        path: str,
        bindings: Mapping[str, str],
        meter_key: bytes,
        received: int,
        included: Mapping[str, str],
    ) -> Draft:
        """The entry that puts the contract in the file called `path` in force on this node.

        `included` maps the meaning digest of everything that it includes to the exact text.
        """
        parties = {label: self._names.party(party) for label, party in sorted(bindings.items())}
        outcome: dict[str, object] = {"parties": parties, "text": contract.text_digest}
        if included:
            outcome["included"] = text_digests(included)
        return Draft(
            kind="contract",
            at=received,
            received=received,
            outcome=canonical.encode(outcome),
            private={
                "meter": canonical.encode({"key": base64_text(meter_key)}),
                "subject": canonical.encode({"bindings": dict(bindings), "path": path}),
            },
            contract=contract.digest,
            data=basis_digest(contract),
            streams=tuple(sorted(set(parties.values()))),
        )

    def acceptance(self, decision: Decision, received: int) -> Draft:
        """The entry by which the licensee of an allowed first request accepts the offer."""
        request = decision.request
        filing = self._filing(decision.binding, request.licensee)
        return Draft(
            kind="acceptance",
            at=request.at,
            received=received,
            outcome=canonical.encode_trusted({"account": filing.account, "by": "first-request"}),
            private={"subject": canonical.encode_trusted({"licensee": request.licensee})},
            contract=filing.contract,
            data=filing.data,
            streams=filing.streams,
        )

    def decision(self, decision: Decision, private: dict[str, bytes], reporter: str, received: int) -> Draft:
        """The entry of one decision; `private` is `private_groups` of its request, `reporter` opaque."""
        request = decision.request
        filing = self._filing(decision.binding, request.licensee)
        return Draft(
            "decision",
            request.at,
            received,
            decision.outcome(filing.account),
            private,
            filing.contract,
            filing.data,
            request.id,
            reporter,
            filing.streams,
        )

    def conflict(self, request: Request, private: dict[str, bytes], first: int, received: int) -> Draft:
        """The entry of a refused request whose id already stands at index `first` with another payload."""
        return Draft(
            kind="conflict",
            at=request.at,
            received=received,
            outcome=canonical.encode_trusted({"first": first, "reason": "id-taken"}),
            private=private,
            reporter=self._names.reporter(request.reporter),
        )

    def _filing(self, binding: Binding | None, licensee: str) -> Filing:
        return self._filings.get((binding, licensee)) or self._file(binding, licensee)

    def _file(self, binding: Binding | None, licensee: str) -> Filing:
        if len(self._filings) >= self.MOST_HELD:
            self._filings.clear()
        account = self._names.party(licensee)
        if binding is None:
            filing = Filing(None, None, account, ())
        else:
            streams = {self._names.party(party) for _, party in binding.parties(licensee)}
            data = basis_digest(binding.contract)
            filing = Filing(binding.digest, data, account, tuple(sorted(streams)))
        self._filings[binding, licensee] = filing
        return filing
