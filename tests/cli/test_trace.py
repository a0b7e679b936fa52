"""``trainjob trace``: what it reads, what it says, how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from statemachine import specification
from statemachine.cli import main, trace_places
from statemachine.cli.trace_options import parse_trace
from statemachine.snapshots import Snapshot, SnapshotCheck

ROOT = Path(__file__).resolve().parents[2]
TRACES = Path(__file__).parents[1] / "traces"
SCHEMA = specification.folder("schemas") / "report.schema.json"
GOOD = (TRACES / "role-changed.jsonl").read_text(encoding="utf-8").splitlines()[0]
BAD = (TRACES / "role-changed.jsonl").read_text(encoding="utf-8").splitlines()[1]

Trace = Callable[..., tuple[int, str, str]]


@pytest.fixture
def trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Trace:
    """Run the command in an empty folder; gives exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    for name in ("FORCE_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)

    def command(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main(["trace", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


def changed(line: str, **members: Any) -> dict[str, Any]:
    """A description with other members."""
    job: dict[str, Any] = json.loads(line)
    return job | members


def test_one_file_of_lines(trace: Trace, tmp_path: Path) -> None:
    """A line of JSON Lines is one observation, and a finding names both lines."""
    (tmp_path / "polls.jsonl").write_text(f"{GOOD}\n{BAD}\n")

    status, out, err = trace("polls.jsonl", "--format", "concise")

    assert (status, err) == (1, "")
    column = BAD.index('"arn:aws:iam') + 1
    assert out == (
        f"polls.jsonl:2:{column}: error SM880 changed-member: RoleArn of job demo is "
        "arn:aws:iam::123456789012:role/other, but was arn:aws:iam::123456789012:role/training in polls.jsonl:1\n"
    )


def test_a_folder_of_descriptions(trace: Trace, tmp_path: Path) -> None:
    """Each file holds one description; what is none is passed over, in whatever order the names sort."""
    folder = tmp_path / "seen"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(json.loads(BAD), indent=2))
    (folder / "b.yaml").write_text(json.dumps(json.loads(GOOD), indent=2).replace("{", "{ # yaml\n", 1))
    (folder / "other.json").write_text('{"hello": 1}')

    status, out, _ = trace("seen")

    assert status == 1
    assert f"{Path('seen/a.json')}:" in out.splitlines()[0]
    assert f"{Path('seen/b.yaml')}:" in out.splitlines()[0]
    assert "1 other file skipped" in out
    assert out.splitlines()[-1] == "2 observations of 1 job: 1 still running"


def test_programs_in_a_folder(trace: Trace, tmp_path: Path) -> None:
    """The script that polled may lie beside what it wrote, whatever language it is in: it holds no description."""
    folder = tmp_path / "seen"
    folder.mkdir()
    (folder / "polls.jsonl").write_text(f"{GOOD}\n")
    (folder / "poll.py").write_text("print 'no Python 3'\n  x\n")
    (folder / "poll.ipynb").write_text("no notebook")

    assert trace("seen")[::2] == (0, "")


def test_a_folder_without_descriptions(trace: Trace, tmp_path: Path) -> None:
    """The message names the endings that trace looks for, and no others."""
    (tmp_path / "empty").mkdir()

    status, _, err = trace("empty")

    assert status == 2
    assert err.startswith(
        "trainjob: empty: no file in this directory is named *.json, *.yaml, *.yml, *.jsonl, *.ndjson\n"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe(tmp_path: Path) -> None:
    """A pipe can be read once only: to find exact places it is not opened again, which would wait for ever."""
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "statemachine", "trace", str(pipe), "--format", "concise"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        pipe.write_text(f"{GOOD}\n{BAD}\n")
        try:
            out, _ = process.communicate(timeout=60)
        finally:
            process.kill()

    assert process.returncode == 1
    assert out.startswith(f"{pipe}:2:1: error SM880 ".encode())


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lists_and_events(trace: Trace, tmp_path: Path, ending: str) -> None:
    """A list of descriptions and the detail of an event are observations too, and pointers lead into them."""
    (tmp_path / "list.json").write_text(f"[{GOOD},{ending}{GOOD}]")
    (tmp_path / "event.json").write_text(json.dumps({"source": "aws.sagemaker", "detail": json.loads(BAD)}))

    status, out, _ = trace("list.json", "event.json", "--format", "json")

    (finding,) = json.loads(out)["findings"]
    assert status == 1
    assert (finding["file"], finding["pointer"]) == ("event.json", "/detail/RoleArn")
    assert finding["related"][0]["pointer"] == "/1/RoleArn"
    assert (finding["related"][0]["file"], finding["related"][0]["line"]) == ("list.json", 2)


def test_what_other_tools_keep(trace: Trace, tmp_path: Path) -> None:
    """A Kubernetes resource and a page of ListTrainingJobs are observations; places are spelt as their files do."""
    running = {"TrainingJobName": "a", "TrainingJobStatus": "Completed", "LastModifiedTime": "2026-01-15T10:00:00Z"}
    (tmp_path / "page.json").write_text(json.dumps({"TrainingJobSummaries": [running]}))
    (tmp_path / "resource.yaml").write_text(
        "apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: TrainingJob\nspec:\n  trainingJobName: a\n"
        "status:\n  trainingJobStatus: InProgress\n  secondaryStatus: Training\n"
        "  lastModifiedTime: '2026-01-15T11:00:00Z'\n"
    )

    status, out, _ = trace("page.json", "resource.yaml", "--format", "json")

    (finding,) = json.loads(out)["findings"]
    assert (status, finding["code"], finding["file"]) == (1, "SM884", "resource.yaml")
    assert (finding["pointer"], finding["line"]) == ("/status/trainingJobStatus", 6)
    assert finding["related"][0]["pointer"] == "/TrainingJobSummaries/0/TrainingJobStatus"


def test_json_report(trace: Trace, tmp_path: Path) -> None:
    """The report follows its schema and counts observations, jobs and outcomes."""
    lines = [GOOD, BAD, json.dumps(changed(GOOD, TrainingJobName="two", TrainingJobArn=None))]
    (tmp_path / "polls.jsonl").write_text("\n".join(lines))

    _, out, _ = trace("polls.jsonl", "--format", "json")

    report = json.loads(out)
    jsonschema.validate(report, json.loads(SCHEMA.read_text()))
    assert report["summary"] == {
        "files": 1,
        "documents": 3,
        "jobs": 2,
        "errors": 1,
        "warnings": 0,
        "notes": 0,
        "outcomes": {"running": 2},
    }


def test_standard_input(trace: Trace) -> None:
    """What comes through a pipe is judged too; without the text of the lines the place is told all the same."""
    status, out, _ = trace("-", stdin=f"{BAD}\n{GOOD}\n".encode())

    assert status == 1
    assert out.startswith("<stdin>:1:1: error SM880 changed-member: ")


def test_in_order(trace: Trace, tmp_path: Path) -> None:
    """Where the order of reading counts, an older observation that comes later is the mistake."""
    (tmp_path / "polls.jsonl").write_text(f"{BAD}\n{GOOD}\n")

    assert "SM888" not in trace("polls.jsonl")[1]
    assert "SM888" in trace("polls.jsonl", "--in-order")[1]


def test_verbose_tells_the_way_of_each_job(trace: Trace, tmp_path: Path) -> None:
    """With --verbose each job is listed with what was seen of it."""
    (tmp_path / "polls.jsonl").write_text(f"{GOOD}\n{GOOD}\n{json.dumps(changed(GOOD, SecondaryStatus='Pending'))}\n")

    _, out, _ = trace("polls.jsonl", "--verbose")

    assert "demo: InProgress/Starting → InProgress/Pending (3 observations)" in out


@pytest.mark.parametrize("options", [("--select", "SM1"), ("--ignore", "SM88,SM89")])
def test_a_check_of_nothing(trace: Trace, options: tuple[str, ...]) -> None:
    """Rules that only lint has leave nothing to check, which is wrong usage and no success."""
    status, out, err = trace(str(TRACES / "start-changed.jsonl"), *options)
    assert (status, out) == (2, "")
    assert err == "trainjob: no rule is left to run; those of trace are SM880 to SM894\n"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 0),
        (("--fail-on", "warning"), 1),
        (("--fail-on", "warning", "--ignore", "SM881"), 0),
        (("--fail-on", "warning", "--select", "changed-member"), 0),
        (("--fail-on", "never"), 0),
    ],
)
def test_exit_status(trace: Trace, options: tuple[str, ...], status: int) -> None:
    """Warnings fail a run only when they are asked to, and what is ignored fails nothing."""
    assert trace(str(TRACES / "start-changed.jsonl"), *options)[0] == status


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "the text ends"),
        ('{"TrainingJobStatus": "Completed"}', "names no job"),
        ('{"hello": 1}', "no description of a training job"),
        ("", "there is no document in it"),
    ],
)
def test_what_cannot_be_read(trace: Trace, tmp_path: Path, content: str, message: str) -> None:
    """It is told on standard error, and the exit status is 2."""
    (tmp_path / "x.json").write_text(content)

    status, _, err = trace("x.json")

    assert status == 2
    assert message in err


def test_a_broken_line_hides_nothing(trace: Trace, tmp_path: Path) -> None:
    """The other lines are judged all the same; that one could not be read wins in the exit status."""
    (tmp_path / "polls.jsonl").write_text(f"{GOOD}\n{{\n{BAD}\n")

    status, out, err = trace("polls.jsonl")

    assert status == 2
    assert "polls.jsonl:3:" in out
    assert "polls.jsonl:2:" in err


def test_nothing_to_read(trace: Trace) -> None:
    """No file, no such file and no readable file are wrong usage."""
    assert trace()[0] == 2
    assert trace("missing.json")[0] == 2
    assert trace("")[::2] == (2, "trainjob: the name of a file is empty\n")


def test_text_is_made_harmless(trace: Trace, tmp_path: Path) -> None:
    """A name with an escape sequence recolours no terminal."""
    (tmp_path / "polls.jsonl").write_text(
        "\n".join(json.dumps(json.loads(line) | {"TrainingJobName": "\x1b[31m"}) for line in (GOOD, BAD))
    )

    _, out, _ = trace("polls.jsonl", "--verbose")

    assert "\x1b" not in out
    assert "\\x1b[31m" in out


def test_equal_lines_are_counted_without_being_read(
    trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Polls that show the same text again count as observations, and line numbers stay right."""
    made: list[int | None] = []
    snapshot = SnapshotCheck.snapshot

    def counted(*arguments: Any, **options: Any) -> Snapshot:
        made.append(options["line"])
        return snapshot(*arguments, **options)

    monkeypatch.setattr(SnapshotCheck, "snapshot", counted)
    (tmp_path / "polls.jsonl").write_text(f"{GOOD}\n" * 50 + f"{BAD}\n")

    _, out, _ = trace("polls.jsonl")

    assert made == [1, 51]
    assert out.startswith("polls.jsonl:51:")
    assert "51 observations of 1 job" in out


def test_many_findings(trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the number that is placed exactly, findings tell the line of their document."""
    monkeypatch.setattr(trace_places, "MOST", 1)
    monkeypatch.setattr("statemachine.cli.trace.MOST", 1)
    lines = [
        json.dumps(json.loads(line) | {"TrainingJobArn": f"arn:aws:sagemaker:us-east-1:1:training-job/{number}"})
        for number in range(2)
        for line in (GOOD, BAD)
    ]
    (tmp_path / "polls.jsonl").write_text("\n".join(lines))

    out = trace("polls.jsonl", "--format", "concise")[1].splitlines()

    assert [line.split(":")[1] for line in out] == ["2", "4"]
    assert [line.split(":")[2] == "1" for line in out] == [False, True]


def test_a_report_for_machines_beside_the_text(trace: Trace, tmp_path: Path) -> None:
    """Reports can be sent to files, as with lint."""
    (tmp_path / "polls.jsonl").write_text(f"{GOOD}\n{BAD}\n")

    _, out, _ = trace("polls.jsonl", "--format", "json", "--output", "report.json")

    assert json.loads((tmp_path / "report.json").read_text())["summary"]["errors"] == 1
    assert out.endswith("2 observations of 1 job: 1 still running\n")


def test_a_stream_that_goes_on() -> None:
    """With --in-order a finding is told while the writer of the stream still goes on."""
    command = [sys.executable, "-m", "statemachine", "trace", "-", "--in-order", "--format", "concise"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{GOOD}\n{BAD}\n".encode())
        process.stdin.flush()

        line = process.stdout.readline()  # would wait for ever

        assert b"SM880" in line
        process.stdin.close()
        assert process.wait() == 1


def test_options() -> None:
    """Rules are given with commas or repeated."""
    options = parse_trace(["-", "--select", "SM88,SM89", "--ignore", "SM881", "--ignore", "SM882"])

    assert (options.select, options.ignore) == (("SM88", "SM89"), ("SM881", "SM882"))
