"""``trainjob describe-training-job`` beside the real ``aws sagemaker describe-training-job``."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path

import pytest

from tests.aws.conftest import NAME, Command

NOWHERE = "http://127.0.0.1:9"  # the discard port, where nobody listens
TWO_COLUMNS = "InputDataConfig[].[ChannelName,ContentType]"
QUERIES = [
    "InputDataConfig",
    TWO_COLUMNS,
    "keys(@)",
    "Nope",
    "[[TrainingJobName],[[RoleArn]]]",
    "[TrainingJobName,[RoleArn,[RoleArn]],`1.5`,`null`]",
    "{a: `{}`, b: `[]`, c: `true`, d: InputDataConfig[].DataSource}",
]


@pytest.mark.parametrize(
    ("form", "query"),
    [*product(["text", "table"], [None, *QUERIES]), ("json", None), ("json", QUERIES[-1])],
)
def test_the_same_output(moto: str, ours: Command, theirs: Command, form: str, query: str | None) -> None:
    """A job is printed to the letter as the AWS CLI prints it, whole or in part."""
    arguments = ["--endpoint-url", moto, "--training-job-name", NAME, "--output", form]
    arguments += ["--query", query] if query else []
    expected = theirs(*arguments)
    assert ours(*arguments)[:2] == expected[:2]
    assert expected[0] == 0


def test_the_same_colours(moto: str, ours: Command, theirs: Command) -> None:
    """A coloured table has the colours of the AWS CLI, which also ends colours that have not begun."""
    arguments = ["--endpoint-url", moto, "--training-job-name", NAME, "--output", "table", "--color", "on"]
    mine, real = (
        re.sub(r"\x1b\[0m", "", run(*arguments)[1]).replace("\x1b[2m\x1b[33m|\n", "|\n").rstrip("\n")
        for run in (ours, theirs)
    )
    assert mine == real
    assert "\x1b[34m" in mine


@pytest.mark.parametrize("setting", ["wire", "iso8601"])
def test_the_same_times(
    moto: str, ours: Command, theirs: Command, environment: pytest.MonkeyPatch, tmp_path: Path, setting: str
) -> None:
    """Times follow cli_timestamp_format of the configuration, and the format of the output its ``output``."""
    configuration = tmp_path / "config"
    configuration.write_text(f"[default]\ncli_timestamp_format = {setting}\noutput = text\n")
    environment.setenv("AWS_CONFIG_FILE", str(configuration))
    arguments = ["--endpoint-url", moto, "--training-job-name", NAME, "--query", "[CreationTime,TrainingJobName]"]
    expected = theirs(*arguments)[1]
    assert ours(*arguments)[1] == expected
    assert ("T" in expected) == (setting == "iso8601")


@pytest.mark.parametrize("arguments", [[], ["input"], ["--output", "table"], ["input", "--query", "foo"]])
def test_the_same_input_skeleton(ours: Command, theirs: Command, arguments: list[str]) -> None:
    """The skeleton of the request is printed without a name, in JSON whatever the output."""
    skeleton = ours("--generate-cli-skeleton", *arguments)
    assert skeleton == theirs("--generate-cli-skeleton", *arguments)
    assert skeleton[0] == 0


def test_their_sample_is_refused(ours: Command, theirs: Command) -> None:
    """The AWS CLI refuses its own sample of an answer; ours has neither error nor warning."""
    status, out, error = theirs("--training-job-name", "a", "--generate-cli-skeleton", "output")
    assert (status, out) == (255, "")
    assert "Parameter validation failed" in error
    assert "RoleArn" in error
    status, out, error = ours("--training-job-name", "a", "--generate-cli-skeleton", "output", "--check")
    assert status == 0
    assert "no mistakes found" in error
    assert json.loads(out)


@pytest.mark.parametrize(
    ("arguments", "substance"),
    [
        ([], "arguments are required: --training-job-name"),
        (["--generate-cli-skeleton", "output"], "arguments are required: --training-job-name"),
        (["--training-job-name", ""], "Invalid length for parameter TrainingJobName, value: 0, valid min length: 1"),
        (["--training-job-name", "a", "--nonsense", "x"], "--nonsense"),
        (["--training-job-name", "a", "--output", "xml"], "--output"),
        (["--training-job-name", "a", "--generate-cli-skeleton", "both"], "--generate-cli-skeleton"),
        (["--training-job-name", "a", "--query", "["], "--query ["),
        (["--training-job-name", "a", "--endpoint-url", "nope"], "scheme is missing"),
        (["--training-job-name", "a", "--profile", "nobody"], "The config profile (nobody) could not be found"),
        (["--training-job-name", "file:///nowhere/x"], "No such file or directory"),
        (["--training-job-name", "fileb://" + __file__], "Invalid type for parameter TrainingJobName"),
        (["--cli-input-json", "file:///nowhere/x"], "No such file or directory"),
        (["--cli-input-json", "{"], "Expecting property name enclosed in double quotes: line 1 column 2"),
        (["--cli-input-json", "{}"], 'Missing required parameter in input: "TrainingJobName"'),
        (["--cli-input-json", '{"TrainingJobName": 7}'], "Invalid type for parameter TrainingJobName, value: 7"),
        (
            ["--cli-input-json", '{"TrainingJobName": "a", "Foo": 1}'],
            'Unknown parameter in input: "Foo", must be one of: TrainingJobName',
        ),
        (["--cli-input-json", "[1]"], ""),
        (["--training-job-name", "a", "--endpoint-url", NOWHERE], f'connect to the endpoint URL: "{NOWHERE}/"'),
        (["--training-job-name", "a b", "--endpoint-url", NOWHERE], f'connect to the endpoint URL: "{NOWHERE}/"'),
        (["--training-job-name", "a" * 64, "--endpoint-url", NOWHERE], f'connect to the endpoint URL: "{NOWHERE}/"'),
    ],
)
def test_the_same_refusals(
    ours: Command, theirs: Command, environment: pytest.MonkeyPatch, arguments: list[str], substance: str
) -> None:
    """What the AWS CLI refuses, or cannot ask, is refused here for the same reason, with exit status 2."""
    environment.setenv("AWS_MAX_ATTEMPTS", "1")  # otherwise both ask the endpoint that is not there for seconds
    status, out, error = theirs(*arguments)
    assert status != 0
    assert substance in error
    mine = ours(*arguments)
    assert mine[:2] == (2, out)
    assert substance in mine[2]
    assert "Traceback" not in mine[2]


def test_no_such_job(moto: str, ours: Command, theirs: Command) -> None:
    """What the service says of a job that does not exist is passed on in its words."""
    arguments = ["--endpoint-url", moto, "--training-job-name", "nobody"]
    status, out, error = ours(*arguments)
    assert (status, out) == (2, "")
    assert error == "trainjob: " + theirs(*arguments)[2].strip() + "\n"
    assert "An error occurred (ValidationException)" in error


@pytest.mark.parametrize(
    ("missing", "substance"),
    [
        (["AWS_DEFAULT_REGION"], "region"),
        (["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], "credentials"),
        (["AWS_SECRET_ACCESS_KEY"], "AWS_SECRET_ACCESS_KEY"),
    ],
)
def test_nothing_configured(
    ours: Command, theirs: Command, environment: pytest.MonkeyPatch, missing: list[str], substance: str
) -> None:
    """Without a region or credentials nothing is asked, and the message names what is missing."""
    for name in missing:
        environment.delenv(name)
    for status, out, error in (ours("--training-job-name", "a"), theirs("--training-job-name", "a")):
        assert status == (2 if error.startswith("trainjob") else 255)
        assert out == ""
        assert substance in error


def test_json_for_the_command_line(moto: str, ours: Command, theirs: Command, tmp_path: Path) -> None:
    """A request from a file is sent, and an option wins over it."""
    request = tmp_path / "request.json"
    request.write_text('{"TrainingJobName": "nobody"}')
    by_file = ["--endpoint-url", moto, "--cli-input-json", f"file://{request}"]
    assert "nobody" in ours(*by_file)[2]
    both = [*by_file, "--training-job-name", NAME]
    assert ours(*both)[:2] == theirs(*both)[:2]
    assert ours(*both)[0] == 0


def test_moto_is_found_out(moto: str, ours: Command) -> None:
    """Jobs of moto are born completed while their history has only begun: --check says so."""
    status, out, error = ours("--endpoint-url", moto, "--training-job-name", NAME, "--check")
    assert status == 1
    assert json.loads(out)["TrainingJobName"] == NAME
    assert (
        "SM869 history-disagrees-with-status: SecondaryStatus is Completed but the history ends with Starting" in error
    )
    line = next(line for line in error.splitlines() if "SM869" in line).split(":")[1]
    assert '"SecondaryStatus"' in out.splitlines()[int(line) - 1]


def test_the_documentation_shows_this_output(moto: str, ours: Command) -> None:
    """The documentation shows what the command says about that job of moto, shortened where a line has three dots."""
    page = Path(__file__).parents[2] / "docs" / "describe-training-job.md"
    block = page.read_text(encoding="utf-8").split("```text\n$ trainjob describe-training-job ")[1].split("```")[0]
    command, *shown = block.splitlines()
    status, out, error = ours("--endpoint-url", moto, *command.split())
    real = iter((out + error).splitlines())

    assert status == 1
    assert [line for line in shown if line != "…" and line not in real] == []
