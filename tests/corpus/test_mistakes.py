"""The mistakes that people really make in requests are found where they are.

corpus/README.md lists them. Each is looked for here in the plain values of the documents, without the
validator, so that a silent rule cannot hide a document from its own test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from statemachine import Finding
from tests.corpus.verdicts import report_of, validator

REQUESTS = ("requests", "requests-templated", "airflow", "airflow-templated")
Place = tuple[str | int, ...]
Predicate = Callable[[Place, Any, Any], bool]
ENUMERATIONS = {"TrainingInputMode", "S3DataType", "S3DataDistributionType", "RecordWrapperType", "InputMode"}


def _last(*names: str) -> Callable[[Place], bool]:
    return lambda place: bool(place) and place[-1] in names


def _without_ml(place: Place, value: Any, _: Any) -> bool:
    return _last("InstanceType")(place) and bool(re.fullmatch(r"[a-z]+[0-9]\w*\.\w+", str(value)))


def _web_address(place: Place, value: Any, _: Any) -> bool:
    return _last("S3Uri", "S3OutputPath")(place) and str(value).startswith("https://")


def _underscore(place: Place, value: Any, _: Any) -> bool:
    return place == ("TrainingJobName",) and bool(re.fullmatch(r"[\w-]*_[\w-]*", str(value)))


def _spot_without_wait(place: Place, value: Any, job: Any) -> bool:
    spot = isinstance(job, dict) and job.get("EnableManagedSpotTraining") is True
    return place == ("StoppingCondition",) and spot and "MaxWaitTimeInSeconds" not in value


def _wait_without_spot(place: Place, value: Any, job: Any) -> bool:
    at_wait = place == ("StoppingCondition", "MaxWaitTimeInSeconds")
    return at_wait and value is not None and not job.get("EnableManagedSpotTraining")


MISTAKES: dict[str, tuple[str, int, Predicate]] = {
    "MaxRuntimeInHours": ("SM021", 7, lambda place, _, __: _last("MaxRuntimeInHours")(place)),
    "web address for an S3 location": ("SM240", 40, _web_address),
    "instance type without ml.": ("SM435", 9, _without_ml),
    "spot without MaxWaitTimeInSeconds": ("SM510", 1, _spot_without_wait),
    "MaxWaitTimeInSeconds without spot": ("SM511", 1, _wait_without_spot),
    "underscore in the job's name": ("SM025", 4, _underscore),
    "lowerCamelCase member": ("SM021", 1, lambda place, _, __: len(place) == 1 and str(place[0])[0].islower()),
}
"""Mistake -> the code that reports it, at least how many places have it, how to see it."""


def _places(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    yield place, value
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _places(item, (*place, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, (*place, index))


def _documents(corpus: Path) -> Iterator[tuple[Path, Any]]:
    for folder in REQUESTS:
        for path in sorted((corpus / folder).iterdir()):
            yield path, json.loads(path.read_text(encoding="utf-8-sig"))


def _at(findings: tuple[Finding, ...], place: Place) -> set[str]:
    return {finding.code for finding in findings if finding.path == place}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_found(corpus: Path, mistake: str) -> None:
    """Each place of the corpus that has the mistake is reported with its code, at that very place."""
    code, least, shows = MISTAKES[mistake]
    hits = [
        (path, place) for path, job in _documents(corpus) for place, value in _places(job) if shows(place, value, job)
    ]

    assert len(hits) >= least
    assert [(path.name, place) for path, place in hits if code not in _at(report_of(path).findings, place)] == []


def test_hours_are_translated(corpus: Path) -> None:
    """Whoever wrote MaxRuntimeInHours reads the member that exists, and that the number has to change too."""
    findings = [
        finding
        for path, _ in _documents(corpus)
        for finding in report_of(path).findings
        if finding.path == ("StoppingCondition", "MaxRuntimeInHours")
    ]

    assert findings
    assert all("MaxRuntimeInSeconds" in finding.message and "3600" in finding.help for finding in findings)


def test_capitals_of_step_functions_are_accepted(corpus: Path) -> None:
    """Step Functions writes enumerations of descriptions in capitals: two real descriptions, no finding for it."""
    shouting = [
        path
        for path in sorted((corpus / "describe").iterdir())
        for place, value in _places(json.loads(path.read_text(encoding="utf-8-sig")))
        if _last(*ENUMERATIONS)(place) and isinstance(value, str) and value.isupper()
    ]

    assert len(set(shouting)) == 2
    assert {finding.code for path in shouting for finding in report_of(path).findings} & {"SM023", "SM024"} == set()


def _clean_request(corpus: Path) -> dict[str, Any]:
    path = corpus / "requests" / "data-science-on-aws--tensorflow-pipeline-mnist.json"
    assert report_of(path).ok
    request: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return request


def test_capitals_in_a_request_are_refused(corpus: Path) -> None:
    """The service takes enumerations only in their own capitals: a real request with FILE is refused, with the fix."""
    request = _clean_request(corpus)
    request["AlgorithmSpecification"]["TrainingInputMode"] = "FILE"

    (finding,) = [f for f in validator().validate(request).findings if f.severity == "error"]

    assert (finding.code, finding.pointer) == ("SM023", "/AlgorithmSpecification/TrainingInputMode")
    assert finding.help == "write File"


def test_lower_camel_case_is_one_finding_per_member(corpus: Path) -> None:
    """A real request in Java's spelling has one finding for each member, with the right name, and no other."""
    request = _clean_request(corpus)
    spelt = {name[0].lower() + name[1:]: value for name, value in request.items()}

    findings = validator().validate(spelt, kind="request").findings

    suggested = {f.pointer[1:]: f.message.rpartition("did you mean ")[2] for f in findings}
    assert suggested == {name[0].lower() + name[1:]: f"{name}?" for name in request}
    assert {f.code for f in findings} == {"SM021"}
    assert len(findings) == len(request)
