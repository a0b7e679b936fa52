"""Where shapes come from: the service model in botocore, and our reading of the 2018 page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import botocore
import botocore.session

from tools.portable_patterns import portable

API_VERSION = "2017-07-24"
Schema = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """One shape of either edition.

    ``parts`` maps member names, or "item", or "key" and "value", to the names of their shapes.
    ``low`` and ``high`` bound the number, the length or the number of entries.
    """

    name: str
    type: str
    parts: dict[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    enum: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    pattern: str | None = None


def model_shapes(top: str) -> tuple[dict[str, Shape], str]:
    """All shapes reachable from ``top`` in the installed service model, and botocore's version."""
    model = botocore.session.get_session().get_service_model("sagemaker", API_VERSION)
    shapes: dict[str, Shape] = {}
    waiting = [model.shape_for(top)]
    while waiting:
        shape = waiting.pop()
        if shape.name in shapes:
            continue
        parts, facts = _parts(shape), shape.metadata
        shapes[shape.name] = Shape(
            name=shape.name,
            type=shape.type_name,
            parts={name: part.name for name, part in parts.items()},
            required=tuple(facts.get("required", ())),
            enum=tuple(facts.get("enum", ())),
            low=facts.get("min"),
            high=facts.get("max"),
            pattern=portable(facts["pattern"], facts.get("max")) if "pattern" in facts else None,
        )
        waiting.extend(parts.values())
    return shapes, str(botocore.__version__)


def _parts(shape: Any) -> dict[str, Any]:
    match shape.type_name:
        case "structure":
            return dict(shape.members)
        case "list":
            return {"item": shape.member}
        case "map":
            return {"key": shape.key, "value": shape.value}
    return {}


def seed_shapes(top: str, seed: Schema) -> dict[str, Shape]:
    """The shapes that spec/seed-2018.yaml names, as far as they are reachable from ``top``."""
    shapes: dict[str, Shape] = {}
    waiting = [top]
    while waiting:
        name = waiting.pop()
        if name in shapes:
            continue
        entry = seed["shapes"][name]
        entry = {"type": entry} if isinstance(entry, str) else entry
        roles = ("item", "key", "value")
        parts = entry.get("members") or {role: entry[role] for role in roles if role in entry}
        shapes[name] = Shape(
            name=name,
            type=entry["type"],
            parts=parts,
            required=tuple(entry.get("required", ())),
            enum=tuple(entry.get("enum", ())),
        )
        waiting.extend(parts.values())
    return shapes
