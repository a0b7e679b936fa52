"""The baseline accepts what was there, wherever its lines go, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from statemachine.errors import InputError, UsageError
from statemachine.findings import Finding, Severity, Span
from statemachine.specification import folder as data
from statemachine.suppression import Baseline

ACTIVE = frozenset({"SM204", "SM501"})
FIRST = Finding("SM204", "a-name", Severity.ERROR, "m", ("a", 0), digest="1", span=Span(1, 1, 1, 2))
OTHER = replace(FIRST, code="SM501", path=("b",))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory with two files to check."""
    monkeypatch.chdir(tmp_path)
    Path("jobs").mkdir()
    for name in ("jobs/a.yaml", "jobs/b.yaml"):
        Path(name).write_text("")
    return tmp_path


def write(*found: tuple[Finding, str], path: str = "ci/known.json") -> Baseline:
    """Write a baseline with these findings of these files, and read it."""
    Path("ci").mkdir(exist_ok=True)
    recording = Baseline.read(Path(path), recording=True)
    for finding, file in found:
        assert recording.accepts(finding, file)
    for file in dict.fromkeys(file for _, file in found):
        recording.checked(file, ACTIVE)
    Path(path).write_text(recording.content())
    return Baseline.read(Path(path))


def test_paths_are_relative_to_the_baseline(here: Path) -> None:
    """Files are named from the folder of the baseline, with slashes, from wherever it is used."""
    write((FIRST, "jobs/a.yaml"))

    content = json.loads(Path("ci/known.json").read_text())
    assert list(content["findings"]) == ["../jobs/a.yaml"]
    assert Baseline.read(Path("ci/known.json")).accepts(FIRST, str(here / "jobs" / "a.yaml"))


def test_it_fits_its_schema() -> None:
    """What is written fits schemas/baseline.schema.json."""
    write((FIRST, "jobs/a.yaml"), (FIRST, "jobs/a.yaml"), (OTHER, "jobs/b.yaml"))

    schema = json.loads((data("schemas") / "baseline.schema.json").read_text())
    jsonschema.validate(json.loads(Path("ci/known.json").read_text()), schema)


def test_lines_do_not_matter() -> None:
    """A finding whose line has changed is the same; one of another value, place, rule or file is not."""
    moved = replace(FIRST, span=Span(90, 3, 90, 4))

    assert write((FIRST, "jobs/a.yaml")).accepts(moved, "jobs/a.yaml")
    for other in (replace(FIRST, digest="2"), replace(FIRST, path=("a", 1)), replace(FIRST, code="SM501")):
        assert not write((FIRST, "jobs/a.yaml")).accepts(other, "jobs/a.yaml")
    assert not write((FIRST, "jobs/a.yaml")).accepts(FIRST, "jobs/b.yaml")


def test_alike_findings_are_counted() -> None:
    """As many alike findings are accepted as there were."""
    baseline = write((FIRST, "jobs/a.yaml"), (FIRST, "jobs/a.yaml"))

    assert [baseline.accepts(FIRST, "jobs/a.yaml") for _ in range(3)] == [True, True, False]


def test_the_order_of_findings_does_not_matter() -> None:
    """The same findings give the same file, byte for byte."""
    write((FIRST, "jobs/a.yaml"), (OTHER, "jobs/a.yaml"), (FIRST, "jobs/b.yaml"))
    first = Path("ci/known.json").read_bytes()
    Path("ci/known.json").unlink()
    write((FIRST, "jobs/b.yaml"), (OTHER, "jobs/a.yaml"), (FIRST, "jobs/a.yaml"))

    assert Path("ci/known.json").read_bytes() == first


def test_what_is_fixed() -> None:
    """Fixed is what was not met in a file that was checked with its rule, and what is in a file that is gone."""
    baseline = write((FIRST, "jobs/a.yaml"), (OTHER, "jobs/a.yaml"), (FIRST, "jobs/b.yaml"))
    assert baseline.fixed() == []

    baseline.accepts(FIRST, "jobs/a.yaml")
    baseline.checked("jobs/a.yaml", ACTIVE)
    assert [(file, entry["rule"]) for file, _, entry in baseline.fixed()] == [("../jobs/a.yaml", "SM501")]

    Path("jobs/b.yaml").unlink()
    assert [file for file, _, _ in baseline.fixed()] == ["../jobs/a.yaml", "../jobs/b.yaml"]


def test_a_rule_that_did_not_run_fixes_nothing() -> None:
    """With --select the other rules have not become better."""
    baseline = write((OTHER, "jobs/a.yaml"))
    baseline.checked("jobs/a.yaml", frozenset({"SM204"}))

    assert baseline.fixed() == []


def test_writing_again_keeps_what_was_not_checked() -> None:
    """Files and rules that were not checked now stay; what is fixed, and files that are gone, are left out."""
    write((FIRST, "jobs/a.yaml"), (OTHER, "jobs/a.yaml"), (FIRST, "jobs/b.yaml"))
    again = Baseline.read(Path("ci/known.json"), recording=True)
    again.checked("jobs/a.yaml", frozenset({"SM204"}))

    kept = {file: [one["rule"] for one in found] for file, found in json.loads(again.content())["findings"].items()}
    assert kept == {"../jobs/a.yaml": ["SM501"], "../jobs/b.yaml": ["SM204"]}

    Path("jobs/b.yaml").unlink()
    assert "../jobs/b.yaml" not in json.loads(again.content())["findings"]


def test_only_a_baseline_is_overwritten() -> None:
    """A file that is something else is left alone."""
    Path("job.json").write_text('{"TrainingJobName": "a"}')

    with pytest.raises(UsageError, match=r"job\.json is no baseline, so it is not overwritten"):
        Baseline.read(Path("job.json"), recording=True)


def test_a_broken_baseline_is_refused() -> None:
    """A baseline of another version, or with nonsense in it, is refused with the place."""
    Path("b.json").write_text('{"version": 1,\n "findings": {"a": [{"rule": 1}]}}')

    with pytest.raises(InputError, match=r"b\.json:2:"):
        Baseline.read(Path("b.json"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"version": 2, "findings": {}}',
            "b.json:1:13: version must be 1, not 2: the only form that this trainjob reads",
        ),
        (
            '{"version": "1.5.0", "results": {}}',
            'b.json:1:13: version must be 1, not "1.5.0": the only form that this trainjob reads',
        ),
    ],
)
def test_what_another_tool_wrote_is_refused(text: str, message: str) -> None:
    """A baseline of another tool or version is refused, and it is said what is strange about it."""
    Path("b.json").write_text(text)

    with pytest.raises(InputError) as caught:
        Baseline.read(Path("b.json"))
    assert str(caught.value) == message


def test_another_name_of_the_folder(here: Path) -> None:
    """A file that is reached through a link is the same file."""
    baseline = write((FIRST, "jobs/a.yaml"), path="known.json")
    (here.parent / "link").symlink_to(here)

    assert baseline.accepts(FIRST, str(here.parent / "link" / "jobs" / "a.yaml"))


def test_a_name_that_is_no_text() -> None:
    """A file whose name is no UTF-8 is recognised again."""
    assert write((FIRST, "jobs/\udcff.yaml")).accepts(FIRST, "jobs/\udcff.yaml")
