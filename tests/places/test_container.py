"""`Containerfile` and `.dockerignore`: judged by hadolint, and the build played without a container."""

from __future__ import annotations

import fnmatch
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Tool = Callable[[str], str]
Run = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).resolve().parents[2]
TEXT = re.sub(r"\\\n\s*", "", (ROOT / "Containerfile").read_text(encoding="utf-8"))
INSTRUCTIONS = re.findall(r"^([A-Z]+) (.*)$", TEXT, re.MULTILINE)
LAST = INSTRUCTIONS[max(index for index, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM") :]


def kept() -> list[str]:
    """What `.dockerignore` leaves of the repository's top folder."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    wanted = [rule[1:] for rule in rules if rule.startswith("!")]
    return [path.name for path in ROOT.iterdir() if any(fnmatch.fnmatch(path.name, rule) for rule in wanted)]


def test_hadolint(tool: Tool, run: Run) -> None:
    """The program hadolint has nothing to say."""
    run(tool("hadolint"), "--failure-threshold", "style", ROOT / "Containerfile")


def test_user_is_not_root() -> None:
    """The container runs as a number that is not root's, which Kubernetes can check."""
    (user,) = [rest for name, rest in LAST if name == "USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


def test_entry_point() -> None:
    """What follows the name of the image are arguments of trainjob; without any it shows its help."""
    assert [rest for name, rest in LAST if name in {"ENTRYPOINT", "CMD"}] == ['["trainjob"]', '["--help"]']


def test_only_the_environment_is_copied() -> None:
    """The last stage holds no source and runs nothing."""
    assert [rest for name, rest in LAST if name == "COPY"] == ["--from=build /opt/trainjob /opt/trainjob"]
    assert [rest for name, rest in LAST if name == "RUN"] == []


@pytest.mark.usefixtures("registry")
def test_build(tool: Tool, run: Run, tmp_path: Path) -> None:
    """The commands of the build make a trainjob that checks files, out of what .dockerignore lets through."""
    source = tmp_path / "source"
    source.mkdir()
    for name in kept():
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    (command,) = [rest for name, rest in INSTRUCTIONS if name == "RUN"]
    assert {name for name, rest in INSTRUCTIONS if re.search(r"/(opt|wheels)\b", rest)} == {"RUN", "COPY", "ENV"}
    here = re.sub(r"/(opt|wheels)\b", rf"{tmp_path}/\1", command)

    run(tool("bash"), "-ec", here, cwd=source)

    trainjob = tmp_path / "opt" / "trainjob" / "bin" / "trainjob"
    bad = run(trainjob, "lint", "--format=concise", "--policy=security-baseline", "examples/bad/request.yaml", status=1)
    assert "error SM204" in bad.stdout
    assert not (tmp_path / "opt" / "trainjob" / "bin" / "pip").exists()
