"""The channels of a job that read manifests, told by what spec/kinds.yaml says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PLAIN = "manifest"
AUGMENTED = "augmented-manifest"
"""The forms of manifests: names in spec/kinds.yaml."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel with what matters to its manifest.

    Attributes:
        form: PLAIN, AUGMENTED, or "" for a channel that reads no manifest.
        data_type: the value that says so, as written.
        attributes: what each line of an augmented manifest must have.
    """

    name: str
    form: str
    data_type: Any = None
    attributes: tuple[str, ...] = ()


def channels(kinds: Mapping[str, Any], job: Mapping[str, Any]) -> Iterator[Channel]:
    """The channels of a job that have a name; a malformed job gives those that can be understood.

    A channel that does not say its data type is taken for one with a plain manifest.

    Args:
        kinds: the content of spec/kinds.yaml.
    """
    plain, augmented = kinds[PLAIN], kinds[AUGMENTED]
    forms = {plain["means"]: PLAIN, augmented["means"]: AUGMENTED}
    found = _at(job, plain["channels"])
    for item in found if isinstance(found, list) else ():
        name = _at(item, plain["channel-name"])
        if not isinstance(name, str):
            continue
        data_type = _at(item, plain["data-type"])
        form = PLAIN if data_type is None else forms.get(data_type, "") if isinstance(data_type, str) else ""
        names = _at(item, augmented["attribute-names"]) if form == AUGMENTED else None
        yield Channel(name, form, data_type, _texts(names))


def _at(value: Any, path: str) -> Any:
    """The member at a path of names with dots between, None where there is none."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _texts(value: Any) -> tuple[str, ...]:
    """The different texts of a list, in its order."""
    texts = (item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
    return tuple(dict.fromkeys(texts))
