"""The SVG: well-formed, and looked at in a real browser, in light and dark."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from statemachine.pictures.journey import Journey
from statemachine.pictures.svg import to_svg
from statemachine.specification import Specification

if TYPE_CHECKING:
    from playwright.sync_api import Page

SVG = "{http://www.w3.org/2000/svg}"

LOOK = """() => {
  const plain = r => ({x: r.left, y: r.top, right: r.right, bottom: r.bottom});
  const svg = document.querySelector('svg');
  const rect = e => plain(e.getBoundingClientRect());
  const color = e => getComputedStyle(e).fill;
  const sample = path => {
    const length = path.getTotalLength(), matrix = path.getScreenCTM(), points = [];
    for (let at = 1; at < length - 1; at += 2) {
      const p = path.getPointAtLength(at).matrixTransform(matrix);
      points.push([p.x, p.y]);
    }
    return points;
  };
  return {
    canvas: rect(svg),
    boxes: [...svg.querySelectorAll('g.stage')].map(g => ({
      rect: rect(g.querySelector('.box')), fill: color(g.querySelector('.box')),
      texts: [...g.querySelectorAll('.name, .note')].map(t => ({rect: rect(t), fill: color(t), said: t.textContent})),
    })),
    texts: [...svg.querySelectorAll('text')].map(t => ({
      rect: rect(t), said: t.textContent, fill: color(t), pill: t.classList.contains('number')})),
    pills: [...svg.querySelectorAll('rect.mark')].map(rect),
    groups: [...svg.querySelectorAll('g > .band')].map(b => ({
      rect: rect(b), fill: color(b), text: color(b.parentElement.querySelector('text'))})),
    paper: color(svg.querySelector('.paper')),
    lines: [...svg.querySelectorAll('path.line, path.way, path.coming')].map(
      p => ({said: p.textContent + ' ' + p.getAttribute('d'), points: sample(p)})),
  };
}"""


@pytest.fixture(params=["light", "dark"])
def look(request: pytest.FixtureRequest, page: Page) -> Callable[[str], Any]:
    """Show an SVG in light or dark, and measure it there."""

    def measure(svg: str) -> Any:
        page.emulate_media(color_scheme=request.param)
        page.set_content(f"<!DOCTYPE html><body>{svg}</body>")
        return page.evaluate(LOOK)

    return measure


def check(seen: Any) -> None:
    """Nothing overlaps, nothing sticks out, everything can be read."""
    boxes, texts = seen["boxes"], seen["texts"]
    for index, box in enumerate(boxes):
        assert not any(overlap(box["rect"], other["rect"]) for other in boxes[index + 1 :])
        for text in box["texts"]:
            assert inside(text["rect"], box["rect"]), text["said"]
            assert contrast(text["fill"], box["fill"]) >= 4.5, text["said"]
    for index, text in enumerate(texts):
        assert inside(text["rect"], seen["canvas"]), text["said"]
        overlapping = [other["said"] for other in texts[index + 1 :] if overlap(text["rect"], other["rect"])]
        assert overlapping == [], text["said"]
        assert text["pill"] or not any(overlap(text["rect"], pill) for pill in seen["pills"]), text["said"]
    for group in seen["groups"]:
        assert contrast(group["text"], group["fill"]) >= 4.5
        assert inside(group["rect"], seen["canvas"])
    for line in seen["lines"]:
        for box in boxes:
            assert not any(strictly(point, box["rect"]) for point in line["points"]), line["said"]
        for text in texts:
            assert not any(strictly(point, text["rect"]) for point in line["points"]), (line["said"], text["said"])
        for pill in seen["pills"]:
            assert not any(strictly(point, pill) for point in line["points"]), line["said"]


@pytest.mark.parametrize("everything", [False, True])
def test_the_map_is_legible(specification: Specification, look: Callable[[str], Any], everything: bool) -> None:
    """No text overlaps or leaves its box, no line goes through a box or a text, the contrast suffices."""
    seen = look(to_svg(specification.lifecycle, everything=everything))

    assert len(seen["boxes"]) > 10
    assert len(seen["lines"]) > 30
    check(seen)


def test_a_way_is_legible(specification: Specification, look: Callable[[str], Any], job: Journey) -> None:
    """The same holds with a job on the map, be it impossible or hostile."""
    check(look(to_svg(specification.lifecycle, job=job)))


def test_the_check_sees_mistakes(specification: Specification, look: Callable[[str], Any]) -> None:
    """The measures above can fail: a box that is moved lies upon others and on lines."""
    svg = to_svg(specification.lifecycle)
    seen = look(svg.replace('<g class="stage', '<g transform="translate(40 60)" class="stage', 1))

    with pytest.raises(AssertionError):
        check(seen)


def test_dark_mode_works_in_an_image(specification: Specification, page: Page) -> None:
    """As <img>, which is how a README shows it, the picture has its size and follows the colour scheme."""
    data = base64.b64encode(to_svg(specification.lifecycle).encode()).decode()
    shots = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.set_content(f'<img src="data:image/svg+xml;base64,{data}">')
        image = page.locator("img")
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 850
        shots.append(image.screenshot())

    assert shots[0] != shots[1]


def test_well_formed_and_self_contained(specification: Specification, job: Journey) -> None:
    """It is XML, and has no script, no reference to anything, and no element but those that draw."""
    root = ET.fromstring(to_svg(specification.lifecycle, job=job))

    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "desc", "style", "rect", "g", "path", "circle", "text"),
    }
    names = {name for element in root.iter() for name in element.attrib}
    assert not any(name.startswith("on") or name.endswith("href") for name in names)
    style = root.findtext(f"{SVG}style") or ""
    assert "url(" not in style
    assert "@import" not in style


def test_accessible(specification: Specification) -> None:
    """It is an image with a name and a description, which tells the usual way."""
    root = ET.fromstring(to_svg(specification.lifecycle))
    ids = {element.get("id"): element.text or "" for element in root if element.get("id")}

    assert root.get("role") == "img"
    assert [ids[one] != "" for one in (root.get("aria-labelledby") or "").split()] == [True, True]
    assert "Starting to Downloading to Training to Uploading to Completed" in ids["trainjob-desc"]


def test_every_move_can_be_pointed_at(specification: Specification) -> None:
    """With everything shown, each move of the specification has a line whose tooltip names it."""
    root = ET.fromstring(to_svg(specification.lifecycle, everything=True))
    titles = {title.text or "" for path in root.iter(f"{SVG}path") for title in path.findall(f"{SVG}title")}

    for move in specification.lifecycle.transitions:
        assert any(title.startswith(f"{move.source} to {move.target}: {move.basis}") for title in titles)


def test_illegal_moves_are_red_and_named(specification: Specification, named: Callable[[str], Journey]) -> None:
    """An illegal move is drawn as such, and named in words."""
    root = ET.fromstring(to_svg(specification.lifecycle, job=named("illegal")))
    texts = [element.text or "" for element in root.iter(f"{SVG}text")]

    assert sum("way wrong" in (path.get("class") or "") and len(path) > 0 for path in root.iter(f"{SVG}path")) == 2
    assert "not a legal move: Training to Downloading" in texts
    assert "not a legal move: Downloading to Completed" in texts


def test_what_is_left_out_is_counted(specification: Specification, make: Callable[..., Journey]) -> None:
    """The legend counts the stages that are not drawn: those of the specification, and those that it does not know."""
    job = make("Paused", "Stage8", [(f"Stage{number}", 5) for number in range(9)])
    texts = [element.text for element in ET.fromstring(to_svg(specification.lifecycle, job=job)).iter(f"{SVG}text")]

    assert "5 stages, retired or unexplained, left out" in texts
    assert "3 unknown stages left out" in texts


def test_the_present_state_and_what_may_come(specification: Specification, named: Callable[[str], Journey]) -> None:
    """The present stage stands out, and those that may follow are marked."""
    root = ET.fromstring(to_svg(specification.lifecycle, job=named("interrupted")))
    by_class = {
        word: {
            (group.findtext(f"{SVG}title") or "").split(":")[0]
            for group in root.iter(f"{SVG}g")
            if word in classes(group)
        }
        for word in ("here", "went", "soon")
    }

    assert by_class["here"] == {"Training"}
    assert by_class["went"] == {"Starting", "Downloading", "Interrupted"}
    assert by_class["soon"] == {"Uploading", "Stopping", "Failed", "Pending"}


def classes(element: ET.Element) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


def overlap(one: Any, other: Any, slack: float = 0.6) -> bool:
    """True if two rectangles share more than a rim."""
    across = min(one["right"], other["right"]) - max(one["x"], other["x"])
    down = min(one["bottom"], other["bottom"]) - max(one["y"], other["y"])
    return bool(across > slack and down > slack)


def inside(one: Any, other: Any) -> bool:
    """True if the first rectangle lies in the second."""
    return bool(
        one["x"] >= other["x"] - 0.5
        and one["y"] >= other["y"] - 0.5
        and one["right"] <= other["right"] + 0.5
        and one["bottom"] <= other["bottom"] + 0.5
    )


def strictly(point: list[float], box: Any, rim: float = 1.5) -> bool:
    """True if a point lies in a rectangle, off its rim."""
    x, y = point
    return bool(box["x"] + rim < x < box["right"] - rim and box["y"] + rim < y < box["bottom"] - rim)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, as WCAG defines it."""

    def light(color: str) -> float:
        channels = [int(part) / 255 for part in color.removeprefix("rgb(").removesuffix(")").split(",")]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)
