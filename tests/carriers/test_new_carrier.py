"""Adding a carrier touches one place: a file of spec/carriers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from statemachine import Validator, specification
from tests.carriers.documents import request

SPEC = Path(specification.__file__).parent.parent / "spec"
CARRIER = """
title: runs of a house's own scheduler
recognise: {acmeRuns: {type: list}}
nodes: [acmeRuns.*]
jobs:
  - when: {engine: training}
    at: payload
    needed: a run that trains
    kind: request
    spelling: lower-camel
sources: [service-model]
"""


def test_a_file_is_enough(tmp_path: Path) -> None:
    """With one more file in a copy of the specification, jobs of a new kind of document are found and checked."""
    shutil.copytree(SPEC, tmp_path / "spec")
    (tmp_path / "spec" / "carriers" / "acme.yaml").write_text(CARRIER, encoding="utf-8")
    job = {"trainingJobName": "no_name", **{n[0].lower() + n[1:]: v for n, v in request().items() if n[0] == "R"}}
    text = json.dumps({"acmeRuns": [{"engine": "other"}, {"engine": "training", "payload": job}]}, indent=1)

    files = [path for path in sorted((tmp_path / "spec").rglob("*.yaml")) if path.parent.name != "policies"]
    spec = specification.build(specification.read_yaml(files))
    report = Validator(spec=spec, select=["SM025"]).validate(text.encode())

    assert Validator().validate(text.encode()).jobs == 0
    assert report.jobs == 1
    line = text[: text.index('"no_name"')].count("\n") + 1
    assert [(f.pointer, f.line) for f in report.findings] == [("/acmeRuns/1/payload/trainingJobName", line)]
