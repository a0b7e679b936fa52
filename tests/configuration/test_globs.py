"""Which files patterns mean."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from statemachine.configuration.globs import Globs, inside, relative

PATTERNS = ["*.yaml", "/top.json", "dev/", "a/**/z.yaml", "!keep.yaml", "b?r.json", "[xy].json"]
PATHS = ["q.yaml", "a/q.yaml", "top.json", "a/top.json", "dev/x.json", "a/dev/x.json", "a/z.yaml", "a/b/c/z.yaml",
         "keep.yaml", "a/keep.yaml", "bar.json", "baar.json", "x.json", "z.json"]  # fmt: skip


def test_as_git_sees_them(tmp_path: Path) -> None:
    """Patterns mean what they mean in .gitignore, says git."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run([git, "init", "-q", str(tmp_path)], check=True, env=environment)
    (tmp_path / ".gitignore").write_text("\n".join(PATTERNS))
    done = subprocess.run(
        [git, "check-ignore", "--no-index", *PATHS], cwd=tmp_path, capture_output=True, text=True, check=False, env=environment  # noqa: E501
    )  # fmt: skip

    globs = Globs(PATTERNS)
    assert [path for path in PATHS if globs.match(path)] == done.stdout.split()


def test_no_patterns() -> None:
    """Without a pattern no file is meant."""
    assert not Globs([]).match("a.yaml")


def test_paths_are_seen_from_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is seen from the folder of the configuration; one outside of it from the working directory."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    assert relative("jobs/a.yaml", tmp_path) == "work/jobs/a.yaml"
    assert relative("jobs/a.yaml", tmp_path / "ci") == "jobs/a.yaml"
    assert relative(tmp_path / "b.yaml", tmp_path / "ci") == (tmp_path / "b.yaml").as_posix().lstrip("/")


def test_links_are_other_names_of_a_folder(tmp_path: Path) -> None:
    """A file lies in a folder by whatever name either is called; a file that is a link itself keeps its name."""
    (tmp_path / "real" / "jobs").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real" / "jobs" / "a.yaml").symlink_to("../../elsewhere.yaml")

    assert inside(tmp_path / "link" / "jobs" / "a.yaml", tmp_path / "real") == "jobs/a.yaml"
    assert inside(tmp_path / "real" / "jobs" / "a.yaml", tmp_path / "link") == "jobs/a.yaml"
    assert inside(tmp_path / "elsewhere.yaml", tmp_path / "link") is None
