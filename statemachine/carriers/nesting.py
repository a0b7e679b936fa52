"""A carrier inside another one, as an object or as a text: its jobs, with their places in the whole document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from statemachine.carriers import paths
from statemachine.carriers.carrier import Site
from statemachine.carriers.context import Context
from statemachine.carriers.conversion import Trouble
from statemachine.carriers.embedded import Embedded, composed
from statemachine.carriers.evaluation import function_of, with_texts
from statemachine.carriers.weaving import Piece, Woven
from statemachine.findings import Pointer

if TYPE_CHECKING:
    from statemachine.carriers.finder import Carriers, Found

_TEXTS = ("Fn::Sub", "Fn::Join", "Ref")
"""The functions that give a text."""


def nested(carriers: Carriers, site: Site, context: Context) -> Found:
    """What is found in the carrier at a site; nothing where none is recognised."""
    from statemachine.carriers.finder import Found

    value, path = _chosen(site, context)
    values = context.values
    substitutions = paths.get(site.node, site.job["substitutions"]) if "substitutions" in site.job else None
    if type(value) is str or (context.functions is not None and function_of(value)[0] in _TEXTS):
        found = _in_text(carriers, site, context, value, path, substitutions)
    elif context.functions is not None:
        worked = context.functions.evaluate(value)
        if type(substitutions) is dict:
            values = {**context.functions.evaluate(substitutions).value, **values}
        inner = carriers.find(with_texts(worked.value), values) or Found()
        found = _moved(inner, lambda place: path + composed(worked.places, place), worked.places, path)
    else:
        found = carriers.find(value, values, path) or Found()
    if context.sensitive:
        found.jobs = [replace(job, sensitive=context.sensitive) for job in found.jobs]
    return found


def _chosen(site: Site, context: Context) -> tuple[Any, Pointer]:
    """The value that stands there once conditions are decided, and its place."""
    value, path = site.value, site.path
    while context.functions is not None:
        name, held = function_of(value)
        if name == "Fn::ToJsonString":
            value, path = held, (*path, name)
        elif name == "Fn::If" and type(held) is list and len(held) == 3:
            holds = context.functions.condition(held[0])
            if holds is None:
                break
            value, path = held[1 if holds else 2], (*path, name, 1 if holds else 2)
        else:
            break
    return value, path


def _in_text(carriers: Carriers, site: Site, context: Context, value: Any, path: Pointer, substitutions: Any) -> Found:
    from statemachine.carriers.finder import Found

    woven: Woven | None
    if context.functions is not None:
        woven = context.functions.woven(value, path, substitutions)
    else:
        woven = Woven([Piece(value, path)], complete=True)
    if woven is None:
        return Found()
    if type(woven.value) is not dict:
        wrong = woven.complete and "json" in site.job
        return Found(troubles=[_unreadable(woven, path)] if wrong else [])
    inner = carriers.find(woven.value, context.values) or carriers.alone(woven.value, context.values)
    if inner is None:
        return Found()
    return Found(
        jobs=[
            replace(
                job,
                path=path,
                in_text=True,
                text=woven,
                within=job.path,
                places={(): job.path} if job.text is not None else job.places,
            )
            for job in inner.jobs
        ],
        troubles=[
            replace(
                one,
                path=woven.place(one.path),
                span=lambda document, place=one.path: woven.span(document, place),  # type: ignore[misc]
            )
            for one in inner.troubles
        ],
    )


def _unreadable(woven: Woven, path: Pointer) -> Trouble:
    reason = woven.error.message if woven.error is not None else "this is no JSON object"
    member = next((str(part) for part in reversed(path) if type(part) is str and "::" not in part), "the text")
    return Trouble("carrier.text", path, {"member": member, "reason": reason}, span=woven.error_span)


def _moved(
    inner: Found, outer: Callable[[Pointer], Pointer], worked: Mapping[Pointer, Pointer], base: Pointer
) -> Found:
    """What was found in a value whose functions were worked out, in the places of what was written."""
    jobs = [_moved_job(job, outer, worked, base) for job in inner.jobs]
    inner.jobs, inner.troubles = jobs, [replace(one, path=outer(one.path)) for one in inner.troubles]
    return inner


def _moved_job(
    job: Embedded, outer: Callable[[Pointer], Pointer], worked: Mapping[Pointer, Pointer], base: Pointer
) -> Embedded:
    places = {inner: outer(place) for inner, place in job.places.items()} or {(): outer(job.path)}
    inverse = {place: inner for inner, place in job.places.items()} or {job.path: ()}
    for place, written in worked.items():
        if place[: len(job.path)] == job.path:
            places.setdefault(composed(inverse, place), base + written)
    return replace(job, path=outer(job.path), places=places)


__all__ = ["nested"]
