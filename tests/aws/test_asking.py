"""What comes back instead of a description, and whether it may pass."""

from __future__ import annotations

from typing import Any

import pytest
from botocore import exceptions as broken
from botocore.parsers import ResponseParserError

from statemachine import specification
from statemachine.aws.asking import Trouble, asker, trouble

LIFE = specification.load().lifecycle
GOOD = {"TrainingJobName": "a", "TrainingJobStatus": "InProgress", "SecondaryStatus": "Starting"}


def refused(code: str, status: int, message: str = "said") -> broken.ClientError:
    """An error of the service."""
    return broken.ClientError(
        {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}, "Describe"
    )


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (refused("ThrottlingException", 400), "throttled"),
        (refused("Throttling", 400), "throttled"),
        (refused("TooManyRequestsException", 429), "throttled"),
        (refused("429", 429), "throttled"),
        (refused("InternalFailure", 500), "unreachable"),
        (refused("503", 503), "unreachable"),
        (refused("RequestTimeout", 400), "unreachable"),
        (refused("ValidationException", 400), "refused"),
        (refused("ResourceNotFound", 400), "refused"),
        (refused("AccessDeniedException", 400), "refused"),
        (refused("ExpiredTokenException", 400), "refused"),
        (refused("418", 418), "nonsense"),
        (broken.EndpointConnectionError(endpoint_url="http://x"), "unreachable"),
        (broken.ConnectTimeoutError(endpoint_url="http://x"), "unreachable"),
        (broken.ReadTimeoutError(endpoint_url="http://x"), "unreachable"),
        (broken.ConnectionClosedError(endpoint_url="http://x"), "unreachable"),
        (broken.ProxyConnectionError(proxy_url="http://x"), "unreachable"),
        (ConnectionResetError(104, "reset"), "unreachable"),
        (broken.SSLError(endpoint_url="http://x", error="bad certificate"), "unusable"),
        (broken.NoCredentialsError(), "unusable"),
        (broken.TokenRetrievalError(provider="sso", error_msg="expired"), "unusable"),
        (ResponseParserError("not JSON"), "nonsense"),
        (ValueError("no timestamp"), "nonsense"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{type(value).__name__}: {value}"[:60],
)
def test_kinds(error: Exception, kind: str) -> None:
    """Throttling and networks pass, refusals do not, and without credentials nothing can be asked."""
    found = trouble(error)

    assert found.kind == kind
    assert found.message
    assert "\n" not in found.message


def test_the_words_of_the_service() -> None:
    """A refusal is told in the service's words with the name of the error, without botocore's remarks."""
    assert trouble(refused("AccessDeniedException", 400, "no\n  entry")).message == "no entry (AccessDeniedException)"


class Client:
    """Answers with what it was made with."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def describe_training_job(self, **asked: Any) -> Any:
        """Stand in for boto3's method."""
        assert asked == {"TrainingJobName": "a"}
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def test_a_description_comes_as_it_is() -> None:
    """A description of the job that was asked for is given unchanged."""
    assert asker(Client(GOOD), LIFE)("a") is GOOD


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"message": "<html>"},
        GOOD | {"TrainingJobStatus": 5},
        GOOD | {"SecondaryStatus": None},
        GOOD | {"TrainingJobName": "b"},
    ],
)
def test_nonsense(answer: Any) -> None:
    """What describes no job, or another one, is trouble that may pass."""
    found = asker(Client(answer), LIFE)("a")

    assert isinstance(found, Trouble)
    assert found.kind == "nonsense"


def test_it_never_raises() -> None:
    """Whatever goes wrong inside botocore comes back as trouble."""
    assert isinstance(asker(Client(KeyError("x")), LIFE)("a"), Trouble)
