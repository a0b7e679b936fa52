"""What a document says itself of the names in its templates: parameters with a default value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.carriers import paths


def defaults(value: Any, declared: Mapping[str, str] | None) -> dict[str, Any]:
    """The default values of a document's parameters, by the names that its templates use.

    Args:
        value: of the document. declared: the `parameters` of a carrier: `each` leads to the
            parameters, `name` to the name of one (its own member name where it is left out),
            `default` to its value, and `as` shows how templates call it.
    """
    if not declared:
        return {}
    found: dict[str, Any] = {}
    for place, parameter in paths.compiled(declared["each"])(((), value)):
        name = paths.get(parameter, declared["name"]) if "name" in declared else place[-1]
        default = paths.get(parameter, declared["default"])
        if isinstance(name, str) and default is not None:
            found[declared.get("as", "{name}").replace("{name}", name)] = default
    return found
