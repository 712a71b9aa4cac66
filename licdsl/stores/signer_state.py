"""The signer's own memory: the last checkpoint it signed, in a file apart from the log.

A log that was rolled back looks whole from inside; only somebody who remembers more can tell. The
file holds the signed note itself, so it needs no format and can't be forged without the key. It is
best kept on another disk or host. It may lie behind the log (a crash after the commit), never ahead.
"""

from __future__ import annotations

import os
from pathlib import Path

from licdsl.errors import Unavailable, reason_of


def read_state(path: Path) -> bytes | None:
    """The note in the file, or None where there is no file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unavailable(f"the signer's state `{path}` can't be read: {reason_of(error)}") from None


def write_state(path: Path, note: str) -> None:
    """Replace the file with `note` so that a crash leaves the old or the new one, and on disk."""
    draft = path.with_name(path.name + ".new")
    try:
        _write_durably(draft, note.encode("utf-8"))
        draft.replace(path)
        _sync_directory(path.parent)
    except OSError as error:
        raise Unavailable(
            f"the signer's state `{path}` can't be written ({reason_of(error)}); "
            "the batch itself is committed"
        ) from None


def _write_durably(path: Path, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        os.write(file, data)
        os.fsync(file)
    finally:
        os.close(file)


def _sync_directory(path: Path) -> None:
    directory = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
