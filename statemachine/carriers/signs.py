"""Whether a job may be templated at all, told quickly: most jobs that stand in other documents are not.

Writing a value as JSON and searching the text takes a fraction of reading it, while looking for templates in
each of its texts takes a multiple. False alarms only cost time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

_SIGNS = (
    b"$",
    b"<",
    b"%{",
    b"%(",
    b"@",
    b"((",
    b"__",
    b"(known after apply)",
    b'"Ref"',
    b'"Fn::',
    b'"Get"',
    b'"Std:',
    b":null}",
)
"""Every template of spec/templates.yaml has one of these in its JSON, or a brace in a text; a test says so."""


def may_hold_templates(value: Any, job: Mapping[str, Any]) -> bool:
    """False if nothing in a job is templated or hidden.

    Args:
        value: of the job. job: the carrier's entry for it, as in spec/carriers.
    """
    templates, hidden = job.get("templates"), job.get("hidden", ())
    if templates == [] and not hidden:
        return False
    try:
        text = orjson.dumps(value)
    except TypeError:  # orjson's encode error: nested too deeply for it
        return True
    if any(word.encode() in text for word in hidden):
        return True
    if templates == []:
        return False
    for sign in _SIGNS:
        if sign in text:
            return True
    # In compact JSON a brace that opens an object has a quote or its partner behind it.
    return text.count(b"{") != text.count(b'{"') + text.count(b"{}")
