"""What a picture shows: the stages in the order of a life, the moves between them, grouped by status.

Nothing here knows a stage by name. The happy path is the longest way of documented, unguarded moves
from a beginning to a success; every other stage stands beside the stage of that path it follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statemachine.facts import Lifecycle, Stage, Transition
from statemachine.pictures.journey import Journey

BASES = ("documented", "observed", "inferred")
ILLEGAL = "illegal"
UNKNOWN = "unknown here"
"""The group of stages that only the described job has."""
_MOST_UNKNOWN = 6


@dataclass(frozen=True, slots=True)
class Node:
    """A stage in a picture.

    Attributes:
        group: the primary status it stands beside. outcome: of that status, if it is an end.
        on_path: True on the happy path. final: True if nothing follows.
        note: a few words below the name.
        title: the explanation of the specification. quiet: True if it is retired or unexplained.
    """

    name: str
    group: str
    outcome: str = ""
    on_path: bool = False
    final: bool = False
    note: str = ""
    title: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A move in a picture; `label` is its guard, where neither of its ends already says it."""

    source: str
    target: str
    basis: str
    label: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Stages and moves to draw; `groups` in their order, the ends last."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    path: tuple[str, ...]
    groups: tuple[str, ...]
    left_out: tuple[str, ...]

    def node(self, name: str) -> Node:
        """The node of a stage."""
        return next(node for node in self.nodes if node.name == name)


def build(life: Lifecycle, *, everything: bool = False, job: Journey | None = None) -> Graph:
    """What to draw of a life cycle, and of a job on it.

    Args:
        everything: also the stages that are retired or that no text explains. Those that the job
            was in are drawn in any case.
    """
    visited = {visit.stage for visit in job.visits} if job else set()
    shown = {
        name: stage
        for name, stage in life.stages.items()
        if everything or name in visited or not (stage.retired or stage.undocumented)
    }
    path = happy_path(life)
    left_out = [name for name in life.stages if name not in shown]
    groups = {name: _group(life, stage) for name, stage in shown.items()}
    nodes = [
        Node(
            name,
            groups[name],
            life.statuses[groups[name]].outcome,
            on_path=name in path,
            final=life.is_final(name),
            note=_note(stage),
            title=stage.title,
            quiet=stage.retired or stage.undocumented,
        )
        for name, stage in shown.items()
    ]
    edges = [_edge(life, move) for move in life.transitions if {move.source, move.target} <= shown.keys()]
    if job:
        strangers = list(dict.fromkeys(visit.stage for visit in job.visits if not visit.known))
        nodes += [Node(name, UNKNOWN, title=UNKNOWN) for name in strangers[:_MOST_UNKNOWN]]
        drawn = {node.name for node in nodes}
        own = _own_edges(job, {(edge.source, edge.target) for edge in edges})
        edges += [edge for edge in own if {edge.source, edge.target} <= drawn]
        left_out += strangers[_MOST_UNKNOWN:]
    return Graph(
        nodes=tuple(_in_order(nodes, path, edges)),
        edges=tuple(edges),
        path=path,
        groups=tuple(name for name in [*life.statuses, UNKNOWN] if any(node.group == name for node in nodes)),
        left_out=tuple(left_out),
    )


def happy_path(life: Lifecycle) -> tuple[str, ...]:
    """The longest way of documented moves without a guard from a beginning to a success."""
    successes = {
        name
        for name, stage in life.stages.items()
        if life.is_final(name) and any(life.statuses[status].outcome == "success" for status in stage.within)
    }

    def ways(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if way[-1] in successes:
            yield way
        for move in life.successors(way[-1]):
            if move.basis == BASES[0] and not move.when and move.target not in way:
                yield from ways((*way, move.target))

    found = [way for name, stage in life.stages.items() if stage.initial for way in ways((name,))]
    return max(found, key=len, default=())


def rank(basis: str) -> int:
    """How well a fact is known: 0 is best."""
    return BASES.index(basis) if basis in BASES else len(BASES)


def _group(life: Lifecycle, stage: Stage) -> str:
    """The primary status that a stage belongs to: the best known one, then the first."""
    order = list(life.statuses)
    return min(stage.within, key=lambda name: (rank(stage.within[name]), order.index(name)))


def _note(stage: Stage) -> str:
    words = ["begin"] if stage.initial else []
    words += [word for word in ("optional", "retired") if getattr(stage, word)]
    words += ["unexplained"] if stage.undocumented else []
    words += [f"only if {stage.only_if}"] if stage.only_if else []
    return ", ".join(words)


def _edge(life: Lifecycle, move: Transition) -> Edge:
    said = {life.stages[move.source].only_if, life.stages[move.target].only_if}
    remarks = [move.basis, *([f"only if {move.when}"] if move.when else []), *([move.note] if move.note else [])]
    label = f"if {move.when}" if move.when and move.when not in said else ""
    return Edge(move.source, move.target, move.basis, label, f"{move.source} to {move.target}: {'; '.join(remarks)}")


def _own_edges(job: Journey, known: set[tuple[str, str]]) -> Iterator[Edge]:
    """The moves of a job that the specification does not have, each once."""
    made = {(before.stage, after.stage): after.legal for before, after in job.moves}
    for (source, target), legal in made.items():
        if (source, target) not in known:
            basis = BASES[-1] if legal else ILLEGAL
            said = "nothing is known about this move" if legal else "not a move of the life cycle"
            yield Edge(source, target, basis, "", f"{source} to {target}: {said}")


def _in_order(nodes: list[Node], path: tuple[str, ...], edges: list[Edge]) -> Iterator[Node]:
    """The happy path, with each other stage after the stage of the path that it best follows."""
    named = {node.name: node for node in nodes}
    after: dict[str, list[Node]] = {}
    for node in nodes:
        if node.name in path:
            continue
        comes = [edge for edge in edges if edge.target == node.name and edge.source in path]
        comes = [edge for edge in comes if named[edge.source].group == node.group]
        best = min(comes, key=lambda edge: (rank(edge.basis), path.index(edge.source)), default=None)
        after.setdefault(best.source if best else "", []).append(node)
    for name in path:
        if name in named:
            yield named[name]
        yield from after.get(name, ())
    yield from after.get("", ())
