"""Programs that react to the status of a job, and what they forget of it.

``state_machines``: the choices of Step Functions definitions. ``event_patterns``: patterns of
EventBridge's rules. Statuses and members are those of spec/lifecycle.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from statemachine.carriers.conversion import Trouble
from statemachine.findings import Pointer

Consumer = Callable[[Any, Pointer], Iterator[Trouble]]


def state_machine(value: Any, base: Pointer = ()) -> Iterator[Trouble]:
    """What is wrong with the choices of a Step Functions definition. `base`: where it stands."""
    from statemachine.consumers.state_machines import troubles

    return troubles(value, base)


def event_pattern(value: Any, base: Pointer = ()) -> Iterator[Trouble]:
    """What is wrong with the pattern of an EventBridge rule. `base`: where it stands."""
    from statemachine.consumers.event_patterns import troubles

    return troubles(value, base)


CONSUMERS: Mapping[str, Consumer] = {"state-machine": state_machine, "event-pattern": event_pattern}
"""By the names that spec/carriers uses."""
NEEDED: Mapping[Consumer, str] = {state_machine: "Choices"}
"""The member of a thing in a document without which a consumer has nothing to say."""

__all__ = ["CONSUMERS", "NEEDED", "Consumer", "event_pattern", "state_machine"]
