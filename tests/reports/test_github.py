"""Annotations of GitHub Actions, read back as the runner reads them and compared with GitHub's own library."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from statemachine.errors import InputError
from statemachine.findings import Finding, Severity, Span
from statemachine.reports.markup import plain

Make = Callable[..., Finding]
Written = Callable[..., str]
HOSTILE = [
    "::error file=x::y",
    "a\r\n::stop-commands::x",
    "100%0A",
    "a:b,c%",
    "##[error]x",
    "\x1b[31m",
    " ::warning::x",
]


@dataclass
class Command:
    """A line of a log as the runner takes it."""

    name: str
    properties: dict[str, str]
    message: str


def commands(log: str) -> list[Command]:
    """Find the commands of a log: lines that begin with ``::``, and old ones anywhere in a line."""
    found = []
    for line in re.split(r"\r\n|\r|\n", log):
        assert "##[" not in line
        match = re.fullmatch(r"\s*::([^ :]+)(?: (.*?))?::(.*)", line)
        if match:
            pairs = (pair.partition("=")[::2] for pair in (match[2] or "").split(",") if pair)
            properties = {key: unescaped(value, ",:") for key, value in pairs}
            found.append(Command(match[1], properties, unescaped(match[3], "")))
    return found


def unescaped(text: str, more: str) -> str:
    """Undo the escapes of the runner; the one of ``%`` comes last."""
    for character in f"\r\n{more}%":
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def test_annotation(make: Make, written: Written) -> None:
    """Place, title, message and what to do."""
    assert written("github", [make()]) == (
        "::error file=jobs/train.yaml,line=4,endLine=4,col=22,endColumn=25,title=SM204 compression-outside-pipe::"
        'channel "val" is compressed with Gzip but its input mode is FastFile%0A'
        "set CompressionType to None, or InputMode to Pipe\n"
    )


def test_columns_within_one_line_only(make: Make, written: Written) -> None:
    """GitHub refuses columns of a place that spans several lines."""
    (command,) = commands(written("github", [make(span=Span(3, 5, 6, 2))]))

    assert {"line": "3", "endLine": "6"}.items() <= command.properties.items()
    assert not {"col", "endColumn"} & set(command.properties)


@pytest.mark.parametrize(("severity", "name"), [("error", "error"), ("warning", "warning"), ("note", "notice")])
def test_levels(make: Make, written: Written, severity: str, name: str) -> None:
    """Our severities are GitHub's levels."""
    assert [command.name for command in commands(written("github", [make(severity=Severity(severity))]))] == [name]


@pytest.mark.parametrize(("file", "shown"), [(None, None), ("<stdin>", None), ("/elsewhere/x", None), ("a/b", "a/b")])
def test_only_files_of_the_checkout(make: Make, written: Written, file: str | None, shown: str | None) -> None:
    """Standard input and files elsewhere are not annotated as files."""
    (command,) = commands(written("github", [make(file=file)]))

    assert command.properties.get("file") == shown


def test_files_are_relative_to_the_root(make: Make, written: Written) -> None:
    """In a job with a working directory, names begin at the checkout."""
    root = str(Path.cwd().parent)

    (command,) = commands(written("github", [make(file="a.json")], root=root))

    assert command.properties["file"] == f"{Path.cwd().name}/a.json"


@pytest.mark.parametrize("count", [1, 9, 10])
def test_up_to_the_limit_each_finding_is_annotated(make: Make, written: Written, count: int) -> None:
    """Ten of a level fit."""
    found = commands(written("github", [make(message=f"m{number}", help="") for number in range(count)]))

    assert [command.message for command in found] == [f"m{number}" for number in range(count)]


@pytest.mark.parametrize("log", [True, False])
def test_beyond_the_limit_the_rest_is_counted(make: Make, written: Written, log: bool) -> None:
    """Of twelve errors nine are annotated, the tenth annotation counts three, and a log has all of them."""
    text = written("github", [make(message=f"m{number}.", help="") for number in range(12)], log=log)
    found = commands(text)

    assert len(found) == 10
    assert found[-1] == Command("error", {"title": "trainjob"}, "3 more, see the log")
    assert all((f"m{number}." in text) == (number < 9 or log) for number in range(12))


def test_refused(written: Written) -> None:
    """What could not be checked is annotated as an error."""
    (command,) = commands(written("github", InputError("is not JSON", file="a.json", line=3, column=9)))

    assert command == Command(
        "error",
        {"file": "a.json", "line": "3", "col": "9", "title": "trainjob: could not be checked"},
        "is not JSON",
    )


@given(text=st.text(st.characters(), min_size=1) | st.sampled_from(HOSTILE))
def test_any_text_arrives(make: Make, written: Written, text: str) -> None:
    """Whatever a document holds, there is one command for each finding, and it tells that text."""
    findings = [make(message=text, help="", file=f"x{text}")] * 12

    found = commands(written("github", findings, InputError(text)))

    assert {command.message for command in found[:9]} == {plain(text)}
    assert len(found) == 10


def test_escapes_are_those_of_the_official_library(
    oracle: Callable[[str], Path], make: Make, written: Written, tmp_path: Path
) -> None:
    """GitHub's own library writes the same escapes."""
    modules = oracle("node_modules/@actions/core")
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here")
    findings = [make(message=text, help="", file=f"x{number},a:b%c") for number, text in enumerate(HOSTILE)]
    wanted = [{"message": plain(one.message), "file": one.file} for one in findings]
    script = tmp_path / "write.mjs"
    script.write_text(
        f"import {{error}} from {json.dumps(str(modules / 'lib/core.js'))};\n"
        "for (const one of JSON.parse(process.argv[2])) error(one.message, {file: one.file, startLine: 4});\n"
    )

    theirs = subprocess.run([node, script, json.dumps(wanted)], capture_output=True, text=True, check=True, timeout=60)

    def escaped(log: str) -> list[tuple[str, str]]:
        found = re.findall(r"^::error .*?file=(.*?)(?:,line.*?)?::(.*)$", log, re.MULTILINE)
        return [(file, message) for file, message in found]

    assert len(escaped(theirs.stdout)) == len(HOSTILE)
    assert escaped(written("github", findings)) == escaped(theirs.stdout)
