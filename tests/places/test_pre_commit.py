"""The hooks of `.pre-commit-hooks.yaml`, run by pre-commit itself in a repository made here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml

Tool = Callable[[str], str]
Run = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).resolve().parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
GIT = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    **{f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


@dataclass
class Repository:
    """A user's repository with our hooks: `hook` runs one of them on all files and gives its output."""

    place: Path
    hook: Callable[..., str]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory, tool: Tool, run: Run, checkout: Path) -> Repository:
    """The hooks come from a clone of the checkout, and pip installs them from the registry, as for a user."""
    pre_commit, git = tool("pre-commit"), tool("git")
    origin, place, home = (tmp_path_factory.mktemp(name) for name in ("origin", "user", "home"))
    shutil.copytree(checkout, origin, dirs_exist_ok=True)
    for at in (origin, place):
        run(git, "init", "--quiet", cwd=at, **GIT)
    run(git, "add", "--all", cwd=origin, **GIT)
    run(git, "commit", "--quiet", "--message", "all", cwd=origin, **GIT)
    run(git, "tag", "v0", cwd=origin, **GIT)
    config = {"repos": [{"repo": str(origin), "rev": "v0", "hooks": [{"id": name} for name in HOOKS]}]}
    (place / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")

    def hook(name: str, *, status: int = 0) -> str:
        run(git, "add", "--all", cwd=place, **GIT)
        done = run(
            pre_commit, "run", "--all-files", "--color=never", name, cwd=place, status=status,
            PRE_COMMIT_HOME=str(home), **GIT,
        )  # fmt: skip
        return done.stdout

    return Repository(place, hook)


@pytest.fixture
def user(repository: Repository) -> Repository:
    """The repository, with no file of an earlier test."""
    for path in repository.place.iterdir():
        if path.name not in {".git", ".pre-commit-config.yaml"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return repository


def put(user: Repository, name: str, source: str) -> Path:
    """Copy an example into the repository."""
    path = user.place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "examples" / source, path)
    return path


def test_manifest_is_valid(tool: Tool, run: Run) -> None:
    """pre-commit accepts the file of hooks."""
    run(tool("pre-commit"), "validate-manifest", ROOT / ".pre-commit-hooks.yaml")


def test_lint_names_the_mistake(user: Repository) -> None:
    """A job with mistakes fails the hook, in its place; other YAML and Python files are passed over."""
    put(user, "jobs/a job.yaml", "bad/request.yaml")
    (user.place / "values.yaml").write_text("replicas: 2\n", encoding="utf-8")
    (user.place / "setup.py").write_text("print(1)\n", encoding="utf-8")

    output = user.hook("trainjob-lint", status=1)

    assert "error SM204 compression-outside-pipe" in output
    assert "jobs/a job.yaml:12:22" in output
    assert "values.yaml" not in output


def test_lint_passes(user: Repository) -> None:
    """A sound job passes."""
    (user.place / "good.yaml").write_bytes(next((ROOT / "examples" / "good").glob("*.yaml")).read_bytes())

    assert "Passed" in user.hook("trainjob-lint")


def test_lint_keeps_to_exclusions(user: Repository) -> None:
    """What trainjob.yaml excludes stays out although pre-commit names the file."""
    put(user, "old/job.yaml", "bad/request.yaml")
    (user.place / "trainjob.yaml").write_text("exclude: [old/]\n", encoding="utf-8")

    assert "Passed" in user.hook("trainjob-lint")


def test_fix_changes_the_file(user: Repository) -> None:
    """The hook that fixes puts a misspelt member right, and fails since it changed a file."""
    path = put(user, "job.yaml", "bad/request.yaml")

    assert "files were modified by this hook" in user.hook("trainjob-fix", status=1)
    assert "\nRoleArn: " in path.read_text(encoding="utf-8")


_POLICY = """\
policy: acme
title: ACME
rules:
  - code: ACME001
    name: no-short-job
    severity: error
    require: {require}
    message: too short
    examples:
      fail: [{{StoppingCondition: {{MaxRuntimeInSeconds: 60}}}}]
      pass: [{{StoppingCondition: {{MaxRuntimeInSeconds: 6000}}}}]
"""


@pytest.mark.parametrize(
    ("require", "status", "expected"),
    [
        ("job.StoppingCondition.MaxRuntimeInSeconds > 600", 0, "Passed"),
        ("job.StoppingCondition.MaxRuntimeInSeconds > 6", 1, "ACME001 should fail"),
    ],
)
def test_policy_test(user: Repository, require: str, status: int, expected: str) -> None:
    """A policy whose examples come out otherwise than they should fails the hook."""
    (user.place / "acme.yaml").write_text(_POLICY.format(require=require), encoding="utf-8")

    assert expected in user.hook("trainjob-policy-test", status=status)
