"""The quick way through a carrier passes nothing that the exact way has a finding about, templates or not."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from statemachine import Validator
from statemachine.documents import quick_loads
from tests.carriers.documents import acronyms, description, event, lower, record, request, spelt, state_machine
from tests.tooling import examples

VALIDATOR = Validator(now=1_800_000_000.0)
_ENVIRONMENT = {"HyperParameters": {"epochs": "3", "rate": "0.1"}, "Environment": {"MODE": "train"}}
RESOURCE = {"apiVersion": "sagemaker.services.k8s.aws/v1alpha1", "kind": "TrainingJob"}
NAMED = {name: value for name, value in request().items() if name != "TrainingJobName"}
STEP = {"Name": "A", "Type": "Training"}
DEFAULTS = [{"Name": "Image", "Type": "String", "DefaultValue": "x"}]


def documents() -> dict[str, Any]:
    """A document of each carrier that the quick way knows, without a mistake."""
    job = {**request(), **_ENVIRONMENT}
    return {
        "task": state_machine(job),
        "event": event(description()),
        "record": record(spelt(job, lower)),
        "search": {"Results": [{"TrainingJob": description()}]},
        "pipeline": {"Version": "2020-12-01", "Steps": [STEP | {"Arguments": NAMED | _ENVIRONMENT}]},
        "defaults": {"Version": "2020-12-01", "Parameters": DEFAULTS, "Steps": [STEP | {"Arguments": NAMED}]},
        "resource": RESOURCE | {"spec": spelt(job, acronyms)},
        "template": {"Resources": {"Job": {"Type": "AWS::SageMaker::TrainingJob", "Properties": job}}},
        "in text": {
            "Resources": {
                "Machine": {
                    "Type": "AWS::StepFunctions::StateMachine",
                    "Properties": {"DefinitionString": json.dumps(state_machine(job))},
                }
            }
        },
    }


TEXTS = [
    "${x}",
    "s3://${x}/a",
    "http://${x}",
    "{{ x }}",
    "{% $x %}",
    "<name>",
    "{NAME}",
    "a",
    "",
    "@x@",
    "${Parameters.Image}",
]
OBJECTS = [
    {"Ref": "Name"},
    {"Get": "Parameters.Image"},
    {"Fn::Sub": "s3://${x}"},
    {"Std:Join": {"On": "/", "Values": ["a"]}},
]
CHANGES: list[Any] = [*TEXTS, *OBJECTS, None, [], {}, 1, "HIDDEN_DUE_TO_SECURITY_REASONS"]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every mapping and list of a value, with each of its keys."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@pytest.mark.parametrize("name", sorted(documents()))
def test_good_documents_take_the_quick_way(name: str) -> None:
    """What is in order is passed at a glance, with as many jobs as the exact way finds."""
    raw = json.dumps(documents()[name]).encode()
    document = quick_loads(raw)
    assert document is not None
    assert isinstance(document.value, dict)
    quick = VALIDATOR._at_a_glance(document.value, "auto", raw)

    assert quick is not None
    assert (quick.jobs, quick.findings) == (VALIDATOR.validate_document(document, thorough=True).jobs, ())


@settings(max_examples=examples(300))
@given(st.sampled_from(sorted(documents())), st.data())
def test_the_quick_way_passes_nothing_that_has_a_finding(name: str, data: st.DataObject) -> None:
    """Whatever is changed, what the quick way passes the exact way passes too, with the same number of jobs."""
    value = deepcopy(documents()[name])
    for _ in range(data.draw(st.integers(1, 2))):
        owner, key = data.draw(st.sampled_from(places(value)))
        change = data.draw(st.sampled_from([*CHANGES, "drop", "suffix", "name"]))
        if change == "drop":
            del owner[key]
        elif isinstance(owner, dict) and change in ("suffix", "name"):
            owner[f"{key}.$" if change == "suffix" else "${name}"] = owner.pop(key)
        else:
            owner[key] = deepcopy(change)
    raw = json.dumps(value).encode()
    document = quick_loads(raw)
    assert document is not None

    quick = VALIDATOR._at_a_glance(value, "auto", raw)
    exact = VALIDATOR.validate_document(document, thorough=True)

    assert quick is None or (exact.findings, exact.jobs) == ((), quick.jobs)
