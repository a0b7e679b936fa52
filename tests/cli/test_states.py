"""``trainjob states``: formats, files, and the job on the map."""

from __future__ import annotations

import io
import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from statemachine.cli.states import FORMATS
from statemachine.specification import load

ROOT = Path(__file__).parents[2]
DESCRIBED = ROOT / "examples" / "good" / "described.json"
BROKEN = ROOT / "examples" / "bad" / "described.json"


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Run ``trainjob`` with the real engine, in an empty folder."""
    from statemachine.cli import main

    monkeypatch.chdir(tmp_path)

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


Run = Callable[..., tuple[int, str, str]]


def test_text_is_the_default(run: Run) -> None:
    """Without an option the map is text, and every status stands in it."""
    status, out, err = run("states")

    assert (status, err) == (0, "")
    assert out == run("states", "--format", "text")[1]
    assert all(f"  {name} " in out for name in load().lifecycle.statuses)


def test_mermaid_has_every_move(run: Run) -> None:
    """The diagram of everything draws each move once, the beginnings and the ends."""
    lines = run("states", "--format", "mermaid", "--all")[1].splitlines()

    assert lines[0] == "stateDiagram-v2"
    assert "    [*] --> Starting" in lines
    assert "    Completed --> [*]" in lines
    for move in load().lifecycle.transitions:
        assert sum(line.split(" : ")[0] == f"    {move.source} --> {move.target}" for line in lines) == 1


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_takes_a_job(run: Run, form: str) -> None:
    """A job changes the picture, in each format, and its name is in it."""
    plain = run("states", "--format", form)
    status, out, err = run("states", "--format", form, "--job", DESCRIBED)

    assert (plain[0], status, err) == (0, 0, "")
    assert out != plain[1]
    assert "churn-2026-01-15" in out


def test_output_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    """With --output nothing is printed, and the file has the whole picture."""
    status, out, _ = run("states", "--format", "svg", "--output", "map.svg")

    assert (status, out) == (0, "")
    assert ET.parse(tmp_path / "map.svg").getroot().tag.endswith("svg")


def test_output_that_cannot_be_written(run: Run) -> None:
    """A folder that does not exist is said in one line."""
    status, _, err = run("states", "--output", "nowhere/map.txt")

    assert status == 2
    assert err.count("\n") == 1


def test_job_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` is standard input, so that the output of `aws` can be piped."""
    stream = io.TextIOWrapper(io.BytesIO(DESCRIBED.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stream)

    assert run("states", "--job", "-")[1].startswith("churn-2026-01-15: Completed")


def test_small_first_letters(run: Run, tmp_path: Path) -> None:
    """A description whose members begin small, as some SDKs print them, is understood."""
    job = {"trainingJobName": "small", "trainingJobStatus": "InProgress", "secondaryStatus": "Training"}
    (tmp_path / "job.json").write_text(json.dumps(job), encoding="utf-8")

    assert run("states", "--job", "job.json")[1].startswith("small: InProgress / Training\n")


@pytest.mark.parametrize(
    "value",
    [
        {
            "detail-type": "SageMaker Training Job State Change",
            "source": "aws.sagemaker",
            "detail": {"TrainingJobName": "a", "TrainingJobStatus": "InProgress", "SecondaryStatus": "Training"},
        },
        {
            "apiVersion": "sagemaker.services.k8s.aws/v1alpha1",
            "kind": "TrainingJob",
            "spec": {"trainingJobName": "a"},
            "status": {"trainingJobStatus": "InProgress", "secondaryStatus": "Training"},
        },
    ],
    ids=["event", "kubernetes"],
)
def test_a_job_in_another_document(run: Run, tmp_path: Path, value: object) -> None:
    """The job may stand in an event, or in a resource of Kubernetes."""
    (tmp_path / "job.json").write_text(json.dumps(value), encoding="utf-8")

    assert run("states", "--job", "job.json")[1].startswith("a: InProgress / Training\n")


def test_an_illegal_way_is_drawn(run: Run) -> None:
    """An impossible description is no failure of the command: it shows what is impossible."""
    status, out, err = run("states", "--job", BROKEN)

    assert (status, err) == (0, "")
    assert "NOT A LEGAL MOVE: after Training comes" in out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"RoleArn": "x"}', "no status"),
        ("[]", "no status"),
        ("[1]", "no status"),
        ("{", "job.json:1:"),
        ('{"SecondaryStatus": "Training"}\n{"SecondaryStatus": "Training"}\n', "several jobs"),
        ('[{"SecondaryStatus": "a"}, {"SecondaryStatus": "b"}]', "several jobs"),
    ],
)
def test_what_is_no_job(run: Run, tmp_path: Path, text: str, message: str) -> None:
    """What is not one described job is refused in one line that names the file."""
    (tmp_path / "job.json").write_text(text, encoding="utf-8")
    status, out, err = run("states", "--job", "job.json")

    assert (status, out) == (2, "")
    assert err.startswith("trainjob: job.json")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("path", ["missing.json", "."])
def test_what_cannot_be_read(run: Run, path: str) -> None:
    """A missing file and a folder are said in one line."""
    status, _, err = run("states", "--job", path)

    assert (status, err.count("\n")) == (2, 1)
