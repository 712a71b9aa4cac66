from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from licdsl.engine.group_commit import GroupCommit


def _doubled(groups: list[Sequence[int]]) -> list[list[int] | Exception]:
    return [[2 * item for item in group] for group in groups]


def test_a_lone_caller_commits_at_once_and_gets_its_results_in_order() -> None:
    assert GroupCommit(_doubled).submit([1, 2, 3]) == [2, 4, 6]


def test_callers_that_arrive_during_a_commit_share_the_next_one() -> None:
    batches: list[int] = []
    first_is_in = threading.Event()
    others_wait = threading.Event()

    def commit(groups: list[Sequence[int]]) -> list[list[int] | Exception]:
        batches.append(len(groups))
        if len(batches) == 1:
            first_is_in.set()
            assert others_wait.wait(10)
        return _doubled(groups)

    queue: GroupCommit[int, int] = GroupCommit(commit)
    results: dict[int, list[int]] = {}
    threads = [threading.Thread(target=lambda n=n: results.update({n: queue.submit([n])})) for n in range(9)]
    threads[0].start()
    assert first_is_in.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(queue._waiting) < 8:
        pass
    others_wait.set()
    for thread in threads:
        thread.join(10)
    assert results == {n: [2 * n] for n in range(9)}
    assert batches == [1, 8]


def test_an_error_of_one_caller_reaches_only_that_caller() -> None:
    def commit(groups: list[Sequence[int]]) -> list[list[int] | Exception]:
        return [ValueError("odd") if any(item % 2 for item in group) else list(group) for group in groups]

    queue = GroupCommit(commit)
    assert queue.submit([2]) == [2]
    with pytest.raises(ValueError, match="odd"):
        queue.submit([1])


def test_an_error_of_the_commit_reaches_every_caller_and_the_queue_works_on() -> None:
    broken = [True]

    def commit(groups: list[Sequence[int]]) -> list[list[int] | Exception]:
        if broken.pop():
            broken.append(False)
            raise OSError("disk")
        broken.append(False)
        return _doubled(groups)

    queue: GroupCommit[int, int] = GroupCommit(commit)
    with pytest.raises(OSError, match="disk"):
        queue.submit([1])
    assert queue.submit([1]) == [2]


def test_a_batch_never_holds_more_than_the_stated_number_of_items() -> None:
    sizes: list[int] = []

    class Small(GroupCommit[int, int]):
        MOST = 4

    def commit(groups: list[Sequence[int]]) -> list[list[int] | Exception]:
        sizes.append(sum(len(group) for group in groups))
        return _doubled(groups)

    queue = Small(commit)
    threads = [threading.Thread(target=queue.submit, args=([n, n, n],)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sum(sizes) == 18
    assert max(sizes) <= 4
