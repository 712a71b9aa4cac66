"""One writer at a time: an advisory lock on a file beside the database, for processes and threads.

SQLite's own locks are not enough: before 3.51.3 a WAL checkpoint that races with a commit of another
connection can corrupt the log, so every commit and every WAL checkpoint is made under this lock. The
kernel drops it when the holder dies, however it dies.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from licdsl.errors import StoreError, Unavailable, reason_of


class WriteLock:
    """An exclusive `flock` on `path`; waits as long as another writer holds it."""

    def __init__(self, path: Path) -> None:
        """Open or create the lock file; raises Unavailable where that is impossible."""
        self._threads = threading.Lock()
        self._holder: int | None = None
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise Unavailable(f"the lock file `{path}` can't be opened: {reason_of(error)}") from None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock; raises StoreError when this thread holds it already."""
        if self._holder == threading.get_ident():
            raise StoreError("a batch on this log is already open in this thread")
        with self._threads:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = None
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the lock file."""
        os.close(self._file)
