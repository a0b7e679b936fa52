"""Several reports of one run: all of them whole, or none of them changed."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from statemachine.cli.output import destinations
from statemachine.errors import UsageError

Run = Callable[..., tuple[int, str, str]]
BAD = '{"bad": 1}\n'


def test_several_reports(run: Run) -> None:
    """Each report is in its file, and text on standard output."""
    Path("a.json").write_text(BAD)

    status, out, _ = run(*shlex.split("lint a.json --format sarif --output x.sarif --format junit --output x.xml"))

    assert (status, out.splitlines()[0]) == (1, "a.json:1:2: error SM001 bad-thing: it is bad")
    log = json.loads(Path("x.sarif").read_text())
    assert log["runs"][0]["invocations"][0]["exitCode"] == 1
    assert ET.parse("x.xml").getroot().find("testsuite[@name='a.json']") is not None


def test_clean_documents_reach_reports_that_want_them(run: Run) -> None:
    """JUnit has a case for a document without findings; text says nothing of it."""
    Path("a.json").write_text("{}\n{}\n")

    status, out, _ = run("lint", "a.json", "--format", "junit")

    assert status == 0
    assert [case.get("name") for case in ET.fromstring(out).iter("testcase")] == ["document 1", "document 2"]


def test_refusals_reach_the_reports(run: Run) -> None:
    """Missing files, broken documents and defective rules are in every report that has a place for them."""
    Path("a.json").write_text('nonsense\n{"broken": 1}\n')

    status, out, _ = run("lint", "a.json", "missing.json", "--format", "jsonl")

    lines = [json.loads(line) for line in out.splitlines()]
    refusals = [line["refused"] for line in lines if "refused" in line]
    assert status == 2
    assert [(one["file"], one["line"]) for one in refusals] == [("missing.json", None), ("a.json", 1), ("a.json", None)]
    assert refusals[2]["message"].startswith("rule SM999 is defective")
    assert lines[-1]["summary"]["exit_status"] == 2


def test_annotations_inside_github_actions(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the text; elsewhere there are none."""
    Path("a.json").write_text(BAD)
    without = run("lint", "a.json")[1]
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    text = run("lint", "a.json")[1]

    assert "::" not in without
    assert [line for line in text.splitlines() if line not in without.splitlines()] == [
        "::error file=a.json,line=1,endLine=1,col=2,endColumn=6,title=SM001 bad-thing::it is bad"
    ]


def test_an_input_is_not_overwritten(run: Run) -> None:
    """A file that is named to be checked cannot be the report."""
    Path("a.json").write_text(BAD)

    status, _, err = run("lint", "a.json", "--format", "sarif", "--output", "./a.json")

    assert (status, Path("a.json").read_text()) == (2, BAD)
    assert "would overwrite" in err


def test_a_place_that_cannot_be_written_leaves_the_others(run: Run) -> None:
    """The first report keeps what it had when the second cannot even be begun."""
    Path("a.json").write_text(BAD)
    Path("x").write_text("former")

    status, out, _ = run(*shlex.split("lint a.json --format sarif --output x --format junit --output no/such/y"))

    assert (status, out) == (2, "")
    assert Path("x").read_text() == "former"
    assert sorted(path.name for path in Path().iterdir()) == ["a.json", "x"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have a device that is always full")
@pytest.mark.parametrize("findings", [1, 2000])
def test_a_full_disk_is_no_fault_of_the_input(run: Run, findings: int) -> None:
    """A report that cannot be written ends the run, and the message names the report, not what is checked."""
    Path("a.json").write_text(BAD * findings)

    status, _, err = run("lint", "a.json", "--format", "sarif", "--output", "/dev/full")

    assert (status, err) == (2, "trainjob: cannot write the report to /dev/full: No space left on device\n")


def test_the_end_that_a_build_service_asks_for(tmp_path: Path) -> None:
    """A run that is ended by SIGTERM leaves neither a report nor the beginning of one."""
    target, script = tmp_path / "x.sarif", (
        "import os, signal, sys\n"
        "from statemachine.cli.output import destinations\n"
        "with destinations([sys.argv[1]]) as (out,):\n"
        "    out('half')\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
    )  # fmt: skip

    done = subprocess.run([sys.executable, "-c", script, str(target)], check=False)

    assert done.returncode == 128 + signal.SIGTERM
    assert not list(tmp_path.iterdir())


def test_a_report_that_may_not_be_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is protected is not replaced, though its folder would allow it."""
    (tmp_path / "x").write_text("former")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything

    with pytest.raises(UsageError, match="Permission denied"), destinations([str(tmp_path / "x")]) as (out,):
        out("new")

    assert (tmp_path / "x").read_text() == "former"


def test_a_disk_that_fills_up_leaves_all_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that cannot be finished keeps the finished one from being published."""
    former = [tmp_path / "x", tmp_path / "y"]
    for path in former:
        path.write_text("former")
    chmod = os.chmod

    def full(path: Any, mode: int) -> None:
        if len(list(tmp_path.glob(".trainjob-*"))) == 2 and full.calls:  # type: ignore[attr-defined]
            raise OSError(28, "No space left on device")
        full.calls += 1  # type: ignore[attr-defined]
        chmod(path, mode)

    full.calls = 0  # type: ignore[attr-defined]
    monkeypatch.setattr(os, "chmod", full)

    def write_both() -> None:
        with destinations([str(path) for path in former]) as writes:
            for write in writes:
                write("new")

    with pytest.raises(UsageError, match="No space left"):
        write_both()

    assert [path.read_text() for path in former] == ["former", "former"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x", "y"]
