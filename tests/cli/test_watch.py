"""``trainjob watch`` against a service on loopback: the real client, and time that passes at once."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from statemachine.cli import main
from statemachine.cli.watch_options import parse
from statemachine.errors import UsageError
from tests.aws.stub import ENVIRONMENT, Stub, life, playing
from tests.watching.fakes import FastClock

Watched = Callable[..., tuple[int, str, str]]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Watched:
    """Run the command against a stub; gives exit status, standard output and standard error."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("statemachine.watching.calls.Clock", FastClock)
    monkeypatch.setattr("random.uniform", lambda low, high: (low + high) / 2)

    def run(stub: Stub, *arguments: str) -> tuple[int, str, str]:
        status = main(["watch", "--endpoint-url", stub.url, *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def stages(out: str) -> list[str]:
    """The states that plain lines tell, in their order."""
    return [line.split(": ")[1].split(" ")[0].rstrip(";") for line in out.splitlines() if line.startswith("20")]


def test_the_happy_life(watched: Watched) -> None:
    """A line for each stage, one for the end, exit status 0."""
    with playing(job="happy") as stub:
        status, out, err = watched(stub, "job")

    assert (status, err) == (0, "")
    assert stages(out) == [
        "InProgress/Starting",
        "InProgress/Downloading",
        "InProgress/Training",
        "InProgress/Uploading",
        "Completed",
    ]
    assert out.splitlines()[-1] == "job: success, Completed after 12m 30s, 11m 00s billed"


def test_a_spot_interruption(watched: Watched) -> None:
    """An interruption is a stage like another; the job goes back and succeeds."""
    with playing(job="spot-interruption") as stub:
        status, out, err = watched(stub, "job")

    assert (status, err) == (0, "")
    assert "InProgress/Interrupted" in stages(out)
    assert out.splitlines()[-1] == "job: success, Completed after 26m 00s, 14m 00s billed"


def test_a_failure_before_the_start(watched: Watched) -> None:
    """The reason stands at the end, with everything harmful made visible; exit status 1."""
    with playing(job="failure-before-start") as stub:
        status, out, err = watched(stub, "job")

    assert (status, err) == (1, "")
    assert out.splitlines()[-1].startswith("job: failure, Failed after 30s: ClientError: no such image\\x1b[2J")
    assert "\x1b" not in out


def test_a_waiting_time_that_is_over(watched: Watched) -> None:
    """A spot job without capacity is stopped, which is no success."""
    with playing(job="wait-time-exceeded") as stub:
        status, out, _ = watched(stub, "job")

    assert status == 1
    assert out.splitlines()[-1].startswith("job: stopped, Stopped/MaxWaitTimeExceeded (")


def test_a_stopped_job(watched: Watched) -> None:
    """A job that was stopped on request is no success."""
    with playing(job="stopped") as stub:
        assert watched(stub, "job")[0] == 1


def test_throttling(watched: Watched) -> None:
    """Throttling is told once, and the job is followed to its end."""
    with playing(job="throttling") as stub:
        status, out, err = watched(stub, "job")

    assert status == 0
    assert err.count("asked less often") == 1
    assert "answers come again" in err
    assert stages(out) == ["InProgress/Training", "Completed"]


def test_each_attempt_is_one_request(watched: Watched) -> None:
    """There is no trying again inside botocore: five answers are five requests."""
    with playing(job="throttling") as stub:
        watched(stub, "job")

    assert len(stub.asked) == 5


def test_a_connection_that_dies(watched: Watched) -> None:
    """A connection that breaks, half an answer and errors of a server are told once and survived."""
    with playing(job="connection-dies") as stub:
        status, out, err = watched(stub, "job")

    assert status == 0
    assert err.count("no answer; trying on") == 1
    assert stages(out) == ["InProgress/Starting", "InProgress/Training", "Completed"]


def test_answers_without_sense(watched: Watched) -> None:
    """HTML, half JSON, wrong types and another job's description are told once and survived."""
    with playing(job="nonsense") as stub:
        status, out, err = watched(stub, "job", "--give-up-after", "1d")

    assert status == 0
    assert err.count("make no sense") == 1
    assert stages(out) == ["Completed"]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("only-nonsense", "given up: the answer is no description of a job"),
        ("denied", "is not authorized to perform: sagemaker:DescribeTrainingJob (AccessDeniedException)"),
        ("vanishes", "Requested resource not found. (ValidationException)"),
    ],
)
def test_what_cannot_be_asked(watched: Watched, name: str, part: str) -> None:
    """Nonsense that lasts, no permission and a job that vanishes give exit status 2, with the reason."""
    with playing(job=name) as stub:
        status, out, err = watched(stub, "job")

    assert status == 2
    assert part in err
    assert out.splitlines()[-1].startswith("job: could not be followed: ")


def test_nobody_answers(watched: Watched) -> None:
    """An endpoint that nobody listens at is given up after --give-up-after."""
    with playing(job="happy") as stub:
        pass
    status, _, err = watched(stub, "job", "--give-up-after", "2m")

    assert status == 2
    assert "job: given up: Could not connect to the endpoint URL" in err


def test_no_such_job(watched: Watched) -> None:
    """One name that does not exist does not end the watch for the others."""
    with playing(job="happy") as stub:
        status, out, err = watched(stub, "job", "no-such-job")

    assert status == 2
    assert "no-such-job: Requested resource not found." in err
    assert "job: success, Completed" in out


def test_an_illegal_sequence(watched: Watched) -> None:
    """Findings come in the concise form when they are seen, each once; exit status 1 though the job succeeded."""
    with playing(job="illegal") as stub:
        status, out, _ = watched(stub, "job")

    lines = out.splitlines()
    found = [line for line in lines if line.startswith("job#/")]
    assert status == 1
    assert "job#/SecondaryStatus: error SM850 impossible-status-pair" in out
    assert lines.index(found[0]) < len(lines) - 3  # and not at the end
    assert len(found) == len(set(found)) >= 3
    assert "job#/SecondaryStatus: warning SM887 unreachable-secondary-status" in out


def test_statuses_that_are_new(watched: Watched) -> None:
    """Statuses that AWS adds are no mistake."""
    with playing(job="new-words") as stub:
        status, out, _ = watched(stub, "job")

    assert status == 0
    assert "Paused/Dreaming" in stages(out)


def test_several_jobs(watched: Watched) -> None:
    """Jobs are asked about in turn, a name that stands twice only once; the sum keeps the order of the names."""
    with playing(a="happy", b="failure-before-start", c="spot-interruption") as stub:
        status, out, _ = watched(stub, "c", "a", "b", "a")

    assert status == 1
    assert stub.asked[:3] == ["c", "a", "b"]
    assert [line.split(":")[0] for line in out.splitlines()[-3:]] == ["c", "a", "b"]


def test_time_is_up(watched: Watched) -> None:
    """The time-out gives exit status 3 and says where the job is."""
    with playing(job="endless") as stub:
        status, out, _ = watched(stub, "job", "--timeout", "20m")

    assert status == 3
    assert out.splitlines()[-1] == "job: goes on, InProgress/Training after 20m 00s (time is up)"


def test_events_for_programs(watched: Watched) -> None:
    """With --json there is one object a line on standard output and nothing on standard error."""
    with playing(job="throttling", other="illegal") as stub:
        status, out, err = watched(stub, "job", "other", "--json")

    events = [json.loads(line) for line in out.splitlines()]
    assert err == ""
    assert {event["event"] for event in events} == {"trouble", "recovered", "stage", "finding", "ended", "summary"}
    assert (events[-1]["event"], events[-1]["exit_status"]) == ("summary", status)
    assert [job["outcome"] for job in events[-1]["jobs"]] == ["success", "success"]


def test_names_from_standard_input(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hyphen takes names from standard input, and an ARN stands for its name."""
    monkeypatch.setattr(
        sys, "stdin", io.StringIO("job\n\narn:aws:sagemaker:us-east-1:123456789012:training-job/other\n")
    )
    with playing(job="happy", other="happy") as stub:
        assert watched(stub, "-")[0] == 0

    assert set(stub.asked) == {"job", "other"}


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["job", "--interval", "soon"], "--interval takes a time such as 90, 45m, 12h or 2d"),
        (["job", "--interval", "0.5"], "1 second is the least"),
        (["job", "--timeout", "0"], "--timeout takes a time"),
        ([" "], "there is no name"),
        (["arn:aws:s3:::bucket"], "is no ARN of a training job"),
        (
            [f"arn:aws:sagemaker:{region}:123456789012:training-job/a" for region in ("us-east-1", "eu-west-1")],
            "different regions",
        ),
        ([str(number) for number in range(1001)], "too many"),
    ],
)
def test_what_makes_no_sense(arguments: list[str], part: str) -> None:
    """Wrong options are told before anything is asked."""
    with pytest.raises(UsageError, match=part):
        parse(arguments)


def test_options() -> None:
    """Times have units, options stand between names, and the region comes from an ARN if it is not given."""
    options = parse(
        ["a", "--interval", "2m", "arn:aws:sagemaker:eu-west-1:123456789012:training-job/b", "--timeout", "1.5h"]
    )

    assert (options.names, options.interval, options.timeout, options.give_up_after) == (("a", "b"), 120, 5400, 600)
    assert options.connection.region == "eu-west-1"


def test_options_of_the_connection(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service is reached as the options say: without credentials, with time limits, trusting whom they name."""
    connection = parse(["a", "--no-sign-request", "--no-verify-ssl", "--cli-read-timeout", "7"]).connection
    assert (connection.sign, connection.verify) == (False, False)
    assert (connection.connect_timeout, connection.read_timeout, connection.attempts) == (5, 7, 1)
    assert parse(["a", "--ca-bundle", "x.pem"]).connection.verify == "x.pem"
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with playing(job="happy") as stub:
        assert watched(stub, "job", "--no-sign-request")[0] == 0


def test_without_credentials(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without credentials nothing is asked; one line says what to do."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with playing(job="happy") as stub:
        status, out, err = watched(stub, "job")

    assert (status, out, stub.asked) == (2, "", [])
    assert "no credentials found" in err


@pytest.mark.parametrize(
    ("number", "status", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
def test_interruptions(number: signal.Signals, status: int, word: str) -> None:
    """Signals end the watch at once, also while a call waits for its answer; the jobs go on, and it says so."""
    slow: dict[str, Any] = {"answers": [{**life("endless")["answers"][0]}, {"hang-up": True, "slow": 5}]}
    with Stub({"job": slow}) as stub:
        command = [sys.executable, "-m", "statemachine", "watch", "job", "--interval", "1", "--endpoint-url", stub.url]
        process = subprocess.Popen(
            command, env=os.environ | ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        with process:
            assert process.stdout is not None
            assert "InProgress/Training" in process.stdout.readline()
            process.send_signal(number)
            out, err = process.communicate(timeout=10)

    assert process.returncode == status
    assert err == f"trainjob: {word}; only the watching ends, the job goes on: job\n"
    assert out.startswith("job: goes on, InProgress/Training")


def test_an_interruption_before_the_first_call(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever interrupts while the client is being made is told the same: no job was touched."""

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("statemachine.aws.client.connect", interrupted)
    with playing(job="happy") as stub:
        assert watched(stub, "job") == (130, "", "trainjob: interrupted; no job was touched\n")

    assert stub.asked == []


def test_a_live_picture(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal there is a picture, and the sum stays when it is gone."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    with playing(job="happy") as stub, contextlib.redirect_stdout(terminal):
        status, _, err = watched(stub, "job")

    assert (status, err) == (0, "")
    assert "1 running, 0 over" in terminal.getvalue()
    assert terminal.getvalue().rstrip().endswith("job: success, Completed after 12m 30s, 11m 00s billed\x1b[0m")
