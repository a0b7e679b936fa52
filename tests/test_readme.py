"""What the README and the pages of docs/ show is what the commands print."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]  # guides: tests/test_guides.py
BLOCKS = [
    pytest.param(command, shown, id=f"{page.name}: {command}")
    for page in PAGES
    for command, shown in re.findall(
        r"```console\n\$ (trainjob .*?)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
    )
]


@pytest.mark.parametrize(("command", "shown"), BLOCKS)
def test_output_is_what_the_command_prints(command: str, shown: str) -> None:
    """The output under a command is the one that it has today, and the command could do its work."""
    result = subprocess.run(
        [sys.executable, "-m", "statemachine", *shlex.split(command)[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"NO_COLOR": "1", "PATH": "", "COLUMNS": "120"},
    )

    assert result.returncode in {0, 1}, result.stderr
    assert result.stdout.rstrip("\n") == shown.rstrip("\n")


def test_the_readme_shows_commands() -> None:
    """There are such blocks."""
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_link_leads_somewhere(target: str) -> None:
    """A relative link names a file of the repository."""
    assert (ROOT / target).exists()
