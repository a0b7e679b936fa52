"""Names in another spelling follow from the service's names by a rule."""

from __future__ import annotations

import pytest

from statemachine import specification
from statemachine.carriers.spelling import written
from statemachine.shapes import Shape

ACRONYMS = ["Arn", "Id", "Uri", "Url", "Kms", "Vpc"]


@pytest.mark.parametrize(
    ("name", "lower", "acronyms", "snake"),
    [
        ("RoleArn", "roleArn", "roleARN", "role_arn"),
        ("S3Uri", "s3Uri", "s3URI", "s3_uri"),
        ("VpcConfig", "vpcConfig", "vpcConfig", "vpc_config"),
        ("VolumeKmsKeyId", "volumeKmsKeyId", "volumeKMSKeyID", "volume_kms_key_id"),
        ("KmsKeyId", "kmsKeyId", "kmsKeyID", "kms_key_id"),
        ("SecurityGroupIds", "securityGroupIds", "securityGroupIDs", "security_group_ids"),
        ("VolumeSizeInGB", "volumeSizeInGB", "volumeSizeInGB", "volume_size_in_gb"),
        ("HyperParameters", "hyperParameters", "hyperParameters", "hyper_parameters"),
        ("FileSystemId", "fileSystemId", "fileSystemID", "file_system_id"),
    ],
)
def test_names(name: str, lower: str, acronyms: str, snake: str) -> None:
    """Each rule writes a name as real carriers of that spelling do."""
    assert written("as-is")(name) == name
    assert written("lower-camel")(name) == lower
    assert written("acronyms", ACRONYMS)(name) == acronyms
    assert written("snake")(name) == snake


@pytest.mark.parametrize("spelling", ["lower-camel", "acronyms", "snake"])
@pytest.mark.parametrize("kind", ["request", "describe"])
def test_no_two_names_become_one(spelling: str, kind: str) -> None:
    """No spelling writes two members of the same object alike, so that every name has a way back."""
    spell = written(spelling, ACRONYMS)
    shape = Shape(kind, "current", specification.load())
    definitions = [shape.schema, *shape.schema["$defs"].values()]

    for node in definitions:
        names = list(node.get("properties", {}))
        assert len({spell(name) for name in names}) == len(names)
