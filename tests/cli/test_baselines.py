"""Which baselines hold in a repository with several configurations, and which are written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from statemachine.cli import main

Run = Callable[..., tuple[int, str, str]]
JOB = "TrainingJobName: a b\nRoleArn: arn:aws:iam::123456789012:role/R\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``trainjob lint`` of one rule in a folder with a job here and one in ``team``, which has its own baseline."""
    monkeypatch.chdir(tmp_path)
    Path("team").mkdir()
    for name in ("a.yaml", "team/b.yaml"):
        Path(name).write_text(JOB)
    Path("team/trainjob.yaml").write_text("baseline: known.json\n")

    def command(*arguments: str) -> tuple[int, str, str]:
        status = main(["lint", "--select", "SM025,SM016", "--format", "concise", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


def files(path: str) -> list[str]:
    """The files that a baseline knows."""
    return list(json.loads(Path(path).read_text())["findings"])


def test_each_configuration_has_its_own(run: Run) -> None:
    """What is written is where the next run looks for it: in the baseline of each file's configuration."""
    status, _, err = run("--write-baseline", ".")

    assert (status, files("trainjob-baseline.json"), files("team/known.json")) == (0, ["a.yaml"], ["b.yaml"])
    assert "1 finding accepted in trainjob-baseline.json" in err
    assert "1 finding accepted in team/known.json" in err
    assert run("--baseline", "trainjob-baseline.json", "a.yaml")[0] == 0
    assert run("team")[0] == 0


def test_the_option_is_for_all(run: Run) -> None:
    """With --baseline all that is accepted is in one file."""
    assert run("--write-baseline=all.json", ".")[0] == 0

    assert files("all.json") == ["a.yaml", "team/b.yaml"]
    assert not Path("team/known.json").exists()


def test_no_empty_baseline_beside_another(run: Run) -> None:
    """Where nothing belongs to the baseline of the working directory, it is not written."""
    assert run("--write-baseline", "team")[0] == 0

    assert not Path("trainjob-baseline.json").exists()
    assert files("team/known.json") == ["b.yaml"]


def test_nothing_is_written_unless_all_could_be_checked(run: Run) -> None:
    """One file that cannot be read keeps all baselines as they were."""
    Path("team/c.yaml").write_text("a: [")

    assert run("--write-baseline", ".")[0] == 2
    assert not list(Path().rglob("*.json"))


def test_one_file_under_two_names(run: Run) -> None:
    """A baseline that two configurations name is one, so that what is fixed is reported once."""
    Path("trainjob.yaml").write_text("baseline: team/known.json\n")
    assert run("--write-baseline", ".")[0] == 0
    Path("team/b.yaml").unlink()
    Path("team/trainjob.yaml").write_text("extends: ../trainjob.yaml\n")
    Path("team/c.yaml").write_text("TrainingJobName: c\nRoleArn: arn:aws:iam::123456789012:role/R\n")

    assert run(".")[1].count("SM016") == 1


@pytest.mark.parametrize("option", ["--write-baseline", "--write-baseline=x.json", "--baseline=x.json"])
def test_no_report_overwrites_a_baseline(run: Run, option: str) -> None:
    """A report that would stand in the place of the baseline is refused before anything is written."""
    name = "x.json" if "=" in option else "trainjob-baseline.json"

    status, _, err = run(option, "--output", name, "a.yaml")

    assert (status, err) == (2, f"trainjob: --output {name} would overwrite the baseline\n")
