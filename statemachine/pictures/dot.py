"""The life cycle in the language of Graphviz: a cluster for each primary status."""

from __future__ import annotations

from collections.abc import Iterator

from statemachine.facts import Lifecycle
from statemachine.pictures import graph, times
from statemachine.pictures.graph import ILLEGAL, Edge, Graph, Node
from statemachine.pictures.journey import Journey
from statemachine.reports import safe

_STYLES = {
    "documented": "solid",
    "observed": "dashed",
    "inferred": "dotted",
    ILLEGAL: "bold",
}
_COLOURS = {"success": "#1a7f37", "failure": "#b3372f", "stopped": "#9a6700"}
_WAY, _WRONG, _INK, _FAINT = "#0969da", "#d1242f", "#3f6ea8", "#8c959f"


def to_dot(life: Lifecycle, *, everything: bool = False, job: Journey | None = None) -> Iterator[str]:
    """Draw the life cycle, with the way of a job on it."""
    shown = graph.build(life, everything=everything, job=job)
    yield "digraph lifecycle {"
    yield '    graph [rankdir=TB, fontname="Helvetica", compound=true, bgcolor="white"];'
    yield '    node [shape=box, style="rounded,filled", fillcolor="white", fontname="Helvetica"];'
    yield '    edge [fontname="Helvetica", fontsize=10];'
    if job is not None:
        yield f"    label={quote(safe.line(job.name, limit=200) or 'a job without a name')};"
    yield "    begin [shape=point, width=0.15];"
    for index, group in enumerate(shown.groups):
        yield f"    subgraph cluster_{index} {{"
        yield f'        label={quote(group)}; style="rounded"; color="{_FAINT}";'
        yield from (f"        {line}" for line in _nodes(shown, group, job))
        yield "    }"
    yield from (f"    begin -> {quote(stage.name)};" for stage in life.stages.values() if stage.initial)
    taken = {(before.stage, after.stage) for before, after in job.moves} if job else set()
    for edge in shown.edges:
        yield f"    {_id(edge.source)} -> {_id(edge.target)} [{_edge(shown, edge, taken, job)}];"
    yield "}"


def quote(text: str) -> str:
    """A text between quotes; nothing in it ends the quotes or means anything."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _id(name: str) -> str:
    return quote(safe.line(name, limit=200))


def _nodes(shown: Graph, group: str, job: Journey | None) -> Iterator[str]:
    for node in (one for one in shown.nodes if one.group == group):
        lines = [safe.line(node.name, limit=200), *_words(node, job)]
        label = "\\n".join(quote(line)[1:-1] for line in lines)
        more = f'label="{label}", color="{_COLOURS.get(node.outcome, _INK)}"'
        if job is not None:
            visited = any(visit.stage == node.name for visit in job.visits)
            more += f', penwidth=3, color="{_WAY}"' if visited else ""
            more += ', fillcolor="#ddf4ff"' if node.name == job.stage else ""
        yield f"{_id(node.name)} [{more}{', peripheries=2' if node.final else ''}];"


def _words(node: Node, job: Journey | None) -> Iterator[str]:
    visits = [visit for visit in job.visits if visit.stage == node.name] if job else []
    if not visits and node.note:
        yield node.note
    for visit in visits[:5]:
        words = ", ".join(filter(None, [times.moment(visit.start), times.span(visit.seconds)]))
        if words:
            yield words
    if len(visits) > 5:
        yield f"and {len(visits) - 5} more times"


def _edge(shown: Graph, edge: Edge, taken: set[tuple[str, str]], job: Journey | None) -> str:
    colour = _COLOURS.get(shown.node(edge.target).outcome, _INK)
    if edge.basis == ILLEGAL:
        colour = _WRONG
    elif (edge.source, edge.target) in taken:
        colour = _WAY
    elif job is not None:
        colour = _FAINT
    members = [f"style={_STYLES[edge.basis]}", f'color="{colour}"', f"tooltip={quote(safe.line(edge.title))}"]
    on_path = (edge.source, edge.target) in set(zip(shown.path, shown.path[1:], strict=False))
    members += ["weight=10", "penwidth=2"] if on_path else []
    members += ["penwidth=3"] if (edge.source, edge.target) in taken else []
    members += [f"label={quote(edge.label)}"] if edge.label else []
    members += ['label="not legal"', f'fontcolor="{_WRONG}"'] if edge.basis == ILLEGAL else []
    return ", ".join(members)
