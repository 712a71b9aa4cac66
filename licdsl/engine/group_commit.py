"""Group commit: callers that arrive while a commit runs share the next one.

One commit costs a flush to disk whether it carries one decision or a thousand, so the queue is
the whole game (ledger.md §3). The rule is adaptive and has no timer: the first caller leads and
commits at once; whoever arrives meanwhile waits, and the next leader takes all of them together.
A caller returns only after the commit that holds its work, or with that commit's error.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Slot(Generic[Item, Result]):
    """One caller's items, and what became of them."""

    __slots__ = ("done", "error", "items", "results")

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.results: list[Result] = []
        self.error: BaseException | None = None
        self.done = False


class GroupCommit(Generic[Item, Result]):
    """Runs `commit(groups)` for one leader at a time; each group is one caller's items.

    `commit` returns, for each group, its results or the exception that this caller shall see; what
    it raises itself reaches every caller of the batch.
    """

    # One batch never holds more items than this, so that no caller waits for ever behind a flood.
    MOST = 10_000

    def __init__(
        self,
        commit: Callable[[list[Sequence[Item]]], list[list[Result] | Exception]],
    ) -> None:
        """Commit through `commit`."""
        self._commit = commit
        self._leading = threading.Lock()
        self._gathering = threading.Lock()
        self._waiting: list[_Slot[Item, Result]] = []

    def submit(self, items: Sequence[Item]) -> list[Result]:
        """Commit `items`, together with whatever else is waiting; returns their results in order."""
        slot: _Slot[Item, Result] = _Slot(items)
        with self._gathering:
            self._waiting.append(slot)
        with self._leading:
            while not slot.done:
                self._lead()
        if slot.error is not None:
            raise slot.error
        return slot.results

    def _lead(self) -> None:
        batch = self._take()
        try:
            outcomes = self._commit([slot.items for slot in batch])
        except BaseException as error:
            for slot in batch:
                slot.error, slot.done = error, True
            return
        for slot, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Exception):
                slot.error = outcome
            else:
                slot.results = outcome
            slot.done = True

    def _take(self) -> list[_Slot[Item, Result]]:
        with self._gathering:
            batch: list[_Slot[Item, Result]] = []
            size = 0
            while self._waiting and (not batch or size + len(self._waiting[0].items) <= self.MOST):
                slot = self._waiting.pop(0)
                batch.append(slot)
                size += len(slot.items)
            return batch
