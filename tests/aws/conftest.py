"""The real AWS CLI and a moto server on loopback, beside which ``describe-training-job`` is put.

The AWS CLI is that of ``.venvs/awscli`` (``make .venvs/awscli/.ready``) or the one that TRAINJOB_AWSCLI names.
Where it is missing its tests are skipped, and fail in CI. TRAINJOB_TOOLS=required|optional decides that elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from statemachine import specification
from statemachine.cli import main
from tests.aws.stub import ENVIRONMENT
from tests.tooling import missing

Command = Callable[..., tuple[int, str, str]]
NAME = "demo"
_AWS = Path(os.environ.get("TRAINJOB_AWSCLI") or Path(__file__).parents[2] / ".venvs/awscli/bin/aws")
_SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print("http://%s:%d" % server.get_host_and_port(), flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing that whoever runs the tests has configured; credentials and a region that mean nothing."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """The URL of a moto server that knows one job, `NAME`."""
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("AWS_")},
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        url = server.stdout.readline().strip()
        create(url)
        yield url
    finally:
        server.stdin.close()
        server.stdout.close()
        server.wait(timeout=30)


def create(url: str) -> None:
    """Create the job, with two channels of different members and letters of other alphabets.

    None of them is of ambiguous width, such as é: the AWS CLI takes that for two cells and bends its tables.
    """
    from boto3.session import Session

    session = Session("x", "y", region_name="us-east-1")
    request: dict[str, Any] = dict(specification.load(full=True).bases["request"])
    first = request["InputDataConfig"][0]
    second = {"ChannelName": "test", "DataSource": first["DataSource"]}
    client = session.client("sagemaker", endpoint_url=url)
    client.create_training_job(
        **{**request, "TrainingJobName": NAME, "InputDataConfig": [first, second]},
        HyperParameters={"epochs": "3", "note": "中文, a long remark to make the table wider than the terminal"},
    )
    client.close()


@pytest.fixture
def theirs() -> Command:
    """Run ``aws sagemaker describe-training-job``; gives exit status, standard output and standard error."""
    if not _AWS.exists():
        missing(f"the AWS CLI at {_AWS}")

    def run(*arguments: str) -> tuple[int, str, str]:
        command = [str(_AWS), "sagemaker", "describe-training-job", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def ours(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run ``trainjob describe-training-job``; gives exit status, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["describe-training-job", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run
