"""What a guide shows works: its files are written and its commands run, in order, in an empty folder.

`python -m tests.test_guides` writes the output that the commands have today into the guides.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
_BLOCK = re.compile(r"```(?P<kind>yaml|json|console)\n(?P<text>.*?)```", re.DOTALL)
_NAME = re.compile(r"`(?P<name>[\w./-]+\.\w+)`:\s*\Z")


@dataclass(frozen=True)
class Block:
    """A file that the guide shows, or a command with its output; `span` is its place in the guide."""

    file: str
    command: str
    text: str
    span: tuple[int, int]


def blocks(guide: str) -> Iterator[Block]:
    """The files and commands of a guide, in order. A file stands below a line that ends with its name."""
    for match in _BLOCK.finditer(guide):
        text = match["text"]
        if match["kind"] == "console":
            command, _, output = text.removeprefix("$ ").partition("\n")
            if not command.startswith("pip install"):
                yield Block("", command, output, match.span("text"))
        else:
            named = _NAME.search(guide[: match.start()])
            assert named, f"no name for the file in {text!r}"
            yield Block(named["name"], "", text, match.span("text"))


def play(guide: str, folder: Path) -> Iterator[tuple[Block, str]]:
    """Write the files and run the commands of a guide; each command with what it prints."""
    commands = folder / "bin"
    commands.mkdir()
    script = commands / "trainjob"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m statemachine "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    work = folder / "work"
    work.mkdir()
    environment = {
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "COLUMNS": "120",
        "HOME": str(folder),
    }
    for block in blocks(guide):
        if block.file:
            path = work / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
            continue
        done = subprocess.run(
            block.command,
            shell=True,
            cwd=work,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        yield block, done.stdout


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_guide(path: Path, tmp_path: Path) -> None:
    """Every command of the guide prints what stands below it."""
    played = [(block, output) for block, output in play(path.read_text(encoding="utf-8"), tmp_path)]

    assert len(played) > 5
    for block, output in played:
        assert output.rstrip("\n") == block.text.rstrip("\n"), block.command


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_files_of_a_guide_are_well_formed(path: Path) -> None:
    """Every file that a guide shows, those for other tools included, is YAML (or JSON, which is YAML too)."""
    files = [block for block in blocks(path.read_text(encoding="utf-8")) if block.file]

    assert files
    assert all(isinstance(yaml.safe_load(block.text), dict) for block in files)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_links_of_a_guide(path: Path) -> None:
    """A relative link leads to a file."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def update(path: Path) -> None:
    """Write what the commands print into a guide."""
    guide = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        played = list(play(guide, Path(folder)))
    for block, output in reversed(played):
        start, end = block.span
        guide = f"{guide[:start]}$ {block.command}\n{output.rstrip()}\n{guide[end:]}"
    path.write_text(guide.replace("\n\n```\n", "\n```\n"), encoding="utf-8")


if __name__ == "__main__":
    for one in GUIDES:
        update(one)
