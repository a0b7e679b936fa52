"""Jobs as they come wrapped and templated in documents that people keep: found, placed and judged sensibly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachine import InputError, Report, Validator
from tests.carriers.documents import description, request

VALIDATOR = Validator()
TYPE = "ResourceConfig/InstanceType"


def wrong() -> dict[str, Any]:
    """A request with one mistake: an instance type without ml."""
    job = request()
    return {**job, "ResourceConfig": {**job["ResourceConfig"], "InstanceType": "m5.xlarge"}}


def lowered(value: Any) -> Any:
    """The value as CloudTrail spells its names."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: lowered(item) for name, item in value.items()}
    return [lowered(item) for item in value] if isinstance(value, list) else value


def lint(value: Any) -> Report:
    """The report of a document."""
    return VALIDATOR.validate(json.dumps(value))


def found(value: Any) -> list[str]:
    """Code and place of each finding."""
    return [f"{finding.code} {finding.pointer}" for finding in lint(value).findings]


MACHINE = {"StartAt": "T", "States": {"T": {
    "Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Parameters": wrong(), "End": True,
}}}  # fmt: skip
PIPELINE = {"Version": "2020-12-01", "Steps": [{"Name": "a", "Type": "Training", "Arguments": wrong()}]}
RECORD = {
    "eventSource": "sagemaker.amazonaws.com",
    "eventName": "CreateTrainingJob",
    "requestParameters": lowered(wrong()),
}
EVENT = {
    "source": "aws.sagemaker", "detail-type": "SageMaker Training Job State Change",
    "detail": {**description(), "TrainingJobName": "a_b"},
}  # fmt: skip
CALL = {"source": "aws.sagemaker", "detail-type": "AWS API Call via CloudTrail", "detail": RECORD}
ACK = {"apiVersion": "sagemaker.services.k8s.aws/v1alpha1", "kind": "TrainingJob",
       "spec": {"resourceConfig": {"instanceType": "m5.xlarge", "instanceCount": 1}}}  # fmt: skip


def text(value: Any) -> str:
    """The value as a text inside another document."""
    return json.dumps(value)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"definition": text(MACHINE), "roleArn": "arn:aws:iam::123456789012:role/a"}, "/definition"),
        ({"PipelineName": "a", "PipelineDefinition": text(PIPELINE)}, "/PipelineDefinition"),
        (CALL, "/detail/requestParameters/resourceConfig/instanceType"),
        ({"Events": [{"EventName": "a", "CloudTrailEvent": text(RECORD)}]}, "/Events/0/CloudTrailEvent"),
        ({"QueryResultRows": [[{"eventJson": text(RECORD)}]]}, "/QueryResultRows/0/0/eventJson"),
        ({"jobs": [wrong()]}, f"/jobs/0/{TYPE}"),
        ({"CreateTrainingJob": wrong()}, f"/CreateTrainingJob/{TYPE}"),
        ({"apiVersion": "v1", "kind": "List", "items": [ACK]}, "/items/0/spec/resourceConfig/instanceType"),
        ({"apiVersion": "sagemaker.services.k8s.aws/v1alpha1", "kind": "TrainingJobList", "items": [ACK]},
         "/items/0/spec/resourceConfig/instanceType"),
        ({"apiVersion": "sagemaker.services.k8s.aws/v1alpha1", "kind": "Pipeline",
          "spec": {"pipelineDefinition": text(PIPELINE)}}, "/spec/pipelineDefinition"),
        ({"service": "a", "stepFunctions": {"stateMachines": {"train": {"definition": MACHINE}}}},
         f"/stepFunctions/stateMachines/train/definition/States/T/Parameters/{TYPE}"),
        ({"apiVersion": "sfn.services.k8s.aws/v1alpha1", "kind": "StateMachine", "spec": {"definition": text(MACHINE)}},
         "/spec/definition"),
    ],
)  # fmt: skip
def test_wrapped_requests(value: Any, place: str) -> None:
    """The request inside is found, and its one mistake leads to its place or to the text that holds it."""
    report = lint(value)

    assert report.jobs == 1
    assert f"SM435 {place}" in [f"{finding.code} {finding.pointer}" for finding in report.findings]


@pytest.mark.parametrize("kind", ["sagemaker.services.k8s.aws/v1alpha1 HyperParameterTuningJob",
                                  "sagemaker.aws.amazon.com/v1 HyperparameterTuningJob"])  # fmt: skip
def test_tuning_resources(kind: str) -> None:
    """The job definition of a tuning job is checked, without what the tuning job adds."""
    version, _, name = kind.partition(" ")
    role = "roleARN" if "services" in version else "roleArn"
    job = wrong()
    spec = lowered(
        {
            name: job[name]
            for name in ("AlgorithmSpecification", "OutputDataConfig", "ResourceConfig", "StoppingCondition")
        }
    )
    value = {"apiVersion": version, "kind": name, "spec": {"trainingJobDefinition": {**spec, role: job["RoleArn"]}}}

    assert found(value) == ["SM435 /spec/trainingJobDefinition/resourceConfig/instanceType"]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"Records": [{"eventSource": "aws:sqs", "body": text(EVENT)}]}, "/Records/0/body"),
        ({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": text(EVENT)}}]}, "/Records/0/Sns/Message"),
        ({"Records": [{"eventSource": "aws:sqs", "body": text({"Type": "Notification", "Message": text(EVENT)})}]},
         "/Records/0/body"),
        ({"Messages": [{"MessageId": "1", "Body": text(EVENT)}]}, "/Messages/0/Body"),
        ({"events": [{"timestamp": 1, "message": text(EVENT)}]}, "/events/0/message"),
        ({"logEvents": [{"id": "1", "timestamp": 1, "message": text(EVENT)}]}, "/logEvents/0/message"),
        ({"events": [{"timestamp": 1, "message": text(EVENT["detail"])}]}, "/events/0/message"),
    ],
)  # fmt: skip
def test_wrapped_events(value: Any, place: str) -> None:
    """The event inside a message or a line of a log is found."""
    report = lint(value)

    assert report.jobs == 1
    assert f"SM025 {place}" in [f"{finding.code} {finding.pointer}" for finding in report.findings]


@pytest.mark.parametrize("gap", ["", "\n", "\n\n"])
def test_events_of_a_stream(gap: str) -> None:
    """Firehose writes the events that it gathered without anything between them, or with line breaks."""
    report = VALIDATOR.validate(text(EVENT) + gap + text(EVENT))

    assert report.jobs == 2
    assert [(f.document, f.pointer) for f in report.findings if f.code == "SM025"] == [
        (0, "/detail/TrainingJobName"),
        (1, "/detail/TrainingJobName"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"events": [{"timestamp": 1, "message": "Training started"}]},
        {"Messages": [{"Body": "hello"}]},
        {"items": [{"kind": "ConfigMap"}], "kind": "List"},
        {"TrainingJobArn": "arn:aws:sagemaker:us-east-1:123456789012:training-job/a"},
        {"definition": text({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}), "roleArn": "a"},
    ],
)
def test_no_job_inside(value: Any) -> None:
    """Other messages, resources and the answer of CreateTrainingJob hold no job, and that is no mistake."""
    report = lint(value)

    assert (report.jobs, report.findings) == (0, ())


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws-us-gov:states:::sagemaker:createTrainingJob.sync",
        "arn:aws-cn:states:::sagemaker:createTrainingJob",
        "arn:aws:states:::aws-sdk:sagemaker:createTrainingJob",
        "arn:aws:states:::sagemaker:createTrainingJob.sync:2",
        "arn:${AWS::Partition}:states:::sagemaker:createTrainingJob.waitForTaskToken",
    ],
)
def test_resources_of_tasks(resource: str) -> None:
    """Every partition, integration and ending of the call is seen; another call is not."""
    task = {**MACHINE["States"]["T"], "Resource": resource}  # type: ignore[index]
    other = {**task, "Resource": resource.replace("createTrainingJob", "createTrainingJobs")}

    assert found({"StartAt": "T", "States": {"T": task}}) == [f"SM435 /States/T/Parameters/{TYPE}"]
    assert lint({"StartAt": "T", "States": {"T": other}}).jobs == 0


@pytest.mark.parametrize(
    "gap",
    ["%(x)s", "@@x@@", "@X@", "#{x}", "#{X}#", "((x))", "<%= x %>", "__X__", "{x}", "<< YOUR X >>", "< your x >",
     "$X", "$(X)", "{{ .Values.x | quote }}", "{{inputs.parameters.x}}", "${Token[TOKEN.12]}", "${{ vars.x }}"],
)  # fmt: skip
def test_gaps(gap: str) -> None:
    """A gap of any of these forms breaks nothing, alone or in a text."""
    job = request()
    job |= {"TrainingJobName": f"a-{gap}", "RoleArn": gap, "OutputDataConfig": {"S3OutputPath": f"s3://{gap}/out"}}
    job["ResourceConfig"] = {"InstanceType": gap, "InstanceCount": gap, "VolumeSizeInGB": gap}

    assert found(job) == []


@pytest.mark.parametrize("text", ["a{}b", "a__b", "100%", "a@b", r"\p{L}", "a{2}"])
def test_no_gaps(text: str) -> None:
    """These are texts: a name that holds one of them is wrong."""
    assert found({**request(), "TrainingJobName": text}) == ["SM025 /TrainingJobName"]


def test_summaries_of_a_tuning_job() -> None:
    """What ListTrainingJobsForHyperParameterTuningJob says of each job belongs there."""
    summary = {"TrainingJobName": "a", "TrainingJobStatus": "Completed", "TunedHyperParameters": {"eta": "0.1"},
               "TrainingJobArn": "arn:aws:sagemaker:us-east-1:123456789012:training-job/a"}  # fmt: skip

    assert found({"TrainingJobSummaries": [summary]}) == []
    assert found(summary) == []


@pytest.mark.parametrize(
    "part",
    [
        {"TrainingJobStatus": "Failed", "FailureReason": "out of memory"},
        {"TrainingJobName": "a", "TrainingJobStatus": "Completed", "SecondaryStatus": "Completed"},
    ],
)
def test_part_of_a_description(part: dict[str, Any]) -> None:
    """What somebody took out of a description says nothing of the rest; who calls it whole is told what is absent."""
    assert found(part) == []
    assert found([part]) == []
    assert "SM020" in [finding.code for finding in VALIDATOR.validate(part, kind="describe").findings]


@pytest.mark.parametrize("lacking", [["CreationTime"], ["CreationTime", "TrainingJobArn"]])
def test_description_that_lacks_a_little(lacking: list[str]) -> None:
    """A description without one or two of its required members is a whole one with a mistake."""
    whole = {name: value for name, value in description().items() if name not in lacking}

    assert [finding.code for finding in lint(whole).findings] == ["SM020"] * len(lacking)


def test_mistake_in_a_part() -> None:
    """What is there is checked all the same."""
    assert found({"TrainingJobStatus": "Completed", "SecondaryStatus": "Training"}) == ["SM850 /SecondaryStatus"]


def test_two_alternatives_that_are_templated() -> None:
    """Of two members that exclude each other one may be left out, unless one of them is written out."""
    job = request()
    both = {"TrainingInputMode": "File", "TrainingImage": "${image}", "AlgorithmName": "${algorithm}"}

    assert found({**job, "AlgorithmSpecification": both}) == []
    assert found({**job, "AlgorithmSpecification": {**both, "AlgorithmName": "mine"}}) == [
        "SM102 /AlgorithmSpecification/AlgorithmName"
    ]


def test_unknown_status_is_one_finding() -> None:
    """A status that does not exist is named, and nothing is concluded from it."""
    assert [finding.code for finding in lint({**description(), "TrainingJobStatus": "Succeeded"}).findings] == ["SM024"]


HELM = """\
apiVersion: sagemaker.services.k8s.aws/v1alpha1
kind: TrainingJob
spec:
  trainingJobName: {{ .Values.name }}
  roleARN: {{ .Values.role | quote }}
  algorithmSpecification:
    trainingImage: {{ .Values.image }}
    trainingInputMode: File
  outputDataConfig:
    s3OutputPath: s3://{{ .Values.bucket }}/out
  resourceConfig:
    instanceType: m5.xlarge
    instanceCount: {{ .Values.count | default 1 }}
    volumeSizeInGB: 30
  stoppingCondition: {{ .Values.stop }}
  hyperParameters:
    epochs: {{ .Values.epochs | quote }}
"""


def test_unquoted_expressions_in_yaml() -> None:
    """What Helm and Jinja put in braces without quotes is a gap, though YAML reads a mapping; the rest is checked."""
    report = VALIDATOR.validate(HELM)

    assert [(finding.code, finding.line) for finding in report.findings] == [("SM435", 12)]


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ("{{- if .Values.on }}\nkind: TrainingJob\n{{- end }}\n", "1:2"),
        ("a: 1\n{% if spot %}\nb: 2\n{% endif %}\n", "2:2"),
        ('{"a": ${jsonencode(b)}}', "1:7"),
        ("kind: TrainingJob\nspec:\n  trainingJobName: {{ .Values.name }}-nightly\n", "3:38"),
    ],
)
def test_templates_that_break_the_document(broken: str, place: str) -> None:
    """What cannot be read before it is rendered is refused with a word about it."""
    with pytest.raises(InputError, match="what it renders") as refused:
        VALIDATOR.validate(broken)

    assert f"{refused.value.line}:{refused.value.column}" == place


def test_patterns_of_rules() -> None:
    """The pattern of a rule is read from a text, and from the events of a function of SAM."""
    pattern = {"source": ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"],
               "detail": {"TrainingJobStatus": ["Succeeded"]}}  # fmt: skip
    rule = {"Type": "EventBridgeRule", "Properties": {"Pattern": pattern}}
    function = {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"Ended": rule}}}

    assert found({"Name": "a", "EventPattern": text(pattern)}) == ["SM063 /EventPattern"]
    assert found({"Resources": {"F": function}}) == [
        "SM063 /Resources/F/Properties/Events/Ended/Properties/Pattern/detail/TrainingJobStatus/0"
    ]


def test_names_of_the_service_in_a_resource() -> None:
    """Kubernetes spells names in its own way; the service's name is none there, and what it holds is still checked."""
    spec = {"TrainingJobName": "a_b", "roleARN": request()["RoleArn"], "resourceConfig": {"InstanceCount": 0}}
    findings = found({**ACK, "spec": spec})

    assert {"SM047 /spec/TrainingJobName", "SM047 /spec/resourceConfig/InstanceCount"} <= set(findings)
    assert {"SM025 /spec/TrainingJobName", "SM403 /spec/resourceConfig/InstanceCount"} <= set(findings)
    assert "SM047" not in " ".join(found(ACK))


@pytest.mark.parametrize("word", ["SynchronizingK8sJobWithSageMaker", "Error"])
def test_words_of_the_operator(word: str) -> None:
    """The older operator has words of its own for a job that the service does not know yet or never will."""
    status = {"trainingJobStatus": word, "secondaryStatus": "", "additional": "", "modelPath": ""}
    resource = {"apiVersion": "sagemaker.aws.amazon.com/v1", "kind": "TrainingJob", "status": status}

    assert found({**resource, "spec": "${spec}"}) == []
    assert found({**resource, "spec": "${spec}", "status": {"trainingJobStatus": "Synchronizing"}}) == [
        "SM024 /status/trainingJobStatus"
    ]


def test_states_without_a_definition() -> None:
    """A task in a mapping of states is found, as guides show it; one without parameters is a mistake there too."""
    task = MACHINE["States"]["T"]  # type: ignore[index]

    assert found({"Train": task}) == [f"SM435 /Train/Parameters/{TYPE}"]
    assert found({"states": {"Train": task, "Next": {"Type": "Succeed"}}}) == [f"SM435 /states/Train/Parameters/{TYPE}"]
    assert found({"Train": {**task, "Parameters": None}}) == ["SM041 /Train/Parameters"]


def test_tasks_of_tuning_jobs() -> None:
    """The job definition of a tuning job that a state machine creates is checked."""
    definition = {name: value for name, value in wrong().items() if name not in ("TrainingJobName", "HyperParameters")}
    task = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync", "End": True,
            "Parameters": {"HyperParameterTuningJobConfig": {}, "TrainingJobDefinition": definition}}  # fmt: skip

    assert found({"StartAt": "T", "States": {"T": task}}) == [
        f"SM435 /States/T/Parameters/TrainingJobDefinition/{TYPE}"
    ]
