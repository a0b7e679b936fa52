"""``trainjob schema``."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from statemachine.cli import main
from statemachine.cli.schema import NAMES

SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_as_it_is(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output has the schema file and nothing else, and it is a schema of draft 2020-12."""
    assert main(["schema", name]) == 0
    out = capsys.readouterr().out
    assert out == (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(out))


def test_editions(capsys: pytest.CaptureFixture[str]) -> None:
    """The edition of 2018 has shapes of its own, for jobs only."""
    assert main(["schema", "request", "--edition", "2018"]) == 0
    assert '"urn:trainjob:schema:request-2018"' in capsys.readouterr().out
    assert main(["schema", "config", "--edition", "2018"]) == 2


def test_unknown_names(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown name has status 2 and a suggestion."""
    assert main(["schema", "reqest"]) == 2
    assert 'did you mean "request"?' in capsys.readouterr().err
