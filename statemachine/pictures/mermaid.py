"""The life cycle as a Mermaid state diagram, which GitHub and GitLab draw inside Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from statemachine.facts import Lifecycle
from statemachine.pictures import graph, times
from statemachine.pictures.graph import BASES, ILLEGAL, Graph
from statemachine.pictures.journey import Journey

# Mermaid has no way to quote: what could end a label, begin a directive or an entity, or run in a browser is replaced.
_UNSAFE = re.compile(r"[^\w .,()+/·×-]|_{2,}|-{2,}", re.ASCII)
_NAME = re.compile(r"[A-Z][A-Za-z0-9]{1,60}")
_CLASSES = {
    "success": "fill:#dafbe1,stroke:#1a7f37,color:#0a3d1a",
    "failure": "fill:#ffebe9,stroke:#b3372f,color:#5c0f0a",
    "stopped": "fill:#fff8c5,stroke:#9a6700,color:#4d2d00",
    "visited": "fill:#ddf4ff,stroke:#0969da,color:#0a3069,stroke-width:2px",
    "present": "fill:#0969da,stroke:#0969da,color:#ffffff,stroke-width:4px",
    "possible": "stroke:#0969da,stroke-dasharray:5 3",
}


def to_mermaid(life: Lifecycle, *, everything: bool = False, job: Journey | None = None) -> Iterator[str]:
    """Draw the moves between stages, with the way of a job on them; stages without any move are left out."""
    shown = graph.build(life, everything=everything, job=job)
    ids = _ids(shown)
    if job is not None:
        yield from ("---", f'title: "{escape(job.name) or "a job without a name"}"', "---")
    yield "stateDiagram-v2"
    known = {name for move in shown.edges for name in (move.source, move.target)}
    known |= {visit.stage for visit in job.visits} if job else set()
    yield from (f'    state "{escape(name)}" as {other}' for name, other in ids.items() if name != other)
    begins = [stage.name for stage in life.stages.values() if stage.initial]
    yield from (f"    [*] --> {ids[name]}" for name in begins if name in ids)
    taken = _taken(job)
    for move in shown.edges:
        remarks = [move.basis] if move.basis != BASES[0] else []
        when = next(
            (one.when for one in life.transitions if (one.source, one.target) == (move.source, move.target)), ""
        )
        remarks += [f"if {when}"] if when else []
        numbers = taken.get((move.source, move.target), [])
        if numbers:
            remarks = [f"step {' '.join(map(str, numbers))}", *(["not legal"] if move.basis == ILLEGAL else [])]
        yield f"    {ids[move.source]} --> {ids[move.target]}" + (f" : {', '.join(remarks)}" if remarks else "")
    yield from (f"    {ids[node.name]} --> [*]" for node in shown.nodes if node.final and node.name in known)
    yield from _notes(job, ids)
    yield from _styles(shown, known, ids, job)


def escape(text: str) -> str:
    """A text that is only a text in Mermaid, in one line of at most 80 characters."""
    return _UNSAFE.sub("?", text[:80])


def _ids(shown: Graph) -> dict[str, str]:
    """Stages by what they are called in the diagram: their name, or a made-up one where that is not safe."""
    names = {node.name: bool(node.title) and bool(_NAME.fullmatch(node.name)) for node in shown.nodes}
    return {name: name if fine else f"other{index}" for index, (name, fine) in enumerate(names.items(), 1)}


def _taken(job: Journey | None) -> dict[tuple[str, str], list[int]]:
    """The moves that a job made: which steps of its way they were, the first few."""
    steps: dict[tuple[str, str], list[int]] = {}
    for number, (before, after) in enumerate(job.moves if job else (), 1):
        numbers = steps.setdefault((before.stage, after.stage), [])
        if len(numbers) < 5:
            numbers.append(number)
    return steps


def _notes(job: Journey | None, ids: dict[str, str]) -> Iterator[str]:
    """The times of each stage, beside it."""
    stays: dict[str, list[str]] = {}
    for visit in job.visits if job else ():
        words = filter(None, [times.moment(visit.start), times.span(visit.seconds)])
        stays.setdefault(visit.stage, []).append(", ".join(words))
    for name, texts in stays.items():
        lines = [text.replace(":", "#58;") for text in texts[:5] if text]
        if lines and name in ids:
            yield f"    note right of {ids[name]}"
            yield from (f"        {line}" for line in lines)
            yield "    end note"


def _styles(shown: Graph, known: set[str], ids: dict[str, str], job: Journey | None) -> Iterator[str]:
    members: dict[str, list[str]] = {}
    visited = {visit.stage for visit in job.visits} if job else set()
    possible = set(job.coming) if job else set()
    for node in shown.nodes:
        if node.name not in known:
            continue
        kind = node.outcome
        if job is not None and node.name in visited | possible:
            kind = "present" if node.name == job.stage else "visited" if node.name in visited else "possible"
        if kind:
            members.setdefault(kind, []).append(ids[node.name])
    yield from (f"    classDef {kind} {_CLASSES[kind]}" for kind in members)
    yield from (f"    class {','.join(names)} {kind}" for kind, names in members.items())
