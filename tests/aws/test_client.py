"""Clients, and the failures of botocore as one line."""

from __future__ import annotations

import sys

import pytest
from botocore import exceptions as broken

from statemachine.aws.client import Connection, ServiceError, client, core_session, describe, explained
from statemachine.errors import UsageError


class Answering:
    """A client that answers with a value, or raises it."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def describe_training_job(self, **_: object) -> object:
        """Answer."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_without_boto3(environment: pytest.MonkeyPatch) -> None:
    """Without boto3 the message says how to get it."""
    environment.setitem(sys.modules, "boto3", None)
    with pytest.raises(UsageError, match=r"pip install 'trainjob\[aws\]'"):
        core_session(Connection())


def test_aws_region_counts(environment: pytest.MonkeyPatch) -> None:
    """AWS_REGION is heeded where AWS_DEFAULT_REGION is not set, and an option wins over both."""
    environment.delenv("AWS_DEFAULT_REGION")
    environment.setenv("AWS_REGION", "eu-west-1")
    assert client().meta.region_name == "eu-west-1"
    environment.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    assert client().meta.region_name == "eu-west-2"
    assert client("eu-west-3").meta.region_name == "eu-west-3"


def test_unsigned_needs_no_credentials(environment: pytest.MonkeyPatch) -> None:
    """A client that does not sign is made without credentials."""
    environment.delenv("AWS_ACCESS_KEY_ID")
    environment.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(UsageError, match="no credentials found"):
        client()
    assert client(sign=False)


def test_settings_reach_boto3() -> None:
    """Time limits, attempts and the name of this program are those of the client; 0 seconds is no limit."""
    made = client(connect_timeout=3, read_timeout=0, attempts=1).meta.config
    assert (made.connect_timeout, made.read_timeout) == (3, None)
    assert made.retries["total_max_attempts"] == 1
    assert "trainjob/" in made.user_agent_extra


def test_authorities_that_are_not_there() -> None:
    """A bundle of authorities that does not exist is named before anything is asked."""
    with pytest.raises(UsageError, match=r'no file or folder "/nowhere/x\.pem"'):
        client(verify="/nowhere/x.pem")
    assert client(verify=__file__)


@pytest.mark.parametrize("region", ["us east 1", "x" * 300])
def test_no_region_at_all(region: str) -> None:
    """What cannot be a region is refused in one line."""
    with pytest.raises(UsageError) as caught:
        client(region)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (broken.ClientError({"Error": {"Code": "AccessDenied", "Message": "no\nreally"}}, "D"), "AccessDenied"),
        (broken.ClientError({}, "D"), ""),
        (broken.EndpointConnectionError(endpoint_url="http://x"), ""),
        (broken.ReadTimeoutError(endpoint_url="http://x"), ""),
        (AttributeError("'list' object has no attribute 'get'"), ""),
    ],
)
def test_no_description(error: Exception, code: str) -> None:
    """A failed request is a ServiceError of one line that knows the service's name for it."""
    with pytest.raises(ServiceError) as caught:
        describe(Answering(error), {})
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_several_mistakes_in_one_line() -> None:
    """All that is wrong with the parameters is told, in one line."""
    with pytest.raises(UsageError, match=r"^Parameter validation failed: one; two$"), explained():
        raise broken.ParamValidationError(report="one\ntwo")


def test_transport_is_dropped() -> None:
    """What boto3 adds about the transport is no part of a description."""
    assert describe(Answering({"a": 1, "ResponseMetadata": {}}), {}) == {"a": 1}
