"""``trainjob lint --statistics``: how often each rule was broken."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from statemachine.cli import main
from statemachine.specification import folder

JOB = "TrainingJobName: a b\nRoleArn: r\nHyperParameters: {a: 1, b: 2}\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with one document."""
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(JOB)


def test_most_often_first(capsys: pytest.CaptureFixture[str]) -> None:
    """The text ends with a table, the most frequent rule first, above the counts of the run."""
    main(["lint", "a.yaml", "--statistics", "--select", "SM022,SM025"])

    assert capsys.readouterr().out.splitlines()[-5:-1] == [
        "2  error    SM022  wrong-type",
        "2  error    SM025  malformed-value",
        "",
        "4 errors in 1 file (1 job checked)",
    ]


def test_suppressed_findings_do_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    """What is accepted was not broken."""
    Path("a.yaml").write_text(f"# trainjob: ignore-file[SM022] why\n{JOB}")
    main(["lint", "a.yaml", "--statistics", "--select", "SM022,SM025", "--format", "concise"])

    assert capsys.readouterr().out.splitlines()[-1] == "2  error    SM025  malformed-value"


def test_in_the_json_report(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON report has the counts by code, and still fits its schema; without the option it has none."""
    schema = json.loads((folder("schemas") / "report.schema.json").read_text())
    main(["lint", "a.yaml", "--statistics", "--select", "SM022,SM025", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    main(["lint", "a.yaml", "--format", "json"])

    jsonschema.validate(report, schema)
    assert report["summary"]["rules"] == {"SM022": 2, "SM025": 2}
    assert "rules" not in json.loads(capsys.readouterr().out)["summary"]
