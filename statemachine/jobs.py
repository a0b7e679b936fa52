"""A single job as a caller hands it over: a mapping as boto3 has it, or a JSON text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.errors import InputError


def job_of(job: Mapping[str, Any] | str | bytes) -> dict[str, Any]:
    """The members of a job in exact JSON types; times as they were written, datetimes as ISO 8601.

    Args:
        job: a mapping, or a JSON text of one. boto3's metadata of the response is left in.

    Raises:
        InputError: the text is no JSON, it is no mapping, or it holds what JSON cannot say.
    """
    import orjson

    from statemachine.objects import document_of, quick_value

    value: Any = job
    if isinstance(job, (str, bytes, bytearray)):
        try:
            value = orjson.loads(job)
        except orjson.JSONDecodeError as error:
            raise InputError(f"this is no JSON: {error}") from None
    elif isinstance(job, Mapping):
        value = quick_value(job) if type(job) is dict else None
        if value is None:
            value = document_of(job).value
    if type(value) is not dict:
        raise InputError(f"a job is a mapping of members, not {type(value).__name__}")
    return value
