"""The formats for people and the JSON report, each asserted by thought."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from statemachine.findings import Finding, Report, Severity, Suppression
from statemachine.reports import FORMATS, LineText, Options, Summary, reporter
from statemachine.reports.style import counts

Make = Callable[..., Finding]
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/report.schema.json").read_text())


def written(name: str, findings: list[Finding], lines: LineText, *, color: bool = False, verbose: bool = False) -> str:
    """Write a whole run over one document."""
    report = Report(findings=tuple(findings))
    summary = Summary(files=1)
    summary.add(report)
    one = reporter(name, Options(color=color, verbose=verbose))
    return one.opening() + one.document(report, lines) + one.closing(summary)


def test_text(make: Make, yaml_lines: LineText) -> None:
    """The report for people, to the last blank."""
    assert written("text", [make()], yaml_lines) == (
        "jobs/train.yaml:4:22: error SM204 compression-outside-pipe: "
        'channel "val" is compressed with Gzip but its input mode is FastFile\n'
        "  |\n"
        "3 |   - ChannelName: val\n"
        "4 |     CompressionType: Gzip\n"
        "  |                      ^^^^ must be None\n"
        "5 |     InputMode: FastFile\n"
        "  |                -------- the mode of this channel\n"
        "  = help: set CompressionType to None, or InputMode to Pipe\n"
        "  = why:  The service decompresses in Pipe mode only.\n"
        "\n"
        "1 error in 1 file (1 job checked)\n"
        "More about a finding: trainjob explain SM204\n"
    )


def test_text_gives_a_reason_once(make: Make, yaml_lines: LineText) -> None:
    """The second finding of a rule does not repeat why the rule exists, but says what to do."""
    text = written("text", [make(), make()], yaml_lines)

    assert (text.count("= why:"), text.count("= help:")) == (1, 2)


def test_text_verbose_shows_evidence(make: Make, yaml_lines: LineText) -> None:
    """With verbose, basis, sources and the page of the rule are shown."""
    text = written("text", [make()], yaml_lines, verbose=True)

    assert "= basis: documented (seed, api-channel)\n" in text
    assert "= see:  https://example.org/rules#sm204\n" in text


def test_text_wraps_long_reasons(make: Make, yaml_lines: LineText) -> None:
    """A long reason is broken into lines that stand below each other."""
    text = written("text", [make(why="word " * 60)], yaml_lines)

    begin = text.index("= why:")
    assert "\n          word word" in text[begin:]
    assert max(map(len, text[begin:].splitlines())) <= 110


@pytest.mark.parametrize("length", range(90, 120))
def test_no_wrapped_line_is_a_command(make: Make, yaml_lines: LineText, length: int) -> None:
    """Where a long help is broken, no line begins with what a build service takes for a command."""
    text = written("text", [make(help=f"{'x' * length} ::error::y")], yaml_lines)

    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]


def test_concise(make: Make, yaml_lines: LineText) -> None:
    """One line for each finding and nothing else."""
    assert written("concise", [make(), make(severity=Severity.NOTE)], yaml_lines).splitlines() == [
        f"jobs/train.yaml:4:22: error SM204 compression-outside-pipe: {make().message}",
        f"jobs/train.yaml:4:22: note SM204 compression-outside-pipe: {make().message}",
    ]


def test_place_without_text(make: Make, yaml_lines: LineText) -> None:
    """Where there are no lines, the pointer tells the place."""
    text = written("concise", [make(span=None)], yaml_lines)

    assert text.startswith("jobs/train.yaml#/InputDataConfig/0/CompressionType: error")


def test_json(make: Make, yaml_lines: LineText) -> None:
    """The JSON report holds exactly the members of the contract."""
    report = json.loads(written("json", [make()], yaml_lines))

    assert report == {
        "version": 1,
        "summary": {"files": 1, "documents": 1, "jobs": 1, "errors": 1, "warnings": 0, "notes": 0},
        "findings": [
            {
                "code": "SM204",
                "name": "compression-outside-pipe",
                "severity": "error",
                "message": 'channel "val" is compressed with Gzip but its input mode is FastFile',
                "help": "set CompressionType to None, or InputMode to Pipe",
                "file": "jobs/train.yaml",
                "document": 0,
                "pointer": "/InputDataConfig/0/CompressionType",
                "line": 4,
                "column": 22,
                "end_line": 4,
                "end_column": 26,
                "related": [
                    {
                        "pointer": "/InputDataConfig/0/InputMode",
                        "line": 5,
                        "column": 16,
                        "message": "the mode of this channel",
                    }
                ],
                "basis": "documented",
                "sources": ["seed", "api-channel"],
                "url": "https://example.org/rules#sm204",
            }
        ],
    }


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_satisfies_its_schema(make: Make, yaml_lines: LineText, count: int) -> None:
    """Reports with none, one and several findings, with and without places, are valid."""
    findings = [make(), make(span=None, file=None, related=()), make(severity=Severity.WARNING)][:count]

    report = json.loads(written("json", findings, yaml_lines))

    jsonschema.Draft202012Validator(SCHEMA).validate(report)


@pytest.mark.parametrize("member", ["code", "pointer", "line", "related"])
def test_schema_refuses_a_finding_without_a_member(make: Make, yaml_lines: LineText, member: str) -> None:
    """The schema is the contract: no member of a finding may be left out."""
    report = json.loads(written("json", [make()], yaml_lines))
    del report["findings"][0][member]

    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(report)


@pytest.mark.parametrize("name", ["text", "concise", "json"])
def test_hostile_text_has_no_effect(make: Make, name: str) -> None:
    """Escapes, overrides, line ends and commands in a document reach no output of any format."""
    hostile = "\x1b]0;x\x07\u202e\n::error::x\r\x7f##[error]##vso[task.complete]"
    finding = make(message=hostile, help=hostile, why=hostile, label=hostile, file=hostile, path=(hostile,))

    text = written(name, [finding], lambda _: hostile)

    assert not set("\x1b\x07\u202e\r\x7f") & set(text)
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert "##[" not in text
    assert "##vso[" not in text
    if name == "json":
        assert json.loads(text)["findings"][0]["message"] == hostile


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_reporter(make: Make, yaml_lines: LineText, name: str) -> None:
    """Each name of the list can be chosen, and shows the finding."""
    assert "is compressed with Gzip" in written(name, [make()], yaml_lines)


@pytest.mark.parametrize("name", sorted({*FORMATS} - {"sarif", "junit"}))
def test_suppressed_findings_are_hidden(make: Make, yaml_lines: LineText, name: str) -> None:
    """A suppressed finding is not shown; SARIF and JUnit show it as what it is."""
    hidden = make(message="hidden", suppression=Suppression("external", "known"))

    text = written(name, [make(), hidden], yaml_lines)

    assert "hidden" not in text


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("text", "1 error in 1 file (1 job checked, 1 finding suppressed)"),
        ("json", '"suppressed": 1'),
        ("jsonl", '"suppressed": 1'),
        ("sarif", '"suppressed": 1'),
        ("junit", "suppressed: jobs/train.yaml"),
        ("github", "trainjob: 1 finding suppressed"),
        ("checkstyle", "<!-- 1 suppressed -->"),
    ],
)
def test_suppressed_findings_are_counted(make: Make, yaml_lines: LineText, name: str, count: str) -> None:
    """Every format that has a place for it counts them; errors that fail the run do not."""
    text = written(name, [make(), make(suppression=Suppression("inSource", "known"))], yaml_lines)

    assert count in text


def test_json_with_suppressed_findings_satisfies_its_schema(make: Make, yaml_lines: LineText) -> None:
    """The count is a member that the schema knows."""
    report = json.loads(written("json", [make(suppression=Suppression("inSource", "known"))], yaml_lines))

    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert (report["findings"], report["summary"]["errors"], report["summary"]["suppressed"]) == ([], 0, 1)


def test_color_only_adds_escapes(make: Make, yaml_lines: LineText) -> None:
    """Without its colours the coloured report is the plain one."""
    colored = written("text", [make()], yaml_lines, color=True)

    assert "\x1b[1;31m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == written("text", [make()], yaml_lines)


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        (Summary(files=1, jobs=1), "no mistakes found in 1 file (1 job checked)"),
        (Summary(files=1, manifests=1), "no mistakes found in 1 file (1 manifest checked)"),
        (
            Summary(files=3, jobs=1, manifests=2),
            "no mistakes found in 3 files (1 job and 2 manifests checked)",
        ),
        (
            Summary(files=0, jobs=0, skipped=2),
            "no mistakes found in 0 files (0 jobs checked, 2 other files skipped)",
        ),
        (
            Summary(files=3, jobs=4, counts={Severity.ERROR: 1, Severity.WARNING: 2, Severity.NOTE: 0}),
            "1 error, 2 warnings in 3 files (4 jobs checked)",
        ),
    ],
)
def test_counts(summary: Summary, text: str) -> None:
    """The last line counts in words, with singular and plural."""
    assert counts(summary) == text
