"""``trainjob lint``: exit statuses, inputs, and where the report goes."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]

GOOD, BAD, WARN, OTHER, BROKEN = '{"good": 1}', '{"bad": 1}', '{"warn": 1}', '{"other": 1}', '{"broken": 1}'


@pytest.mark.parametrize(
    ("text", "fail_on", "status"),
    [
        (GOOD, "error", 0),
        (WARN, "error", 0),
        (BAD, "error", 1),
        (WARN, "warning", 1),
        (WARN, "note", 1),
        (GOOD, "note", 0),
        (BAD, "never", 0),
        (OTHER, "note", 0),
        (BROKEN, "never", 2),
        ("not json", "never", 2),
        ("\0", "never", 2),
        (f"{BAD}\nnot json", "error", 2),
    ],
)
def test_exit_status(run: Run, text: str, fail_on: str, status: int) -> None:
    """0: nothing at the threshold; 1: something; 2: not all could be checked, and that wins."""
    Path("job.json").write_text(text)

    assert run("lint", "job.json", "--fail-on", fail_on)[0] == status


def test_unreadable_file_does_not_stop_the_others(run: Run) -> None:
    """A file that cannot be read is told with its place, and the next one is checked."""
    Path("a.json").write_text("\n\nnot json")
    Path("b.json").write_text(BAD)

    status, out, err = run("lint", "a.json", "missing.json", "b.json", "--format", "concise")

    assert status == 2
    assert out == "b.json:1:2: error SM001 bad-thing: it is bad\n"
    assert "trainjob: a.json:3:1: is not JSON\n" in err
    assert "trainjob: missing.json: no such file or directory\n" in err


def test_crash_is_no_verdict(run: Run) -> None:
    """A defect of the program gives 2 and names the file, and the next file is checked."""
    Path("a.json").write_text('{"crash": 1}')
    Path("b.json").write_text(BAD)

    status, out, err = run("lint", ".", "--format", "concise")

    assert status == 2
    assert out.startswith("b.json:1:2: error")
    assert err.startswith("trainjob: a.json: a defect of trainjob, please report it: KeyError: 'crash' (conf")


def test_file_without_a_job_is_passed_over(run: Run) -> None:
    """A file that holds no job is counted, and no mistake, even if it was named: pre-commit names every file."""
    Path("a.json").write_text(OTHER)

    assert run("lint", "a.json") == (0, "no mistakes found in 0 files (0 jobs checked, 1 other file skipped)\n", "")


def test_file_without_a_job_is_named_on_demand(run: Run) -> None:
    """With --verbose each file that holds no job is named."""
    Path("a.json").write_text(OTHER)

    assert run("lint", "--verbose", "a.json")[2] == "trainjob: a.json: passed over, no training job in it\n"


def test_walked_files_may_be_something_else(run: Run) -> None:
    """A file found in a directory that holds no job is skipped and counted."""
    Path("a.json").write_text(OTHER)
    Path("b.json").write_text(GOOD)

    assert run("lint", ".") == (0, "no mistakes found in 1 file (1 job checked, 1 other file skipped)\n", "")


@pytest.mark.parametrize("path", [".", "a.json"])
def test_jobs_can_be_required(run: Run, path: str) -> None:
    """With --require-jobs it is 2 if no document holds a job: what moved away must not look like a clean bill."""
    Path("a.json").write_text(OTHER)

    status, _, err = run("lint", "--require-jobs", path)

    assert (status, err) == (2, "trainjob: nothing was checked: no file holds a training job\n")


def test_one_job_is_enough(run: Run) -> None:
    """With --require-jobs a document without a job does no harm beside one that has one."""
    Path("a.json").write_text(OTHER)
    Path("b.json").write_text(GOOD)

    assert run("lint", "--require-jobs", "a.json", "b.json")[0] == 0


@pytest.mark.parametrize("path", ["nowhere", "*.nothing", "empty", "a\0b"])
def test_no_file_matched(run: Run, path: str) -> None:
    """A path that names nothing is told, and gives 2."""
    Path("empty").mkdir()

    status, _, err = run("lint", path)

    assert status == 2
    assert "Traceback" not in err


def test_directory_order_and_hidden(run: Run) -> None:
    """Directories are walked in the order of names; hidden ones and other kinds of files are left out."""
    for name in ("b/x.YAML", "a.jsonl", "b/.git/x.json", "b/x.txt", "a/z.ndjson"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(BAD)

    _, out, _ = run("lint", ".", "--format", "concise")

    assert [line.split(":")[0] for line in out.splitlines()] == ["a.jsonl", "a/z.ndjson", "b/x.YAML"]


def test_glob_that_the_shell_left_alone(run: Run) -> None:
    """A pattern is expanded, each file is checked once, and a file of that very name comes first."""
    Path("a.json").write_text(BAD)
    Path("b[1].json").write_text(BAD)

    _, out, _ = run("lint", "*.json", "a.json", "b[1].json", "--format", "concise")

    assert [line.split(":")[0] for line in out.splitlines()] == ["a.json", "b[1].json"]


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` reads standard input, under the name that was given for it."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))

    _, out, _ = run("lint", "-", "--stdin-filename", "job.json", "--format", "concise")

    assert out.startswith("job.json:1:2: error")


def test_broken_rule_is_named(run: Run) -> None:
    """A rule that broke is named on standard error; the verdicts of the others stand."""
    Path("a.json").write_text('{"broken": 1, "bad": 1}')

    status, out, err = run("lint", "a.json", "--format", "concise")

    assert status == 2
    assert out.count("SM001") == 1
    assert "SM999 is defective" in err


def test_options_reach_the_engine(run: Run, engine: Any) -> None:
    """Lists are split at commas, limits keep their text, options may stand between the paths."""
    Path("a.json").write_text(GOOD)
    Path("b.json").write_text(GOOD)

    status, _, err = run(
        *("lint", "a.json", "--select", "SM2, SM3", "--select", "x", "b.json", "--ignore", "SM204"),
        *("--edition", "2018", "--kind", "request", "--limit", "max-runtime=5 days"),
    )

    assert (status, err) == (0, "")
    assert engine.made == {
        "edition": "2018",
        "kind": "request",
        "limits": {"max-runtime": "5 days"},
        "select": ("SM2", "SM3", "x"),
        "ignore": ("SM204",),
        "values": {},
        "thorough": False,
        "manifests": None,
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("--limit", "max-runtime"),
        ("--limit", "a=1", "--limit", "a=2"),
        ("--manifest", "=x"),
        ("--edition", "2019"),
        ("--fail-on", "anything"),
        ("--unknown",),
        ("--form", "json"),
        ("--output", "no/such/folder/report.json"),
        ("--manifest", "train=missing.json"),
    ],
)
def test_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    """Wrong usage gives 2, a message, and no report."""
    Path("a.json").write_text(GOOD)

    status, out, err = run("lint", "a.json", *arguments)

    assert (status, out) == (2, "")
    assert err
    assert "Traceback" not in err


def test_output_is_written_whole(run: Run) -> None:
    """The report goes to the file, with usual permissions, nothing else stays behind; text stays on the terminal."""
    Path("a.json").write_text(BAD)
    mask = os.umask(0)
    os.umask(mask)

    status, out, _ = run("lint", "a.json", "--format", "json", "--output", "report.json")

    assert (status, out.startswith("a.json:1:2: error")) == (1, True)
    assert json.loads(Path("report.json").read_text())["summary"]["errors"] == 1
    assert stat.S_IMODE(Path("report.json").stat().st_mode) == 0o666 & ~mask
    assert sorted(path.name for path in Path().iterdir()) == ["a.json", "report.json"]


def test_output_is_left_alone_when_interrupted(run: Run, engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted run gives 130 and leaves the former report as it was."""
    Path("a.json").write_text(BAD)
    Path("report.json").write_text("former")

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "validate_document", interrupt)

    assert run("lint", "a.json", "--output", "report.json")[0] == 130
    assert Path("report.json").read_text() == "former"
    assert sorted(path.name for path in Path().iterdir()) == ["a.json", "report.json"]


def test_output_to_a_device(run: Run) -> None:
    """What is not a regular file is written to and never replaced."""
    Path("a.json").write_text(BAD)

    assert run("lint", "a.json", "--output", os.devnull)[0] == 1
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize(
    ("choice", "variables", "colored"),
    [
        ("auto", {}, False),
        ("always", {}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": ""}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_color(
    run: Run, monkeypatch: pytest.MonkeyPatch, choice: str, variables: dict[str, str], colored: bool
) -> None:
    """The option wins over NO_COLOR, NO_COLOR over FORCE_COLOR, and a pipe has no colour."""
    Path("a.json").write_text(BAD)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert ("\x1b[" in run("lint", "a.json", "--color", choice)[1]) is colored


@pytest.mark.parametrize(("variables", "colored"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_color_on_a_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], colored: bool
) -> None:
    """A terminal has colour, unless it cannot or its user does not want it."""
    Path("a.json").write_text(BAD)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    assert ("\x1b[" in run("lint", "a.json")[1]) is colored


def test_json_never_has_color(run: Run) -> None:
    """JSON is for programs, whatever was asked for."""
    Path("a.json").write_text(BAD)

    assert "\x1b" not in run("lint", "a.json", "--format", "json", "--color", "always")[1]


def test_hostile_file_name(run: Run) -> None:
    """The name of a file cannot act on a terminal or a build service, in no stream."""
    name = "::error::\x1b[31m.json"
    Path(name).write_text(BAD + "\nnot json")

    _, out, err = run("lint", name, "--format", "concise")

    assert "\x1b" not in out + err
    assert out.startswith("./::error::\\x1b[31m.json:1:2: error")


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_reports_count_files_without_a_job(run: Run, form: str) -> None:
    """A program that reads the report sees how many files were passed over; there is no such count without any."""
    Path("a.json").write_text(OTHER)
    Path("b.json").write_text(GOOD)

    assert '"passed_over": 1' in run("lint", "--format", form, ".")[1]
    assert "passed_over" not in run("lint", "--format", form, "b.json")[1]
