"""How fast `trainjob trace` reads a stream of observations of many jobs, and in how much memory.

    python -m benchmarks.traces --observations 10000000

Three streams of 1,000 jobs, each job from its creation to its end: polls that mostly show the same
description again, polls of which no two are alike, and the latter in random order. The stream is
made while it is read and never stands on a disk.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import measure
from benchmarks.table import Table, seconds

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("alike", "different", "shuffled")
JOBS = 1_000
_MARK = "0.123456789"


def main() -> int:
    """Measure, or write a stream to standard output (`--write`)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--observations", type=int, default=200_000)
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--write", action="store_true", help="write a stream instead of measuring")
    options = parser.parse_args()
    kinds = options.kind or KINDS
    if options.write:
        write(kinds[0], options.jobs, options.observations)
        return 0
    for kind in kinds:
        alone(kind, options.jobs, options.observations)
    return 0


def traces(table: Table, observations: int) -> None:
    """Peak memory of whole streams, each also a tenth as long: it does not grow with the observations."""
    table.heading(f"trainjob trace: a stream of observations of {JOBS} jobs")
    for kind in KINDS:
        for number in (observations // 10, observations):
            stream = f"{shlex.join(_writer(kind, JOBS, number))} | {shlex.join(_reader())}"
            finished = measure.peak(["/bin/sh", "-c", stream])  # of the one of the two that takes more
            status = f", exit status {finished.status}" if finished.status else ""
            reached = finished.megabytes < 200 and not finished.status
            shown = f"{finished.megabytes:.0f} MB"
            table.add(f"{number} {kind}{status}", seconds(finished.seconds), shown, "under 200 MB", reached)


def _writer(kind: str, jobs: int, observations: int) -> list[str]:
    sizes = ["--jobs", str(jobs), "--observations", str(observations)]
    return [sys.executable, "-m", "benchmarks.traces", "--write", "--kind", kind, *sizes]


def _reader() -> list[str]:
    return [sys.executable, "-m", "statemachine", "trace", "-"]


def alone(kind: str, jobs: int, observations: int) -> None:
    """Run the command on a stream and print speed and peak memory."""
    start = time.perf_counter()
    with (
        subprocess.Popen(_writer(kind, jobs, observations), stdout=subprocess.PIPE, cwd=ROOT) as source,
        subprocess.Popen(_reader(), stdin=source.stdout, stdout=subprocess.PIPE, cwd=ROOT) as reader,
    ):
        assert reader.stdout is not None
        told = reader.stdout.read().decode()
        _, status, usage = os.wait4(reader.pid, 0)
        reader.returncode = os.waitstatus_to_exitcode(status)
    taken, busy = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    if reader.returncode != 0:
        raise RuntimeError(f"exit status {reader.returncode}: {told[-500:]}")
    speed = f"{observations / busy:,.0f} a second of processor time, {observations / taken:,.0f} a second of the clock"
    print(f"{kind}: {observations:,} observations of {jobs:,} jobs, {speed}, {usage.ru_maxrss / 1024:.0f} MB")
    print(f"  {told.strip().splitlines()[-1]}")


def write(kind: str, jobs: int, observations: int) -> None:
    """Write a stream of JSON Lines."""
    lives = [life(f"demo-{number}") for number in range(jobs)]
    polls = -(-observations // jobs)
    rounds: list[int] = list(range(polls))
    if kind == "shuffled":
        random.Random(1).shuffle(rounds)  # noqa: S311 - the same order every time
    out, left = sys.stdout.buffer, observations
    for number in rounds:
        for states in lives:
            if not left:
                return
            left -= 1
            line = states[min(number * len(states) // polls, len(states) - 1)]
            if kind != "alike":
                line = line.replace(_MARK.encode(), str(number).encode())
            out.write(line)


def life(name: str) -> list[bytes]:
    """The descriptions of one job: one line for each stage that it goes through."""
    return [json.dumps(description).encode() + b"\n" for description in _descriptions(name)]


def _descriptions(name: str) -> Iterator[dict[str, Any]]:
    import yaml

    global _BASE  # noqa: PLW0603 - read once
    _BASE = _BASE or yaml.safe_load((ROOT / "spec" / "bases.yaml").read_text(encoding="utf-8"))["describe"]
    arn = f"arn:aws:sagemaker:us-east-1:123456789012:training-job/{name}"
    whole = _BASE | {"TrainingJobName": name, "TrainingJobArn": arn, "ProgressInfo": {"Percent": float(_MARK)}}
    log = whole["SecondaryStatusTransitions"]
    for index, entry in enumerate(log[:-1]):
        running = {key: value for key, value in whole.items() if key not in {"ModelArtifacts", "TrainingEndTime"}}
        running = {key: value for key, value in running.items() if not key.endswith("InSeconds")}
        last = {key: value for key, value in entry.items() if key != "EndTime"}
        running |= {"TrainingJobStatus": "InProgress", "SecondaryStatus": entry["Status"]}
        running |= {"LastModifiedTime": entry["StartTime"], "SecondaryStatusTransitions": [*log[:index], last]}
        if index == 0:
            del running["TrainingStartTime"]
        yield running
    yield whole


_BASE: dict[str, Any] = {}


if __name__ == "__main__":
    sys.exit(main())
