"""The documents that are measured: conformant describe responses of any size, and a template for cfn-lint."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

START = datetime(2026, 1, 1, 10, tzinfo=UTC)
# A spot job that is interrupted goes through these stages once more.
_ROUND = ("Starting", "Downloading", "Training", "Interrupted")
_LAST_ROUND = ("Starting", "Downloading", "Training", "Uploading", "Completed")

CLOUDFORMATION = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: arn:aws:iam::123456789012:role/training
      PrimaryContainer:
        Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1.0
        ModelDataUrl: s3://demo-bucket/output/model.tar.gz
"""


def described(*, name: str = "demo-2026-01-01", channels: int = 2, history: int = 5) -> dict[str, Any]:
    """Make a response of describe-training-job, 2 kB large by default.

    Args:
        channels: number of input channels, 1 to 20.
        history: about how many entries SecondaryStatusTransitions has; 5 or more.
    """
    stages = [*(stage for _ in range((history - 5) // len(_ROUND)) for stage in _ROUND), *_LAST_ROUND]
    transitions = [
        {"Status": stage, "StartTime": _time(minute), "EndTime": _time(minute + 1), "StatusMessage": "…"}
        for minute, stage in enumerate(stages)
    ]
    end = len(stages) - 1
    transitions[-1]["EndTime"] = _time(end)
    job: dict[str, Any] = {
        "TrainingJobName": name,
        "TrainingJobArn": f"arn:aws:sagemaker:us-east-1:123456789012:training-job/{name}",
        "ModelArtifacts": {"S3ModelArtifacts": f"s3://demo-bucket/output/{name}/output/model.tar.gz"},
        "TrainingJobStatus": "Completed",
        "SecondaryStatus": "Completed",
        "HyperParameters": {"epochs": "20", "learning-rate": "0.05", "batch-size": "256"},
        "AlgorithmSpecification": {
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1.0",
            "TrainingInputMode": "File",
            "EnableSageMakerMetricsTimeSeries": False,
        },
        "RoleArn": "arn:aws:iam::123456789012:role/training",
        "InputDataConfig": [_channel(number) for number in range(channels)],
        "OutputDataConfig": {"KmsKeyId": "", "S3OutputPath": "s3://demo-bucket/output"},
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
        "CreationTime": _time(0),
        "TrainingStartTime": _time(1),
        "TrainingEndTime": _time(end),
        "LastModifiedTime": _time(end),
        "SecondaryStatusTransitions": transitions,
        "EnableNetworkIsolation": False,
        "EnableInterContainerTrafficEncryption": False,
        "EnableManagedSpotTraining": False,
        "TrainingTimeInSeconds": (end - 1) * 60,
        "BillableTimeInSeconds": (end - 1) * 60,
    }
    if history > len(_LAST_ROUND):  # only spot jobs are interrupted
        job["EnableManagedSpotTraining"] = True
        job["StoppingCondition"]["MaxWaitTimeInSeconds"] = 172800
        job["CheckpointConfig"] = {"S3Uri": "s3://demo-bucket/checkpoints"}
    return job


def write_lines(path: Path, lines: int) -> int:
    """Write a JSON Lines file of descriptions with different names; return its size in bytes."""
    with path.open("wb") as stream:
        for number in range(lines):
            stream.write(orjson.dumps(described(name=f"demo-{number:09d}")) + b"\n")
        return stream.tell()


def write_manifest(path: Path, keys: int) -> None:
    """Write an S3 manifest with that many keys."""
    parts: Iterator[str] = (f',\n"part-{number:08d}/image.jpg"' for number in range(keys))
    with path.open("w") as stream:
        for part in itertools.chain(['[{"prefix": "s3://demo-bucket/data/"}'], parts, ["]\n"]):
            stream.write(part)


def _channel(number: int) -> dict[str, Any]:
    return {
        "ChannelName": f"channel-{number}",
        "ContentType": "text/csv",
        "CompressionType": "None",
        "RecordWrapperType": "None",
        "DataSource": {
            "S3DataSource": {
                "S3DataType": "S3Prefix",
                "S3Uri": f"s3://demo-bucket/channel-{number}/",
                "S3DataDistributionType": "FullyReplicated",
            }
        },
    }


def _time(minute: int) -> str:
    return (START + timedelta(minutes=minute)).isoformat()
