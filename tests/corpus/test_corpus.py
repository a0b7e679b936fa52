"""The verdict on every real document is the reviewed one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from statemachine.kinds import looks_like_manifest
from tests.corpus import verdicts
from tests.corpus.verdicts import FOLDERS, OTHER_FOLDERS, REVIEWED, UNREVIEWED


@pytest.mark.parametrize("folder", FOLDERS)
def test_findings_are_the_expected_ones(corpus: Path, folder: str) -> None:
    """Each document has the findings of tests/corpus/expected; `python -m tests.corpus.update` rewrites it."""
    found, expected = verdicts.verdicts(corpus / folder), verdicts.read(folder)

    assert set(found) == set(expected)
    assert {name: found[name] for name in found if found[name] != expected[name]} == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_rule_breaks(corpus: Path, folder: str) -> None:
    """Every rule runs to its end on every document; each bare one is seen as a job or a manifest."""
    reports = {path.name: verdicts.report_of(path) for path in sorted((corpus / folder).iterdir())}

    assert {name: report.failures for name, report in reports.items() if report.failures} == {}
    if folder == "manifests":
        assert all(looks_like_manifest(json.loads((corpus / folder / name).read_bytes())) for name in reports)
    elif folder.partition("-")[0] in {"describe", "requests", "airflow"}:
        assert [name for name, report in reports.items() if report.jobs != 1] == []


@pytest.mark.parametrize("folder", OTHER_FOLDERS)
def test_documents_of_other_kinds_hold_no_job(corpus: Path, folder: str) -> None:
    """A document of a kind that is not supported is not mistaken for a job, and does not crash."""
    paths = sorted(path for path in (corpus / folder).iterdir() if path.is_file())

    assert paths
    assert [path.name for path in paths if verdicts.report_of(path).jobs] == []


def test_every_folder_is_looked_at(corpus: Path) -> None:
    """No folder of the corpus is forgotten."""
    present = {path.name for path in corpus.iterdir() if path.is_dir()}

    assert present == {*FOLDERS, *OTHER_FOLDERS}


@pytest.mark.parametrize("folder", REVIEWED)
def test_every_error_has_its_reason(folder: str) -> None:
    """In the folders of real output and requests, each expected error is followed by why it is true."""
    reasons = verdicts.reasons(folder)
    missing = []
    for document, lines in verdicts.read(folder).items():
        for index, line in enumerate(lines):
            why = reasons.get((document, line, lines[:index].count(line)), UNREVIEWED)
            if " error " in line and why == UNREVIEWED:
                missing.append((document, line))

    assert missing == []


def test_the_manifests_are_flawless() -> None:
    """Nothing is wrong with the S3 manifests that people published."""
    assert [name for name, lines in verdicts.read("manifests").items() if lines] == []
