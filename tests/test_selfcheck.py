"""The self-check of the specification: silent on the real one, exact on each broken copy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from statemachine import selfcheck, specification
from statemachine.defects import Defect

RULE = """\
- code: SM999
  name: demo-mistake
  applies-to: [request]
  severity: error
  for-each: job.InputDataConfig as channel
  let:
    kind: channel.CompressionType
  when: has(channel.CompressionType)
  require: kind != 'Gzip' || limits.max_runtime > 5 || listed('secret-patterns', kind)
  at: channel.CompressionType
  related: [job.AlgorithmSpecification.TrainingInputMode]
  message: 'channel {channel.ChannelName} is bad'
  help: mend it
  why: A demonstration.
  basis: documented
  sources: [seed]
  since: "2018"
  examples:
    fail: [{RoleArn: null}]
    pass: [{}]
"""
STAGE = """\
  Dreaming:
    title: for this test
    within: {InProgress: inferred}
    sources: [seed]
"""


LARGE = [f"{topic}.yaml" for topic in ("described", "resources", "serverless", "algorithm", "debugging", "stopping")]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the specification that a test may break, without the largest topics: half of the time is theirs."""
    left_out = shutil.ignore_patterns(*LARGE)
    return Path(shutil.copytree(specification.folder("spec"), tmp_path / "spec", ignore=left_out))


def replace(spec: Path, file: str, old: str, new: str) -> None:
    """Change a text of a file that must be there."""
    path = spec / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(spec: Path, file: str, pattern: str) -> int:
    """The 1-based number of the only line of a file that matches."""
    lines = (spec / file).read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, 1) if re.search(pattern, line)]
    return number


def places(defects: list[Defect]) -> list[tuple[str, int]]:
    """File and line of every defect."""
    return [(defect.file, defect.line) for defect in defects]


def test_the_specification_is_sound() -> None:
    """Nothing is wrong with the specification that is shipped."""
    assert [str(defect) for defect in selfcheck.run()] == []


def test_a_defect_is_written_as_a_place_and_a_sentence() -> None:
    """Editors find the place in the usual form file:line:column."""
    assert str(Defect("limits.yaml", 3, 5, "broken")) == "limits.yaml:3:5: broken"


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    """The command says that all is well, and succeeds."""
    assert selfcheck.main() == 0
    assert capsys.readouterr().out == "specification: no defects\n"


# ---------------------------------------------------------------------------------- life cycle

LIFECYCLE = "lifecycle.yaml"


def test_unknown_source(spec: Path) -> None:
    """Evidence that resolves to nothing is found at its id, with the id that was meant."""
    replace(spec, LIFECYCLE, "sources: [api-describe, api-stop]", "sources: [api-describ, api-stop]")
    (defect,) = selfcheck.run(spec)
    assert (defect.file, defect.line) == (LIFECYCLE, line_of(spec, LIFECYCLE, r"api-describ,"))
    assert defect.column == len("    sources: [") + 1
    assert defect.message == "unknown source api-describ, did you mean api-describe?"


@pytest.mark.parametrize("member", ["from", "to"])
def test_unknown_stage(spec: Path, member: str) -> None:
    """A move from or to a stage that does not exist is found, with the stage that was meant."""
    move = {"from": "Trainin, to: [Failed]", "to": "Training, to: [Faild]"}[member]
    with (spec / LIFECYCLE).open("a", encoding="utf-8") as file:
        file.write(f"  - {{from: {move}, basis: inferred, sources: [seed]}}\n")
    (defect,) = selfcheck.run(spec)
    assert (defect.file, defect.line) == (LIFECYCLE, line_of(spec, LIFECYCLE, rf"from: {re.escape(move)}"))
    meant = {"from": "Trainin, did you mean Training?", "to": "Faild, did you mean Failed?"}[member]
    assert defect.message == f"unknown stage {meant}"


def test_unknown_status(spec: Path) -> None:
    """A stage within a status that does not exist is found, with the status that was meant."""
    replace(spec, LIFECYCLE, "within: {Completed: documented}", "within: {Complted: documented}")
    found = [defect for defect in selfcheck.run(spec) if "unknown status" in defect.message]
    assert places(found) == [(LIFECYCLE, line_of(spec, LIFECYCLE, r"Complted"))]
    assert found[0].message == "unknown status Complted, did you mean Completed?"


def test_unknown_condition(spec: Path) -> None:
    """A move under a condition that does not exist is found, with the one that was meant."""
    replace(spec, LIFECYCLE, "to: [Interrupted], when: managed-spot", "to: [Interrupted], when: manged-spot")
    (defect,) = selfcheck.run(spec)
    assert (defect.file, defect.line) == (LIFECYCLE, line_of(spec, LIFECYCLE, r"manged-spot"))
    assert defect.message == "unknown condition manged-spot, did you mean managed-spot?"


def test_unreachable_stage(spec: Path) -> None:
    """A stage that no move leads to is found at its name."""
    replace(spec, LIFECYCLE, "stages:\n", f"stages:\n{STAGE}")
    replace(
        spec,
        LIFECYCLE,
        "\ntransitions:\n",
        "\ntransitions:\n  - {from: Dreaming, to: [Failed], basis: inferred, sources: [seed]}\n",
    )
    (defect,) = selfcheck.run(spec)
    assert (defect.file, defect.line) == (LIFECYCLE, line_of(spec, LIFECYCLE, r"^  Dreaming:"))
    assert defect.message == "no transition leads to Dreaming"


def test_stage_reached_from_an_unreachable_one_only(spec: Path) -> None:
    """Reachability starts at the initial stages: a circle of strangers is not reached."""
    replace(spec, LIFECYCLE, "stages:\n", "stages:\n" + STAGE + STAGE.replace("Dreaming", "Musing"))
    moves = "\ntransitions:\n" + "".join(
        f"  - {{from: {move}, basis: inferred, sources: [seed]}}\n"
        for move in ("Dreaming, to: [Musing, Failed]", "Musing, to: [Dreaming]")
    )
    replace(spec, LIFECYCLE, "\ntransitions:\n", moves)
    messages = [defect.message for defect in selfcheck.run(spec)]
    assert messages == ["no transition leads to Dreaming", "no transition leads to Musing"]


def test_trapped_stage(spec: Path) -> None:
    """A stage that no way leads out of is found at its name."""
    replace(spec, LIFECYCLE, "stages:\n", f"stages:\n{STAGE}")
    replace(
        spec,
        LIFECYCLE,
        "\ntransitions:\n",
        "\ntransitions:\n  - {from: Training, to: [Dreaming], basis: inferred, sources: [seed]}\n",
    )
    (defect,) = selfcheck.run(spec)
    assert (defect.file, defect.line) == (LIFECYCLE, line_of(spec, LIFECYCLE, r"^  Dreaming:"))
    assert defect.message == "no way leads from Dreaming to the end of a job"


def test_way_out_of_an_end(spec: Path) -> None:
    """A move out of a stage that ends a job is found."""
    with (spec / LIFECYCLE).open("a", encoding="utf-8") as file:
        file.write("  - {from: Completed, to: [Starting], basis: inferred, sources: [seed]}\n")
    (defect,) = selfcheck.run(spec)
    assert (defect.file, defect.line) == (LIFECYCLE, line_of(spec, LIFECYCLE, r"from: Completed, to: \[Starting"))
    assert defect.message == "Completed ends a job, so nothing follows it"


def test_move_given_twice(spec: Path) -> None:
    """The same move in two entries would have two bases: it is found."""
    with (spec / LIFECYCLE).open("a", encoding="utf-8") as file:
        file.write("  - {from: Starting, to: [Downloading], basis: inferred, sources: [seed]}\n")
    (defect,) = selfcheck.run(spec)
    assert defect.message == "Starting to Downloading is given twice"


@pytest.mark.parametrize(
    ("move", "message"),
    [
        ("Failed, to: [InProgress]", "Failed ends a job, so it cannot become InProgress"),
        ("Faild, to: [Deleting]", "unknown status Faild, did you mean Failed?"),
        ("Stopping, to: [Stoped]", "unknown status Stoped, did you mean Stopped?"),
        ("Stopping, to: [Failed]", "Stopping to Failed is given twice"),
    ],
)
def test_wrong_status_transition(spec: Path, move: str, message: str) -> None:
    """Moves of the primary status are looked at like those of stages, and none leads back from an end."""
    entry = f"  - {{from: {move}, basis: inferred, sources: [seed]}}\n"
    replace(spec, LIFECYCLE, "\n# `to` lists", f"{entry}\n# `to` lists")
    assert message in [defect.message for defect in selfcheck.run(spec)]


def test_unreachable_status(spec: Path) -> None:
    """A status that no status transition leads to is found at its name."""
    for status in ("Completed", "Failed", "Stopped"):
        text = (spec / LIFECYCLE).read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith(f"  - {{from: {status}, to: [Deleting]")]
        (spec / LIFECYCLE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    messages = [defect.message for defect in selfcheck.run(spec)]
    assert "no status transition leads to Deleting" in messages


# ---------------------------------------------------------------------------------- rules

EXTRA = "rules/extra.yaml"


def add_rule(spec: Path, old: str = "", new: str = "") -> None:
    """Add the rule above, with one of its texts replaced."""
    assert old in RULE
    (spec / EXTRA).write_text(RULE.replace(old, new, 1), encoding="utf-8")


def test_the_added_rule_is_sound(spec: Path) -> None:
    """The rule that the tests below break has no defect of its own."""
    add_rule(spec)
    assert selfcheck.run(spec) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("seed", "sed", "unknown source sed, did you mean seed?"),
        ("kind != 'Gzip'", "kind !!= 'Gzip'", "Syntax error"),
        ("kind != 'Gzip'", "kynd != 'Gzip'", "undeclared reference to 'kynd'"),
        ("limits.max_runtime", "limits.max_runtme", "unknown limit max_runtme, did you mean max_runtime?"),
        (
            "'secret-patterns'",
            "'secret-patern'",
            "unknown table secret-patern, did you mean secret-patterns?",
        ),
        (
            "when: has(channel.CompressionType)",
            "when: has(channel.CompresionType)",
            "unknown member InputDataConfig.CompresionType, did you mean InputDataConfig.CompressionType?",
        ),
        ("job.InputDataConfig as", "job.InputDataConfg as", "the shape has no member InputDataConfg"),
        (
            "at: channel.CompressionType",
            "at: channel.CompressionTyp",
            "unknown member InputDataConfig.CompressionTyp, did you mean InputDataConfig.CompressionType?",
        ),
        ("at: channel.CompressionType", "at: chanel.CompressionType", "chanel is no variable of this rule"),
        (
            "TrainingInputMode]",
            "TrainingInputMod]",
            "TrainingInputMod, did you mean AlgorithmSpecification.TrainingInputMode?",
        ),
        (
            "{channel.ChannelName}",
            "{channel.ChanelName}",
            "unknown member InputDataConfig.ChanelName, did you mean InputDataConfig.ChannelName?",
        ),
        ("job.InputDataConfig as", "shape S3Url as", "no place of the document has shape S3Url"),
        ("    fail: [{RoleArn: null}]\n", "", "a rule needs an example that fails and one that passes"),
        ("    pass: [{}]\n", "", "a rule needs an example that fails and one that passes"),
        ("demo-mistake", "missing-member", "name missing-member is taken by another rule"),
        ("SM999", "SM020", "code SM020 is taken by another rule"),
    ],
)
def test_broken_rule(spec: Path, old: str, new: str, message: str) -> None:
    """Each mistake in a rule is found in its file, with what was meant where that can be told."""
    add_rule(spec, old, new)
    defects = [defect for defect in selfcheck.run(spec) if message in defect.message]
    assert len(defects) == 1
    assert defects[0].file in {EXTRA, "rules/shapes.yaml"}
    if defects[0].file == EXTRA:
        member = next(number for number, line in enumerate(RULE.splitlines(), 1) if old.splitlines()[0] in line)
        assert abs(defects[0].line - member) <= 1  # the examples begin one line above their cases


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  severity: error", "  severty: error", "unknown member severty, did you mean severity?"),
        ("  basis: documented", "  basis: guessed", "'guessed' is not one of"),
        ("SM999", "SM9", "'SM9' does not match"),
        ("  why: A demonstration.\n", "", "'why' is a required property"),
    ],
)
def test_malformed_rule(spec: Path, old: str, new: str, message: str) -> None:
    """A rule that has not its form is refused with the member and its place."""
    add_rule(spec, old, new)
    defects = [defect for defect in selfcheck.run(spec) if message in defect.message]
    assert [defect.file for defect in defects] == [EXTRA]


def test_a_defect_of_the_form_stands_at_its_value(spec: Path) -> None:
    """The place of a value that the format refuses is the value's own."""
    add_rule(spec, "basis: documented", "basis: guessed")
    (defect,) = selfcheck.run(spec)
    assert (defect.line, defect.column) == (line_of(spec, EXTRA, "guessed"), len("  basis: ") + 1)


def test_text_that_is_no_yaml(spec: Path) -> None:
    """A file that cannot be read is a defect with its line, not a crash."""
    (spec / EXTRA).write_text("- code: SM999\n  name: [unclosed\n", encoding="utf-8")
    defects = selfcheck.run(spec)
    assert [defect.file for defect in defects] in ([EXTRA], ["extra.yaml"])
    assert defects[0].line > 1


def test_key_given_twice(spec: Path) -> None:
    """A member that stands twice, of which YAML readers drop one, is a defect."""
    add_rule(spec, "  severity: error\n", "  severity: error\n  severity: note\n")
    assert [(defect.file, defect.line) for defect in selfcheck.run(spec)] == [(EXTRA, 5)]


def test_main_fails_on_defects(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints every defect and their number, and fails."""
    monkeypatch.setattr(selfcheck, "run", lambda: [Defect("limits.yaml", 1, 1, "broken")])
    assert selfcheck.main() == 1
    assert capsys.readouterr().out.startswith("limits.yaml:1:1: broken\nspecification: 1 defect")
