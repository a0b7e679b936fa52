"""What an editor can do about findings."""

from __future__ import annotations

from pathlib import Path

from statemachine.lsp.actions import Action, fix_all, fixes
from statemachine.lsp.diagnostics import Checker
from statemachine.lsp.jobs import Jobs
from statemachine.lsp.positions import Position, Positions, Range
from statemachine.lsp.settings import Settings

BAD = (Path(__file__).parents[2] / "examples/bad/request.yaml").read_text(encoding="utf-8")
ALL = Range(Position(0, 0), Position(999, 0))


def applied(text: str, action: Action) -> str:
    """The text after an action."""
    places = Positions(text)
    for where, new in sorted(action.changes, key=lambda change: change[0].start, reverse=True):
        text = text[: places.offset(where.start)] + new + text[places.offset(where.end) :]
    return text


def checked_codes(jobs: Jobs, text: str) -> list[str]:
    """The codes that are found in a text."""
    found = Checker(Settings(isolated=True), jobs).check(text, "/x/y.yaml")
    return [finding.code for finding in found.findings]


def actions(jobs: Jobs, text: str, wanted: Range = ALL) -> dict[str, Action]:
    """The actions of a text by their titles."""
    found = Checker(Settings(isolated=True), jobs).check(text, "/x/y.yaml")
    return {action.title: action for action in fixes(found, Positions(text), wanted)}


def test_each_fix_puts_its_finding_right(jobs: Jobs) -> None:
    """After a fix the finding that it is for is gone, and no other has come."""
    before = checked_codes(jobs, BAD)
    found = [action for action in actions(jobs, BAD).values() if "Accept" not in action.title]
    assert len(found) == 4
    for action in found:
        assert action.finding is not None
        before_this = [code for code in before if code != action.finding.code]
        assert checked_codes(jobs, applied(BAD, action)) == before_this


def test_only_safe_fixes_are_preferred(jobs: Jobs) -> None:
    """A fix that may alter the meaning says so."""
    assert {title: action.is_safe for title, action in actions(jobs, BAD).items() if "Accept" not in title} == {
        "Write churn-2026-01-15 (may alter the meaning)": False,
        "Rename Rolearn to RoleArn": True,
        "Put the value in quotes": True,
        "Write s3://example-data/churn/train/": True,
    }


def test_only_where_the_cursor_is(jobs: Jobs) -> None:
    """Findings elsewhere have no actions here."""
    here = Range(Position(7, 10), Position(7, 10))
    assert list(actions(jobs, BAD, here)) == ["Put the value in quotes", "Accept SM022 here with a comment"]


def test_a_comment_accepts_a_finding(jobs: Jobs) -> None:
    """The comment that is written is one that counts."""
    text = applied(BAD, actions(jobs, BAD)["Accept SM204 here with a comment"])
    assert "SM204" in checked_codes(jobs, BAD)
    assert "SM204" not in checked_codes(jobs, text)


def test_a_comment_ends_as_the_lines_do(jobs: Jobs) -> None:
    """In a text with CR LF the comment ends with CR LF too."""
    text = BAD.replace("\n", "\r\n")
    text = applied(text, actions(jobs, text)["Accept SM204 here with a comment"])
    assert text.count("\n") == text.count("\r\n") == BAD.count("\n") + 1


def test_nothing_behind_a_byte_order_mark(jobs: Jobs) -> None:
    """The mark shifts the places of the first line, so that no change is offered."""
    text = '{"TrainingJobName": "a", "RoleArn": "x", "HyperParameters": {"a": 5}}'
    assert "Put the value in quotes" in actions(jobs, text)
    assert not actions(jobs, f"\ufeff{text}")


def test_no_comments_in_json(jobs: Jobs) -> None:
    """JSON has no comments."""
    assert not [title for title in actions(jobs, '{"TrainingJobName": "a_b", "RoleArn": "x"}') if "Accept" in title]


def test_all_at_once(jobs: Jobs) -> None:
    """All safe fixes are made, proved, and everything else stays as it was."""
    settings = Settings(isolated=True)
    found = Checker(settings, jobs).check(BAD, "/x/y.yaml")
    action = fix_all(found, Positions(BAD), settings.way("/x/y.yaml"), "/x/y.yaml")
    assert action is not None
    assert action.title == "Fix 3 mistakes in this file"
    text = applied(BAD, action)
    assert checked_codes(jobs, text) == ["SM025", "SM204", "SM501"]
    changed = [old for old, new in zip(BAD.splitlines(), text.splitlines(), strict=True) if old != new]
    assert len(changed) == 3
