"""Measures a candidate against a floor, in rounds that alternate, and reports medians.

A case is a file of `tests/benchmarks/cases/` with two names:

    NAMES = ("decide",)                              the rows it fills

    def run(quick: bool) -> dict[str, Row]: ...      one Row for each of NAMES

The floor is the least that any answer to the same question must cost (raw SHA-256 for verify, raw
inserts for durable, a hand-written function for decide). It is measured in the same run, turn by
turn with the candidate, so that a busy machine slows both alike and the ratio carries over to other
machines; absolute figures do not.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypedDict

Clock = Callable[[], int]
"""A clock in nanoseconds: `time.perf_counter_ns` (wall) or `time.process_time_ns` (CPU)."""

wall: Clock = time.perf_counter_ns
cpu: Clock = time.process_time_ns


class Row(TypedDict):
    """One line of the table and one value of the JSON file.

    `value` and `floor` share `unit`; `ratio` says how many times the floor's effort the value is
    (1 = at the floor, whichever direction the unit counts). Both are None where nothing is compared.
    `detail` holds further figures under plain names.
    """

    value: float
    unit: str
    floor: float | None
    ratio: float | None
    detail: dict[str, float | int | str]


def row(
    value: float,
    unit: str,
    floor: float | None = None,
    *,
    more_is_better: bool = False,
    detail: dict[str, float | int | str] | None = None,
) -> Row:
    """The row of `value` against `floor`; the ratio counts effort, so it is turned round for rates."""
    ratio = None if not floor or not value else (floor / value if more_is_better else value / floor)
    return Row(value=value, unit=unit, floor=floor, ratio=ratio, detail=detail or {})


def seconds_per_call(
    calls: Sequence[Callable[[], object]], *, rounds: int, repeat: int, clock: Clock
) -> list[float]:
    """The median time of one call of each of `calls`, which take turns for `rounds` rounds.

    In a round every one of them is called `repeat` times in a row; one round goes before, unmeasured.
    """
    taken: list[list[float]] = [[] for _ in calls]
    with collector_paused():
        for number in range(rounds + 1):
            for call, times in zip(calls, taken, strict=True):
                start = clock()
                for _ in range(repeat):
                    call()
                if number:
                    times.append((clock() - start) / repeat / 1e9)
    return [statistics.median(times) for times in taken]


def seconds_per_process(commands: Sequence[Sequence[str]], *, rounds: int) -> list[float]:
    """The median wall time of each whole process; raises CalledProcessError when one fails."""

    def start(command: Sequence[str]) -> Callable[[], object]:
        return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    return seconds_per_call([start(command) for command in commands], rounds=rounds, repeat=1, clock=wall)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Collect garbage first, then keep the collector from falling into one side's turn."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
