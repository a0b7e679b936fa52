"""`action.yml`: its form, and its scripts run by bash as a runner of GitHub Actions runs them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import yaml

Tool = Callable[[str], str]
Run = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL, LINT = ACTION["runs"]["steps"]
HOSTILE = "$(touch pwned) `touch pwned` \"; touch pwned; ' ${IFS} ::error::boo"


@dataclass
class Runner:
    """A runner with trainjob installed by the first step; `lint` runs the second one with inputs."""

    run: Run
    temp: Path
    workspace: Path
    bash: str

    def step(self, step: dict[str, Any], inputs: dict[str, str], action: Path, status: int) -> CompletedProcess[str]:
        """Run one step in the workspace."""
        values = {name: str(one["default"]) for name, one in ACTION["inputs"].items()} | inputs
        place = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
        variables = {key: place.sub(lambda found: values[found[1]], text) for key, text in step["env"].items()}
        script = self.temp / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        return self.run(
            self.bash, "--noprofile", "--norc", "-e", "-o", "pipefail", script, cwd=self.workspace, status=status,
            RUNNER_TEMP=str(self.temp), GITHUB_ACTION_PATH=str(action), GITHUB_WORKSPACE=str(self.workspace),
            GITHUB_OUTPUT=str(self.temp / "output"), GITHUB_ACTIONS="true", CI="true", **variables,
        )  # fmt: skip

    def lint(self, status: int, **inputs: str) -> tuple[str, dict[str, str]]:
        """Give what the log holds, and the outputs."""
        (self.temp / "output").write_text("", encoding="utf-8")
        done = self.step(LINT, {name.replace("_", "-"): value for name, value in inputs.items()}, ROOT, status)
        lines = (self.temp / "output").read_text(encoding="utf-8").splitlines()
        return done.stdout + done.stderr, dict(line.split("=", 1) for line in lines)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, tool: Tool, run: Run, checkout: Path) -> Runner:
    """The action installs trainjob from its own checkout."""
    runner = Runner(run, tmp_path_factory.mktemp("temp"), tmp_path_factory.mktemp("workspace"), tool("bash"))
    done = runner.step(INSTALL, {"python": sys.executable}, checkout, 0)
    assert done.stdout.startswith("trainjob ")
    return runner


@pytest.fixture
def runner(installed: Runner, tmp_path: Path) -> Runner:
    """A runner with a good and a bad job in its workspace."""
    (tmp_path / "jobs").mkdir()
    for kind in ("good", "bad"):
        source = ROOT / "examples" / kind / "request.yaml"
        (tmp_path / "jobs" / f"{kind}.yaml").write_bytes(source.read_bytes())
    return Runner(installed.run, installed.temp, tmp_path, installed.bash)


def test_form(tool: Tool, run: Run) -> None:
    """The file follows the schema of actions."""
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.github-actions", ROOT / "action.yml")


@pytest.mark.parametrize("step", [INSTALL, LINT], ids=["install", "lint"])
def test_nothing_is_pasted_into_a_script(step: dict[str, Any]) -> None:
    """Scripts hold no ${{ }}: a value of an input can never become a part of them."""
    assert "${{" not in step["run"]


@pytest.mark.parametrize("step", [INSTALL, LINT], ids=["install", "lint"])
def test_shellcheck(step: dict[str, Any], tool: Tool, run: Run, tmp_path: Path) -> None:
    """The program shellcheck has nothing to say about a script."""
    (tmp_path / "step.sh").write_text(step["run"], encoding="utf-8")
    run(tool("shellcheck"), "--shell=bash", "--severity=style", tmp_path / "step.sh")


def test_every_input_is_used() -> None:
    """Each input reaches a script, and a script reads each variable that it is given."""
    used = {name for step in (INSTALL, LINT) for name in re.findall(r"inputs\.([a-z-]+)", str(step["env"]))}
    assert used == set(ACTION["inputs"])
    for step in (INSTALL, LINT):
        assert [name for name in step["env"] if not re.search(rf"\$\{{?{name}\b", step["run"])] == []


def test_findings_fail_the_step(runner: Runner) -> None:
    """Findings are in the log and annotations of the run, and the step fails with status 1."""
    log, outputs = runner.lint(1, paths="jobs/\n")

    assert "error SM204 compression-outside-pipe" in log
    assert "::error file=jobs/bad.yaml,line=12" in log
    assert outputs == {"exit-status": "1"}


def test_clean(runner: Runner) -> None:
    """A sound job passes."""
    assert runner.lint(0, paths="jobs/good.yaml")[1] == {"exit-status": "0"}


def test_sarif(runner: Runner) -> None:
    """SARIF is written beside the log, and an output names its file although the step fails."""
    log, outputs = runner.lint(1, paths="jobs/bad.yaml", sarif_file="my report.sarif")

    assert outputs == {"exit-status": "1", "sarif-file": "my report.sarif"}
    results = json.loads((runner.workspace / "my report.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert "SM204" in {result["ruleId"] for result in results}
    assert "error SM204" in log


def test_sarif_of_an_earlier_step_is_not_taken_for_ours(runner: Runner) -> None:
    """Where nothing could be checked there is no SARIF, and no output names an old file."""
    (runner.workspace / "old.sarif").write_text("{}", encoding="utf-8")

    log, outputs = runner.lint(2, args="--no-such-option", sarif_file="old.sarif")

    assert "unrecognized arguments: --no-such-option" in log
    assert outputs == {"exit-status": "2"}


def test_sarif_does_not_replace_a_job(runner: Runner) -> None:
    """A job that is to be checked is never overwritten by the report about it."""
    job = runner.workspace / "jobs" / "bad.yaml"
    before = job.read_bytes()

    _, outputs = runner.lint(2, paths="jobs/bad.yaml", sarif_file="jobs/bad.yaml")

    assert job.read_bytes() == before
    assert outputs == {"exit-status": "2"}


@pytest.mark.parametrize("name", ["x\nexit-status=0", "x\rexit-status=0"])
def test_output_cannot_be_forged(runner: Runner, name: str) -> None:
    """A name with a line end writes no outputs of its own."""
    assert runner.lint(2, paths="jobs/bad.yaml", sarif_file=name)[1] == {}


def test_options(runner: Runner) -> None:
    """The input args holds one argument a line, fail-on decides the status, format the form of the log."""
    log, outputs = runner.lint(
        0, paths="jobs/bad.yaml", args="  --select\r\n  SM204\r\n\r\n", fail_on="never", format="concise"
    )

    assert re.findall(r"^jobs/bad.yaml:.*?(SM\d+)", log, re.MULTILINE) == ["SM204"]
    assert outputs == {"exit-status": "0"}


def test_configuration_and_policy(runner: Runner) -> None:
    """The inputs config and policy take effect; one a line, a policy may be built in or a file."""
    (runner.workspace / "my settings.yaml").write_text("select: [SM9]\n", encoding="utf-8")

    log, _ = runner.lint(
        1, paths="jobs/bad.yaml", config="my settings.yaml", policy="security-baseline\ncost-guard\n", format="concise"
    )

    found = re.findall(r"^jobs/bad.yaml:.*?(SM\d+)", log, re.MULTILINE)
    assert found
    assert {code[:3] for code in found} == {"SM9"}


@pytest.mark.parametrize("name", ["paths", "args", "format", "sarif_file", "fail_on", "config", "policy"])
def test_hostile_values(runner: Runner, name: str) -> None:
    """A value with the shell's special characters is only ever a value."""
    inputs = {"paths": "jobs/bad.yaml", name: HOSTILE}

    log, outputs = runner.lint(1 if name == "sarif_file" else 2, **inputs)

    assert list(runner.workspace.rglob("pwned")) == []
    assert outputs["exit-status"] in {"1", "2"}
    assert "::error::boo" not in [line[:12] for line in log.splitlines()]


def test_hostile_path(runner: Runner) -> None:
    """A file whose name looks like an option, or holds a command, is a file."""
    job = (runner.workspace / "jobs" / "bad.yaml").read_bytes()
    for name in ("--fail-on=never.yaml", "$(touch pwned).yaml"):
        (runner.workspace / name).write_bytes(job)

        log, _ = runner.lint(1, paths=name, format="concise", args="--select=SM204")

        assert log.startswith(f"{name}:12:22: error SM204")
    assert not (runner.workspace / "pwned").exists()


@pytest.mark.parametrize("python", ["/no/such/python", HOSTILE])
def test_no_suitable_python(installed: Runner, checkout: Path, python: str) -> None:
    """A Python that was asked for and is none ends the step with a clear annotation; no other one is taken."""
    done = installed.step(INSTALL, {"python": python}, checkout, 2)

    assert done.stdout.startswith("::error title=trainjob::it needs Python 3.11 or newer")
    assert not (installed.workspace / "pwned").exists()
