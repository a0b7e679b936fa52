"""A client of the service, made with boto3, and its failures as one clear line each.

boto3 finds credentials, profiles and regions as the AWS CLI does: environment, ``~/.aws``, containers,
instances. What it raises is turned into the errors of this package here and nowhere else.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statemachine._version import __version__
from statemachine.errors import TrainjobError, UsageError

SERVICE = "sagemaker"
OPERATION = "DescribeTrainingJob"
WITHOUT_BOTO3 = "asking the service needs boto3: pip install 'trainjob[aws]'"
WITHOUT_CREDENTIALS = (
    "no credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a --profile, or run `aws configure`"
)
WITHOUT_REGION = "no region given: use --region, set AWS_DEFAULT_REGION, or run `aws configure`"


class ServiceError(TrainjobError):
    """The service could not be asked, refused to answer, or answered nonsense.

    Attributes:
        code: the service's own name of the error, ``""`` where no answer came or none that can be read.
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach the service; None and the defaults leave it to boto3's configuration.

    Attributes:
        verify: False to trust any certificate, or the path of a bundle of authorities.
        sign: False to send requests without credentials.
        connect_timeout, read_timeout: seconds; 0 waits for ever.
        attempts: how often a request is sent at most, with botocore's own back-off.
    """

    region: str | None = None
    profile: str | None = None
    endpoint_url: str | None = None
    verify: bool | str | None = None
    sign: bool = True
    connect_timeout: float = 60
    read_timeout: float = 60
    attempts: int | None = None


def client(region: str | None = None, profile: str | None = None, endpoint_url: str | None = None, **more: Any) -> Any:
    """Make the boto3 client of the service; ``more`` are the other attributes of `Connection`.

    Making one sends no request (but boto3 may ask the machine it runs on for credentials).

    Raises:
        UsageError: boto3 is not installed; there are no credentials, no region, no such profile; the
            endpoint is no URL.
    """
    connection = Connection(region, profile, endpoint_url, **more)
    return connect(connection, core_session(connection))


def core_session(connection: Connection) -> Any:
    """Make the botocore session that holds the profile's configuration; needs neither region nor credentials.

    Raises:
        UsageError: boto3 is not installed, there is no such profile, or its file cannot be read.
    """
    try:
        import boto3  # noqa: F401 - botocore alone would not be enough later
        from botocore.session import Session
    except ImportError:
        raise UsageError(WITHOUT_BOTO3) from None
    with explained():
        core = Session(profile=connection.profile)
        core.get_scoped_config()  # complains about a profile that does not exist
        return core


def connect(connection: Connection, core: Any, *, timestamps: Callable[[Any], Any] | None = None) -> Any:
    """Make the boto3 client that a `Connection` describes.

    Args:
        core: the session that `core_session` made for the same connection.
        timestamps: makes a value of each time as the service sent it; datetime objects by default.

    Raises:
        UsageError: no credentials, no region, the endpoint is no URL, or the authorities to trust are not there.
    """
    from boto3.session import Session

    if isinstance(connection.verify, str) and not os.path.exists(connection.verify):  # noqa: PTH110 - "" is no path
        raise UsageError(f'there is no file or folder "{connection.verify}" with authorities to trust')
    region = _region(connection)
    with explained():
        session = Session(region_name=region, botocore_session=core)
        if not session.region_name:
            raise UsageError(WITHOUT_REGION)
        if connection.sign and session.get_credentials() is None:
            raise UsageError(WITHOUT_CREDENTIALS)
        if timestamps is not None:
            core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=timestamps)
        try:
            return session.client(
                SERVICE,
                endpoint_url=connection.endpoint_url,
                verify=connection.verify,
                config=_configuration(connection),
            )
        except ValueError as error:  # the endpoint is no URL, the region no host name
            raise UsageError(_one_line(error)) from None


def describe(client: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for the description of one job.

    Args:
        client: what `client` or `connect` made.
        parameters: members of the request, as the service spells them.

    Returns:
        The answer, without what boto3 adds to it about the transport.

    Raises:
        ServiceError: no answer, a refusal, or an answer that cannot be read.
        UsageError: the parameters are not those of the operation; nothing was sent.
    """
    from botocore import xform_name

    with explained():
        try:
            answer: dict[str, Any] = getattr(client, xform_name(OPERATION))(**parameters)
        except (AttributeError, TypeError, ValueError, KeyError) as error:
            raise ServiceError(f"the answer of the service cannot be read: {why_unreadable(error)}") from None
    answer.pop("ResponseMetadata", None)
    return answer


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Turn what botocore raises inside the block into one line.

    Raises:
        ServiceError: a request that failed, whatever the reason; `ServiceError.code` tells refusals apart.
        UsageError: a configuration or a parameter that makes no sense.
    """
    from botocore import exceptions as broken
    from botocore.parsers import ResponseParserError

    try:
        yield
    except broken.NoRegionError:
        raise UsageError(WITHOUT_REGION) from None
    except broken.NoCredentialsError:
        raise UsageError(WITHOUT_CREDENTIALS) from None
    except broken.ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        raise ServiceError(_one_line(error), str(code)) from None
    except (broken.ConnectionError, broken.HTTPClientError, ResponseParserError) as error:
        raise ServiceError(_one_line(error)) from None
    except broken.BotoCoreError as error:
        raise UsageError(_one_line(error)) from None


def why_unreadable(error: Exception) -> str:
    """What botocore stumbled over: its parsers take for granted that an answer has the form of its shape."""
    if isinstance(error, (AttributeError, TypeError, KeyError)):
        return "it has not the form that the service's answers have"
    return _one_line(error)


def _region(connection: Connection) -> str | None:
    """The region as given; AWS_REGION counts too, which version 2 of the AWS CLI reads and boto3 does not."""
    if connection.region or os.environ.get("AWS_DEFAULT_REGION"):
        return connection.region
    return os.environ.get("AWS_REGION") or None


def _configuration(connection: Connection) -> Any:
    import botocore
    from botocore.config import Config

    options: dict[str, Any] = {
        "connect_timeout": connection.connect_timeout or None,
        "read_timeout": connection.read_timeout or None,
        "user_agent_extra": f"trainjob/{__version__}",
    }
    if not connection.sign:
        options["signature_version"] = botocore.UNSIGNED
    if connection.attempts is not None:
        options["retries"] = {"total_max_attempts": connection.attempts}
    return Config(**options)


def _one_line(error: Exception) -> str:
    first, *rest = [" ".join(line.split()) for line in str(error).splitlines()] or [""]
    return f"{first} {'; '.join(rest)}".strip() or type(error).__name__


__all__ = [
    "OPERATION",
    "SERVICE",
    "Connection",
    "ServiceError",
    "client",
    "connect",
    "core_session",
    "describe",
    "explained",
    "why_unreadable",
]
