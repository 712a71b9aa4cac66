"""The log in one SQLite file: life of a batch, from the lock to the acknowledgement.

    lock (threads and processes) → BEGIN IMMEDIATE → read `head` again, reload where another process
    moved it → entries gather → segment, private parts, indexes, tiles, head → edge, root, signature
    → checkpoint → COMMIT → the signer's state file, synced → acknowledge

A batch is there as a whole after a crash, or not at all. Before anything is signed, the edge must
hash to the root of the last checkpoint with a valid signature: a tail that no checkpoint covers is
tampering and is never signed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from licdsl.errors import SettingsError, StoreError, Unavailable
from licdsl.ledger.chain import EMPTY
from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.commitments import Private, Salts
from licdsl.ledger.frames import split_entries, unpack_private
from licdsl.ledger.genesis import GENESIS, genesis_outcome
from licdsl.ledger.keys import Signer, VerifierKey
from licdsl.ledger.store import Draft
from licdsl.ledger.streams import Head
from licdsl.ledger.tree import Edge
from licdsl.stores.lock import WriteLock
from licdsl.stores.resume import load_edge, load_tail, refuse_rollback
from licdsl.stores.schema import SCHEMA, connect, storage_errors
from licdsl.stores.signer_state import read_state, write_state
from licdsl.stores.sqlite_batch import SqliteBatch
from licdsl.stores.sqlite_view import Row, SqliteView
from licdsl.stores.tiles import Tiles

SEGMENTS_AT_ONCE = 64  # a reader must not pin the WAL
WAL_LIMIT = 64 * 2**20  # bytes; then the WAL is copied back and truncated
_HEADS_CACHED = 100_000


class SqliteLog:
    """A log in one SQLite file; made by `create`, opened for writing or only for reading by `open`.

    `generation` grows whenever another process moved the log under this one, or a batch was rolled
    back; whoever caches what is in the database (counters, reservations) must then drop the cache.
    """

    def __init__(
        self,
        path: Path,
        signer: Signer | None,
        vkey: VerifierKey | None,
        entropy: Callable[[int], bytes] | None,
        state_path: Path | None,
    ) -> None:
        """Used by `create` and `open`."""
        self.path = path
        self.state_path = state_path
        self.vkey = signer.verifier if signer is not None else vkey
        self.generation = 0
        self.checkpoint: str | None = None
        self._signer = signer
        self._salts = Salts(entropy) if entropy is not None else None
        self._process = os.getpid()
        self._tiles = Tiles()
        self._tail, self._edge, self._root = EMPTY, Edge(), b""
        self._heads: dict[str, Head] = {}
        self._lock = WriteLock(path.with_name(path.name + ".lock")) if signer is not None else None
        self._writer = connect(path, write=True) if signer is not None else None
        self._idle: list[sqlite3.Connection] = []  # readers that nobody uses at the moment

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        signer: Signer,
        recovery_vkey: VerifierKey,
        received: int,
        entropy: Callable[[int], bytes],
        state_path: Path,
    ) -> SqliteLog:
        """Make a log with its genesis entry; raises SettingsError where a log or a state file is."""
        if path.exists() or state_path.exists():
            raise SettingsError(f"`{path if path.exists() else state_path}` is there already")
        log = cls(path, signer, None, entropy, state_path)
        try:
            log._begin_log(recovery_vkey, received)
        except BaseException:
            log.close()
            raise
        return log

    def _begin_log(self, recovery: VerifierKey, received: int) -> None:
        connection, key = self._writable(), self._signer_or_refuse().verifier
        with self._locked(), storage_errors("the log can't be made"), _transaction(connection):
            for statement in SCHEMA.values():
                connection.execute(statement)
            batch = SqliteBatch(connection, EMPTY, self._salts_or_refuse(), {})
            batch.chain.begin(Draft(GENESIS, received, received, genesis_outcome(key, recovery), {}))
            edge, root, note = self._seal(batch)
            # the state goes first: a log without its signer's memory is refused on opening
            self._write_state(note)
            connection.execute("COMMIT")
            self._adopt(batch, edge, root, note)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        signer: Signer | None = None,
        vkey: VerifierKey | None = None,
        entropy: Callable[[int], bytes] | None = None,
        state_path: Path | None = None,
    ) -> SqliteLog:
        """Open a log for writing with its `signer`, or only for reading without one.

        For writing, the end of the log must be what was last signed and the signer's state, where
        a path is given, a prefix of it: raises ChainBroken, SignatureInvalid or Rollback. Reading
        checks nothing: that is the verifier's work.
        """
        if not path.is_file():
            raise SettingsError(f"there is no log at `{path}`")
        if signer is not None and entropy is None:
            raise SettingsError("a log that is opened for writing needs a source of entropy")
        log = cls(path, signer, vkey, entropy, state_path)
        try:
            if signer is not None:
                log._resume()
        except BaseException:
            log.close()
            raise
        return log

    def _resume(self) -> None:
        connection = self._writable()
        with self._locked(), storage_errors(f"the log `{self.path}` can't be read"), _transaction(connection):
            self._reload(connection)
            if self.state_path is not None:
                refuse_rollback(connection, read_state(self.state_path), self._vkey(), self._tail.size)

    @contextmanager
    def batch(self) -> Iterator[SqliteBatch]:
        """Open the one batch; on exit it is written, signed, committed and remembered by the signer.

        An exception inside rolls everything back. Raises Unavailable where the database is full,
        read-only or locked by a stranger; nothing is lost then, and the request may be repeated.
        """
        connection = self._writable()
        with self._locked():
            with storage_errors(f"the log `{self.path}` can't be written"):
                with _transaction(connection):
                    try:
                        batch = self._open_batch(connection)
                        yield batch
                        sealed = self._seal(batch) if batch.chain.placed else None
                        connection.execute("COMMIT")
                    except BaseException:
                        self._forget()
                        raise
            if sealed is not None:
                self._adopt(batch, *sealed)
                self._truncate_large_wal(connection)
                self._write_state(sealed[2])

    def _open_batch(self, connection: sqlite3.Connection) -> SqliteBatch:
        head = connection.execute("SELECT size, leaf, edge FROM head").fetchone()
        if head is None or (head[0], head[2]) != (self._tail.size, self._edge.write()):
            self._reload(connection)
        return SqliteBatch(connection, self._tail, self._salts_or_refuse(), self._heads)

    def _reload(self, connection: sqlite3.Connection) -> None:
        """Take the log's end from the database, if it is signed and follows what this process saw."""
        edge, root, note = load_edge(connection, self._vkey())
        if self._root:
            refuse_rollback(connection, (self.checkpoint or "").encode("utf-8"), self._vkey(), edge.size)
        self._tail, self._edge, self._root, self.checkpoint = (
            load_tail(connection, edge.size),
            edge,
            root,
            note,
        )
        self._forget()

    def _forget(self) -> None:
        self.generation += 1
        self._heads = {}
        self._tiles.forget()

    def _seal(self, batch: SqliteBatch) -> tuple[Edge, bytes, str]:
        """Write the batch and its signed checkpoint; nothing of this object changes yet."""
        edge, signer = self._edge.copy(), self._signer_or_refuse()
        batch.write(edge, self._tiles)
        root = edge.root()
        note = Checkpoint(signer.verifier.name, edge.size, root).signed(signer)
        batch.connection.execute(
            "INSERT INTO checkpoint(size, root, note) VALUES(?, ?, ?)", (edge.size, root, note)
        )
        return edge, root, note

    def _adopt(self, batch: SqliteBatch, edge: Edge, root: bytes, note: str) -> None:
        self._tail, self._edge, self._root = batch.chain.tail, edge, root
        if len(self._heads) > _HEADS_CACHED:
            self._heads = {}
        self._heads.update(batch.fetched)
        self._heads.update(batch.chain.changed)
        self.checkpoint = batch.checkpoint = note

    def _write_state(self, note: str) -> None:
        if self.state_path is not None:
            write_state(self.state_path, note)

    def truncate_wal(self) -> None:
        """Copy the WAL into the database and empty it; raises Unavailable while readers are in the way."""
        connection = self._writable()
        with self._locked(), storage_errors("the write-ahead log can't be truncated"):
            if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise Unavailable("the write-ahead log can't be truncated while others read it")

    def _truncate_large_wal(self, connection: sqlite3.Connection) -> None:
        """Copy the WAL back once it is large; readers that are in the way only put it off."""
        wal = self.path.with_name(self.path.name + "-wal")
        with suppress(OSError, sqlite3.OperationalError):
            if wal.stat().st_size > WAL_LIMIT:
                connection.execute("PRAGMA busy_timeout=0")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                connection.execute("PRAGMA busy_timeout=5000")

    @property
    def size(self) -> int:
        """How many entries are committed now."""
        with self.snapshot() as view:
            return view.size()

    @contextmanager
    def snapshot(self) -> Iterator[SqliteView]:
        """A read transaction on what is committed; keep it short, it pins the WAL."""
        self._check_process()
        with storage_errors(f"the log `{self.path}` can't be read"):
            reader = self._idle.pop() if self._idle else connect(self.path, write=False)
            try:
                with _transaction(reader, "BEGIN"):
                    yield SqliteView(reader)
            finally:
                self._idle.append(reader)

    def entries(self, first: int, last: int) -> Iterator[bytes]:
        """The stored bytes of entries [first, last), as they stand; checks nothing but the framing."""
        for start, rows in self._segments(first, last, SqliteView.covering):
            entries = [entry for _, _, blob in rows for entry in split_entries(blob)]
            yield from entries[max(first - start, 0) : last - start]

    def private_parts(self, first: int, last: int) -> Iterator[Private]:
        """Per entry of [first, last): group → (salt, body); what was erased is not there."""
        for start, rows in self._segments(first, last, SqliteView.covering_private):
            parts: list[Private] = []
            for _, count, blob in rows:
                parts += [{} for _ in range(count)] if blob is None else unpack_private(blob)
            yield from parts[max(first - start, 0) : last - start]

    def _segments(
        self, first: int, last: int, read: Callable[[SqliteView, int, int, int], list[Row]]
    ) -> Iterator[tuple[int, list[Row]]]:
        position = first
        while position < last:
            with self.snapshot() as view:
                rows = read(view, position, last, SEGMENTS_AT_ONCE)
            if not rows or rows[-1][0] + rows[-1][1] <= position:
                return
            yield rows[0][0], rows
            position = rows[-1][0] + rows[-1][1]

    def checkpoints(self) -> list[tuple[int, str]]:
        """(size, note) of every checkpoint kept, oldest first."""
        with self.snapshot() as view:
            return view.notes()

    def remembered(self) -> bytes | None:
        """The signer's state file: None where no path was given, empty where the file is gone."""
        return None if self.state_path is None else read_state(self.state_path) or b""

    def close(self) -> None:
        """Close the files; the last one out copies the WAL back, under the lock."""
        if self._process != os.getpid():
            return
        while self._idle:
            self._idle.pop().close()
        if self._writer is not None and self._lock is not None:
            with self._lock.held():
                self._writer.close()
            self._writer = None
            self._lock.close()

    def __enter__(self) -> SqliteLog:
        """The log itself; leaving closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the log."""
        self.close()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if self._lock is None:
            raise StoreError("the log is open for reading only")
        with self._lock.held():
            yield

    def _check_process(self) -> None:
        if os.getpid() != self._process:
            raise Unavailable("the log was opened before a fork; the child must open it itself")

    def _writable(self) -> sqlite3.Connection:
        self._check_process()
        if self._writer is None:
            raise StoreError("the log is closed, or open for reading only")
        return self._writer

    def _signer_or_refuse(self) -> Signer:
        if self._signer is None:
            raise StoreError("the log is open for reading only")
        return self._signer

    def _salts_or_refuse(self) -> Salts:
        if self._salts is None:
            raise StoreError("the log has no source of entropy")
        return self._salts

    def _vkey(self) -> VerifierKey:
        return self._signer_or_refuse().verifier


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Roll back on the way out whatever was not committed inside."""
    connection.execute(begin)
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
