"""A member that is broken inside a carrier is found, at the line and column of what was written there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from statemachine import Validator
from statemachine.carriers import find
from statemachine.documents import read_documents
from tests.carriers.documents import DESCRIPTIONS, REQUESTS, description, request

MARK = "BROKEN-7f3a"
Build = Callable[[Any], Any]
Write = Callable[[Any], str]
_VALIDATOR = Validator()
_BUILDS = [(build, write) for _, build, write in REQUESTS]
_DESCRIPTION_BUILDS = [(build, write) for _, build, write in DESCRIPTIONS]
_IDS = [f"{index}-{name}" for index, (name, _, _) in enumerate(REQUESTS)]
_DESCRIPTION_IDS = [f"{index}-{name}" for index, (name, _, _) in enumerate(DESCRIPTIONS)]


def _only_finding(text: str) -> tuple[str, int | None, int | None]:
    report = _VALIDATOR.validate(text.encode())
    assert report.jobs >= 1
    (found,) = [(f.code, f.line, f.column) for f in report.findings if f.severity == "error"]
    return found


def _place(text: str, token: str) -> tuple[int, int]:
    """Line and column of a token, found by nothing but a search in the text."""
    start = text.index(token)
    return text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1


@pytest.mark.parametrize(("carrier", "build", "write"), [*REQUESTS, *DESCRIPTIONS], ids=[*_IDS, *_DESCRIPTION_IDS])
def test_good_documents_have_no_error(carrier: str, build: Build, write: Write) -> None:
    """A good document of each carrier is recognised as what it is, and nothing is wrong with it."""
    job = description() if (carrier, build, write) in DESCRIPTIONS else request()
    text = write(build(job)).encode()
    (document,) = read_documents(text)
    values = document.value if isinstance(document.value, list) else [document.value]
    report = _VALIDATOR.validate(text)

    assert [finding.message for finding in report.findings if finding.severity == "error"] == []
    if document.value is values[0]:
        assert {found.carrier for found in find(document) or ()} == {carrier}
    assert report.jobs == (2 if carrier == "kubernetes-ack" and write(build(job)).count("status:") else 1)


@pytest.mark.parametrize(("build", "write"), _BUILDS, ids=_IDS)
def test_broken_value_in_a_request(build: Build, write: Write) -> None:
    """A value deep inside is found where it stands."""
    job = request()
    job["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3DataType"] = MARK
    text = write(build(job))
    line, column = _place(text, f'"{MARK}"' if f'"{MARK}"' in text else MARK)

    assert _only_finding(text) == ("SM023", line, column)


@pytest.mark.parametrize(("carrier", "build", "write"), REQUESTS, ids=_IDS)
def test_unknown_member_in_a_request(carrier: str, build: Build, write: Write) -> None:
    """A member that the service does not know is found at its name; CloudTrail adds members of its own."""
    job = request()
    job["ResourceConfig"]["zzunknown"] = 1
    text = write(build(job))
    line, column = _place(text, '"zzunknown"' if '"zzunknown"' in text else "zzunknown")

    if carrier.startswith("cloudtrail"):
        assert _VALIDATOR.validate(text.encode()).ok
    else:
        assert _only_finding(text) == ("SM021", line, column)


@pytest.mark.parametrize(("build", "write"), _BUILDS, ids=_IDS)
def test_missing_member_in_a_request(build: Build, write: Write) -> None:
    """A missing member is told of the object that lacks it, in the carrier."""
    job = request()
    del job["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"]
    (finding,) = [f for f in _VALIDATOR.validate(write(build(job)).encode()).findings if f.severity == "error"]

    assert finding.code == "SM020"
    assert finding.pointer.lower().replace("_", "").endswith("/inputdataconfig/0/datasource/s3datasource")


@pytest.mark.parametrize(("build", "write"), _BUILDS, ids=_IDS)
def test_broken_hyperparameter(build: Build, write: Write) -> None:
    """A hyperparameter that is no text is found, in a list of pairs too."""
    job = request() | {"HyperParameters": {"epochs": 7654321}}
    text = write(build(job))
    if "AWS::SageMaker::TrainingJob" in text:  # there a number may stand for a text
        assert _VALIDATOR.validate(text.encode()).ok
        return

    assert _only_finding(text) == ("SM022", *_place(text, "7654321"))


@pytest.mark.parametrize(("build", "write"), _DESCRIPTION_BUILDS, ids=_DESCRIPTION_IDS)
def test_broken_value_in_a_description(build: Build, write: Write) -> None:
    """A time that is none is found where it stands."""
    job = description() | {"CreationTime": MARK}
    text = write(build(job))
    line, column = _place(text, f'"{MARK}"' if f'"{MARK}"' in text else MARK)

    assert _only_finding(text) == ("SM032", line, column)


@pytest.mark.parametrize(
    ("build", "write"),
    [case[1:] for case in DESCRIPTIONS if not case[0].startswith(("aws-cli-list", "aws-cli-summary"))],
    ids=[name for name in _DESCRIPTION_IDS if "list" not in name and "summary" not in name],
)
def test_impossible_pair_of_statuses(build: Build, write: Write) -> None:
    """A state that no job can be in is found in every carrier of descriptions."""
    report = _VALIDATOR.validate(write(build(description() | {"SecondaryStatus": "Training"})).encode())

    assert "SM850" in {finding.code for finding in report.findings}
