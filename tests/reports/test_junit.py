"""JUnit's XML, judged by the schema that Jenkins uses and by a reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import junitparser
import pytest
import xmlschema
from hypothesis import given, strategies as st

from statemachine.errors import InputError
from statemachine.findings import Finding, Severity, Suppression
from statemachine.reports import junit
from statemachine.reports.markup import plain

Make = Callable[..., Finding]
Written = Callable[..., str]
BROKEN = InputError("is not JSON", file="jobs/broken.json", line=3, column=9)


def test_satisfies_the_schema(oracle: Callable[[str], Path], make: Make, written: Written) -> None:
    """The schema accepts an empty report and one with everything."""
    schema = xmlschema.XMLSchema(oracle("junit-10.xsd"))
    suppressed = make(suppression=Suppression("external", "known"))

    schema.validate(written("junit"))
    schema.validate(written("junit", [make(), suppressed], BROKEN, [], [make(severity=Severity.NOTE)]))
    assert not schema.is_valid("<testsuites><testcase/></testsuites>")


def test_suites_and_cases(make: Make, written: Written) -> None:
    """A suite for each file, a case for each document; refusals are errors, findings failures."""
    text = written("junit", BROKEN, [], [make(), make()], [make(severity=Severity.WARNING)])

    broken, train = junitparser.JUnitXml.fromstring(text.encode())

    assert (broken.name, broken.tests, broken.failures, broken.errors) == ("jobs/broken.json", 1, 0, 1)
    assert (train.name, train.tests, train.failures, train.errors) == ("jobs/train.yaml", 3, 1, 0)
    assert [(case.name, case.classname) for case in train] == [
        ("document 2", "jobs/train.yaml"),
        ("document 3", "jobs/train.yaml"),
        ("document 4", "jobs/train.yaml"),
    ]
    clean, failed, warned = train
    assert clean.is_passed
    assert failed.result[0].message == f"{make().message} (and 1 more)"
    assert failed.result[0].text.count("compression-outside-pipe") == 2
    assert warned.is_passed
    assert "warning SM204" in warned.system_out


@pytest.mark.parametrize(("fail_on", "failures"), [("error", 1), ("warning", 2), ("note", 3), ("never", 0)])
def test_failures_are_what_fails_the_run(make: Make, written: Written, fail_on: str, failures: int) -> None:
    """A finding is a failure exactly when it makes the exit status 1."""
    documents = [[make(severity=severity)] for severity in Severity]

    (suite,) = junitparser.JUnitXml.fromstring(written("junit", *documents, fail_on=fail_on).encode())

    assert suite.failures == failures


def test_suppressed_findings_pass(make: Make, written: Written) -> None:
    """A suppressed finding is no failure and stands in the output with its reason."""
    text = written("junit", [make(suppression=Suppression("external", "until May"))])

    (suite,) = junitparser.JUnitXml.fromstring(text.encode())
    (case,) = suite

    assert case.is_passed
    assert case.system_out.startswith("suppressed: ")
    assert "(until May)" in case.system_out


def test_many_documents_become_several_suites(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept in memory is bounded: a long file is told in parts."""
    monkeypatch.setattr(junit, "LARGEST_SUITE", 2)

    suites = list(junitparser.JUnitXml.fromstring(written("junit", [], [], [], [], []).encode()))

    assert [(suite.name, suite.tests) for suite in suites] == [
        ("jobs/train.yaml", 2),
        ("jobs/train.yaml (part 2)", 2),
        ("jobs/train.yaml (part 3)", 1),
    ]


@given(text=st.text(st.characters(), min_size=1) | st.sampled_from(["]]>", "<a/>", "&amp;", "\x00", "\ufffe", "'\""]))
def test_any_text_arrives(make: Make, written: Written, text: str) -> None:
    """Whatever a document holds, the XML is well formed, has our elements only, and tells that text."""
    finding = make(message=text, help=text, file=f"x{text}")

    report = written("junit", [finding], InputError(text, file=text))
    root = ET.fromstring(report)

    assert report.isascii()  # so that it is UTF-8 wherever it is printed

    failure, error = root.iter("failure"), root.iter("error")
    assert next(failure).get("message") == plain(text)
    assert next(error).get("message") == plain(text)
    assert {element.tag for element in root.iter()} == {"testsuites", "testsuite", "testcase", "failure", "error"}
