"""One running node: a folder with keys, a signed log, and an engine that decides by its contracts.

This is the only room below the command line that reads the clock and draws randomness; both can
be injected, and a node with the same clock, entropy, keys and requests writes the same bytes.

The life of a decision: `decide` joins the group commit → the leader opens one batch under the
log's lock → what other processes wrote since is noticed and caches are dropped → a known request
id gets its first answer again → the engine decides and draws its limits → entry, counters and signed
checkpoint are committed together → the caller gets the decision with its receipt. Where the log
can't be written, the answer is a deny without a receipt that says so; never an unlogged allow.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from licdsl.engine import recorded, recording
from licdsl.engine.decision import Decision
from licdsl.engine.engine import Engine
from licdsl.engine.group_commit import GroupCommit
from licdsl.engine.opaque import OpaqueNames
from licdsl.engine.request import Request, is_id
from licdsl.errors import ChainBroken, RequestError, SettingsError, Unavailable
from licdsl.language.source import Source
from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.entry import Entry
from licdsl.ledger.keys import SEED, Signer
from licdsl.ledger.store import Receipt
from licdsl.ledger.tree import leaf_hash
from licdsl.settlement.from_log import statement_of
from licdsl.settlement.statement import Statement
from licdsl.stores import node_tables
from licdsl.stores.node_folder import NodeFolder
from licdsl.stores.node_tables import ContractRow, SqliteAgreements, SqliteMeters
from licdsl.stores.sqlite_batch import SqliteBatch
from licdsl.stores.sqlite_log import SqliteLog
from licdsl.stores.stored_contracts import included_texts, load_stored
from licdsl.terms.checked import Checked, check
from licdsl.terms.contract import Contract
from licdsl.values import canonical

Clock = Callable[[], int]
Entropy = Callable[[int], bytes]


def system_clock() -> int:
    """Now, in µs since 1970 UTC."""
    return time.time_ns() // 1000


@dataclass(frozen=True, slots=True)
class RegisteredContract:
    """A contract that the node decides by, and whom its party labels stand for."""

    contract: Contract
    bindings: Mapping[str, str]
    entry: int


class Node:
    """Decides, meters and records under one folder; safe to share between threads.

    Several processes may open the same folder; each commit takes the log's lock. Not for use
    after `fork`: open the node in the child instead.
    """

    def __init__(
        self, folder: NodeFolder, log: SqliteLog, names_key: bytes, clock: Clock, entropy: Entropy
    ) -> None:
        """Use `Node.create` or `Node.open`; this takes parts that they have opened."""
        self.folder = folder
        self.log = log
        self._clock = clock
        self._entropy = entropy
        self._meter_keys: dict[str, bytes] = {}
        self._names = OpaqueNames(names_key, self._meter_keys)
        self._recorder = recording.Recorder(self._names)
        self._engine = Engine(meter_key=self._names.meter)
        self._contracts: dict[str, RegisteredContract] = {}
        self._meters = SqliteMeters()
        self._agreements = SqliteAgreements()
        self._commits: GroupCommit[Request, Decision] = GroupCommit(self._commit)
        self._answered: dict[int, Decision] = {}
        self._generation = -1
        with log.batch() as batch:
            node_tables.create(batch.connection)
            self._begin(batch)

    # ---------------------------------------------------------------- opening and closing
    @classmethod
    def create(
        cls,
        directory: str | Path,
        *,
        origin: str = "licdsl.invalid/log",
        clock: Clock = system_clock,
        entropy: Entropy = os.urandom,
    ) -> Node:
        """Make a node: keys, owner-only, and a log whose genesis entry is signed.

        Raises SettingsError where a node already stands or the folder cannot be made, and
        SignatureInvalid for an origin that no key can have; nothing is made then.
        """
        folder = NodeFolder(Path(directory))
        signer = Signer.from_seed(origin, entropy(SEED))
        recovery = Signer.from_seed(f"{origin}/recovery", entropy(SEED))
        folder.prepare()
        folder.write_secret("log.key", signer.private_text)
        folder.write_secret("recovery.key", recovery.private_text)
        folder.write_secret("names.key", entropy(32).hex())
        folder.write_public("log.vkey", signer.verifier.text + "\n")
        SqliteLog.create(
            folder.log,
            signer=signer,
            recovery_vkey=recovery.verifier,
            received=clock(),
            entropy=entropy,
            state_path=folder.signer_state,
        ).close()
        folder.complete(origin)
        return cls.open(directory, clock=clock, entropy=entropy)

    @classmethod
    def open(
        cls, directory: str | Path, *, clock: Clock = system_clock, entropy: Entropy = os.urandom
    ) -> Node:
        """Open a node for deciding.

        Raises SettingsError for a folder that is no node or keys that others can read, Rollback
        when the log is older than its signer remembers, Unavailable when it cannot be written.
        """
        folder = NodeFolder(Path(directory))
        folder.origin()
        try:
            signer = Signer.read(folder.read_secret("log.key"))
            names_key = bytes.fromhex(folder.read_secret("names.key"))
        except ValueError as error:
            raise SettingsError(f"a key file in `{folder.path / 'keys'}` is damaged: {error}") from None
        folder.check_origin(signer.verifier.name)
        log = SqliteLog.open(folder.log, signer=signer, entropy=entropy, state_path=folder.signer_state)
        return cls(folder, log, names_key, clock, entropy)

    def close(self) -> None:
        """Close the log; the node cannot be used afterwards."""
        self.log.close()

    def __enter__(self) -> Self:
        """The node itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the node."""
        self.close()

    # ---------------------------------------------------------------- contracts
    @property
    def size(self) -> int:
        """How many entries the log has."""
        return self.log.size

    def contracts(self) -> list[RegisteredContract]:
        """The contracts that the node decides by, in the order in which they were added."""
        return sorted(self._contracts.values(), key=lambda row: row.entry)

    def add_contract(
        self, contract: Checked | Source | str | Path, bindings: Mapping[str, str] | None = None
    ) -> str:
        """Put a contract in force and return its meaning digest; adding it again changes nothing.

        `bindings` maps party labels to the ids that requests use (default: the label itself).
        Raises ContractError for a file with errors, SettingsError for an unknown label, an id that no
        request can have, or a contract that is in force for other parties.
        """
        checked = contract if isinstance(contract, Checked) else check(_source(contract))
        terms = checked.contract
        bound = _bound_parties(terms, bindings or {})
        with self.log.batch() as batch:
            self._begin(batch)
            known = self._contracts.get(terms.digest)
            if known is not None and not (bindings or {}).items() <= known.bindings.items():
                raise SettingsError(f"`{terms.title}` is in force for other parties; bind it as it was bound")
            if known is None:
                self._register(batch, checked, bound)
        with self.log.snapshot() as view:
            self._load_contracts(view.connection)
        return terms.digest

    def _register(self, batch: SqliteBatch, checked: Checked, bound: dict[str, str]) -> None:
        meter_key = self._entropy(32)
        terms, source, included = checked.contract, checked.source, included_texts(checked)
        path = Path(source.path).name.encode("utf-8", "replace").decode("utf-8")
        draft = self._recorder.contract(terms, path, bound, meter_key, self._clock(), included)
        entry = batch.append(draft).index
        row = ContractRow(
            digest=terms.digest,
            entry=entry,
            path=path,
            text=source.text.encode(),
            included=canonical.encode(included).decode(),
            bindings=canonical.encode(bound).decode("ascii"),
            meter_key=meter_key,
        )
        node_tables.insert_contract(batch.connection, row)

    def _load_contracts(self, connection: sqlite3.Connection) -> None:
        loaded = max((registered.entry for registered in self._contracts.values()), default=-1)
        for row in node_tables.contracts_since(connection, loaded):
            terms, bound, self._meter_keys[row.digest] = load_stored(row)
            if not self._contracts:
                self._check_names(row.entry, bound)
            self._contracts[terms.digest] = RegisteredContract(terms, bound, row.entry)
            self._engine.add(terms, bound, row.text.decode())

    def _check_names(self, index: int, bound: Mapping[str, str]) -> None:
        """Raise SettingsError unless names.key gave the names that stand in a contract's entry."""
        recorded = Entry.read(next(self.log.entries(index, index + 1), b"")).outcome.get("parties")
        if recorded != {label: self._names.party(party) for label, party in bound.items()}:
            raise SettingsError("`keys/names.key` is not the key that this log's names were made with")

    # ---------------------------------------------------------------- deciding
    def check_request(self, request: Request) -> Request:
        """The request itself, if it can be judged now; raises RequestError naming every field."""
        problems = self._engine.problems(request, self._clock())
        if problems:
            raise RequestError(problems)
        return request

    def decide(self, request: Request) -> Decision:
        """Decide one request and record it; returns after its entry is on disk under a signed root.

        Asked again with the same id and payload, gives the first answer again; with another
        payload, denies with reason `id-taken`. Where the log cannot be written, denies with reason
        `unlogged` and without a receipt. Raises RequestError for a request that cannot be judged;
        every refusal is a Decision.
        """
        return self.decide_many([request])[0]

    def decide_many(self, requests: Iterable[Request]) -> list[Decision]:
        """Decide requests in order, in one commit; raises RequestError before any is recorded."""
        asked = list(requests)
        if not asked:
            return []
        try:
            return self._commits.submit(asked)
        except Unavailable as error:
            return [recorded.unlogged(request, str(error)) for request in asked]

    async def decide_async(self, request: Request) -> Decision:
        """As `decide`, without blocking the event loop; concurrent calls share commits."""
        return await asyncio.to_thread(self.decide, request)

    def _commit(self, groups: list[Sequence[Request]]) -> list[list[Decision] | Exception]:
        """One commit for all groups; a group that cannot be judged is left out and told why."""
        outcomes: list[list[Decision] | Exception] = [[] for _ in groups]
        pending = list(range(len(groups)))
        while pending:
            received = self._clock()
            number = pending[0]
            try:
                with self.log.batch() as batch:
                    self._begin(batch)
                    batch.prefetch(self._ids(groups[number] for number in pending))
                    for number in pending:
                        outcomes[number] = self._decide_group(batch, groups[number], received)
                    self._meters.flush()
                return outcomes
            except RequestError:
                outcomes[number] = self._all_problems(groups[number], received)
                pending.remove(number)
        return outcomes

    def _ids(self, groups: Iterable[Sequence[Request]]) -> Iterator[tuple[str, str]]:
        reporter = self._names.reporter
        return ((reporter(request.reporter), request.id) for group in groups for request in group)

    def _all_problems(self, group: Sequence[Request], received: int) -> RequestError:
        problems: dict[str, str] = {}
        for position, request in enumerate(group):
            prefix = "" if len(group) == 1 else f"requests[{position}]."
            found = self._engine.problems(request, received)
            problems.update({prefix + field: text for field, text in found.items()})
        return RequestError(problems)

    def _begin(self, batch: SqliteBatch) -> None:
        self._answered.clear()
        self._meters.bind(batch.connection)
        self._agreements.bind(batch.connection)
        if self._generation != self.log.generation:
            self._generation = self.log.generation
            self._forget()
            self._load_contracts(batch.connection)

    def _forget(self) -> None:
        self._meters.forget()
        self._agreements.forget()

    def _decide_group(self, batch: SqliteBatch, group: Sequence[Request], received: int) -> list[Decision]:
        return [self._decide(batch, request, received) for request in group]

    def _decide(self, batch: SqliteBatch, request: Request, received: int) -> Decision:
        reporter = self._names.reporter(request.reporter)
        private = recording.private_groups(request)
        known = batch.find(reporter, request.id)
        if known is not None:
            return self._answer_again(batch, request, private, known, received)
        decision = self._engine.decide(request, self._meters, self._agreements, received)
        if decision.accepts:
            accepted = batch.append(self._recorder.acceptance(decision, received))
            self._agreements.write(accepted.index)
        receipt = batch.append(self._recorder.decision(decision, private, reporter, received))
        decision.receipt = receipt
        self._answered[receipt.index] = decision
        return decision

    def _answer_again(
        self, batch: SqliteBatch, request: Request, private: dict[str, bytes], first: int, received: int
    ) -> Decision:
        """The first answer for the same payload; a recorded refusal for another one."""
        stored = batch.private(first)
        if stored.keys() == private.keys() and stored != private:
            problems = self._engine.problems(request, received)
            if problems:
                raise RequestError(problems)
            draft = self._recorder.conflict(request, private, first, received)
            return recorded.conflict(request, batch.append(draft))
        if first in self._answered:
            return self._answered[first]
        data = next(self.log.entries(first, first + 1), b"")
        entry = Entry.read(data)
        if entry.kind != "decision" or entry.request != request.id:
            raise ChainBroken(f"entry {first} is not the decision that the index of requests names")
        binding = self._engine.binding(entry.contract) if entry.contract else None
        receipt = Receipt(first, leaf_hash(data))
        return recorded.answer(request, entry.outcome, binding, receipt)

    # ---------------------------------------------------------------- reading
    def statement(self, period: str, *, progress: Callable[[int], None] = lambda _: None) -> Statement:
        """The statement of `period` (`2026-03`, `2026-Q1`, `2026`) over every contract of the node."""
        contracts = {row.contract.digest: row.contract for row in self.contracts()}
        return statement_of(self.log, contracts, period, self.checkpoint(), progress=progress)

    def account_names(self) -> dict[str, str]:
        """Opaque account → the licensee that it stands for, for those that the node still knows."""
        with self.log.snapshot() as view:
            licensees = {licensee for _, licensee, _, _ in node_tables.agreement_rows(view.connection)}
        for row in self._contracts.values():
            licensees.update(row.bindings.values())
        return {self._names.party(licensee): licensee for licensee in sorted(licensees)}

    def checkpoint(self) -> Checkpoint:
        """The newest checkpoint that the log has committed."""
        _, note = self.log.checkpoints()[-1]
        assert self.log.vkey is not None
        return Checkpoint.read_signed(note.encode(), self.log.vkey)


def _source(contract: Source | str | Path) -> Source:
    return contract if isinstance(contract, Source) else Source.read(contract)


def _bound_parties(contract: Contract, bindings: Mapping[str, str]) -> dict[str, str]:
    """Every named party's id; raises SettingsError for a label that the contract does not have."""
    labels = {party.label for party in contract.parties if not party.anyone}
    for label in bindings:
        if label not in labels:
            raise SettingsError(
                f"`{contract.title}` has no named party `{label}`, it has {', '.join(sorted(labels))}"
            )
        if not is_id(bindings[label]):
            raise SettingsError(f"the id of `{label}` must be 1 to 200 printable ASCII characters, no blanks")
    return {label: bindings.get(label, label) for label in sorted(labels)}
