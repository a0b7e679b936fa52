"""Mermaid: accepted and drawn by mermaid itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from statemachine.pictures.journey import Journey
from statemachine.pictures.mermaid import escape, to_mermaid
from statemachine.specification import Specification

if TYPE_CHECKING:
    from playwright.sync_api import Page

DRAW = """async text => {
  mermaid.initialize({startOnLoad: false, securityLevel: 'loose'});
  const {diagramType} = await mermaid.parse(text);
  const {svg} = await mermaid.render('drawn', text);
  document.body.innerHTML = svg;
  const drawn = document.body.firstChild;
  return {
    type: diagramType, title: drawn.querySelector('.stateDiagramTitleText, [class*=TitleText]')?.textContent ?? '',
    states: [...drawn.querySelectorAll('g.node')].map(node => node.textContent.trim()).filter(name => name),
    scripts: drawn.querySelectorAll('script, foreignObject img, foreignObject a').length,
  };
}"""


@pytest.fixture
def drawn(page: Page, script: Callable[[str], Path]) -> Callable[[str], Any]:
    """Have mermaid draw a diagram, with its safety measures off, and tell what is on the page then."""
    page.set_content("<!DOCTYPE html><body></body>")
    page.add_script_tag(path=script("mermaid/dist/mermaid.min.js"))
    return lambda text: page.evaluate(DRAW, text)


@pytest.mark.parametrize("everything", [False, True])
def test_mermaid_draws_the_map(specification: Specification, drawn: Callable[[str], Any], everything: bool) -> None:
    """Mermaid takes the diagram, and draws every stage that has a move."""
    life = specification.lifecycle
    found = drawn("\n".join(to_mermaid(life, everything=everything)))
    moving = {name for move in life.transitions for name in (move.source, move.target)}

    assert found["type"].startswith("state")
    assert set(found["states"]) == {name for name in moving if everything or not life.stages[name].retired}


def test_mermaid_draws_a_way(specification: Specification, drawn: Callable[[str], Any], job: Journey) -> None:
    """Mermaid takes every way too, and nothing of a hostile description gets to be more than text."""
    found = drawn("\n".join(to_mermaid(specification.lifecycle, job=job)))
    known = {visit.stage for visit in job.visits if visit.known}

    assert known <= set(found["states"])
    assert found["scripts"] == 0
    if job.name.isalnum():
        assert found["title"] == job.name


def test_visited_stages_have_a_class(specification: Specification, named: Callable[[str], Journey]) -> None:
    """What the job visited, where it is and what may come are told apart by classes."""
    lines = [line.strip() for line in to_mermaid(specification.lifecycle, job=named("interrupted"))]

    assert "class Training present" in lines
    assert "class Starting,Downloading,Interrupted visited" in lines
    assert any(line.startswith("class ") and line.endswith(" possible") and "Uploading" in line for line in lines)


def test_illegal_moves_are_named(specification: Specification, named: Callable[[str], Journey]) -> None:
    """A move that the life cycle lacks says so."""
    lines = [line.strip() for line in to_mermaid(specification.lifecycle, job=named("illegal"))]

    assert "Training --> Downloading : step 2, not legal" in lines


def test_escape_leaves_nothing_that_means_something() -> None:
    """Quotes, brackets, directives, comments, entities, arrows and line ends are gone; words stay."""
    text = escape('a job-7, "x" %%{init}%% #35; <b>&amp; --> [*] {{\n`__bold__')

    assert text.startswith("a job-7, ")
    assert not set(text) & set('"%{}#;<>&[]*\n`_|\\')
    assert "--" not in text
