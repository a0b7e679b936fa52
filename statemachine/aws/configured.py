"""The settings of the AWS CLI in ``~/.aws/config`` and the environment that shape what is printed."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

from statemachine.aws.output import FORMATS
from statemachine.errors import UsageError

_TIMESTAMPS = ("wire", "none", "iso8601")
_STREAM = "-stream"  # version 2 knows yaml-stream, which differs for answers of many pages only


def output_format(core: Any, chosen: str | None) -> str:
    """Give the format of the output: as chosen, else AWS_DEFAULT_OUTPUT, else the profile's, else JSON.

    Raises:
        UsageError: a format that does not exist is configured.
    """
    setting = chosen or os.environ.get("AWS_DEFAULT_OUTPUT") or core.get_scoped_config().get("output") or FORMATS[0]
    form = str(setting).removesuffix(_STREAM)
    if form not in FORMATS:
        raise UsageError(f'there is no output format "{form}", as is configured; choose {", ".join(FORMATS)}')
    return form


def timestamps(core: Any) -> Callable[[Any], Any]:
    """Give the function that makes what is printed of a time that was sent.

    As in version 1 of the AWS CLI that is the number itself, unless the profile's ``cli_timestamp_format``
    is ``iso8601``: then a text with the offset of this machine.

    Raises:
        UsageError: a form of time that does not exist is configured.
    """
    setting = core.get_scoped_config().get("cli_timestamp_format", _TIMESTAMPS[0])
    if setting not in _TIMESTAMPS:
        raise UsageError(f'cli_timestamp_format is "{setting}" in the configuration; it can be wire or iso8601')
    return _iso if setting == "iso8601" else _as_sent


def _iso(sent: Any) -> str:
    from botocore.utils import parse_timestamp

    moment: datetime = parse_timestamp(sent)
    return moment.isoformat()


def _as_sent(sent: Any) -> Any:
    return sent
