"""Findings and lines that the tests of the reports share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from statemachine.findings import Finding, Related, Severity, Span
from statemachine.reports import LineText

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


@pytest.fixture
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
