"""``trainjob describe-training-job``: its options, and its verdict about a service on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from statemachine import specification
from statemachine.cli import main

Describe = Callable[..., tuple[int, str, str]]
GOOD: dict[str, Any] = dict(specification.load(full=True).bases["describe"])


@pytest.fixture
def describe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Describe:
    """Run the command for a job called "a"; gives exit status, standard output and standard error."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    def run(*arguments: str) -> tuple[int, str, str]:
        command = ["describe-training-job", "--training-job-name", "a", "--region", "us-east-1", *arguments]
        status = main(command)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def answering() -> Iterator[Callable[..., str]]:
    """Serve one answer on loopback; gives a function that takes the answer and gives the URL."""
    servers: list[HTTPServer] = []

    def serve(body: bytes | dict[str, Any], status: int = 200) -> str:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_good_job(describe: Describe, answering: Callable[..., str]) -> None:
    """A job without mistakes gives exit status 0 with --check, and standard output stays the AWS CLI's."""
    url = answering(GOOD)
    plain = describe("--endpoint-url", url, "--no-sign-request")
    checked = describe("--endpoint-url", url, "--no-sign-request", "--check")
    assert (plain[0], json.loads(plain[1]), plain[2]) == (0, GOOD, "")
    assert checked == (0, plain[1], "trainjob: training-job/demo-2026-01-01: no mistakes found\n")


def test_warnings_only(describe: Describe, answering: Callable[..., str]) -> None:
    """Warnings are shown and leave the exit status 0."""
    job = {key: value for key, value in GOOD.items() if key != "TrainingTimeInSeconds"}
    status, _, error = describe("--endpoint-url", answering(job), "--no-sign-request", "--check")
    assert status == 0
    assert "warning SM810 completed-without-training-time" in error
    assert error.endswith("trainjob: training-job/demo-2026-01-01: 1 warning\n")


def test_a_query_hides_nothing_from_the_check(describe: Describe, answering: Callable[..., str]) -> None:
    """The whole description is checked, whatever is printed; a raised quota is heeded."""
    url = answering({**GOOD, "StoppingCondition": {"MaxRuntimeInSeconds": 864_000}})
    arguments = ["--endpoint-url", url, "--no-sign-request", "--check", "--query", "RoleArn", "--output", "text"]
    status, out, error = describe(*arguments)
    assert (status, out) == (1, GOOD["RoleArn"] + "\n")
    assert "864" in error
    assert describe(*arguments, "--limit", "max-runtime=28d")[0] == 0


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'"x"', b"<html>", b"", b'{"ModelArtifacts": 5}', b"\xff"])
def test_nonsense(describe: Describe, answering: Callable[..., str], body: bytes) -> None:
    """A service that answers nonsense could not be asked: exit status 2 and one line."""
    status, out, error = describe("--endpoint-url", answering(body), "--no-sign-request", "--check")
    assert (status, out) == (2, "")
    assert error.startswith("trainjob: ")
    assert error.count("\n") == 1
    assert "defect" not in error
    assert "object has no attribute" not in error


def test_a_hostile_refusal(describe: Describe, answering: Callable[..., str]) -> None:
    """What the service says of its refusal is shown without taking effect."""
    url = answering({"__type": "Bad\x1b[31m", "message": "no\x1b[2J\n::error::x"}, 400)
    status, _, error = describe("--endpoint-url", url, "--no-sign-request")
    assert status == 2
    assert error.count("\n") == 1
    assert "\x1b" not in error


def test_debug_shows_the_request(describe: Describe, answering: Callable[..., str]) -> None:
    """The log tells what was sent, on standard error."""
    _, out, error = describe("--endpoint-url", answering(GOOD), "--no-sign-request", "--debug")
    assert json.loads(out) == GOOD
    assert "SageMaker.DescribeTrainingJob" in error


def test_debug_ends_with_the_command(describe: Describe, answering: Callable[..., str]) -> None:
    """What is asked after a command with --debug, in the same process, is not logged."""
    url = answering(GOOD)
    assert describe("--endpoint-url", url, "--no-sign-request", "--debug")[2]
    assert describe("--endpoint-url", url, "--no-sign-request")[2] == ""


def test_the_verdict_is_chosen_as_in_lint(describe: Describe, answering: Callable[..., str]) -> None:
    """--select, --ignore and --edition choose the rules; a word that names none is told before anything is sent."""
    job = {key: value for key, value in GOOD.items() if key != "TrainingTimeInSeconds"}
    arguments = ["--endpoint-url", answering(job), "--no-sign-request", "--query", "RoleArn", "--check"]
    clean = "trainjob: training-job/demo-2026-01-01: no mistakes found\n"
    assert "SM810" in describe(*arguments, "--select", "SM80,SM81")[2]
    assert describe(*arguments, "--ignore", "completed-without-training-time")[2] == clean
    assert "SM021" in describe(*arguments, "--edition", "2018")[2]
    assert describe(*arguments, "--select", "SM8l0")[:2] == (2, "")


@pytest.mark.parametrize("option", ["--edition=2018", "--limit=a=1", "--select=SM8", "--ignore=SM8"])
def test_options_of_the_verdict_need_one(describe: Describe, option: str) -> None:
    """Options of the verdict are wrong usage without --check, for they would change nothing."""
    status, out, error = describe("--generate-cli-skeleton", option)
    assert (status, out) == (2, "")
    assert error.endswith("--edition, --limit, --select and --ignore need --check\n")


def test_yaml(describe: Describe) -> None:
    """The sample in YAML, and help by the word that the AWS CLI uses for it."""
    status, out, _ = describe("--generate-cli-skeleton", "output", "--output", "yaml")
    assert status == 0
    assert "\nTrainingJobStatus: Completed\n" in out


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    """``help`` shows the help, as it does in the AWS CLI."""
    assert main(["describe-training-job", "help"]) == 0
    assert "--generate-cli-skeleton" in capsys.readouterr().out


@pytest.mark.parametrize("seconds", ["-1", "x", "1.5", "٣"])
def test_seconds(describe: Describe, seconds: str) -> None:
    """A time limit is a whole number of seconds."""
    status, _, error = describe(f"--cli-read-timeout={seconds}")
    assert status == 2
    assert "is not a whole number of seconds" in error


def test_help_costs_no_boto3() -> None:
    """Help, and mistakes in the options, load neither boto3 nor botocore."""
    script = (
        "import sys\nfrom statemachine.cli import main\n"
        "assert main(['describe-training-job', '--help']) == 0 and main(['describe-training-job']) == 2\n"
        "sys.exit(bool({'boto3', 'botocore', 'jmespath', 'yaml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False).returncode == 0
