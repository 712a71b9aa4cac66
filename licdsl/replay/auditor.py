"""The auditor's facade: reads a node's log, trusts no table in it, writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from licdsl.errors import SettingsError, reason_of
from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.entry import Entry
from licdsl.ledger.findings import Report
from licdsl.ledger.keys import VerifierKey
from licdsl.ledger.verification import Observer, verify
from licdsl.replay.derived import Derivation
from licdsl.replay.redecide import Redecision
from licdsl.settlement.from_log import statement_of
from licdsl.settlement.statement import Statement
from licdsl.stores import node_tables
from licdsl.stores.node_folder import NodeFolder
from licdsl.stores.sqlite_log import SqliteLog

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found: the ledger's report, what replay gave, and the checkpoint if all holds.

    `uncheckable` counts private groups that were erased and so could not be compared with tables.
    """

    report: Report
    checkpoint: Checkpoint | None
    replayed: int | None = None
    not_replayable: int | None = None
    uncheckable: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything that was checked holds."""
        return self.report.ok

    def raise_for_findings(self) -> None:
        """Raise ChainBroken with the first finding, if there is one."""
        self.report.raise_for_findings()


class Auditor:
    """Audits the node in a folder, or a copy of it.

    `keys` are the verifier keys that the auditor holds (the folder's own is used where none is
    given, which proves only that the log fits its own folder); `held` is the text of a checkpoint
    that the auditor kept. Raises SettingsError or SignatureInvalid for a folder, key or checkpoint
    that cannot be used.
    """

    def __init__(
        self, node: str | Path, *, keys: Sequence[str] | None = None, held: str | None = None
    ) -> None:
        """Open the log for reading; nothing is verified yet."""
        self._folder = NodeFolder(Path(node))
        self._key = self._verifier_key(keys)
        self._held = None if held is None else Checkpoint.read_signed(held.encode(), self._key)
        self._log = self._open()
        self._rows = self._open()

    def _verifier_key(self, keys: Sequence[str] | None) -> VerifierKey:
        self._folder.origin()
        if keys is None:
            try:
                keys = [self._folder.verifier_key.read_text(encoding="utf-8").strip()]
            except OSError as error:
                raise SettingsError(
                    f"cannot read `{self._folder.verifier_key}`: {reason_of(error)}"
                ) from None
            except UnicodeDecodeError:
                raise SettingsError(f"`{self._folder.verifier_key}` is no text") from None
        if len(keys) != 1:
            raise SettingsError(f"a log is verified with one key, not {len(keys)}")
        key = VerifierKey.read(keys[0])
        self._folder.check_origin(key.name)
        return key

    def _open(self) -> SqliteLog:
        state = self._folder.signer_state
        return SqliteLog.open(self._folder.log, vkey=self._key, state_path=state)

    def close(self) -> None:
        """Close the log."""
        self._log.close()
        self._rows.close()

    def __enter__(self) -> Self:
        """The auditor itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the log."""
        self.close()

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return self._log.size

    def verify(self, *, replay: bool = False, progress: Progress = lambda _: None) -> Audit:
        """Recompute everything from the stored bytes; with `replay`, decide every request again too.

        `progress` is told how many more entries are done. Raises Unavailable where the log cannot
        be read; what does not hold is a finding.
        """
        derivation = Derivation(self._contract_rows)
        redecision = Redecision(derivation) if replay else None
        observers: list[Observer] = [derivation] if redecision is None else [redecision, derivation]
        done = 0

        def advance(position: int, _: int) -> None:
            nonlocal done
            progress(position - done)
            done = position

        report = verify(self._log, vkey=self._key, held=self._held, observers=observers, progress=advance)
        return Audit(
            report,
            self._newest() if report.ok else None,
            None if redecision is None else redecision.same,
            None if redecision is None else redecision.not_replayable,
            derivation.erased,
        )

    def _contract_rows(self) -> list[node_tables.ContractRow]:
        with self._rows.snapshot() as view:
            if "contract" not in node_tables.table_statements(view.connection):
                return []
            return node_tables.contract_rows(view.connection)

    def checkpoint(self) -> str:
        """The newest signed checkpoint as text; raises SettingsError where there is none."""
        notes = self._log.checkpoints()
        if not notes:
            raise SettingsError("the log has no checkpoint")
        return notes[-1][1]

    def _newest(self) -> Checkpoint:
        return Checkpoint.read_signed(self.checkpoint().encode(), self._key)

    def entries(self, first: int, last: int) -> Iterator[tuple[int, Entry]]:
        """(index, entry) of [first, last); raises ChainBroken at the first malformed one."""
        for index, data in enumerate(self._log.entries(first, last), first):
            yield index, Entry.read(data)

    def statement(self, period: str, *, progress: Progress = lambda _: None) -> Statement:
        """The statement of `period`, recomputed from the log; verify the log first."""
        derivation = Derivation(self._contract_rows)
        report = verify(self._log, vkey=self._key, held=self._held, observers=[derivation])
        report.raise_for_findings()
        contracts = {digest: registered.contract for digest, registered in derivation.contracts.items()}
        return statement_of(self._log, contracts, period, self._newest(), progress=progress)
