"""What one document knows of the jobs in it: values of names, functions, and what is not known or not to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from statemachine.carriers import masks, paths
from statemachine.carriers.carrier import Carrier, Site
from statemachine.carriers.intrinsics import Intrinsics
from statemachine.carriers.parameters import defaults
from statemachine.findings import Pointer
from statemachine.templated import Template


@dataclass(slots=True)
class Worked:
    """A job as the document means it.

    Attributes:
        places: path in `value` -> path as written, where they differ. unknown: what is not known of it yet.
    """

    value: Any
    places: Mapping[Pointer, Pointer] = field(default_factory=dict)
    unknown: Mapping[Pointer, Template] = field(default_factory=dict)


class Context:
    """The document around some jobs.

    Args:
        value: of the document. carrier: that it is. values: what the user gives to names in templates.
        base: where the value stands.

    Attributes:
        sensitive: places of values that must not be shown.
    """

    def __init__(self, value: Any, carrier: Carrier, values: Mapping[str, Any], base: Pointer) -> None:
        content = carrier.content
        self.values = {**defaults(value, content.get("parameters")), **values}
        self.functions = Intrinsics(value, values) if content.get("functions") else None
        self._unknown = content.get("unknown")
        self._later = masks.by_name(value, self._unknown)
        self.sensitive = tuple(carrier.sensitive(value, base))

    def worked_out(self, site: Site) -> Worked:
        """A job with its functions worked out, and with what is not known yet."""
        if self.functions is not None:
            found = self.functions.evaluate(site.value)
            return Worked(found.value, found.places)
        if self._unknown:
            mask = self._later.get(str(paths.get(site.node, self._unknown["by"])))
            value, later = masks.covered(site.value, mask)
            return Worked(value, {}, later)
        return Worked(site.value)


__all__ = ["Context", "Worked"]
