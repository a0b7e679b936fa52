"""Python programs as documents: which calls they hold, with which arguments, and where."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.documents import Document, read_documents
from statemachine.documents.python import python_document, read_python
from statemachine.documents.text import Text
from statemachine.errors import InputError


def _document(program: str, name: str = "jobs.py") -> Document:
    (document,) = read_documents(program.encode(), name=name)
    return document


def _arguments(program: str) -> list[Any]:
    value = _document(program).value
    assert isinstance(value, dict)
    return list(value["create_training_job"])


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("c.create_training_job(Job='a', N=5)", {"Job": "a", "N": 5}),
        ("p = {'Job': 'a'}\nc.create_training_job(**p)", {"Job": "a"}),
        ("p = dict(Job='a')\np['N'] = 1\ncreate_training_job(**p)", {"Job": "a", "N": 1}),
        ("hook.create_training_job({'Job': 'a'}, wait=True)", {"Job": "a"}),
        ("n = {'A': 1}\np = {'Job': n}\nc.create_training_job(**p)", {"Job": {"A": 1}}),
        ("b = {'A': 1}\nc.create_training_job(**{**b, 'B': (1, 2)})", {"A": 1, "B": [1, 2]}),
        ("c.create_training_job(A=60 * 60, B=-1, C=7 // 2)", {"A": 3600, "B": -1, "C": 3}),
        ("c.create_training_job(A=str(5), B=int('7'), C='x' 'y')", {"A": "5", "B": 7, "C": "xy"}),
        ("b = 'k'\nc.create_training_job(A=f's3://{b}/t')", {"A": "s3://k/t"}),
        ("c.create_training_job(A=f's3://{b}/t')", {"A": "s3://${b}/t"}),
        ("c.create_training_job(A='s3://{}/{x}'.format(b, x='t'))", {"A": "s3://${b}/t"}),
        ("c.create_training_job(A='s3://%s/%03d' % (b, n))", {"A": "s3://${b}/${(b, n)}"}),
        ("c.create_training_job(A='s3://' + b + '/t')", {"A": "s3://${b}/t"}),
        ("c.create_training_job(A='/'.join(['s3:/', b, 't']))", {"A": "s3://${b}/t"}),
        ("c.create_training_job(A=role, B=os.environ['X'])", {"A": "${role}", "B": "${os.environ['X']}"}),
        ("c.create_training_job(A=1, **more)", {"A": 1, "${more}": None}),
        ("c.create_training_job(**{'A': 1, **more})", {"A": "${more}", "${more}": None}),
        ("c.create_training_job(**dict({'A': 1}, B=2, **more))", {"A": "${more}", "B": 2, "${more}": None}),
        ("import copy\na = {'X': {'Y': 1}}\nb = copy.deepcopy(a)\nb['X']['Y'] = 2\nc.create_training_job(**a)",
         {"X": {"Y": 1}}),
        ("def f(role):\n    p = {'A': role, 'B': 1}\n    return c.create_training_job(**p)", {"A": "${role}", "B": 1}),
        ("B = 'k'\nclass T:\n    def f(self):\n        self.c.create_training_job(A=B)", {"A": "k"}),
        ("a = 1\nfor a in x:\n    c.create_training_job(A=a)", {"A": "${a}"}),
        ("[c.create_training_job(A=a) for a in x]", {"A": "${a}"}),
        ("a = 1\ntry:\n    from x import a\nexcept ImportError:\n    pass\nc.create_training_job(A=a)", {"A": "${a}"}),
        ("if x:\n    p = {'A': 1, 'B': 1}\nelse:\n    p = {'A': 1, 'B': 2}\nc.create_training_job(**p)",
         {"A": 1, "B": "${1}"}),
        ("c.create_training_job(A=2 ** 70, B=1e999, C=b'x', D={1})",
         {"A": "${2 ** 70}", "B": "${1e999}", "C": "${b'x'}", "D": "${(1)}"}),
    ],
)  # fmt: skip
def test_arguments(program: str, arguments: dict[str, Any]) -> None:
    """What is written out is read, and what only a run tells is a template."""
    assert _arguments(program) == [arguments]


def test_a_member_that_is_set_on_one_way_may_be_absent() -> None:
    """A member that only a branch sets is one that may not be there."""
    (read,) = _arguments("p = {'A': 1}\nif x:\n    p['B'] = 2\nc.create_training_job(**p)")
    assert read["A"] == 1
    assert list(read["B"]) == ["$if"]


def test_a_name_that_is_changed_elsewhere_is_unknown_in_a_function() -> None:
    """A function sees only those names of its surroundings that are set once."""
    program = "B = 'k'\nC = 'k'\ndef f():\n    c.create_training_job(A=B, C=C)\nB = 'l'\n"
    assert _arguments(program) == [{"A": "${B}", "C": "k"}]


def test_calls_that_a_test_expects_to_be_refused_are_passed_over() -> None:
    """A call inside ``pytest.raises`` or ``assertRaises`` is wrong on purpose."""
    assert _arguments("with pytest.raises(ValueError):\n    c.create_training_job(A=1)") == []
    assert _arguments("with open(x) as f:\n    c.create_training_job(A=1)") == [{"A": 1}]


def test_calls_of_which_nothing_is_known_are_noted() -> None:
    """A call that only hands on its arguments holds no job, and there is a note of it."""
    document = _document("def create_training_job(self, **kw):\n    return self.c.create_training_job(**kw)\n")
    assert document.value == {"create_training_job": [], "create_hyper_parameter_tuning_job": []}
    (note,) = document.notes
    assert (note.span.line, note.span.column) == (2, 12) if note.span else False


@pytest.mark.parametrize("before", ["", "'é😀ß'; ", "x = 'ΩΩ'; "])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_are_in_characters(before: str, newline: str) -> None:
    """A column counts characters, although syntax trees count bytes."""
    program = f"import x{newline}{before}c.create_training_job(Job='é', Mode='Fiel'){newline}"
    document = _document(program)
    path = ("create_training_job", 0, "Mode")
    value, key = document.locate(path), document.locate(path, key=True)
    assert value is not None
    assert key is not None
    line = program.split(newline)[1]
    assert (value.line, value.column, value.end_column) == (2, line.index("'Fiel'") + 1, line.index("'Fiel'") + 7)
    assert (key.line, key.column, key.end_column) == (2, line.index("Mode") + 1, line.index("Mode") + 5)


def test_declared_encoding() -> None:
    """The encoding of the first two lines counts (PEP 263)."""
    document = read_python("# coding: latin-1\nc.create_training_job(A='é')".encode("latin-1"))
    assert document.value == {"create_training_job": [{"A": "é"}], "create_hyper_parameter_tuning_job": []}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"print 'x'\nc.create_training_job(A=1)", "no Python 3"),
        (b"# coding: nonsense\nc.create_training_job(A=1)", "no Python 3"),
        (b"c.create_training_job(A='\xff')", "no Python 3|encoding"),
        (b"c.create_training_job(A=\0)", "no Python 3"),
        (b"c.create_training_job(A=" + b"(" * 5000, "no Python 3|deeply"),
        (b"c.create_training_job(A=" + b"-" * 100_000 + b"1)", "no Python 3|deeply"),
        (b"c.create_training_job(A=" + b"1+" * 50_000 + b"1)", "no Python 3|deeply"),
        (b"c.create_training_job(A=1)" + b" " * (4 << 20), "more than 4 MiB"),
    ],
)  # fmt: skip
def test_hostile_programs_are_refused(data: bytes, message: str) -> None:
    """What cannot be read as Python ends with a clear error."""
    with pytest.raises(InputError, match=message):
        read_python(data, name="x.py")


@pytest.mark.parametrize(
    "program",
    [
        "a = {}\na['A'] = a\na['B'] = a\nc.create_training_job(**a)",
        "a = 'x'\n" + "a = a + a\n" * 60 + "c.create_training_job(A=a)",
        "a = {'A': 1}\n" + "if x:\n    a['B'] = 1\n" * 300 + "c.create_training_job(**a)",
    ],
)
def test_values_that_explode_are_cut(program: str) -> None:
    """A value that holds itself, or doubles with each line, is read as far as anybody would write one."""
    assert len(_arguments(program)) == 1


@pytest.mark.parametrize(
    "program",
    [
        "a = [1]\n" + "a = [a, a]\n" * 40 + "c.create_training_job(A=a)",
        "a = {'A': 1}\n" + "a = {'A': a, 'B': a}\n" * 40 + "c.create_training_job(A=a)",
        "a = [1]\n" + "a = a + a\n" * 40 + "c.create_training_job(A=a)",
        "a = [1]\n" + "a = [*a, *a]\n" * 40 + "c.create_training_job(A=a)",
        "".join(f"a{i} = {{'A': {i}}}\n" for i in range(3000))
        + "".join(f"if x: a{i}['B'] = 1\n" for i in range(3000))
        + "c.create_training_job(A=a0)",
    ],
    ids=["lists", "mappings", "sums", "stars", "branches"],
)
def test_values_that_explode_are_refused(program: str) -> None:
    """A value that doubles with each line, and thousands of values in thousands of branches, are refused, and soon."""
    with pytest.raises(InputError, match="too large"):
        _arguments(program)


def test_long_texts_are_not_put_together() -> None:
    """A text that would be longer than anybody writes is unknown."""
    program = "a = 'abcdefghij'\n" + "a = a + a\n" * 13 + f"c.create_training_job(A='{'{0}' * 5000}'.format(a))"

    assert _arguments(program) == [{"A": "${a long text}"}]


def test_places_in_one_long_line() -> None:
    """A place in a line is found by bytes and characters, also in a line of a megabyte, and soon."""
    members = ", ".join(f"'é{number}': {number}" for number in range(50_000))
    document = _document(f"c.create_training_job(A={{{members}}}, B='here')")
    span = document.locate(("create_training_job", 0, "B"))

    assert span is not None
    assert span.column == len(f"c.create_training_job(A={{{members}}}, B=") + 1


def test_other_programs_are_passed_over_unread() -> None:
    """A program without a call is not even parsed."""
    assert _document("print 'Python 2'").value == {}


def test_python_is_recognised_without_its_name() -> None:
    """A text that calls the function, and can be read as Python, is Python whatever its name is."""
    program = "import boto3\nc.create_training_job(A=1)\n"
    assert _document(program, name="<stdin>").value == _document(program).value
    document = python_document(Text(program))
    assert document.value == _document(program).value


def test_yaml_that_mentions_the_function_stays_yaml() -> None:
    """A YAML text is no Python because it names the function."""
    text = "note: call create_training_job(A=1)\nother: 1\n"
    assert _document(text, name="x.yaml").value == {"note": "call create_training_job(A=1)", "other": 1}
