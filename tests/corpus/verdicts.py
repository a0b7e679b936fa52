"""What trainjob says of the corpus, and the reviewed list of what it has to say.

The list is one YAML file per folder of the corpus: name of the document -> lines "CODE severity pointer",
in the order of the report (``/`` is the document itself). A comment after a line says why the finding is
true; `write` keeps the comments of lines that stay.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from statemachine import Finding, Report, Validator

EXPECTED = Path(__file__).resolve().parent / "expected"
FOLDERS = (
    "describe",
    "describe-mock",
    "describe-partial",
    "describe-templated",
    "requests",
    "requests-templated",
    "airflow",
    "airflow-templated",
    "asl",
    "asl-templated",
    "crs",
    "crs-templated",
    "event",
    "event-pattern",
    "pipelines",
    "pipelines-templated",
    "training-job-summaries",
    "manifests",
)
"""The folders whose documents are of a kind that is checked: requests, descriptions, manifests, and what holds them."""
_UNREVIEWED_FOLDERS = ("describe-mock", "describe-partial")
REVIEWED = tuple(folder for folder in FOLDERS if folder not in _UNREVIEWED_FOLDERS)
"""The folders where every error was compared with the document and has a reason beside it."""
OTHER_FOLDERS = ("sdk-log-histories",)
"""The folders whose documents are of other kinds, and hold no job that can be checked as it is."""
UNREVIEWED = "TODO: read the document"

_NOW = 1_767_225_600.0  # 2026-01-01, after all the documents
_HEADER = """\
# What trainjob says of the documents of corpus/{folder}: "CODE severity pointer", in the order of the report.
# Written by `python -m tests.corpus.update`, which keeps the comments.
"""
_LINE = re.compile(r'  - (?P<text>"(?:[^"\\]|\\.)*"|.*?)(?:  # (?P<why>.*))?$')

Verdicts = dict[str, list[str]]


@cache
def validator() -> Validator:
    """One validator for all documents, with a clock that stands still."""
    return Validator(now=_NOW)


@cache
def report_of(path: Path) -> Report:
    """The report of one document of the corpus."""
    return validator().validate(path)


def verdict(finding: Finding) -> str:
    """A finding as one line of the list."""
    return f"{finding.code} {finding.severity} {finding.pointer or '/'}"


def verdicts(folder: Path) -> Verdicts:
    """All findings of the documents of a folder."""
    return {path.name: [verdict(f) for f in report_of(path).findings] for path in sorted(folder.iterdir())}


def read(folder: str) -> Verdicts:
    """The reviewed list of a folder; empty where there is none yet."""
    path = _path(folder)
    if not path.is_file():
        return {}
    content: Verdicts = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return content


def reasons(folder: str) -> dict[tuple[str, str, int], str]:
    """The comments of a list, by document, line, and how often that line came before."""
    path = _path(folder)
    found: dict[tuple[str, str, int], str] = {}
    document, seen = "", Counter[str]()
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        match = _LINE.match(line)
        if match:
            text = match["text"]
            text = json.loads(text) if text.startswith('"') else text
            if match["why"]:
                found[document, text, seen[text]] = match["why"]
            seen[text] += 1
        elif not line.startswith("#"):
            document, seen = line.partition(":")[0], Counter()
    return found


def write(folder: str, content: Mapping[str, list[str]]) -> None:
    """Write the list of a folder anew with the comments it had; errors to be reviewed are marked."""
    known = reasons(folder)
    lines = []
    for document, texts in content.items():
        lines.append(f"{document}:" if texts else f"{document}: []")
        seen: Counter[str] = Counter()
        for text in texts:
            new = UNREVIEWED if folder in REVIEWED and " error " in text else ""
            why = known.get((document, text, seen[text]), new)
            plain = text if not re.search(r"[\"#]|: |:$", text) else json.dumps(text, ensure_ascii=False)
            lines.append(f"  - {plain}" + (f"  # {why}" if why else ""))
            seen[text] += 1
    EXPECTED.mkdir(exist_ok=True)
    _path(folder).write_text(_HEADER.format(folder=folder) + "\n".join(lines) + "\n", encoding="utf-8")


def _path(folder: str) -> Path:
    return EXPECTED / f"{folder}.yaml"
