"""A process that decides without end: `python -m licdsl.testing.deciding FOLDER NAME BATCH MOST`.

Writes one line per acknowledged decision to standard output, after it was acknowledged:
`id answer index leaf`. Stops after MOST decisions.
"""

from __future__ import annotations

import sys

from licdsl.node import Node
from licdsl.testing.node_contracts import ask


def main(folder: str, name: str, batch: int, most: int) -> None:
    """Decide `batch` requests at a time and tell of each."""
    with Node.open(folder) as node:
        for start in range(0, most, batch):
            requests = [ask(f"{name}-{number:07}") for number in range(start, min(start + batch, most))]
            told = []
            for request, decision in zip(requests, node.decide_many(requests), strict=True):
                assert decision.receipt is not None, decision.text()
                receipt = decision.receipt
                told.append(f"{request.id} {decision.answer} {receipt.index} {receipt.leaf.hex()}\n")
            sys.stdout.write("".join(told))
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
