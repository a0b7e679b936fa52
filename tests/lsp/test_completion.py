"""Suggestions while somebody types."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from statemachine.lsp.completion import Suggestion, suggestions
from statemachine.lsp.jobs import Jobs

Cut = Callable[[str], tuple[str, int]]
HEAD = "TrainingJobName: x\nRoleArn: y\n"
FLOW = HEAD + "AlgorithmSpecification: {TrainingInputMode: "
ACK_ALGORITHM = "algorithmSpecification:\n    "
ACK = "apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: TrainingJob\nspec:\n  roleARN: x\n  "


def at(jobs: Jobs, cut: Cut, text: str) -> dict[str, Suggestion]:
    """The suggestions at the mark, by their labels."""
    return {one.label: one for one in suggestions(jobs, *cut(text))}


def applied(text: str, one: Suggestion) -> str:
    """The text after a suggestion was taken."""
    return text[: one.start] + one.new.replace("$0", "") + text[one.end :]


def test_required_members_come_first(jobs: Jobs, cut: Cut) -> None:
    """The required member of an algorithm stands above the optional ones, which keep the order of the model."""
    found = suggestions(jobs, *cut(HEAD + "AlgorithmSpecification:\n  ¦"))
    first = min(found, key=lambda one: one.sort)
    assert first.label == "TrainingInputMode"
    assert first.detail == "text, required"


def test_members_that_are_there_are_not_suggested(jobs: Jobs, cut: Cut) -> None:
    """Whether they stand before or behind the cursor."""
    found = at(jobs, cut, '{"TrainingJobName": "x", "¦", "RoleArn": "y"}')
    assert "ResourceConfig" in found
    assert not {"TrainingJobName", "RoleArn"} & found.keys()


@pytest.mark.parametrize(
    ("text", "label", "result"),
    [
        (HEAD + "Vpc¦", "VpcConfig", HEAD + "VpcConfig:\n  "),
        (HEAD + "InputData¦", "InputDataConfig", HEAD + "InputDataConfig:\n  - "),
        (HEAD + "InputDataConfig:\n  ¦", "ChannelName", HEAD + "InputDataConfig:\n  - ChannelName: "),
        (HEAD + "Ro¦les: x", "ResourceConfig", HEAD + "ResourceConfig: x"),
        (HEAD + "EnableNetworkIsolation:¦", "true", HEAD + "EnableNetworkIsolation: true"),
        ('{"RoleArn": "", "Vpc¦"}', "VpcConfig", '{"RoleArn": "", "VpcConfig": {}}'),
        ('{"RoleArn": "", "VpcConfig": {"S¦', "Subnets", '{"RoleArn": "", "VpcConfig": {"Subnets": []'),
        (
            '{"RoleArn": "", "AlgorithmSpecification": {"TrainingInputMode": ¦}}', "File",
            '{"RoleArn": "", "AlgorithmSpecification": {"TrainingInputMode": "File"}}',
        ),
        (FLOW + "'F¦'}", "File", FLOW + "'File'}"),
        (ACK + ACK_ALGORITHM + "¦", "trainingInputMode", ACK + ACK_ALGORITHM + "trainingInputMode: "),
    ],
)  # fmt: skip
def test_what_is_written(jobs: Jobs, cut: Cut, text: str, label: str, result: str) -> None:
    """A suggestion makes a text that is right for its format, its place and its carrier."""
    assert applied(cut(text)[0], at(jobs, cut, text)[label]) == result


def test_values(jobs: Jobs, cut: Cut) -> None:
    """The values of an enumeration are suggested, and nothing else."""
    assert list(at(jobs, cut, HEAD + "AlgorithmSpecification:\n  TrainingInputMode: ¦")) == ["Pipe", "File", "FastFile"]


def test_values_that_yaml_would_misread_are_quoted(jobs: Jobs, cut: Cut) -> None:
    """Every value that is suggested is read as the text that it is."""
    found = at(jobs, cut, HEAD + "ResourceConfig:\n  InstanceType: ¦")
    assert len(found) > 100
    assert all(yaml.safe_load(one.new) == label for label, one in found.items())


@pytest.mark.parametrize(
    "text",
    ["¦", "name: x\n¦", "apiVersion: v1\nkind: Pod\nspec:\n  ¦", '{"name": "x", "¦"}', HEAD + "HyperParameters:\n  ¦",
     HEAD + "VpcConfig:\n  Subnets:\n    - ¦"],
)  # fmt: skip
def test_silence(jobs: Jobs, cut: Cut, text: str) -> None:
    """Nothing is suggested outside of jobs, nor where anything may stand."""
    assert suggestions(jobs, *cut(text)) == []


def test_without_snippets(jobs: Jobs, cut: Cut) -> None:
    """An editor that knows no snippets gets no place marks."""
    found = suggestions(jobs, *cut(HEAD + "¦"), snippets=False)
    assert found
    assert not any("$" in one.new or one.is_snippet for one in found)
