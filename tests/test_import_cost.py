"""What an import costs: heavy modules are loaded by those who need them, and by nobody else."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from statemachine import specification

HEAVY = {"jsonschema", "jsonschema_rs", "transitions", "yaml", "orjson", "cel_expr_python", "botocore"}


def loaded(code: str) -> set[str]:
    """The heavy modules in a fresh interpreter after some code has run; argument 1 is a request."""
    job = json.dumps(dict(specification.load(full=True).bases["request"]))
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script, job], capture_output=True, text=True, check=True, timeout=60)
    return HEAVY & set(done.stdout.split())


def test_import_of_the_package() -> None:
    """Importing the package imports no other distribution."""
    assert loaded("import statemachine") == set()


def test_the_measure_sees_modules() -> None:
    """The test above would see a module that is imported."""
    assert loaded("import yaml, jsonschema") == {"yaml", "jsonschema"}


def test_names_that_need_no_engine() -> None:
    """Findings and errors can be imported without the engine."""
    assert loaded("from statemachine import Finding, InputError, Report, Severity, ValidationFailed") == set()


@pytest.mark.parametrize(
    "job",
    [
        "sys.argv[1]",
        "sys.argv[1].encode()",
        "__import__('json').loads(sys.argv[1])",
        'b\'{"RoleArn": 1, "TrainingJobName": 2}\'',
    ],
    ids=["text", "bytes", "dict", "broken"],
)
def test_validation_of_json(job: str) -> None:
    """JSON is checked without PyYAML, jsonschema, transitions and botocore (run `make generate` if this fails)."""
    code = f"from statemachine import validate\nassert validate({job}).jobs == 1"
    assert loaded(code) & {"jsonschema", "transitions", "yaml", "botocore"} == set()


@pytest.mark.parametrize(
    "name", ["outcome", "unhandled", "TrainingJobMachine", "IllegalTransition", "MachineDefinition"]
)
def test_names_of_the_life_cycle(name: str) -> None:
    """The life cycle can be imported without the engine; `transitions` waits for the first machine."""
    assert loaded(f"from statemachine import {name}") == set()


def test_outcome() -> None:
    """How a job ended is told without the engine; only the specification is read."""
    code = "from statemachine import outcome\nassert outcome({'TrainingJobStatus': 'Stopped'}) == 'stopped'"
    assert loaded(code) <= {"orjson"}
