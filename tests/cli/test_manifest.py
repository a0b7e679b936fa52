"""``trainjob manifest``: the URIs and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


def test_prints_uris(run: Run) -> None:
    """One URI a line, in the order of the keys."""
    Path("m.json").write_text('[{"prefix": "s3://bucket/data/"}, "b.csv", "a.csv"]')

    assert run("manifest", "m.json") == (0, "s3://bucket/data/b.csv\ns3://bucket/data/a.csv\n", "")


@pytest.mark.parametrize("text", ["{}", "[", '["a"]', '[{"prefix": "s3://b/"}, "a\\nb"]', '[{"prefix": "s3://b/"}, 7]'])
def test_what_is_no_manifest(run: Run, text: str) -> None:
    """Anything else gives 2 and one line that names the file."""
    Path("m.json").write_text(text)

    status, _, err = run("manifest", "m.json")

    assert status == 2
    assert err.startswith("trainjob: m.json: ")
    assert err.count("\n") == 1


def test_missing_file(run: Run) -> None:
    """A file that is not there is told."""
    assert run("manifest", "m.json") == (2, "", "trainjob: m.json: No such file or directory\n")


def test_directory(run: Run) -> None:
    """A directory is no manifest."""
    assert run("manifest", ".") == (2, "", "trainjob: .: Is a directory\n")


@pytest.mark.parametrize(
    ("cut", "part"), [(40, "is not valid JSON after 0 good entries"), (41, "is not valid UTF-16-LE")]
)
def test_half_a_file(run: Run, cut: int, part: str) -> None:
    """A file that breaks off gives 2, also within a character."""
    text = '[{"prefix": "s3://bucket/data/"}, "a.csv"]'
    Path("m.json").write_bytes(b"\xff\xfe" + text.encode("utf-16-le")[:cut])

    status, out, err = run("manifest", "m.json")

    assert (status, out) == (2, "")
    assert err.startswith("trainjob: m.json: ")
    assert part in err


def test_terminal_gets_no_escapes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key with an escape sequence is shown on a terminal, not obeyed."""
    Path("m.json").write_text('[{"prefix": "s3://bucket/"}, "\\u001b[31m"]')
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    assert run("manifest", "m.json")[1] == "s3://bucket/\\x1b[31m\n"
