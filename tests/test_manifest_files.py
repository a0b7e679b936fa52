"""Local copies of manifests, checked for the channels that read them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from statemachine.cli import main
from statemachine.errors import InputError
from statemachine.findings import Finding
from statemachine.manifest_files import Checked, ManifestFiles
from statemachine.validator import Validator

VALIDATOR = Validator()
LINE = '{"source-ref": "s3://bucket/a.png", "class": 1}\n'


def _job(data_type: str = "AugmentedManifestFile", *names: str, channel: str = "train") -> dict[str, Any]:
    source = {"S3DataType": data_type, "AttributeNames": list(names)}
    return {"InputDataConfig": [{"ChannelName": channel, "DataSource": {"S3DataSource": source}}]}


def _files(path: Path, text: str, validator: Validator = VALIDATOR) -> ManifestFiles:
    path.write_text(text, encoding="utf-8")
    return ManifestFiles({"train": str(path)}, validator)


def _findings(files: ManifestFiles) -> list[Finding]:
    return [finding for new in files.news() if isinstance(new, Checked) for finding in new.report]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the manifest is."""
    return tmp_path / "train.manifest"


def test_augmented_lines_are_objects(file: Path) -> None:
    """The objects behind an augmented manifest are its lines."""
    assert _files(file, LINE * 3).counts(_job()) == {"train": 3}


def test_plain_keys_are_objects(file: Path) -> None:
    """The objects behind a plain manifest are its keys; what is no key is none."""
    files = _files(file, '[{"prefix": "s3://bucket/"}, "a", "b", 7]')

    assert files.counts(_job("ManifestFile")) == {"train": 2}


@pytest.mark.parametrize(
    ("data_type", "text"),
    [("ManifestFile", "["), ("ManifestFile", "{}"), ("ManifestFile", "[]"), ("AugmentedManifestFile", "\n")],
)
def test_unusable_manifest_has_no_count(file: Path, data_type: str, text: str) -> None:
    """Nothing is said of objects that nobody could count."""
    assert _files(file, text).counts(_job(data_type)) == {}


def test_place_in_the_offending_line(file: Path) -> None:
    """A finding has the manifest's name, the index of the document, and line and columns of the value."""
    files = _files(file, LINE + '\n  {"source-ref": "é/a.png"}\n')
    files.counts(_job("AugmentedManifestFile", "source-ref"))

    (found,) = _findings(files)

    assert (found.code, found.file, found.document) == ("SM295", str(file), 1)
    assert (found.line, found.column, found.end_line, found.end_column) == (3, 18, 3, 27)
    assert found.pointer == "/source-ref"


@pytest.mark.parametrize("line", ['  {"class": 1}', "  not JSON {{{", "  [1, 2, 3]   "])
def test_place_of_a_line_as_a_whole(file: Path, line: str) -> None:
    """What lacks an attribute, or is no object, is marked from its first to its last character."""
    files = _files(file, LINE + line)
    files.counts(_job("AugmentedManifestFile", "source-ref"))

    (found,) = _findings(files)

    assert (found.line, found.column, found.end_column) == (2, 3, len(line.rstrip()) + 1)


def test_line_text(file: Path) -> None:
    """The code frame of a finding shows the line that it speaks of."""
    files = _files(file, LINE + '{"class": 1}\n')
    files.counts(_job("AugmentedManifestFile", "source-ref"))

    shown = [new.line_text(2) for new in files.news() if isinstance(new, Checked) and new.report.findings]

    assert shown == ['{"class": 1}']


def test_many_jobs_one_finding(file: Path) -> None:
    """Jobs that ask for the same read the file once and hear of a mistake once."""
    files = _files(file, LINE)
    for _ in range(3):
        files.counts(_job("AugmentedManifestFile", "label"))

    assert [finding.code for finding in _findings(files)] == ["SM294"]


def test_jobs_with_different_attributes(file: Path) -> None:
    """Each list of attributes is looked for, and the file still counts as one manifest."""
    files = _files(file, LINE)
    for name in ("label", "class", "Class"):
        files.counts(_job("AugmentedManifestFile", name))

    news = [new.report for new in files.news() if isinstance(new, Checked)]

    assert [finding.message.split('"')[1] for report in news for finding in report] == ["label", "Class"]
    assert [sum(getattr(report, name) for report in news) for name in ("files", "manifests", "jobs")] == [1, 1, 0]


def test_ignored_rule(file: Path) -> None:
    """A rule that is not selected does not speak, and the lines are counted all the same."""
    files = _files(file, LINE, Validator(ignore=["SM294"]))

    assert files.counts(_job("AugmentedManifestFile", "label")) == {"train": 1}
    assert _findings(files) == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[", "the text ends"),
        ('[{"prefix": "s3://b/"}]\n[{"prefix": "s3://b/"}]\n', "several values"),
        (LINE * 2, "several values"),
        ("", "no document"),
    ],
)
def test_file_that_is_no_manifest(file: Path, text: str, part: str) -> None:
    """What cannot be read as a manifest is an error with the file's name, once."""
    files = _files(file, text)
    for _ in range(2):
        files.counts(_job("ManifestFile"))

    (error,) = files.news()

    assert isinstance(error, InputError)
    assert error.file == str(file)
    assert part in error.message


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is refused before any job is checked."""
    with pytest.raises(InputError, match="No such file"):
        ManifestFiles({"train": str(tmp_path / "none")}, VALIDATOR)


def test_directory(tmp_path: Path) -> None:
    """A directory is refused too."""
    with pytest.raises(InputError, match="is a directory"):
        ManifestFiles({"train": str(tmp_path)}, VALIDATOR)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipe_is_not_opened_early(tmp_path: Path) -> None:
    """A pipe, as a shell makes of ``<(…)``, is left alone until a job needs it: it can be read only once."""
    os.mkfifo(tmp_path / "pipe")  # to open it would wait for a writer, for ever

    files = ManifestFiles({"train": str(tmp_path / "pipe")}, VALIDATOR)

    assert files.counts(_job("S3Prefix")) == {}


@pytest.mark.parametrize(
    ("job", "message"),
    [
        (_job(channel="Train"), 'no job that was checked has a channel "train", did you mean "Train"?'),
        (_job(channel="other"), 'no job that was checked has a channel "train"'),
        (_job("S3Prefix"), 'channel "train" reads no manifest, because its S3DataType is S3Prefix'),
    ],
)
def test_unused(file: Path, job: dict[str, Any], message: str) -> None:
    """A manifest that no job asked for is named with the reason."""
    files = _files(file, LINE)
    files.counts(job)

    assert list(files.unused()) == [message]


def test_used(file: Path) -> None:
    """One job that reads the manifest is enough."""
    files = _files(file, LINE)
    for job in (_job("S3Prefix"), _job(channel="other"), _job()):
        files.counts(job)

    assert list(files.unused()) == []


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run ``trainjob lint`` in a folder with a job; gives exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    Path("job.json").write_text(json.dumps({"TrainingJobName": "demo"} | _job("ManifestFile")))

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["lint", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_json_counts_jobs(lint: Callable[..., Any], file: Path) -> None:
    """The JSON summary counts a manifest as file and document, never as a job."""
    file.write_text('[{"prefix": "s3://bucket/"}, "a"]')

    status, out, err = lint("train.manifest", "--format", "json")

    assert (status, err) == (0, "")
    assert json.loads(out)["summary"] == {
        "files": 1,
        "documents": 1,
        "jobs": 0,
        "errors": 0,
        "warnings": 0,
        "notes": 0,
    }


def test_manifest_in_the_linted_folder(lint: Callable[..., Any]) -> None:
    """A manifest that lies beside the job is checked once, with its channel."""
    Path("train.json").write_text('[{"prefix": "s3://bucket/"}, "/a"]')

    _, out, _ = lint(".", "--manifest", "train=./train.json", "--select", "SM28", "--format", "concise")

    assert out.count("\n") == 1
    assert out.startswith("./train.json:1:30: warning SM287 manifest-double-slash: ")


def test_utf_16(lint: Callable[..., Any], file: Path) -> None:
    """A manifest in UTF-16 is linted like any other."""
    file.write_text('[{"prefix": "s3://bucket/"},\n "é", "/a"]', encoding="utf-16")

    status, out, err = lint("train.manifest", "--select", "SM28", "--format", "concise", "--fail-on", "warning")

    assert (status, err) == (1, "")
    assert out.startswith("train.manifest:2:7: warning SM287 manifest-double-slash: ")
