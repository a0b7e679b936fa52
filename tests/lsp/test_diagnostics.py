"""What an editor is told about a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from statemachine.lsp.diagnostics import UNREADABLE, Checked, Checker, notes
from statemachine.lsp.jobs import Jobs
from statemachine.lsp.positions import Position, Positions
from statemachine.lsp.settings import Settings

BAD = (Path(__file__).parents[2] / "examples/bad/request.yaml").read_text(encoding="utf-8")
GOOD = (Path(__file__).parents[2] / "examples/good/request.yaml").read_text(encoding="utf-8")


@pytest.fixture
def checker(jobs: Jobs) -> Checker:
    """A checker that uses the configuration of the place."""
    return Checker(Settings(), jobs)


def codes(checked: Checked) -> list[str]:
    """The codes of the diagnostics."""
    return [note.code for note in notes(checked, Positions(checked.text))]


def test_as_lint_does(checker: Checker, tmp_path: Path) -> None:
    """The findings are those of trainjob lint, in the same order."""
    found = checker.check(BAD, str(tmp_path / "x.yaml"))
    assert codes(found) == ["SM025", "SM021", "SM022", "SM204", "SM240", "SM501"]
    assert found.is_job


def test_related_places(checker: Checker, tmp_path: Path) -> None:
    """The other place that a finding speaks of is a related place."""
    found = checker.check(BAD, str(tmp_path / "x.yaml"))
    note = next(note for note in notes(found, Positions(BAD)) if note.code == "SM204")
    assert [where.start for where, _ in note.related] == [Position(5, 21)]
    assert note.href.startswith("https://")


@pytest.mark.parametrize("text", ["", "\n", "name: x\n", "a: [", '{"name": 1', "just words", "# Title\n\n* a: [b\n"])
def test_what_is_no_job_is_left_alone(checker: Checker, tmp_path: Path, text: str) -> None:
    """Other files give no diagnostics, be they ever so broken."""
    assert codes(checker.check(text, str(tmp_path / "x.yaml"))) == []


def test_a_broken_job(checker: Checker, tmp_path: Path) -> None:
    """A job that cannot be read gets one diagnostic at the place of the mistake."""
    text = GOOD + "Tags: [\n"
    found = checker.check(text, str(tmp_path / "x.yaml"))
    (note,) = notes(found, Positions(text))
    assert note.code == UNREADABLE
    assert note.where.start.line >= GOOD.count("\n") - 1


def test_what_was_a_job_stays_one_while_it_is_broken(checker: Checker, tmp_path: Path) -> None:
    """A mistake of syntax is told where an earlier version was a job."""
    assert codes(checker.check("x: [", str(tmp_path / "x.yaml"), was_job=True)) == [UNREADABLE]


def test_a_missing_member_does_not_underline_everything(checker: Checker, tmp_path: Path) -> None:
    """What an object lacks is told at its name, or in its first line."""
    text = GOOD.replace("  InstanceCount: 1\n", "")
    assert text != GOOD
    found = notes(checker.check(text, str(tmp_path / "x.yaml")), Positions(text))
    note = next(note for note in found if "InstanceCount" in note.message)
    assert note.where.start.line == note.where.end.line
    assert text.splitlines()[note.where.start.line] == "ResourceConfig:"


def test_the_configuration_of_the_place(checker: Checker, tmp_path: Path) -> None:
    """The closest trainjob.yaml holds, for what is ignored, excluded and suppressed; it is read again when told so."""
    (tmp_path / "trainjob.yaml").write_text("ignore: [SM025, SM021, SM022, SM240]\nlimits: {max-runtime: 28d}\n")
    place = str(tmp_path / "x.yaml")
    assert codes(checker.check(BAD, place)) == ["SM204"]
    (tmp_path / "trainjob.yaml").write_text("exclude: ['*.yaml']\n")
    checker.settings.forget()
    assert codes(checker.check(BAD, place)) == []
    assert checker.settings.is_setting(str(tmp_path / "trainjob.yaml"))
    assert not checker.settings.is_setting(place)


def test_a_broken_configuration(checker: Checker, tmp_path: Path) -> None:
    """A job whose configuration is broken is not passed over in silence; other files are."""
    (tmp_path / "trainjob.yaml").write_text("selct: [SM2]\n")
    found = checker.check(BAD, str(tmp_path / "x.yaml"))
    (note,) = notes(found, Positions(BAD))
    assert "the configuration is broken" in note.message
    assert "did you mean select?" in note.message
    assert codes(checker.check("name: x\n", str(tmp_path / "y.yaml"))) == []


def test_comments_suppress(checker: Checker, tmp_path: Path) -> None:
    """A finding that a comment accepts is not shown."""
    text = BAD.replace("    CompressionType", "    # trainjob: ignore[SM204] the container copes\n    CompressionType")
    assert "SM204" not in codes(checker.check(text, str(tmp_path / "x.yaml")))


def test_python(checker: Checker, tmp_path: Path) -> None:
    """A call in a program is checked as trainjob lint does."""
    text = 'import boto3\nboto3.client("sagemaker").create_training_job(TrainingJobName="a_b", RoleArn="x")\n'
    assert "SM025" in codes(checker.check(text, str(tmp_path / "x.py"), language="python"))
    assert codes(checker.check("x = [\n", str(tmp_path / "x.py"), language="python")) == []


def test_byte_order_mark(checker: Checker, tmp_path: Path) -> None:
    """A mark at the beginning moves what is in the first line."""
    text = "\ufeff" + BAD.split("\n", 1)[1]
    note = notes(checker.check(text, str(tmp_path / "x.yaml")), Positions(text))[0]
    assert note.where.start == Position(0, 18)


def test_hostile_text(checker: Checker, tmp_path: Path) -> None:
    """Control characters of a document do not get into a message."""
    found = checker.check('{"TrainingJobName": "\\u001b[31m\\u202e", "RoleArn": "x"}', str(tmp_path / "x.json"))
    assert all(
        char.isprintable() or char == "\n" for note in notes(found, Positions(found.text)) for char in note.message
    )
