"""`trainjob lint --fix` on files: bytes, links, and what is not written."""

from __future__ import annotations

import codecs
import gzip
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from statemachine.cli import main

BAD = '{\r\n\t"TrainingJobName": "d\u00e9mo", "Environment": {"DEBUG": true}\r\n}'
GOOD = BAD.replace("true", '"true"')


def lint(*arguments: str) -> int:
    """Run the command on nothing but types of values."""
    return main(["lint", "--select", "SM022", *arguments])


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (b"", "utf-16-be")],
)
def test_bytes_around_the_fix_stay(tmp_path: Path, mark: bytes, encoding: str) -> None:
    """Encoding, byte order mark, line ends, tabs and the end of the file stay as they are."""
    file = tmp_path / "job.json"
    file.write_bytes(mark + BAD.encode(encoding))

    assert lint("--fix", str(file)) == 0

    assert file.read_bytes() == mark + GOOD.encode(encoding)


def test_diff_is_one_that_patch_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`git apply` makes of the file what --fix would have made of it, at an end without line break too."""
    file = tmp_path / "job.json"
    file.write_bytes(BAD.encode())

    assert lint("--diff", str(file)) == 1
    assert file.read_bytes() == BAD.encode()

    patch = capsys.readouterr().out.replace(str(file), "job.json")
    command = ["git", "apply", "-p0", "--unsafe-paths", "-"]
    subprocess.run(command, cwd=tmp_path, input=patch.encode(), check=True)
    assert file.read_bytes() == GOOD.encode()


def test_diff_in_a_log_is_harmless(tmp_path: Path) -> None:
    """Where a build service reads along, no line of a diff is a command to it, and carriage returns are not shown."""
    file = tmp_path / "job.yaml"
    file.write_text(
        "TrainingJobName: demo\r\nTags: # none\r\n  ::error::x ##vso[task.complete]\r\nEnvironment: {DEBUG: true}\r\n"
    )
    command = [sys.executable, "-m", "statemachine", "lint", "--select", "SM022", "--diff", str(file)]

    done = subprocess.run(command, env={**os.environ, "TF_BUILD": "True"}, capture_output=True, check=False)

    rows = done.stdout.decode().splitlines()
    assert rows[-3:] == [
        "   \\x3a:error::x ##vso\\x5btask.complete]",
        "-Environment: {DEBUG: true}",
        '+Environment: {DEBUG: "true"}',
    ]


def test_what_cannot_be_written_is_not_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is left as it was has not been fixed, and nothing says so."""
    file = tmp_path / "job.json"
    os.mkfifo(file)
    writer = threading.Thread(target=lambda: file.write_text('{"TrainingJobName": "demo", "Environment": {"A": 1}}'))
    writer.start()

    assert lint("--fix", str(file)) == 2
    writer.join()

    assert "fixed in" not in capsys.readouterr().err


def test_file_without_a_fix_is_not_written(tmp_path: Path) -> None:
    """A file in which nothing is fixed keeps its time of change."""
    file = tmp_path / "job.json"
    file.write_text('{"TrainingJobName": "demo", "RoleArn": 5, "Tags": {}}')
    before = file.stat()

    lint("--fix", "--ignore", "SM022", str(file))

    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_compressed_file_is_reported_and_not_fixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A compressed file stays, and its findings are reported."""
    file = tmp_path / "job.json.gz"
    file.write_bytes(gzip.compress(BAD.encode()))
    before = file.read_bytes()

    assert lint("--fix", "--format", "json", str(file)) == 1

    assert file.read_bytes() == before
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["fix"] == {
        "safe": True,
        "description": "put the value in quotes",
        "edits": [{"pointer": "/Environment/DEBUG", "kind": "quote"}],
    }


def test_one_bad_file_does_not_keep_others_from_being_fixed(tmp_path: Path) -> None:
    """Exit status 2 says that a file could not be read; the other one is fixed."""
    broken, file = tmp_path / "a.json", tmp_path / "b.json"
    broken.write_text("{")
    file.write_bytes(BAD.encode())

    assert lint("--fix", str(tmp_path)) == 2

    assert broken.read_text() == "{"
    assert file.read_bytes() == GOOD.encode()


def test_diff_hides_secrets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A value that no report shows is not shown in the lines around a change either, and the file keeps it."""
    file = tmp_path / "job.yaml"
    file.write_text(
        "TrainingJobName: demo\nRoleArn: r\nEnvironment:\n  DB_PASSWORD: correcthorse\n  DEBUG: true\n",
        encoding="utf-8",
    )

    assert main(["lint", "--diff", "--select", "SM022,secret-in-environment", str(file)]) == 1

    out, err = capsys.readouterr()
    assert '-  DEBUG: true\n+  DEBUG: "true"\n' in out
    assert "   DB_PASSWORD: ************\n" in out
    assert "correcthorse" not in out + err
    assert "cannot be applied" in err
    assert "correcthorse" in file.read_text(encoding="utf-8")
