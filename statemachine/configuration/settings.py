"""Settings, one by one, each with the place that it comes from; and what they amount to for a file.

Settings are laid over each other in the order in which they are written: an extended file before the one
that extends it, the settings for all files of a configuration before those of ``files:``, the command line last.

* ``edition``, ``fail-on``: the last one counts.
* ``limits``, ``params``, ``severities``: entry by entry, the last one counts.
* ``policies``, ``ignore``, ``mandatory``: they add up.
* ``select`` begins anew: it replaces an earlier ``select`` and all that was ignored before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SINGLE = ("edition", "fail-on")
ENTRIES = ("limits", "params", "severities")
LISTS = ("policies", "select", "ignore", "mandatory")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a setting was written: file, 1-based line and column; the command line has no lines."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


COMMAND_LINE = Origin("command line")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        name: such as ``limits``. key: such as ``max-runtime``, empty where the setting has no entries.
        value: a text or number; of ``params`` the JSON text of any value, or what was typed on
            the command line.
        layer: number of the group of settings that it was written in, in the order of precedence.
        written: as the user wrote it, where ``value`` is a path that was made absolute.
    """

    name: str
    key: str
    value: str | int
    origin: Origin
    layer: int = 0
    written: str = ""


@dataclass(frozen=True, slots=True)
class FileSettings:
    """All that was set for a file, in order of precedence; what is overridden stays in ``history``.

    Equal settings are equal values, so that files with the same settings share one `Validator`.
    """

    history: tuple[Setting, ...] = ()

    def __iter__(self) -> Iterator[Setting]:
        """The settings in force."""
        force: dict[tuple[str, Any], Setting] = {}
        selected = -1
        for one in self.history:
            if one.name == "select" and one.layer != selected:
                selected = one.layer
                force = {key: old for key, old in force.items() if old.name not in ("select", "ignore")}
            key = (one.name, one.value if one.name in LISTS else one.key)
            if one.name not in LISTS:
                force.pop(key, None)
            force.setdefault(key, one)
        return iter(force.values())

    @property
    def edition(self) -> str:
        """The edition of the service."""
        return self._last("edition", "current")

    @property
    def fail_on(self) -> str:
        """The lowest severity that fails the run."""
        return self._last("fail-on", "error")

    @property
    def limits(self) -> dict[str, int | str]:
        """The quotas that the account was granted."""
        return {one.key: one.value for one in self if one.name == "limits"}

    @property
    def params(self) -> dict[str, Any]:
        """What policies ask for."""
        given = [one for one in self if one.name == "params"]
        if any(one.origin == COMMAND_LINE for one in given):
            from statemachine.policies.params import ParamText
        return {
            one.key: ParamText(one.value) if one.origin == COMMAND_LINE else json.loads(str(one.value)) for one in given
        }

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of built-in packs, and absolute paths."""
        return tuple(str(one.value) for one in self if one.name == "policies")

    def _last(self, name: str, default: str) -> str:
        return next((str(one.value) for one in self if one.name == name), default)


def written(name: str, value: Any) -> Iterator[tuple[str, str | int, tuple[str | int, ...]]]:
    """Take a setting apart as it stands in YAML: key, value and the path of each part, below the setting."""
    if name in SINGLE:
        yield "", str(value), ()
    elif name in ENTRIES:
        for key, item in value.items():
            if name == "limits":
                yield key.replace("_", "-"), item, (key,)
            elif name == "params":
                yield key, json.dumps(item, ensure_ascii=False), (key,)
            else:
                yield key, str(item), (key,)
    else:
        for index, item in enumerate(value):
            yield "", str(item), (index,)


__all__ = ["COMMAND_LINE", "ENTRIES", "LISTS", "SINGLE", "FileSettings", "Origin", "Setting", "written"]
