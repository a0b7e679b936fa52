"""One rule against a job of which something is unknown: where it fails, and where nobody can say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from statemachine.findings import Pointer
from statemachine.screen.syntax import TRUE, Node, Unsupported, parse
from statemachine.templated.evaluation import Evaluation, Fault
from statemachine.templated.marks import Gap, Reasons, reasons_in

if TYPE_CHECKING:
    from statemachine.loops import Step


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a rule was asked about.

    Attributes:
        bindings: loop variables with their values, marked. places: where they stand.
        fails: True for a finding, None if what the rule needs is unknown.
        reasons: the unknown values that it needs; empty if only the engine can say.
    """

    bindings: Mapping[str, Any]
    places: Mapping[str, Pointer]
    fails: bool | None
    reasons: Reasons
    complete: bool = True
    """False if not even the places of the loops are known."""


Locate = Callable[[str, Any, Mapping[str, Pointer]], tuple[Pointer, bool]]


def judge(
    steps: Sequence[Step],
    when: str,
    require: str,
    variables: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]],
    locate: Locate,
) -> Iterator[Place]:
    """Where a rule fails, whatever fills the gaps, and where that depends on them.

    Args:
        steps: the loops of the rule. when, require: its expressions, without names of its own.
        variables: by name; ``job`` is the marked job.
        locate: gives the place of a path.
    """
    applies, holds, paths = _tree(when), _tree(require), [_tree(step.path) for step in steps]
    if applies is None or holds is None or None in paths:
        reasons = reasons_in(variables["job"])
        yield Place({}, {}, None, reasons, complete=False)
        return

    def walk(number: int, bindings: dict[str, Any], places: dict[str, Pointer]) -> Iterator[Place]:
        evaluation = Evaluation(functions, {**variables, **bindings})
        if number == len(steps):
            fails, reasons = _fails(evaluation, applies, holds)
            if fails is not False:
                yield Place(bindings, places, fails, reasons)
            return
        step, path = steps[number], paths[number]
        assert path is not None
        try:
            container = evaluation.value(path)
        except Fault:
            return
        place, _ = locate(step.path, variables["job"], places)
        if step.kind == "value":
            yield from walk(number + 1, {**bindings, step.value: container}, {**places, step.value: place})
        elif isinstance(container, Gap):
            yield Place(bindings, places, None, container.reasons, complete=False)
        elif step.kind == "map" and isinstance(container, dict):
            for key, value in container.items():
                spot = {step.key: (*place, key), step.value: (*place, key)}
                yield from walk(number + 1, {**bindings, step.key: key, step.value: value}, {**places, **spot})
        elif step.kind == "list" and isinstance(container, list):
            for index, value in enumerate(container):
                spot = {step.value: (*place, index)}
                yield from walk(number + 1, {**bindings, step.value: value}, {**places, **spot})

    yield from walk(0, {}, {})


def _fails(evaluation: Evaluation, applies: Node, holds: Node) -> tuple[bool | None, Reasons]:
    """True if the rule fails, False if it passes or does not apply, None if nobody can say."""
    try:
        applicable = evaluation.value(applies)
    except Fault:
        return False, frozenset()
    if applicable is not True and not isinstance(applicable, Gap):
        return False, frozenset()
    try:
        held = evaluation.value(holds)
    except Fault:
        return False, frozenset()
    if not (held is False or isinstance(held, Gap)):
        return False, frozenset()
    needed = reasons_in(applicable) | reasons_in(held)
    return (None if isinstance(applicable, Gap) or isinstance(held, Gap) else True), needed


@lru_cache(maxsize=4096)
def _tree(expression: str) -> Node | None:
    if expression in {"", "true"}:
        return TRUE
    try:
        return parse(expression)
    except Unsupported:
        return None
