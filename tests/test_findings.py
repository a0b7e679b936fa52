"""Findings and reports as values."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from statemachine import Finding, InputError, Report, RuleFailure, Severity, Span
from statemachine.findings import Pointer, json_pointer

ERROR = Finding("SM001", "bad", Severity.ERROR, "it is bad", path=("a", 0), span=Span(2, 3, 4, 5))
NOTE = Finding("SM002", "odd", Severity.NOTE, "it is odd")


@pytest.mark.parametrize(
    ("path", "pointer"), [((), ""), (("a", 0), "/a/0"), (("a/b", "c~d"), "/a~1b/c~0d"), (("",), "/")]
)
def test_json_pointer(path: Pointer, pointer: str) -> None:
    """Places are written as RFC 6901 asks: `~` and `/` in names are escaped."""
    assert json_pointer(path) == pointer


def test_place_of_a_finding() -> None:
    """A finding with a span has lines and columns, one without has None."""
    assert (ERROR.line, ERROR.column, ERROR.end_line, ERROR.end_column) == (2, 3, 4, 5)
    assert (NOTE.line, NOTE.column, NOTE.end_line, NOTE.end_column) == (None,) * 4


def test_findings_cannot_be_changed() -> None:
    """A finding is a value: it has a hash and no setters."""
    assert len({ERROR, dataclasses.replace(ERROR), NOTE}) == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        ERROR.code = "SM003"  # type: ignore[misc]


def test_reports_cross_processes() -> None:
    """A report can be pickled, severities included."""
    report = Report((ERROR, NOTE))
    assert pickle.loads(pickle.dumps(report)) == report


def test_weights() -> None:
    """An error weighs more than a warning, and a warning more than a note."""
    assert Severity.ERROR.weight > Severity.WARNING.weight > Severity.NOTE.weight


def test_ok() -> None:
    """Notes and warnings are ok; errors and broken rules are not."""
    assert Report((NOTE,)).ok
    assert not Report((NOTE, ERROR)).ok
    assert not Report(failures=(RuleFailure("SM001", "broke"),)).ok


def test_join() -> None:
    """Reports are put together in their order, and what was looked at is added up."""
    joined = Report.join([Report((NOTE,), jobs=2), Report((ERROR,), jobs=0)], files=1)
    assert list(joined) == [NOTE, ERROR]
    assert (joined.files, joined.documents, joined.jobs) == (1, 2, 2)
    assert joined.count(Severity.NOTE) == 1


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (InputError("bad"), "bad"),
        (InputError("bad", file="a.json"), "a.json: bad"),
        (InputError("bad", file="a.json", line=2, column=3), "a.json:2:3: bad"),
        (InputError("bad", line=2), "2: bad"),
    ],
)
def test_input_error(error: InputError, text: str) -> None:
    """A refusal names the place as far as it is known."""
    assert str(error) == text
