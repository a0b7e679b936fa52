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
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_MARK = "0.123456789"


def main() -> int:
    """Measure, or write a stream to standard output (`--write`)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--observations", type=int, default=200_000)
    parser.add_argument("--jobs", type=int, default=1_000)
    parser.add_argument("--kind", choices=("alike", "different", "shuffled"), action="append")
    parser.add_argument("--write", action="store_true", help="write a stream instead of measuring")
    options = parser.parse_args()
    kinds = options.kind or ["alike", "different", "shuffled"]
    if options.write:
        write(kinds[0], options.jobs, options.observations)
        return 0
    for kind in kinds:
        measure(kind, options.jobs, options.observations)
    return 0


def measure(kind: str, jobs: int, observations: int) -> None:
    """Run the command on a stream and print speed and peak memory."""
    writer = [sys.executable, "-m", "benchmarks.traces", "--write", "--kind", kind]
    writer += ["--jobs", str(jobs), "--observations", str(observations)]
    start = time.perf_counter()
    with subprocess.Popen(writer, stdout=subprocess.PIPE, cwd=ROOT) as source:
        command = [sys.executable, "-m", "statemachine", "trace", "-"]
        with subprocess.Popen(command, stdin=source.stdout, stdout=subprocess.PIPE, cwd=ROOT) as reader:
            assert reader.stdout is not None
            told = reader.stdout.read().decode()
            _, status, usage = os.wait4(reader.pid, 0)
            reader.returncode = os.waitstatus_to_exitcode(status)
    seconds, busy = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    if reader.returncode != 0:
        raise RuntimeError(f"exit status {reader.returncode}: {told[-500:]}")
    speed = (
        f"{observations / busy:,.0f} a second of processor time, {observations / seconds:,.0f} a second of the clock"
    )
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
