"""Every job in the documents of other systems is found: no more and no fewer than a reader finds."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from statemachine.carriers import Embedded, find
from statemachine.documents import read_documents
from tests.corpus.verdicts import report_of

_COUNTS = Path(__file__).with_name("embedded.yaml")
# What an editor's search finds in the text, where that is the number of jobs.
_SIGNS = {
    "asl": r"sagemaker:createTrainingJob",
    "asl-templated": r"sagemaker:createTrainingJob",
    "crs": r"(?m)^kind: TrainingJob|^  trainingJobStatus:",
    "crs-templated": r"(?m)^kind: TrainingJob",
    "pipelines-templated": r'"Type": "Training"',
    "event": r"SageMaker Training Job State Change",
    "training-job-summaries": r'"TrainingJobArn"',
}


@cache
def _reviewed() -> dict[str, dict[str, list[int]]]:
    counts: dict[str, dict[str, list[int]]] = yaml.safe_load(_COUNTS.read_text(encoding="utf-8"))
    return counts


@pytest.mark.parametrize("folder", _reviewed())
def test_every_job_is_found(corpus: Path, folder: str) -> None:
    """Each document holds as many requests and descriptions as the reviewed list says."""
    counts = {}
    for path in sorted((corpus / folder).iterdir()):
        jobs = [job for document in read_documents(path.read_bytes()) for job in find(document) or ()]
        kinds = Counter(job.kind for job in jobs)
        bare = report_of(path).jobs - len(jobs)
        counts[path.name] = [kinds["request"] + bare, kinds["describe"]]

    assert counts == _reviewed()[folder]


@pytest.mark.parametrize("folder", _SIGNS)
def test_as_many_as_the_text_shows(corpus: Path, folder: str) -> None:
    """A search in the text, which knows nothing of carriers, finds as many jobs."""
    shown = {path.name: len(re.findall(_SIGNS[folder], path.read_text())) for path in (corpus / folder).iterdir()}

    assert shown == {name: sum(counts) for name, counts in _reviewed()[folder].items()}


def test_every_place_leads_back(corpus: Path) -> None:
    """Every node of every job found has a place in the document, with the value that was written there."""
    wrong = []
    for folder in _reviewed():
        for path in sorted((corpus / folder).iterdir()):
            for document in read_documents(path.read_bytes()):
                for job in find(document) or ():
                    wrong += [(path.name, inner) for inner in _lost(job, document.value)]

    assert wrong == []


def _lost(job: Embedded, root: Any) -> list[Any]:
    """The places of leaves that do not lead to the value in the document."""
    lost = []
    for inner, value in _leaves(job.value, ()):
        if inner in job.unknown.places and value == "":
            continue  # filled in later, and written nowhere
        written: Any = root
        try:
            for part in job.outer(inner):
                written = written[part]
        except (KeyError, IndexError, TypeError):
            lost.append(inner)
            continue
        is_filled = isinstance(written, dict)  # a parameter of a pipeline, by its default value
        if not is_filled and written != value and str(written) != str(value):
            lost.append(inner)
    return lost


def _leaves(value: Any, place: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return [leaf for name, item in value.items() for leaf in _leaves(item, (*place, name))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in _leaves(item, (*place, index))]
    return [(place, value)]
