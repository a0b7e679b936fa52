"""The proof looks at types, places and findings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from statemachine.findings import Edit, Finding, Fix, Related, Report, Severity, Span
from statemachine.fixing.edits import TextEdit
from statemachine.fixing.proof import expected, no_worse, same

HERE = Span(1, 1, 1, 2)


def finding(code: str, *path: str | int) -> Finding:
    """A finding of a rule at a place."""
    return Finding(code, "name", Severity.ERROR, "message", path)


def edit(one: Finding, value: Any = None, name: str | None = None) -> TextEdit:
    """A change that puts a finding right."""
    return TextEdit(HERE, "new", one, 0, 1, one.path, value, name)


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), ("1", 1), ([1], [1, 2]), ({"a": 1}, {"a": True})])
def test_values_of_other_types_are_not_the_same(one: Any, other: Any) -> None:
    """What Python calls equal may be another value in a document."""
    assert not same(one, other)
    assert same(one, one)


def test_expected_value() -> None:
    """A new value and a new name are put in their places, a value inside of a renamed member too."""
    renamed, inside = edit(finding("A", "x"), name="y"), edit(finding("A", "x", 0), value="1")

    assert expected({"x": [1, 2], "z": 1}, [renamed, inside]) == {"y": ["1", 2], "z": 1}


def test_no_two_members_get_one_name() -> None:
    """A change by which a member would be lost has no value that it could be proved with."""
    assert not same(expected({"x": 1, "y": 2}, [edit(finding("A", "x"), name="y")]), {"y": 2})


def test_a_new_finding_refutes() -> None:
    """A fix is refused if any finding comes that was not there, or its own stays."""
    own, other = finding("A", "x"), finding("B", "z")
    before = Report((own, other))

    assert no_worse(before, Report((other,)), [edit(own, "1")])
    assert not no_worse(before, before, [edit(own, "1")])
    assert not no_worse(before, Report((other, finding("C", "z"))), [edit(own, "1")])
    assert not no_worse(before, Report((other, other)), [edit(own, "1")])


def test_what_lay_hidden_in_a_renamed_member_does_not_refute() -> None:
    """Inside of a member with an unknown name nothing was looked for; the member itself must be right."""
    own = finding("A", "x")
    before = Report((own, finding("B", "x", "old")))

    assert no_worse(before, Report((finding("B", "y", "old"), finding("C", "y", "new"))), [edit(own, name="y")])
    assert not no_worse(before, Report((finding("C", "y"),)), [edit(own, name="y")])
    assert not no_worse(before, Report((finding("C", "z"),)), [edit(own, name="y")])


def test_what_a_corrected_spelling_reveals_does_not_refute() -> None:
    """No rule understood a value in a wrong spelling; what speaks of it now was wrong before."""
    own = replace(finding("A", "x"), fix=Fix(True, "", (Edit(("x",), "replace", "File", "FILE"),)))
    speaks = replace(finding("B", "z"), related=(Related(("x",), ""),))
    before = Report((own,))

    assert no_worse(before, Report((speaks, finding("C", "x"))), [edit(own, "File")])
    assert not no_worse(before, Report((finding("B", "z"),)), [edit(own, "File")])
    assert not no_worse(before, Report((own,)), [edit(own, "File")])
    assert not no_worse(before, Report((speaks,)), [edit(own, "Pipe")])


def test_what_a_corrected_name_reveals_does_not_refute() -> None:
    """A name with the same letters means the same member, so that what is wrong with it was wrong before."""
    own = finding("A", "mode")

    assert no_worse(Report((own,)), Report((finding("C", "Mode"),)), [edit(own, name="Mode")])
    assert not no_worse(Report((own,)), Report((finding("A", "Mode"),)), [edit(own, name="Mode")])


def test_what_a_renamed_member_reveals_elsewhere_does_not_refute() -> None:
    """A finding in another place that speaks of what stands in the renamed member was wrong before."""
    own = finding("A", "x")
    speaks = replace(finding("B", "z"), related=(Related(("y", "mode"), ""),))

    assert no_worse(Report((own,)), Report((speaks,)), [edit(own, name="y")])
    assert not no_worse(Report((own,)), Report((finding("B", "z"),)), [edit(own, name="y")])
