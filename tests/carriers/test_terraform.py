"""Training jobs in the JSON of Terraform's plans and states."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from statemachine import Report, Validator
from statemachine.documents import read_documents
from tests.carriers.documents import blocks, plan, request, snake, spelt, state_machine

_VALIDATOR = Validator()
_VALUES = "/planned_values/root_module/child_modules/0/child_modules/0/resources/0/values"
SECRET = "a-secret-text-of-no-one"


def _report(value: Any) -> Report:
    return _VALIDATOR.validate(json.dumps(value, indent=1).encode())


def _found(value: Any) -> list[tuple[str, str]]:
    return [(finding.code, finding.pointer.removeprefix(_VALUES)) for finding in _report(value).findings]


def _changes(document: dict[str, Any], mask: Any) -> dict[str, Any]:
    (module,) = document["planned_values"]["root_module"]["child_modules"][0]["child_modules"]
    address = module["resources"][0]["address"]
    return document | {"resource_changes": [{"address": address, "change": {"after_unknown": mask}}]}


def test_good_plan() -> None:
    """A request with blocks as lists of one and tags as a map has no finding; what is null or empty is not given."""
    values = blocks(request()) | {"retry_strategy": [], "environment": None, "arn": None, "timeouts": None}
    report = _report(plan(values))

    assert (report.jobs, report.findings) == (1, ())


def test_settings_of_the_provider() -> None:
    """What the provider itself is told in a resource is no unknown member of the job."""
    own = {"region": "eu-west-1", "delete_model_packages_on_destroy": True, "delete_vpc_enis_on_destroy": False}

    assert _found(plan(blocks(request()) | own)) == []


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"training_job_name": "a b"}, "SM025", "/training_job_name"),
        ({"zz_unknown": 1}, "SM021", "/zz_unknown"),
        ({"role_arn": None}, "SM020", ""),
        ({"tags": {"": "b"}}, "SM026", "/tags/"),
        ({"hyper_parameters": {"epochs": 5}}, "SM022", "/hyper_parameters/epochs"),
        (
            {"stopping_condition": [{"max_runtime_in_seconds": 0}]},
            "SM028",
            "/stopping_condition/0/max_runtime_in_seconds",
        ),
    ],
)
def test_mistakes(change: dict[str, Any], code: str, place: str) -> None:
    """Each mistake is found where the plan has it, below the blocks."""
    found = _found(plan(blocks(request()) | change))

    assert (code, place) in found


def test_line_and_column() -> None:
    """A value deep in blocks is found at its line and column."""
    job = request()
    job["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3DataType"] = "BROKEN"
    text = json.dumps(plan(blocks(job)), indent=1)
    start = text.index('"BROKEN"')
    (finding,) = _VALIDATOR.validate(text.encode()).findings

    place = (text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
    assert (finding.code, finding.line, finding.column) == ("SM023", *place)


def test_known_after_apply() -> None:
    """What only the provider knows is left out of the values, and is unknown rather than missing."""
    values = blocks(request())
    del values["role_arn"]
    del values["resource_config"][0]["instance_type"]
    assert {code for code, _ in _found(plan(values))} >= {"SM020"}

    mask = {"arn": True, "role_arn": True, "resource_config": [{"instance_type": True}], "vpc_config": True}
    assert _found(_changes(plan(values), mask)) == []


def test_unknown_element_of_a_list() -> None:
    """An unknown element of a list is one that is not judged; the others are."""
    values = blocks(request()) | {"vpc_config": [{"security_group_ids": [None, "no"], "subnets": None}]}
    mask = {"vpc_config": [{"security_group_ids": [True, False], "subnets": True}]}

    assert _found(_changes(plan(values), mask)) == [("SM600", "/vpc_config/0/security_group_ids/1")]


def test_data_sources_are_passed_over() -> None:
    """What is read and not made is no job of this plan."""
    document = plan({"id": "x"}, mode="data")

    assert not _report(document).recognised


def test_state() -> None:
    """A job in a state was accepted, so that rules for requests alone do not hold."""
    resource = {"mode": "managed", "type": "aws_sagemaker_training_job", "values": blocks(request()) | {"arn": "arn:x"}}
    document = {"format_version": "1.0", "values": {"root_module": {"resources": [resource]}}}
    wrong = blocks(request()) | {"training_job_name": "a b"}

    assert (_report(document).jobs, _report(document).findings) == (1, ())
    resource["values"] = wrong
    assert [f.pointer for f in _report(document).findings] == [
        "/values/root_module/resources/0/values/training_job_name"
    ]


def test_plan_without_values() -> None:
    """A plan from which the planned values were cut is told to be incomplete."""
    assert _found({"format_version": "1.2", "resource_changes": []}) == [("SM040", "")]
    assert _found({"format_version": "1.2"}) == []


def test_definition_of_a_state_machine() -> None:
    """A job in the text of a definition is found at its column."""
    text = json.dumps(state_machine(request() | {"RoleArn": "no-role"}))
    report = _report(plan({"definition": text}, "aws_sfn_state_machine"))

    assert [(f.code, f.pointer) for f in report.findings] == [("SM025", f"{_VALUES}/definition")]
    assert report.findings[0].column is not None
    assert report.findings[0].column > 100


@pytest.mark.parametrize("place", ["environment", "training_job_name", "hyper_parameters"])
def test_sensitive_values_are_checked_and_not_shown(place: str, capsys: Any, tmp_path: Path) -> None:
    """A sensitive value is in no message and in no line of text that is shown, in any format."""
    from statemachine.cli import main

    value = f"{SECRET} " * 200
    values = blocks(request()) | {place: value if place == "training_job_name" else {"KEY": value}}
    document = plan(values, sensitive_values={place: True})
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document, indent=1), encoding="utf-8")
    report = _report(document)

    assert report.findings
    for form in ("text", "json", "sarif", "github", "concise"):
        main(["lint", "--verbose", "--format", form, str(file)])
        out, err = capsys.readouterr()
        assert "is not shown" in out
        assert SECRET not in out + err


def test_real_plan(made: Path) -> None:
    """A plan that Terraform made has the masks in these places: a job in it has the same unknown and hidden values."""
    real = json.loads((made / "terraform-plan.json").read_text(encoding="utf-8"))
    resource = real["planned_values"]["root_module"]["resources"][1]
    (mask,) = [one["change"] for one in real["resource_changes"] if one["address"] == resource["address"]]
    job = blocks(request()) | {"environment": {"SECRET": resource["values"]["input"]["secret"] * 50}}
    del job["role_arn"]
    resource |= {"type": "aws_sagemaker_training_job", "values": job, "sensitive_values": {"environment": True}}
    mask["after_unknown"]["role_arn"] = mask["after_unknown"]["id"]
    report = _report(real)

    assert report.jobs == 1
    assert [(f.code, "sensitive" in f.message) for f in report.findings] == [("SM027", True)]


def test_spelling_of_the_service_itself() -> None:
    """The provider for AWS writes SageMaker as one word, the one for Cloud Control as two."""
    name = "EnableSageMakerMetricsTimeSeries"

    assert snake(name) == "enable_sagemaker_metrics_time_series"
    assert list(spelt({name: 1}, snake)) == ["enable_sagemaker_metrics_time_series"]


def test_stars_in_place_of_hidden_values() -> None:
    """A document shows stars of the same length, over several lines too."""
    (document,) = read_documents(b'{"a": "secret", "b": [\n 1,\n 2]}')
    document.hide([("a",), ("b",)])

    assert [document.line_text(number) for number in (1, 2, 3)] == ['{"a": ********, "b": *', "***", "***}"]


def test_secret_of_a_neighbour_is_not_shown(capsys: Any, tmp_path: Path) -> None:
    """In a plan of one line, as Terraform prints it, the code frame hides what stands beside the finding."""
    from statemachine.cli import main

    values = {"environment": {"KEY": SECRET}, "training_job_name": "a b"}
    document = plan({**values, **blocks(request()), **values}, sensitive_values={"environment": True})
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    assert main(["lint", str(file)]) == 1
    out = capsys.readouterr().out

    assert '"a b"' in out
    assert '**, "training_job_name"' in out
    assert SECRET not in out


def test_sensitive_definition_is_not_shown() -> None:
    """A job in a text that is sensitive is checked, and nothing of it is shown."""
    text = json.dumps(state_machine(request() | {"RoleArn": SECRET}))
    report = _report(plan({"definition": text}, "aws_sfn_state_machine", sensitive_values={"definition": True}))

    assert [f.code for f in report.findings] == ["SM025"]
    assert SECRET not in repr(report)


_NAMES = st.sampled_from(
    ["values", "type", "mode", "address", "after_unknown", "change", "role_arn", "resources", "tags"]
)
_ANY: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["", "managed", "aws_sagemaker_training_job", "{"]) | st.booleans() | st.none() | st.integers(0, 3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=15,
)


@given(_ANY, _ANY, _ANY, _ANY)
def test_nothing_breaks(values: Any, mask: Any, sensitive: Any, changes: Any) -> None:
    """Whatever stands in a plan, it is checked without a failure."""
    document = _changes(plan(blocks(request())), mask) | {"format_version": "1.2"}
    (module,) = document["planned_values"]["root_module"]["child_modules"][0]["child_modules"]
    module["resources"][0]["sensitive_values"] = sensitive
    module["resources"] += [{"mode": "managed", "type": "aws_sagemaker_training_job", "values": values}]
    module["child_modules"] = changes

    assert not _report(document).failures
    assert not _report(document | {"resource_changes": changes}).failures


def test_sensitive_values_of_plans_in_a_list(tmp_path: Path, capsys: Any) -> None:
    """A plan that is one of a list hides what it marks as sensitive, as one by itself does."""
    from statemachine.cli import main

    values = {**blocks(request()), "role_arn": "hush-hush"}
    file = tmp_path / "plans.json"
    file.write_text(json.dumps([plan(values, sensitive_values={"role_arn": True})], indent=1))

    assert main(["lint", "--select", "SM025", str(file)]) == 1
    assert "hush" not in capsys.readouterr().out
