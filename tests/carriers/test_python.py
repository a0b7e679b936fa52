"""Jobs in Python programs and notebooks: a member that is broken inside is found where it was written."""

from __future__ import annotations

import copy
import json
import pprint
from collections.abc import Callable
from typing import Any

import pytest

from statemachine import Validator
from tests.carriers.documents import request

_VALIDATOR = Validator()
Write = Callable[[dict[str, Any]], str]


def _keywords(job: dict[str, Any]) -> str:
    lines = ",\n".join(f"    {name}={value!r}" for name, value in job.items())
    return f"import boto3\n\nboto3.client('sagemaker').create_training_job(\n{lines},\n)\n"


def _assigned(job: dict[str, Any]) -> str:
    return f"# é😀\nPARAMS = {pprint.pformat(job, sort_dicts=False)}\nclient.create_training_job(**PARAMS)\n"


def _by_parts(job: dict[str, Any]) -> str:
    parts = "".join(f"x = 'é😀'; p[{name!r}] = {value!r}\n" for name, value in job.items())
    return (
        f"def train(client):\n    p = {{}}\n{parts}".replace("\nx = ", "\n    x = ")
        + "    client.create_training_job(**p)\n"
    )


def _passed(job: dict[str, Any]) -> str:
    inner = {name: value for name, value in job.items() if name != "InputDataConfig"}
    return (
        f"channels = {job['InputDataConfig']!r}\n"
        f"hook.create_training_job(dict({pprint.pformat(inner)}, InputDataConfig=channels), wait=False)\n"
    )


PROGRAMS = [_keywords, _assigned, _by_parts, _passed]


def _cells(program: str, *, as_list: bool, ascii_only: bool) -> str:
    source: Any = program.splitlines(keepends=True) if as_list else program
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ['# "é😀"']},
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "execution_count": 1,
            "source": ["!pip install boto3\n", "%time"],
        },
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source},
    ]
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}, indent=1, ensure_ascii=ascii_only
    )


def _findings(text: str, file: str) -> list[tuple[str, int | None, int | None]]:
    report = _VALIDATOR.validate(text.encode(), file=file)
    assert report.jobs == 1
    return [(finding.code, finding.line, finding.column) for finding in report if finding.severity == "error"]


def _place(text: str, token: str) -> tuple[int, int]:
    start = text.index(token)
    return text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1


@pytest.mark.parametrize("write", PROGRAMS)
def test_good_programs_have_no_error(write: Write) -> None:
    """A good job in a program has nothing wrong, in whatever way it is written."""
    assert _findings(write(request()), "jobs.py") == []


@pytest.mark.parametrize("write", PROGRAMS)
def test_broken_value_in_a_program(write: Write) -> None:
    """A value deep inside is found at its line and column."""
    job = request()
    job["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3DataType"] = "BROKEN"
    text = write(job)
    assert _findings(text, "jobs.py") == [("SM023", *_place(text, "'BROKEN'"))]


@pytest.mark.parametrize("write", PROGRAMS)
def test_broken_name_in_a_program(write: Write) -> None:
    """A member of an unknown name is found where the name stands."""
    job = request()
    job["OutputDataConfig"] = {"S3OutputPaht": "s3://bucket/out", **job["OutputDataConfig"]}
    text = write(job)
    assert _findings(text, "jobs.py") == [("SM021", *_place(text, "'S3OutputPaht'"))]


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("as_list", [True, False])
@pytest.mark.parametrize("write", PROGRAMS)
def test_broken_value_in_a_notebook(write: Write, as_list: bool, ascii_only: bool) -> None:
    """In a notebook it is found in the JSON text, with the escapes counted."""
    job = request()
    job["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3DataType"] = "BROKEN"
    text = _cells(write(job), as_list=as_list, ascii_only=ascii_only)
    assert _findings(text, "jobs.ipynb") == [("SM023", *_place(text, "'BROKEN'"))]


def test_names_are_templated_values() -> None:
    """A name that no literal is given to breaks nothing; a fixed part that is wrong is found all the same."""
    job = copy.deepcopy(request())
    text = _keywords(job).replace(repr(job["RoleArn"]), "role")
    assert _findings(text, "jobs.py") == []
    uri = repr(job["OutputDataConfig"]["S3OutputPath"])
    assert [code for code, _, _ in _findings(text.replace(uri, "f'http:{bucket}'"), "jobs.py")] == ["SM025"]


def test_values_from_outside_fill_names() -> None:
    """``--set`` gives a value to a name of the program, which is then checked."""
    text = _keywords(request()).replace(repr(request()["RoleArn"]), "role")
    report = Validator(values={"role": "nonsense"}).validate(text.encode(), file="jobs.py")
    assert [finding.code for finding in report if finding.severity == "error"] == ["SM025"]
    assert report.filled == {"role"}


def test_tuning_jobs_in_programs() -> None:
    """The jobs that a tuning job would start are checked too."""
    definition = {
        name: request()[name] for name in ("RoleArn", "OutputDataConfig", "ResourceConfig", "StoppingCondition")
    }
    definition["AlgorithmSpecification"] = {
        "TrainingImage": "1.dkr.ecr.us-east-1.amazonaws.com/x:1",
        "TrainingInputMode": "Fiel",
    }
    definition["StaticHyperParameters"] = {}
    text = (
        f"d = {definition!r}\n"
        "c.create_hyper_parameter_tuning_job(HyperParameterTuningJobName='t', HyperParameterTuningJobConfig=config,\n"
        "    TrainingJobDefinition=d)\n"
    )
    assert ("SM023", *_place(text, "'Fiel'")) in _findings(text, "jobs.py")


def test_a_literal_that_two_calls_share_is_wrong_once() -> None:
    """What is passed to several calls is one mistake in the one place where it is written."""
    job = request() | {"RoleArn": "no-role"}
    program = f"p = {job!r}\nc.create_training_job(**p)\nc.create_training_job(**p)\n"
    report = _VALIDATOR.validate(program)

    assert (report.jobs, [(f.code, f.pointer) for f in report.findings]) == (
        2,
        [("SM025", "/create_training_job/0/RoleArn")],
    )
