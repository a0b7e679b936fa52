"""What a fix writes where, for reports that show it."""

from __future__ import annotations

from statemachine.documents import Document, read_documents
from statemachine.documents.python import read_python
from statemachine.findings import Report
from statemachine.fixing import apply, edits_for, spelled
from statemachine.validator import Validator

JOB = b'TrainingJobName: demo\nRoleArn: r\nEnvironment: {"DB_PASSWORD": 12, DEBUG: true}\n'
CALL = b"client.create_training_job(TrainingJobName='d', RoleArn='r', Environment={'DEBUG': True})\n"


def checked(document: Document) -> Report:
    """The report of a document, with nothing but its types."""
    return Validator(select=["SM022"]).validate_document(document)


def test_texts_are_the_edits() -> None:
    """Each fix has the place and the text of its change, which together make the fixed text."""
    (document,) = read_documents(JOB)
    report = checked(document)

    texts = [text for finding in spelled(document, report).findings if finding.fix for text in finding.fix.texts]

    edits = edits_for(document, report.findings)
    assert texts == [(edit.span, edit.new_text) for edit in edits]
    assert apply(JOB.decode(), edits) == JOB.decode().replace("12", '"12"').replace("true", '"true"')


def test_a_hidden_value_is_not_written() -> None:
    """A change of a value that must not be shown has no text; the others have."""
    (document,) = read_documents(JOB)
    document.hide([("Environment", "DB_PASSWORD")])

    fixes = {finding.path[-1]: finding.fix for finding in spelled(document, checked(document)).findings}

    assert {name: bool(fix and fix.texts) for name, fix in fixes.items()} == {"DB_PASSWORD": False, "DEBUG": True}


def test_programs_are_not_changed() -> None:
    """A value of a program may be written elsewhere in it, for other uses too."""
    document = read_python(CALL)
    report = checked(document)

    assert [finding.code for finding in report.findings] == ["SM022"]
    assert edits_for(document, report.findings, unsafe=True) == []
    assert [finding.fix.texts for finding in spelled(document, report).findings if finding.fix] in ([], [()])
