"""Measuring on a machine that is not alone: contenders take turns, and ratios are of the same turn."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Times = dict[str, list[float]]
"""Seconds for one run of each contender, one value for each round."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended: wall time in seconds, peak memory in MB (see `peak`), exit status."""

    seconds: float
    megabytes: float
    status: int


def calls(contenders: Mapping[str, Callable[[], object]], *, rounds: int = 9, share: float = 0.04) -> Times:
    """Time functions in turns.

    Args:
        rounds: how often each has its turn.
        share: about how many seconds a turn takes; fast functions are called many times in it.
    """
    numbers = {name: _calibrate(function, share) for name, function in contenders.items()}
    times: Times = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, function in contenders.items():
            number = numbers[name]
            start = time.perf_counter()
            for _ in range(number):
                function()
            times[name].append((time.perf_counter() - start) / number)
    return times


def processes(contenders: Mapping[str, Sequence[str]], *, rounds: int = 7) -> Times:
    """Time commands as whole processes, in turns, after one turn that does not count.

    Raises:
        RuntimeError: when a command fails: what fails early would look fast.
    """
    times: Times = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, command in contenders.items():
            finished = run(command)
            if finished.status != 0:
                raise RuntimeError(f"exit status {finished.status}: {' '.join(command)}")
            if turn:
                times[name].append(finished.seconds)
    return times


def run(command: Sequence[str]) -> Finished:
    """Run a command, its output thrown away, and tell what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Finished(time.perf_counter() - start, usage.ru_maxrss / 1024, process.returncode)


def peak(command: Sequence[str]) -> Finished:
    """Run a command as `run` does, and tell its peak memory correctly.

    Linux counts the memory of the parent, until the command takes its place, as the child's. So the
    parent here is an interpreter that has nothing loaded.
    """
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _SMALL_PARENT, *command],
        capture_output=True,
        text=True,
        check=True,
    )
    taken, kilobytes, status = done.stdout.split()
    return Finished(float(taken), int(kilobytes) / 1024, int(status))


_SMALL_PARENT = """
import os, sys, time
start = time.perf_counter()
child = os.fork()
if not child:
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


def ratio(times: Times, one: str, other: str) -> float:
    """How many times as long `one` takes as `other`: the median over the rounds."""
    return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))


def median(times: Times, name: str) -> float:
    """The middle one of the times of a contender, in seconds."""
    return statistics.median(times[name])


def _calibrate(function: Callable[[], object], share: float) -> int:
    """How many calls fill a turn; the first calls, which warm caches, are not counted."""
    function()
    number = 1
    while True:
        start = time.perf_counter()
        for _ in range(number):
            function()
        spent = time.perf_counter() - start
        if spent > share / 8:
            return max(1, round(number * share / spent))
        number *= 4
