"""The service model itself, for tests that compare the generated schemas with it."""

from __future__ import annotations

import json
from typing import Any

import botocore.session
import yaml

from tools.generate_shapes import ROOT

MODEL = botocore.session.get_session().get_service_model("sagemaker", "2017-07-24")
TOPS = ("CreateTrainingJobRequest", "DescribeTrainingJobResponse")
KINDS = ("request", "describe", "request-2018", "describe-2018")


def load_schema(kind: str) -> dict[str, Any]:
    """A generated schema, such as ``request-2018``."""
    loaded: dict[str, Any] = json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return loaded


def model_shapes() -> dict[str, Any]:
    """Every shape of the service model below the request and the description, by name."""
    found: dict[str, Any] = {}
    waiting = [MODEL.shape_for(top) for top in TOPS]
    while waiting:
        shape = waiting.pop()
        if shape.name not in found:
            found[shape.name] = shape
            waiting += list(getattr(shape, "members", {}).values())
            waiting += [getattr(shape, part) for part in ("member", "key", "value") if hasattr(shape, part)]
    return found


MEMBERS: dict[str, Any] = yaml.safe_load((ROOT / "spec" / "members.yaml").read_text(encoding="utf-8"))
SHAPES = model_shapes()
PATTERNS = {name: shape.metadata["pattern"] for name, shape in SHAPES.items() if "pattern" in shape.metadata}
