"""The files of `ci/` that users copy or include: their form, and what they run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml

from statemachine import __version__

Tool = Callable[[str], str]
Run = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).resolve().parents[2]
CI = ROOT / "ci"
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```yaml\n(jobs:.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(
    ("name", "schema"),
    [("github", "github-workflows"), ("gitlab", "gitlab-ci"), ("azure-pipelines", "azure-pipelines")],
)
def test_form(name: str, schema: str, tool: Tool, run: Run) -> None:
    """A file follows the schema of its service."""
    run(tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", CI / f"{name}.yml")


def test_actionlint(actionlint: Callable[[Path], list[str]]) -> None:
    """The program actionlint has nothing to say about the workflow."""
    assert actionlint(CI / "github.yml") == []


def test_actionlint_sees_mistakes(actionlint: Callable[[Path], list[str]], tmp_path: Path) -> None:
    """It would: an output of a step that is not there is found."""
    workflow = (CI / "github.yml").read_text(encoding="utf-8").replace("id: trainjob", "id: other")
    (tmp_path / "broken.yml").write_text(workflow, encoding="utf-8")

    assert any('"trainjob" is not defined' in message for message in actionlint(tmp_path / "broken.yml"))


@pytest.mark.parametrize("number", range(len(SHOWN)))
def test_workflows_of_the_page(number: int, actionlint: Callable[[Path], list[str]], tmp_path: Path) -> None:
    """The workflows that docs/ci.md shows are sound, too."""
    (tmp_path / "shown.yml").write_text(f"on: push\n{SHOWN[number]}", encoding="utf-8")

    assert actionlint(tmp_path / "shown.yml") == []


def test_the_page_shows_workflows() -> None:
    """There are such blocks."""
    assert SHOWN


def test_inputs_of_the_action() -> None:
    """The workflow, and the page, give the action only inputs that it has."""
    inputs = set(yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"])
    texts = [(CI / "github.yml").read_text(encoding="utf-8"), *(f"on: push\n{shown}" for shown in SHOWN)]
    steps = [step for text in texts for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"]]
    ours = [step for step in steps if step.get("uses", "").startswith("trainjob/trainjob@")]

    assert len(ours) >= len(texts)
    assert {name for step in ours for name in step.get("with", {})} <= inputs


@pytest.mark.parametrize("path", [*sorted(CI.iterdir()), ROOT / "docs" / "ci.md"], ids=lambda path: path.name)
def test_version(path: Path) -> None:
    """Files name the version that they come with."""
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"trainjob/trainjob(?:@|/archive/refs/tags/|/)v([\d.]+\d)|rev: v([\d.]+)", text)

    assert {one or other for one, other in named} == {__version__}


def test_gitlab_script(tool: Tool, run: Run, checkout: Path, tmp_path: Path) -> None:
    """The script of the GitLab job installs trainjob, and writes both reports that the job uploads."""
    file = yaml.safe_load((CI / "gitlab.yml").read_text(encoding="utf-8"))
    (tmp_path / "my jobs").mkdir()
    for kind in ("good", "bad"):
        source = ROOT / "examples" / kind / "request.yaml"
        (tmp_path / "my jobs" / f"{kind}.yaml").write_bytes(source.read_bytes())
    variables = file["variables"] | {
        "TRAINJOB_PACKAGE": f"trainjob[policies] @ {checkout.as_uri()}",
        "CI_PROJECT_DIR": str(tmp_path),
    }

    script = "\n".join(file["trainjob"]["script"])
    run(tool("bash"), "-eo", "pipefail", "-c", script, cwd=tmp_path, status=1, **variables)

    reports = file["trainjob"]["artifacts"]["reports"]
    issues = json.loads((tmp_path / reports["codequality"]).read_text(encoding="utf-8"))
    assert {issue["location"]["path"] for issue in issues if issue["severity"] == "major"} == {"my jobs/bad.yaml"}
    assert "<testsuites" in (tmp_path / reports["junit"]).read_text(encoding="utf-8")
