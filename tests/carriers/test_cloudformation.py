"""Training jobs in templates of CloudFormation: functions are worked out, and places are those of what was written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachine import Report, Validator
from tests.carriers.documents import request, state_machine, template, with_definition

_VALIDATOR = Validator()
HEAD = """\
Parameters:
  Env: {Type: String, Default: dev}
  Count: {Type: Number, Default: 0}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /no/type}
Mappings: {Sizes: {dev: {Type: ml.wrong.large}}}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsHere: !Equals [!Ref 'AWS::Region', us-east-1]
  IsLoop: !Not [{Condition: IsLoop}]
Resources:
  Job:
    Type: AWS::SageMaker::TrainingJob
    Properties:
      TrainingJobName: churn
      RoleArn: !GetAtt Role.Arn
      AlgorithmSpecification: {TrainingImage: !Ref Image, TrainingInputMode: File}
      OutputDataConfig: {S3OutputPath: !Sub 's3://${Bucket}/models'}
      StoppingCondition: {MaxRuntimeInSeconds: 3600}
      ResourceConfig:
        VolumeSizeInGB: 30
"""
GOOD = "        InstanceType: ml.m5.xlarge\n        InstanceCount: 1\n"


def _findings(text: str, **options: Any) -> list[tuple[str, int | None, int | None, str]]:
    report = Validator(**options).validate(text.encode()) if options else _VALIDATOR.validate(text.encode())
    assert report.jobs == 1
    return [(f.code, f.line, f.column, f.pointer) for f in report.findings]


def _place(text: str, token: str) -> tuple[int, int]:
    start = text.index(token)
    return text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1


def test_good_template() -> None:
    """A template in which everything is in order, or is known only to the stack, has no finding."""
    assert _findings(HEAD + GOOD) == []


@pytest.mark.parametrize(
    ("lines", "code", "token", "pointer"),
    [
        ("        InstanceCount: !Ref Count\n", "SM403", "!Ref Count", "InstanceCount"),
        ("        InstanceCount: !If [IsProd, 1, 0]\n", "SM403", "0]", "InstanceCount/2"),
        ("        InstanceCount: !If [IsLoop, 1, 0]\n", "", "", ""),
        ("        InstanceCount: !If [IsHere, 1, 0]\n", "", "", ""),
        ("        InstanceCount: '0'\n", "SM403", "'0'", "InstanceCount"),
        ("        InstanceCount: !Select [1, [5, 0]]\n", "SM403", "!Select", "InstanceCount"),
        ("        InstanceCount: !Ref Stored\n", "", "", ""),
        ("        InstanceCount: {Ref: Count}\n", "SM403", "{Ref: Count}", "InstanceCount"),
        ("        InstanceCount: {'Fn::If': [IsProd, 1, 0]}\n", "SM403", "0]", "InstanceCount/Fn::If/2"),
        ("        InstanceCount: !Select [0, !Split [',', '0,1']]\n", "SM403", "!Select", "InstanceCount"),
    ],
)
def test_number_of_instances(lines: str, code: str, token: str, pointer: str) -> None:
    """Zero instances are found wherever the template itself says so, at the place that says it."""
    text = HEAD + "        InstanceType: ml.m5.xlarge\n" + lines
    wanted = [(code, *_place(text, token), f"/Resources/Job/Properties/ResourceConfig/{pointer}")] if code else []

    assert _findings(text) == wanted


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("!FindInMap [Sizes, !Ref Env, Type]", "ml.wrong.large"),
        ("!FindInMap [Sizes, none, Type, {DefaultValue: ml.none.large}]", "ml.none.large"),
        ("!FindInMap [Sizes, !Ref 'AWS::Region', Type]", ""),
        ("!Join ['.', [ml, !Ref Env, large]]", "ml.dev.large"),
        ("!Sub ['ml.${Size}.large', {Size: !Ref Env}]", "ml.dev.large"),
        ("!Sub 'ml.${Env}.large'", "ml.dev.large"),
        ("!Sub 'ml.${AWS::Region}.large'", ""),
        ("!ImportValue shared-type", ""),
        ("!Ref Stored", ""),
    ],
)
def test_type_of_instances(value: str, found: str) -> None:
    """The functions give the text that the template decides, and nothing is said of what only the stack knows."""
    report = _VALIDATOR.validate(f"{HEAD}        InstanceCount: 1\n        InstanceType: {value}\n".encode())

    assert [f.code for f in report.findings] == (["SM024"] if found else [])
    assert all(f'"{found}"' in f.message or found in f.message for f in report.findings)


def test_no_value_takes_the_member_away() -> None:
    """AWS::NoValue leaves nothing in its place, in objects and in lists."""
    missing = HEAD + "        InstanceCount: 1\n        InstanceType: !Ref AWS::NoValue\n"
    listed = HEAD + GOOD + "      VpcConfig:\n        SecurityGroupIds: [!If [IsProd, sg-1, !Ref 'AWS::NoValue'], no]\n"

    assert {code for code, *_ in _findings(missing)} & {"SM020", "SM400", "SM401", "SM402"}
    assert "/Resources/Job/Properties/VpcConfig/SecurityGroupIds/1" in [place for *_, place in _findings(listed)]
    assert "/Resources/Job/Properties/VpcConfig/SecurityGroupIds/0" not in [place for *_, place in _findings(listed)]


@pytest.mark.parametrize("given", [{"Env": "prod"}, {"Count": "2"}])
def test_given_values_win_over_defaults(given: dict[str, Any]) -> None:
    """What the user gives for a parameter decides conditions, and replaces a default."""
    lines = "        InstanceCount: !If [IsProd, 1, !Ref Count]\n"

    assert _findings(HEAD + "        InstanceType: ml.m5.xlarge\n" + lines)[0][0] == "SM403"
    assert _findings(HEAD + "        InstanceType: ml.m5.xlarge\n" + lines, values=given) == []


def test_names_that_functions_ask_for_are_used() -> None:
    """A given name counts as used if only a condition or a mapping asks for it; one that nothing asks for does not."""
    lines = "        InstanceType: !FindInMap [Sizes, !Ref Env, Type]\n        InstanceCount: 1\n"
    report = Validator(values={"Env": "prod", "Nobody": "1"}).validate((HEAD + lines).encode())

    assert report.filled == {"Env"}


def test_pseudo_parameter_can_be_given() -> None:
    """The region is unknown unless it is given."""
    lines = "        InstanceCount: !If [IsHere, 1, 0]\n        InstanceType: ml.m5.xlarge\n"

    assert _findings(HEAD + lines, values={"AWS::Region": "eu-west-1"})[0][0] == "SM403"


@pytest.mark.parametrize("name", ["Fn::Transform", "Fn::ForEach::Loop"])
def test_a_function_among_the_members_gives_others(name: str) -> None:
    """What a macro or a loop puts among the members is unknown; the members beside it are checked."""
    inner = {"Fn::Transform": "{Name: 'AWS::Include'}", "Fn::ForEach::Loop": "[I, [a], {x: y}]"}[name]
    text = (
        "Resources:\n  Job:\n    Type: AWS::SageMaker::TrainingJob\n    Properties:\n"
        f"      {name}: {inner}\n      TrainingJobName: a b\n"
    )

    assert [code for code, *_ in _findings(text)] == ["SM025"]


# ---------------------------------------------------------------------- definitions as texts


def _definition() -> str:
    return json.dumps(state_machine(request() | {"RoleArn": "no-role"}), indent=2)


def _block(text: str, tag: str = "") -> str:
    lines = "".join(f"        {line}\n" for line in text.splitlines())
    return (
        "Resources:\n  Machine:\n    Type: AWS::StepFunctions::StateMachine\n"
        f"    Properties:\n      DefinitionString: {tag}|\n{lines}"
    )


@pytest.mark.parametrize("tag", ["", "!Sub "])
def test_place_in_a_block_of_text(tag: str) -> None:
    """A mistake in the text of a block scalar is shown at its line and column."""
    text = _block(_definition(), tag)

    assert _findings(text) == [("SM025", *_place(text, '"no-role"'), "/Resources/Machine/Properties/DefinitionString")]


def test_place_in_a_json_text() -> None:
    """A mistake in a text with escapes is shown at its column."""
    text = json.dumps(with_definition(_definition()), indent=1)

    assert _findings(text) == [("SM025", *_place(text, '\\"no-role\\"'), "/Resources/Job/Properties/DefinitionString")]
    (finding,) = _VALIDATOR.validate(text).findings
    assert finding.end_column == (finding.column or 0) + len('\\"no-role\\"')


def test_place_in_a_piece() -> None:
    """A mistake in joined pieces is shown in the piece that holds it, and the pointer leads there."""
    before, after = json.dumps(state_machine(request() | {"RoleArn": "no-role"})).split("aws:states")
    pieces = [before, {"Ref": "AWS::Partition"}, ":states" + after]
    text = json.dumps(with_definition({"Fn::Join": ["", pieces]}), indent=1)
    pointer = "/Resources/Job/Properties/DefinitionString/Fn::Join/1/2"

    assert [(code, place) for code, _, _, place in _findings(text)] == [("SM025", pointer)]
    assert _findings(text)[0][1:3] == _place(text, '\\"no-role\\"')


def test_gap_between_pieces_is_a_template() -> None:
    """A value in the middle of the text, in quotes or not, is unknown and breaks nothing."""
    job = request()
    job["ResourceConfig"]["InstanceCount"] = "COUNT"
    left, right = json.dumps(state_machine(job)).split('"COUNT"')
    left, middle = left.split(job["RoleArn"])
    parts = [left, {"Fn::GetAtt": ["Role", "Arn"]}, middle, {"Ref": "Count"}, right]

    assert _findings(json.dumps(with_definition({"Fn::Join": ["", parts]}))) == []


@pytest.mark.parametrize(("value", "codes"), [(0, ["SM403"]), ("1", []), ({"Ref": "Unknown"}, [])])
def test_substitutions(value: Any, codes: list[str]) -> None:
    """DefinitionSubstitutions give values to the names in the text, and in an object."""
    job = request()
    job["ResourceConfig"]["InstanceCount"] = "${Count}"
    text = json.dumps(state_machine(job)).replace('"${Count}"', "${Count}")
    document = with_definition(text)
    document["Resources"]["Job"]["Properties"]["DefinitionSubstitutions"] = {"Count": value}

    assert [code for code, *_ in _findings(json.dumps(document))] == codes


def test_place_of_what_is_filled_into_a_text() -> None:
    """A mistake that stands in a substitution is shown at the gap that it fills, not at the text as a whole."""
    job = request()
    job["ResourceConfig"]["InstanceCount"] = "${Count}"
    definition = json.dumps(state_machine(job)).replace('"${Count}"', "${Count}")
    text = json.dumps(with_definition({"Fn::Sub": [definition, {"Count": 0}]}))

    (finding,) = _VALIDATOR.validate(text).findings
    assert (finding.code, finding.line, finding.column) == ("SM403", *_place(text, "${Count}"))
    assert finding.end_column == (finding.column or 0) + len("${Count}")


@pytest.mark.parametrize(
    "resource",
    [
        {"Fn::Sub": "arn:${AWS::Partition}:states:::sagemaker:createTrainingJob.sync"},
        {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":states:::sagemaker:createTrainingJob.sync"]]},
    ],
)
def test_task_of_a_definition_whose_partition_is_unknown(resource: Any) -> None:
    """A task is recognised by what is fixed of its resource."""
    machine = state_machine(request() | {"RoleArn": "no-role"})
    machine["States"]["Train"]["Resource"] = resource

    ((code, _, _, place),) = _findings(json.dumps(template({"Definition": machine}, "AWS::Serverless::StateMachine")))
    assert (code, place) == ("SM025", "/Resources/Job/Properties/Definition/States/Train/Parameters/RoleArn")


def test_definition_as_an_object() -> None:
    """A definition that is an object is searched as one, with its functions worked out."""
    machine = state_machine(request() | {"RoleArn": {"Fn::Sub": "no-${Name}"}})
    document = template({"Definition": machine}, "AWS::Serverless::StateMachine")
    document["Parameters"] = {"Name": {"Type": "String", "Default": "role"}}

    ((code, _, _, place),) = _findings(json.dumps(document))
    assert (code, place) == ("SM025", "/Resources/Job/Properties/Definition/States/Train/Parameters/RoleArn")


def test_status_of_a_rule_in_a_template() -> None:
    """The pattern of a rule names a status that no job has."""
    pattern = {
        "source": ["aws.sagemaker"],
        "detail-type": ["SageMaker Training Job State Change"],
        "detail": {"TrainingJobStatus": ["Aborted"]},
    }
    report = _VALIDATOR.validate(json.dumps(template({"EventPattern": pattern}, "AWS::Events::Rule")))

    places = {f.pointer for f in report.findings}
    assert places == {"/Resources/Job/Properties/EventPattern/detail/TrainingJobStatus/0"}


# ---------------------------------------------------------------------- malformed templates


def _codes(report: Report) -> list[tuple[str, str]]:
    return [(f.code, f.pointer) for f in report.findings]


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ({"Resources": {"Job": {"Type": "AWS::SageMaker::TrainingJob"}}}, "SM040", "/Resources/Job"),
        (template([1]), "SM041", "/Resources/Job/Properties"),
        (with_definition("no JSON at all"), "SM046", "/Resources/Job/Properties/DefinitionString"),
        (with_definition('{"StartAt": '), "SM046", "/Resources/Job/Properties/DefinitionString"),
        (with_definition("[1]"), "SM046", "/Resources/Job/Properties/DefinitionString"),
    ],
)
def test_malformed(document: Any, code: str, pointer: str) -> None:
    """A resource without properties and a definition that is no JSON are told in one finding."""
    assert _codes(_VALIDATOR.validate(json.dumps(document))) == [(code, pointer)]


def test_place_of_what_is_no_json() -> None:
    """The place of a mistake in the JSON is a place in the text of the template."""
    text = _block('{\n  "StartAt": }')
    (finding,) = _VALIDATOR.validate(text.encode()).findings

    assert (finding.code, finding.line, finding.column) == ("SM046", *_place(text, "}"))


@pytest.mark.parametrize(
    "definition",
    [{"Ref": "Definition"}, "${Definition}", {"Fn::Sub": "${Definition}"}, {"Fn::ImportValue": "a"}, {"Fn::If": [1]}],
)
def test_unknown_definition_is_no_mistake(definition: Any) -> None:
    """Of a definition that is known only to the stack nothing is said."""
    assert _codes(_VALIDATOR.validate(json.dumps(with_definition(definition)))) == []
