"""DOT: read and laid out by Graphviz itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from statemachine.pictures.dot import quote, to_dot
from statemachine.pictures.journey import Journey
from statemachine.reports import safe
from statemachine.specification import Specification

if TYPE_CHECKING:
    from playwright.sync_api import Page

READ = """async text => {
  const viz = await Viz.instance();
  const result = viz.render(text, {format: 'json'});
  return {errors: result.errors.map(error => error.message), graph: JSON.parse(result.output ?? 'null')};
}"""


@pytest.fixture
def read(page: Page, script: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Any]:
    """Have Graphviz lay a graph out; gives what it understood."""
    (tmp_path / "empty.html").write_text("<!DOCTYPE html>", encoding="utf-8")
    page.goto((tmp_path / "empty.html").as_uri())  # the library wants a page that has an address
    page.add_script_tag(path=script("@viz-js/viz/dist/viz-global.js"))

    def understand(text: str) -> Any:
        found = page.evaluate(READ, text)
        assert [error for error in found["errors"] if "no value for width of" not in error] == []
        return found["graph"]

    return understand


def test_graphviz_has_the_map(specification: Specification, read: Callable[[str], Any]) -> None:
    """Graphviz finds every stage, every move and a cluster for each status."""
    life = specification.lifecycle
    graph = read("\n".join(to_dot(life, everything=True)))
    objects = graph["objects"]
    names = [item["name"] for item in objects]
    edges = {(names[edge["tail"]], names[edge["head"]]) for edge in graph["edges"]}

    assert set(life.stages) <= set(names)
    assert {(move.source, move.target) for move in life.transitions} <= edges
    assert len(edges) == len(life.transitions) + sum(stage.initial for stage in life.stages.values())
    assert {"InProgress", "Failed"} <= {item.get("label") for item in objects if item["name"].startswith("cluster_")}


def test_graphviz_has_a_way(specification: Specification, read: Callable[[str], Any], job: Journey) -> None:
    """Graphviz reads every way, and finds the names as they are after being made harmless."""
    graph = read("\n".join(to_dot(specification.lifecycle, job=job)))
    names = {item["name"] for item in graph["objects"]}

    assert {as_written(visit.stage) for visit in job.visits} <= names
    assert graph["label"] == as_written(job.name)


def as_written(text: str) -> str:
    """A harmless text as Graphviz gives it out: names and labels keep the second backslash until they are drawn."""
    return safe.line(text, limit=200).replace("\\", "\\\\")


def test_line_styles_tell_the_basis(specification: Specification, read: Callable[[str], Any]) -> None:
    """Documented moves are solid, observed ones dashed, inferred ones dotted."""
    graph = read("\n".join(to_dot(specification.lifecycle)))
    names = [item["name"] for item in graph["objects"]]
    styles = {(names[edge["tail"]], names[edge["head"]]): edge.get("style") for edge in graph["edges"]}
    meaning = {"documented": "solid", "observed": "dashed", "inferred": "dotted"}

    for move in specification.lifecycle.transitions:
        if (move.source, move.target) in styles:
            assert styles[move.source, move.target] == meaning[move.basis]


def test_quote() -> None:
    """Quotes and backslashes cannot end a text."""
    assert quote('a"b\\') == '"a\\"b\\\\"'
