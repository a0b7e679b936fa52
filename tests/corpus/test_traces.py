"""What real jobs showed over time passes as a series of snapshots; the reviewed mistakes do not."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

import statemachine
from statemachine import specification
from statemachine.findings import Report
from statemachine.timestamps import epoch

SPEC = specification.load()
LIFE = SPEC.lifecycle
BROKEN = Path(__file__).parents[1] / "traces"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((BROKEN / "expected.yaml").read_text(encoding="utf-8"))

Job = dict[str, Any]


def polls(description: Job) -> list[Job]:
    """The descriptions that somebody who polled would have seen before this one, and this one.

    One for each entry of the history: the entry open, the later ones not written yet, the members
    that come with an end absent. The last poll is the description itself.
    """
    log = description["SecondaryStatusTransitions"]
    late = {"TrainingEndTime", "ModelArtifacts", "FailureReason", "BillableTimeInSeconds", "TrainingTimeInSeconds"}
    found = []
    for index, entry in enumerate(log[:-1]):
        start = epoch(entry["StartTime"])
        job = {name: value for name, value in description.items() if name not in late | {"FinalMetricDataList"}}
        begun = epoch(description.get("TrainingStartTime"))
        if begun is not None and start is not None and start < begun:
            del job["TrainingStartTime"]
        job |= {
            "TrainingJobStatus": "Stopping" if entry["Status"] == "Stopping" else "InProgress",
            "SecondaryStatus": entry["Status"],
            "LastModifiedTime": entry["StartTime"],
            "SecondaryStatusTransitions": [*log[:index], {k: v for k, v in entry.items() if k != "EndTime"}],
        }
        found.append(job)
    return [*found, description]


def log_polls(name: str, lines: list[dict[str, str]]) -> list[Job]:
    """The descriptions behind the lines of a log of the SDK, which tell time and stage only."""
    found: list[Job] = []
    for line in lines:
        stage = line["Status"]
        within = list(LIFE.stages[stage].within)
        # The log does not tell the primary status: after Stopping it is the first that may stand beside the stage.
        stopping = any(job["SecondaryStatus"] == "Stopping" for job in found)
        status = "Stopping" if stopping and "Stopping" in within else within[0]
        found.append(
            {
                "TrainingJobName": name,
                "TrainingJobStatus": status,
                "SecondaryStatus": stage,
                "LastModifiedTime": line["time"],
            }
        )
    return found


def some_ways_to_see(series: list[Job], seed: str) -> Iterator[list[Job]]:
    """The series as it is, with stages that were missed, and in other orders."""
    chance = random.Random(seed)
    yield series
    yield series[::-1]
    for _ in range(5):
        some = [job for job in series if chance.random() < 0.6]
        chance.shuffle(some)
        yield some


@pytest.fixture(scope="module")
def histories(corpus: Path) -> dict[str, Job]:
    """Every description of the corpus that came from the service and has a history of two entries or more."""
    found = {}
    for path in sorted((corpus / "describe").iterdir()):
        job = json.loads(path.read_text(encoding="utf-8"))
        edited = path.name.startswith("sagemaker-controller")  # fixtures that were edited by hand
        if not edited and len(job.get("SecondaryStatusTransitions") or ()) > 1:
            found[path.name] = job
    assert len(found) >= 7
    return found


def test_real_histories_pass(histories: dict[str, Job]) -> None:
    """However a poller saw a real job, and in whatever order its observations are read, nothing is wrong."""
    wrong = {
        name: [finding.message for finding in report.findings]
        for name, job in histories.items()
        for series in some_ways_to_see(polls(job), name)
        if (report := statemachine.trace(series)).findings
    }

    assert wrong == {}


def test_every_pair_of_a_real_history_passes(histories: dict[str, Job]) -> None:
    """Between any two observations of a real job there is a legal way."""
    for job in histories.values():
        for pair in combinations(polls(job), 2):
            assert not statemachine.trace(pair, in_order=True).findings


def test_real_histories_fail_backwards(histories: dict[str, Job]) -> None:
    """In the order of reading, a real history that runs backwards is found out at every step."""
    for job in histories.values():
        series = polls(job)
        report = statemachine.trace(series[::-1], in_order=True)

        assert [finding.document for finding in report.findings] == list(range(1, len(series)))


def test_logs_of_the_sdk_pass(corpus: Path) -> None:
    """The lines that the SDK's wait() printed are observations of jobs that can follow each other."""
    files = sorted((corpus / "sdk-log-histories").iterdir())
    wrong: dict[str, list[str]] = {}
    ended = 0
    for path in files:
        series = log_polls(path.stem, json.loads(path.read_text(encoding="utf-8"))["lines"])
        some = [job for number, job in enumerate(series) if number % 2 == 0]
        for seen in (series, some):
            report = statemachine.trace(seen, in_order=True)
            if report.findings:
                wrong[path.name] = [finding.message for finding in report.findings]
        ended += LIFE.statuses[series[-1]["TrainingJobStatus"]].terminal

    assert len(files) > 50
    assert ended > 30
    assert wrong == {}


def test_different_jobs_do_not_disturb_each_other(histories: dict[str, Job]) -> None:
    """All jobs in one stream, mixed, are as clean as each of them alone."""
    stream = [job | {"TrainingJobName": name} for name, whole in histories.items() for job in polls(whole)]
    random.Random(7).shuffle(stream)

    report = statemachine.trace(stream)

    assert report.findings == ()
    assert report.documents == len(stream)


def read(name: str) -> list[Job]:
    """The observations of a broken series."""
    return [json.loads(line) for line in (BROKEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def codes(report: Report) -> list[str]:
    """The rules that a report names, each once."""
    return sorted({finding.code for finding in report.findings})


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_reviewed_mistakes_are_found(name: str) -> None:
    """Each broken series is found out by its rules and no other, in either order of reading."""
    series = read(name)

    assert codes(statemachine.trace(series)) == EXPECTED[name]["codes"]
    assert codes(statemachine.trace(series[::-1])) == EXPECTED[name]["codes"]
    assert codes(statemachine.trace(series, in_order=True)) == EXPECTED[name]["codes"]


def test_every_file_is_reviewed() -> None:
    """Files and expectations are the same set, and there are many of them."""
    assert {path.stem for path in BROKEN.glob("*.jsonl")} == set(EXPECTED)
    assert len(EXPECTED) >= 15
