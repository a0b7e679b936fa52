"""Templated jobs as a whole: what is found, what is skipped and why, and what values change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from statemachine import InputError, Report, Validator

NOW = 1_767_225_600.0
CHANNEL = {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://demo-bucket/x"}}}
REQUEST: dict[str, Any] = {
    "TrainingJobName": "demo",
    "RoleArn": "arn:aws:iam::123456789012:role/x",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/demo:1",
        "TrainingInputMode": "File",
    },
    "InputDataConfig": [{"ChannelName": "train", **CHANNEL}],
    "OutputDataConfig": {"S3OutputPath": "s3://demo-bucket/output"},
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}


def report(members: dict[str, Any], values: dict[str, Any] | None = None) -> Report:
    """The report of a request with other members."""
    return Validator(now=NOW, values=values).validate({**REQUEST, **members})


def codes(members: dict[str, Any], values: dict[str, Any] | None = None) -> list[str]:
    """The codes of the findings of a request with other members."""
    return [finding.code for finding in report(members, values).findings]


MODE = {"TrainingImage": REQUEST["AlgorithmSpecification"]["TrainingImage"], "TrainingInputMode": "${mode}"}
GZIP = [{"ChannelName": "train", "CompressionType": "Gzip", **CHANNEL}]


def test_rule_that_needs_an_unknown_value_is_skipped() -> None:
    """The report names the rule, the place, and the value as it was written."""
    result = Validator().validate({**REQUEST, "AlgorithmSpecification": MODE, "InputDataConfig": GZIP, "Bad": 1})

    skipped = [one for one in result.skipped if one.code == "SM204"]
    assert [(one.pointer, one.because) for one in skipped] == [
        ("/InputDataConfig/0/CompressionType", "AlgorithmSpecification.TrainingInputMode is ${mode}")
    ]
    assert [one.code for one in result.findings] == ["SM021"]


def test_rule_is_judged_where_no_filling_matters() -> None:
    """A channel that names its own mode is judged although the mode of the job is unknown."""
    own = [{**GZIP[0], "InputMode": "File"}]

    assert codes({"AlgorithmSpecification": MODE, "InputDataConfig": own}) == ["SM204"]


def test_known_elements_beside_an_unknown_one() -> None:
    """A list with an unknown element still has known ones, and two of them may clash."""
    assert codes({"InputDataConfig": ["${more}", *GZIP]}) == ["SM204"]
    train = REQUEST["InputDataConfig"]
    assert codes({"InputDataConfig": [*train, "${more}", *train]}) == ["SM200"]


def test_beginning_of_a_text_decides() -> None:
    """An HTTPS URI is one whatever bucket it names."""
    assert codes({"OutputDataConfig": {"S3OutputPath": "https://${bucket}.s3.amazonaws.com/x"}}) == ["SM240"]


@pytest.mark.parametrize("mode", ["${mode}", {"Ref": "mode"}, "{{ mode }}"])
def test_values_are_filled_in_and_checked(mode: Any) -> None:
    """A value that was given is checked like one that was written, and the help says what it is."""
    specification = {**MODE, "TrainingInputMode": mode}

    result = report({"AlgorithmSpecification": specification, "InputDataConfig": GZIP}, {"mode": "File"})

    assert [one.code for one in result.findings] == ["SM204"]
    assert result.findings[0].help.endswith(" is File)")
    assert result.filled == {"mode"}


def test_number_on_the_command_line() -> None:
    """A text that was given for a number is one."""
    stop = {"StoppingCondition": {"MaxRuntimeInSeconds": "${time}"}}

    assert codes(stop, {"time": "3600"}) == []
    assert codes(stop, {"time": "9999999"}) == ["SM502"]
    assert codes(stop, {"time": "an hour"}) == ["SM022"]


def test_tags_of_cloudformation_are_no_findings() -> None:
    """!Sub, !Ref and !GetAtt stand for values that come later; other tags of YAML do not."""
    text = json.dumps(REQUEST).replace('"arn:aws:iam::123456789012:role/x"', "!GetAtt Role.Arn")
    bad = json.dumps(REQUEST).replace('"demo"', '!Sub "job_${Name}"').replace("3600", "!seconds 3600")

    assert Validator().validate(text).findings == ()
    assert [one.code for one in Validator().validate(bad).findings] == ["SM025", "SM004", "SM022"]


def test_every_member_may_be_a_path() -> None:
    """A request of a state whose members are all paths is recognised, and misspelt members keep their place."""
    text = json.dumps({f"{name}.$": f"$.{name}" for name in [*REQUEST, "Bad"] if name != "RoleArn"})

    result = Validator().validate(text)

    assert [(one.code, one.pointer) for one in result.findings] == [("SM020", ""), ("SM021", "/Bad.$")]


STAGES = ["Starting", "Downloading", "Training", "Uploading", "Completed"]


def described(**members: Any) -> dict[str, Any]:
    """A description of a job that ended, one minute per stage."""
    times = [f"2026-01-01T10:{minute:02}:00Z" for minute in range(6)]
    history = [
        {"Status": stage, "StartTime": times[index], "EndTime": times[min(index + 1, 4)], "StatusMessage": "x"}
        for index, stage in enumerate(STAGES)
    ]
    request = {name: value for name, value in REQUEST.items() if name != "StoppingCondition"}
    return {
        **request,
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "TrainingJobArn": "arn:aws:sagemaker:eu-west-1:123456789012:training-job/demo",
        "ModelArtifacts": {"S3ModelArtifacts": "s3://demo-bucket/output/demo/output/model.tar.gz"},
        "TrainingJobStatus": "Completed",
        "SecondaryStatus": "Completed",
        "CreationTime": "2026-01-01T09:59:00Z",
        "TrainingStartTime": times[1],
        "TrainingEndTime": times[4],
        "LastModifiedTime": times[4],
        "SecondaryStatusTransitions": history,
        **members,
    }


def history_with(index: int, **members: Any) -> dict[str, Any]:
    """A description with other members in one entry of its history."""
    history = described()["SecondaryStatusTransitions"]
    history[index] = {**history[index], **members}
    return described(SecondaryStatusTransitions=history)


@pytest.mark.parametrize(
    "job",
    [
        described(),
        described(TrainingJobStatus="${status}"),
        described(SecondaryStatus="${status}"),
        described(TrainingEndTime="${end}"),
        described(SecondaryStatusTransitions="${history}"),
        history_with(1, Status="${stage}"),
        history_with(1, StartTime="${start}"),
        history_with(1, EndTime="{{ end }}"),
        described(SecondaryStatusTransitions=["${first}", *described()["SecondaryStatusTransitions"][1:]]),
    ],
)
def test_unknown_parts_of_a_life_are_no_findings(job: dict[str, Any]) -> None:
    """An unknown status, stage or time neither breaks the history nor ends the check."""
    assert [one.code for one in Validator(now=NOW).validate(job).findings if one.severity == "error"] == []


def test_known_moves_beside_unknown_ones() -> None:
    """The rest of a history is still checked."""
    job = described()
    history = job["SecondaryStatusTransitions"]
    history[0] = "${first}"
    history[3] = {**history[3], "Status": "Starting"}

    found = {one.pointer for one in Validator(now=NOW).validate(job).findings if one.code == "SM860"}

    assert "/SecondaryStatusTransitions/4/Status" in found


def test_unknown_status_decides_no_ending() -> None:
    """What only an ended job must have is not asked of a job whose status is unknown, and the report says so."""
    job = described(TrainingJobStatus="${status}")
    del job["ModelArtifacts"], job["TrainingEndTime"]

    result = Validator(now=NOW).validate(job)

    assert not {"SM802", "SM808"} & {one.code for one in result.findings}
    assert {"SM802", "SM808"} <= {one.code for one in result.skipped}


def test_thorough_check_of_a_job_without_findings() -> None:
    """What was skipped is known where it was asked for, findings or not."""
    from statemachine.documents import read_documents

    text = json.dumps({**REQUEST, "HyperParameters": {"k": "${k}"}})
    (document,) = read_documents(text.encode())

    quick = Validator().validate_document(document)
    thorough = Validator().validate_document(document, thorough=True)

    assert (quick.findings, quick.skipped, thorough.findings) == ((), (), ())
    assert thorough.skipped


def test_values_of_the_command_line(tmp_path: Path) -> None:
    """A file gives names with dots; --set wins; a file that is no mapping is refused."""
    from statemachine.cli.values import unused, values_of

    path = tmp_path / "values.yaml"
    path.write_text("var: {bucket: b}\nmode: Pipe\n")

    values = values_of({"mode": "File"}, [str(path)])

    assert (values["var.bucket"], values["mode"]) == ("b", "File")
    assert list(unused({"modee": "x"}, [], ["mode"])) == ['--set: no template is named "modee", did you mean "mode"?']
    path.write_text("[1]")
    with pytest.raises(InputError, match="one mapping"):
        values_of({}, [str(path)])
    with pytest.raises(InputError, match="No such file"):
        values_of({}, [str(tmp_path / "none")])


@pytest.mark.parametrize("name", ["$.role", "Parameters.role"])
def test_end_of_a_longer_name_is_recognised(name: str) -> None:
    """Who gives only the last word of a path or of a pipeline's parameter is told the whole name."""
    from statemachine.cli.values import unused

    assert list(unused({"role": "x"}, [], [name])) == [f'--set: no template is named "role", did you mean "{name}"?']
