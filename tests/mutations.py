"""Documents with exactly one broken shape each, made from a generated schema.

``full_document`` builds a document that holds every member of a schema; ``mutations`` breaks it, one
constraint at a time: required members, types, enumerations, patterns, lengths, ranges, sizes of lists
and maps, unknown members. ``boundaries`` gives documents on the right side of each bound.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools.portable_patterns import python_pattern

Place = tuple[str | int, ...]
Schema = dict[str, Any]

ACCOUNT = "us-east-1:123456789012"
EXAMPLES: dict[str, str] = {
    "AlgorithmImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1.0",
    "ArnOrName": f"arn:aws:sagemaker:{ACCOUNT}:algorithm/mine",
    "AutoMLJobArn": f"arn:aws:sagemaker:{ACCOUNT}:automl-job/mine",
    "DirectoryPath": "/opt/ml/data",
    "FileSystemId": "fs-0123456789abcdef0",
    "HubDataSetArn": f"arn:aws:sagemaker:{ACCOUNT}:hub-content/hub/DataSet/mine/1.0.0",
    "HyperParameterTuningJobArn": f"arn:aws:sagemaker:{ACCOUNT}:hyper-parameter-tuning-job/mine",
    "LabelingJobArn": f"arn:aws:sagemaker:{ACCOUNT}:labeling-job/mine",
    "MlFlowResourceArn": f"arn:aws:sagemaker:{ACCOUNT}:mlflow-tracking-server/mine",
    "ModelPackageArn": f"arn:aws:sagemaker:{ACCOUNT}:model-package/mine/1",
    "ModelPackageGroupArn": f"arn:aws:sagemaker:{ACCOUNT}:model-package-group/mine",
    "ProcessingJobArn": f"arn:aws:sagemaker:{ACCOUNT}:processing-job/mine",
    "RoleArn": "arn:aws:iam::123456789012:role/training",
    "S3Uri": "s3://bucket/key",
    "SecurityGroupId": "sg-0123456789abcdef0",
    "SequenceLength": "8K",
    "ServerlessJobBaseModelArn": f"arn:aws:sagemaker:{ACCOUNT}:hub-content/hub/Model/mine/1.0.0",
    "SubnetId": "subnet-0123456789abcdef0",
    "Timestamp": "2026-01-01T10:00:00Z",
    "TrainingInstanceType": "ml.m5.xlarge",
    "TrainingJobArn": f"arn:aws:sagemaker:{ACCOUNT}:training-job/mine",
    "TrainingPlanArn": f"arn:aws:sagemaker:{ACCOUNT}:training-plan/mine",
    "TrainingRepositoryCredentialsProviderArn": f"arn:aws:lambda:{ACCOUNT}:function:mine",
}
"""A valid text for each shape that plain ``text`` does not fit."""

BAD: dict[str, list[str]] = {
    "ArnOrName": ["name-", "under_score"],
    "ChannelName": ["a/b", "a b"],
    "ExperimentEntityName": ["learning-0.1", "-x"],
    "FileSystemId": ["fs-0123456789ABCDEF", "xs-0123456789"],
    "KmsKeyId": ["alias/my key"],
    "RoleArn": ["arn:aws:iam::account-id-00:role/training", "arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:role/training"],
    "S3Uri": ["bucket/key", "S3://bucket/key", "s3:///key"],
    "SequenceLength": ["8k"],
    "SubnetId": ["subnet_1"],
    "TagKey": ["a#b", "a\tb"],
    "Timestamp": ["yesterday", "2026-01-01", "2026-13-01T00:00:00Z"],
    "TrainingEnvironmentKey": ["MY-NAME", "1ST"],
    "TrainingJobArn": ["arn:aws:sagemaker:us-east-1:1234:training-job/mine"],
    "TrainingJobName": ["bad_name", "name-", "a.b"],
}
"""Texts that the pattern refuses and the lengths allow; a trailing line break is tried everywhere."""

WRONG_TYPES: dict[str, list[Any]] = {
    "object": [[], "text"],
    "array": [{}, "text"],
    "string": [17, True, ["text"]],
    "integer": ["1", True, 1.5],
    "number": ["1", True],
    "boolean": ["true", 1],
}

STEPS_OUTSIDE = {
    **dict.fromkeys(["minLength", "minimum", "minItems", "minProperties"], -1),
    **dict.fromkeys(["maxLength", "maximum", "maxItems", "maxProperties"], 1),
}
"""Keywords of bounds, and the step from the bound to the next value that it refuses."""


@dataclass(frozen=True)
class Mutation:
    """A document with one broken constraint.

    ``path`` is the broken value (of a missing member: the object that lacks it; of an unknown member
    or a bad map key: that member). ``keyword`` is the broken keyword of JSON Schema, ``member`` the
    missing one. ``accepted`` is True where the schema alone takes the document and the engine has to say
    something: unlisted values of open enumerations, unknown members of descriptions.
    """

    description: str
    path: Place
    document: Any
    keyword: str
    member: str | None = None
    accepted: bool = False


@dataclass(frozen=True)
class _Node:
    """A place of the full document with the name and schema of its shape."""

    place: Place
    shape: str
    schema: Schema
    value: Any
    is_key: bool = False


def full_document(schema: Schema) -> dict[str, Any]:
    """A valid document that holds every member there is."""
    document = _example(schema, schema)[2]
    assert isinstance(document, dict)
    return document


def mutations(schema: Schema) -> Iterator[Mutation]:
    """Every way to break one constraint.

    Each document holds the required top-level members and the one that is broken.
    """
    full = full_document(schema)
    top = schema["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    for node in _nodes(schema, schema, full, ()):
        base = {k: v for k, v in full.items() if k in top.get("required", ()) or k in node.place[:1]}
        where = ("/".join(map(str, node.place)) or "the document") + (" (the key)" if node.is_key else "")
        for keyword, bad in _bad_values(node):
            document, path = _replace(base, node, bad)
            accepted = keyword == "x-known-values"
            text = f"{where}: {keyword} broken by {bad!r:.60}"
            yield Mutation(text, path, document, keyword, accepted=accepted)
        for member in node.schema.get("required", ()):
            rest = {k: v for k, v in _at(base, node.place).items() if k != member}
            document, path = _replace(base, node, rest)
            yield Mutation(f"{where}: {member} is missing", path, document, "required", member=member)
        if "properties" in node.schema:
            document, path = _replace(base, node, _at(base, node.place) | {"NoSuchMember": "x"})
            accepted = "additionalProperties" not in node.schema
            text = f"{where}: an unknown member"
            yield Mutation(text, (*path, "NoSuchMember"), document, "additionalProperties", accepted=accepted)


def boundaries(schema: Schema) -> Iterator[tuple[str, dict[str, Any]]]:
    """Documents that stand just inside each bound of a length, range or size, with a description."""
    full = full_document(schema)
    for node in _nodes(schema, schema, full, ()):
        for keyword in STEPS_OUTSIDE:
            if keyword in node.schema and not node.is_key:
                value = _sized(node, keyword, node.schema[keyword])
                if value is not None:
                    yield f"{node.place}: {keyword}", _replace(full, node, value)[0]


def _bad_values(node: _Node) -> Iterator[tuple[str, Any]]:
    facts = node.schema
    types = [facts["type"]] if isinstance(facts["type"], str) else facts["type"]
    if not node.is_key:
        candidates = [True, []] if len(types) > 1 else WRONG_TYPES[types[0]]
        yield from (("type", value) for value in candidates)
    for keyword in ("enum", "x-known-values"):
        if keyword in facts:
            yield keyword, "NoSuchValue"
            yield keyword, facts[keyword][0].swapcase()
    if "pattern" in facts:
        empty = [""] if not re.search(_compiled(facts["pattern"]), "") and "minLength" not in facts else []
        yield from (("pattern", text) for text in [node.value + "\n", *BAD.get(node.shape, ()), *empty])
    for keyword, step in STEPS_OUTSIDE.items():
        if keyword in facts:
            value = _sized(node, keyword, facts[keyword] + step)
            assert value is not None or keyword == "minLength", (node.place, keyword)
            yield keyword, node.value[: facts[keyword] - 1] if value is None else value


def _sized(node: _Node, keyword: str, size: int) -> Any:
    """A value of just this length, size or number, right in all else; None if there is none."""
    if keyword in ("minimum", "maximum"):
        return size
    if keyword in ("minLength", "maxLength"):
        return _text_of_length(node.value, size, node.schema.get("pattern"))
    if keyword in ("minItems", "maxItems"):
        return [node.value[0]] * size
    ((key, value),) = node.value.items()
    return {f"{key}{number}": value for number in range(size)}


@functools.cache
def _text_of_length(text: str, size: int, pattern: str | None) -> str | None:
    """``text`` cut or stretched to ``size`` characters so that it still fits the pattern."""
    if size <= len(text):
        candidates = [text[:size]]
    else:
        extra = size - len(text)
        candidates = [text[:i] + c * extra + text[i:] for c in "a0-" for i in range(len(text), -1, -1)]
    fitting = (c for c in candidates if pattern is None or _compiled(pattern).search(c))
    return next(fitting, None)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(python_pattern(pattern))


def _resolve(schema: Schema, part: Schema) -> tuple[str, Schema]:
    name = part["$ref"].rsplit("/", 1)[-1]
    return name, schema["$defs"][name]


def _example(schema: Schema, part: Schema) -> tuple[str, Schema, Any]:
    """Name and schema of a shape, with a valid value that holds everything."""
    shape, facts = _resolve(schema, part)
    kind = facts["type"]
    value: Any
    if "properties" in facts:
        value = {name: _example(schema, member)[2] for name, member in facts["properties"].items()}
    elif kind == "object":
        key = _example(schema, facts["propertyNames"])[2]
        value = {key: _example(schema, facts["additionalProperties"])[2]}
    elif kind == "array":
        value = [_example(schema, facts["items"])[2]]
    elif kind == "integer":
        value = max(1, facts["minimum"])
    elif kind in ("number", "boolean"):
        value = {"number": 0.5, "boolean": True}[kind]
    else:
        listed: list[str] = facts.get("enum") or facts.get("x-known-values") or ["text"]
        value = EXAMPLES.get(shape) or listed[0]
    return shape, facts, value


def _nodes(schema: Schema, part: Schema, value: Any, place: Place) -> Iterator[_Node]:
    shape, facts = _resolve(schema, part)
    yield _Node(place, shape, facts, value)
    if "properties" in facts:
        for name, member in facts["properties"].items():
            yield from _nodes(schema, member, value[name], (*place, name))
    elif facts["type"] == "object":
        ((key, entry),) = value.items()
        name, key_facts = _resolve(schema, facts["propertyNames"])
        yield _Node((*place, key), name, key_facts, key, is_key=True)
        yield from _nodes(schema, facts["additionalProperties"], entry, (*place, key))
    elif facts["type"] == "array":
        yield from _nodes(schema, facts["items"], value[0], (*place, 0))


def _replace(document: Any, node: _Node, value: Any) -> tuple[Any, Place]:
    """A copy of the document with the node's value (or map key) replaced, and the place of what is new."""
    if node.is_key:
        *above, key = node.place
        entries = _at(document, tuple(above))
        return _put(document, tuple(above), {value: entries[key]}), (*above, value)
    return _put(document, node.place, value), node.place


def _put(document: Any, place: Place, value: Any) -> Any:
    if not place:
        return value
    copy = document.copy()
    copy[place[0]] = _put(document[place[0]], place[1:], value)
    return copy


def _at(document: Any, place: Place) -> Any:
    for part in place:
        document = document[part]
    return document
