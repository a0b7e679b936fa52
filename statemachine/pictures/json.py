"""The whole life cycle as data for programs; schemas/states.schema.json describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from statemachine.pictures import graph, times
from statemachine.pictures.journey import Journey
from statemachine.specification import Specification

VERSION = 1
_CITING = ("statuses", "stages", "transitions", "status_transitions")


def to_json(specification: Specification, *, job: Journey | None = None) -> str:
    """Write statuses, stages and moves with their evidence, and the way of a job."""
    life = specification.lifecycle
    content: dict[str, Any] = {
        "version": VERSION,
        "fields": dict(life.fields),
        "statuses": [asdict(status) for status in life.statuses.values()],
        "stages": [{**asdict(stage), "final": life.is_final(name)} for name, stage in life.stages.items()],
        "transitions": [asdict(move) for move in life.transitions],
        "status_transitions": [asdict(move) for move in life.status_transitions],
        "conditions": dict(life.conditions),
        "happy_path": graph.happy_path(life),
    }
    cited = {key for kind in _CITING for item in content[kind] for key in item["sources"]}
    content["sources"] = {key: asdict(specification.sources[key]) for key in sorted(cited)}
    if job is not None:
        content["job"] = _job(job)
    return json.dumps(content, indent=1).replace("\x7f", "\\u007f") + "\n"


def _job(job: Journey) -> dict[str, Any]:
    return {
        "name": job.name,
        "status": job.status,
        "stage": job.stage,
        "ended": job.ended,
        "outcome": job.outcome,
        "way": [
            {
                "stage": visit.stage,
                "start": times.iso(visit.start),
                "end": times.iso(visit.end),
                "seconds": visit.seconds,
                "known": visit.known,
                "legal": visit.legal,
            }
            for visit in job.visits
        ],
        "next": [
            {
                "status": one.status,
                "stage": one.secondary_status,
                "basis": one.basis,
                "sources": one.sources,
                "when": one.when,
                "note": one.note,
            }
            for one in job.next
        ],
    }
