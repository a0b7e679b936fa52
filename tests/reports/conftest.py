"""Findings and lines that the tests of the reports share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from statemachine.errors import InputError
from statemachine.findings import Finding, Related, Report, Severity, Span
from statemachine.reports import LineText, Options, Summary, reporter

YAML = """\
TrainingJobName: demo
InputDataConfig:
  - ChannelName: val
    CompressionType: Gzip
    InputMode: FastFile
RoleArn: arn:aws:iam::123456789012:role/r
"""


@pytest.fixture
def lines() -> Callable[[str], LineText]:
    """Make out of a text what `Document.line_text` is."""

    def of(text: str) -> LineText:
        rows = text.split("\n")
        return lambda number: rows[number - 1] if 1 <= number <= len(rows) else ""

    return of


@pytest.fixture
def yaml_lines(lines: Callable[[str], LineText]) -> LineText:
    """Give the lines of a small job description."""
    return lines(YAML)


@pytest.fixture(scope="session")
def make() -> Callable[..., Finding]:
    """Make findings that differ from one good example in the given members only."""

    def finding(**changes: object) -> Finding:
        values: dict[str, object] = {
            "code": "SM204",
            "name": "compression-outside-pipe",
            "severity": Severity.ERROR,
            "message": 'channel "val" is compressed with Gzip but its input mode is FastFile',
            "path": ("InputDataConfig", 0, "CompressionType"),
            "help": "set CompressionType to None, or InputMode to Pipe",
            "why": "The service decompresses in Pipe mode only.",
            "label": "must be None",
            "sources": ("seed", "api-channel"),
            "url": "https://example.org/rules#sm204",
            "related": (Related(("InputDataConfig", 0, "InputMode"), "the mode of this channel", Span(5, 16, 5, 24)),),
            "file": "jobs/train.yaml",
            "span": Span(4, 22, 4, 26),
        }
        return Finding(**(values | changes))  # type: ignore[arg-type]

    return finding


@pytest.fixture(scope="session")
def written() -> Callable[..., str]:
    """Write a whole run: each argument is the findings of one document, or an input that was refused."""

    def write(name: str, *parts: Sequence[Finding] | InputError, status: int = 1, **options: object) -> str:
        one = reporter(name, Options(**options))  # type: ignore[arg-type]
        summary = Summary(files=1, status=status)
        text = one.opening()
        for index, part in enumerate(parts):
            if isinstance(part, InputError):
                summary.refused += 1
                text += one.refused(part)
            else:
                report = Report(findings=tuple(part))
                summary.add(report)
                text += one.document(report, lambda _: "", file="jobs/train.yaml", index=index)
        return text + one.closing(summary)

    return write


@pytest.fixture(scope="session")
def oracle() -> Callable[[str], Path]:
    """Find what `tools/fetch_oracles.py` fetches: schemas and programs that we did not write."""

    def find(name: str) -> Path:
        path = Path(__file__).parents[2] / ".venvs" / "oracles" / name
        if not path.exists():
            pytest.skip(f"{name} is not here: run tools/fetch_oracles.py (make test does)")
        return path

    return find
