"""One good document of each carrier, as text; jobs are those of spec/bases.yaml in the carrier's spelling."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import yaml

from statemachine import specification
from statemachine.carriers.spelling import written

_BASES = specification.load(full=True).bases


def request() -> dict[str, Any]:
    """A request without a mistake."""
    return copy.deepcopy(dict(_BASES["request"]))


def description() -> dict[str, Any]:
    """A description without a mistake."""
    return copy.deepcopy(dict(_BASES["describe"]))


def spelt(value: Any, spell: Callable[[str], str], inside: str = "") -> Any:
    """A job with every name of a member in another spelling; names in maps stay."""
    if isinstance(value, dict):
        keep = inside in {"HyperParameters", "Environment"}
        return {name if keep else spell(name): spelt(item, spell, name) for name, item in value.items()}
    return [spelt(item, spell) for item in value] if isinstance(value, list) else value


lower = written("lower-camel")
acronyms = written("acronyms", ["Arn", "Id", "Uri", "Url", "Kms", "Vpc"])
SYNC = "arn:aws:states:::sagemaker:createTrainingJob.sync"


def state_machine(job: Any, member: str = "Parameters", resource: str = SYNC) -> dict[str, Any]:
    """A definition with one task."""
    return {"StartAt": "Train", "States": {"Train": {"Type": "Task", "Resource": resource, member: job, "End": True}}}


def in_map(job: Any, member: str) -> dict[str, Any]:
    """A definition whose task lies in a map in a branch of a parallel state."""
    inner = {"Type": "Map", member: state_machine(job), "End": True}
    branch = {"StartAt": "M", "States": {"M": inner}}
    return {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [branch], "End": True}}}


def event(detail: Any) -> dict[str, Any]:
    """An event of EventBridge."""
    return {"source": "aws.sagemaker", "detail-type": "SageMaker Training Job State Change", "detail": detail}


def record(job: Any) -> dict[str, Any]:
    """A record of CloudTrail."""
    call = {"eventSource": "sagemaker.amazonaws.com", "eventName": "CreateTrainingJob", "requestParameters": job}
    return call | {"responseElements": {"trainingJobArn": "arn"}}


def pipeline(job: Any, kind: str = "Training") -> dict[str, Any]:
    """A pipeline with one step in a condition."""
    step = {"Name": "Train", "Type": kind, "Arguments": job}
    condition = {"Name": "If", "Type": "Condition", "Arguments": {"Conditions": [], "IfSteps": [], "ElseSteps": [step]}}
    return {"Version": "2020-12-01", "Steps": [condition]}


def operator(job: dict[str, Any]) -> dict[str, Any]:
    """A resource of the older operator."""
    pairs = [{"name": name, "value": value} for name, value in job.get("HyperParameters", {}).items()]
    spec = spelt(job, lower) | {"hyperParameters": pairs, "region": "us-west-2"}
    return {"apiVersion": "sagemaker.aws.amazon.com/v1", "kind": "TrainingJob", "metadata": {"name": "a"}, "spec": spec}


def ack(job: dict[str, Any], status: dict[str, Any] | None = None) -> dict[str, Any]:
    """A resource of the ACK controller."""
    head = {"apiVersion": "sagemaker.services.k8s.aws/v1alpha1", "kind": "TrainingJob", "metadata": {"name": "a"}}
    resource = head | {"spec": spelt(job, acronyms)}
    return resource | {"status": spelt(status, acronyms) | {"conditions": []}} if status else resource


def summary(job: dict[str, Any]) -> dict[str, Any]:
    """What ListTrainingJobs says of a job."""
    names = ("TrainingJobName", "TrainingJobArn", "CreationTime", "TrainingEndTime", "LastModifiedTime")
    return {name: job[name] for name in (*names, "TrainingJobStatus") if name in job}


def template(job: Any, kind: str = "AWS::SageMaker::TrainingJob") -> dict[str, Any]:
    """A template of CloudFormation with a job, and a resource of another kind."""
    return {"Resources": {"Data": {"Type": "AWS::S3::Bucket"}, "Job": {"Type": kind, "Properties": job}}}


def with_definition(text: Any) -> dict[str, Any]:
    """A template with a state machine whose definition is a text, or a function that gives one."""
    return template({"DefinitionString": text}, "AWS::StepFunctions::StateMachine")


snake = written("snake", words=["SageMaker"])


def blocks(job: dict[str, Any]) -> dict[str, Any]:
    """A request as the provider for AWS has it: in small letters, objects as lists of one, tags as a map."""

    def walk(value: Any, name: str = "") -> Any:
        if isinstance(value, dict) and name not in {"hyper_parameters", "environment"}:
            inner = {key: walk(item, key) for key, item in value.items()}
            return [inner] if name else inner
        return [walk(item) for item in value] if isinstance(value, list) else value

    tags = {tag["Key"]: tag["Value"] for tag in job.get("Tags", [])}
    return {**dict(walk(spelt({k: v for k, v in job.items() if k != "Tags"}, snake))), "tags": tags, "vpc_config": []}


def plan(values: dict[str, Any], kind: str = "aws_sagemaker_training_job", **more: Any) -> dict[str, Any]:
    """A plan of Terraform with one resource in a module of a module."""
    address = f"module.a.module.b.{kind}.it"
    resource = {"address": address, "mode": "managed", "type": kind, "name": "it", "values": values} | more
    inner = {"child_modules": [{"address": "module.a.module.b", "resources": [resource]}], "address": "module.a"}
    return {"format_version": "1.2", "planned_values": {"root_module": {"child_modules": [inner]}}}


def indented(value: Any) -> str:
    """JSON as people write it."""
    return json.dumps(value, indent=2)


def as_yaml(value: Any) -> str:
    """YAML, as people write it."""
    return str(yaml.safe_dump(value, sort_keys=False))


# name of the carrier, kind of the job, document of a job, text of a document
REQUESTS: list[tuple[str, Callable[[Any], Any], Callable[[Any], str]]] = [
    ("step-functions", state_machine, indented),
    ("step-functions", state_machine, as_yaml),
    ("step-functions", lambda job: state_machine(job, "Arguments"), indented),
    ("step-functions", lambda job: state_machine(job, resource=SYNC[:-5] + ".waitForTaskToken"), indented),
    ("step-functions", lambda job: state_machine(job, resource=SYNC[:-5].replace("aws", "aws-cn")), indented),
    ("step-functions", lambda job: in_map(job, "Iterator"), as_yaml),
    ("step-functions", lambda job: in_map(job, "ItemProcessor"), indented),
    ("cloudtrail", lambda job: {"Records": [{"eventName": "Other"}, record(spelt(job, lower))]}, indented),
    ("cloudtrail-record", lambda job: record(spelt(job, lower)), indented),
    ("pipeline", pipeline, indented),
    ("pipeline", lambda job: pipeline({"TrainingJobDefinitions": [job]}, "Tuning"), indented),
    ("tuning-job", lambda job: {"HyperParameterTuningJobConfig": {}, "TrainingJobDefinition": job}, indented),
    ("kubernetes-ack", ack, as_yaml),
    ("kubernetes-operator", operator, as_yaml),
    ("airflow", lambda job: {"Training": job, "Model": {}}, indented),
    ("cloudformation", template, indented),
    ("cloudformation", template, as_yaml),
    ("terraform", lambda job: plan(spelt(job, written("snake")), "awscc_sagemaker_training_job"), indented),
    ("airflow-training", lambda job: job | {"S3Operations": {"S3Upload": []}}, indented),
]
DESCRIPTIONS: list[tuple[str, Callable[[Any], Any], Callable[[Any], str]]] = [
    ("eventbridge-event", event, indented),
    ("eventbridge-event", lambda job: [event(job)], indented),
    ("eventbridge-event", event, json.dumps),
    ("aws-cli-search", lambda job: {"Results": [{"TrainingJob": job}]}, indented),
    ("aws-cli-list", lambda job: {"TrainingJobSummaries": [summary(job)]}, as_yaml),
    ("aws-cli-summary", summary, indented),
    ("kubernetes-ack", lambda job: ack(request(), job), as_yaml),
]
