"""One writer of a log as a process of its own: `python -m licdsl.testing.appending DIR WRITER BATCHES SIZE`.

Appends sample entries and prints a line `index leaf` for each once its batch is acknowledged, so
that a test may kill the process at any moment and then ask for what it was told.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from licdsl.stores.sqlite_log import SqliteLog
from licdsl.testing.sample_logs import LOG, SIGNER, STATE, sample_draft


def append(directory: Path, writer: int, batches: int, size: int) -> None:
    """Append `batches` batches of `size` entries, numbered apart from those of other writers."""
    with SqliteLog.open(
        directory / LOG, signer=SIGNER, entropy=os.urandom, state_path=directory / STATE
    ) as log:
        for number in range(batches):
            with log.batch() as batch:
                receipts = [
                    batch.append(sample_draft(writer * 1_000_000 + number * size + each))
                    for each in range(size)
                ]
            lines = [f"{receipt.index} {receipt.leaf.hex()}\n" for receipt in receipts]
            os.write(sys.stdout.fileno(), "".join(lines).encode())


if __name__ == "__main__":
    append(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
