"""Asking for the description of one job, and what may come back instead of one.

A watch must tell what passes by itself (throttling, a network that is down) from what does not. Which errors
count as which is botocore's knowledge, taken from its own retry rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Literal

from statemachine.errors import TrainjobError
from statemachine.facts import Lifecycle

Kind = Literal["throttled", "unreachable", "nonsense", "refused", "unusable"]
"""throttled: asked too often. unreachable: no answer. nonsense: an answer that describes no such job.
refused: the service says no for this job. unusable: nothing can be asked at all (no credentials)."""
PASSING: frozenset[Kind] = frozenset({"throttled", "unreachable", "nonsense"})
"""The kinds that may be over at the next attempt."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no description; `message` is one line, and hostile where the service wrote it."""

    kind: Kind
    message: str


Ask = Callable[[str], Mapping[str, Any] | Trouble]
"""Gives the description of the job with this name. Never raises; may be called from any thread."""


def asker(client: Any, life: Lifecycle) -> Ask:
    """Make a function that asks a boto3 client of `statemachine.aws.client`.

    Args:
        client: one that does not try again by itself (``attempts=1``): the caller keeps the pace.
    """
    name_of, text_members = life.fields["name"], (life.fields["status"], life.fields["stage"])

    def ask(name: str) -> Mapping[str, Any] | Trouble:
        try:
            response = client.describe_training_job(**{name_of: name})
        except Exception as error:  # noqa: BLE001 - whatever a broken answer makes botocore raise
            return trouble(error)
        if not isinstance(response, dict) or not all(isinstance(response.get(key), str) for key in text_members):
            return Trouble("nonsense", "the answer is no description of a job")
        if response.get(name_of) != name:
            return Trouble("nonsense", "the answer describes another job")
        return response

    return ask


def trouble(error: Exception) -> Trouble:
    """Say what an exception of botocore means for whoever wants to ask again."""
    from botocore import exceptions as broken

    from statemachine.aws.client import explained, why_unreadable

    try:
        with explained():
            raise error  # noqa: TRY301 - the other function turns it into clear words
    except TrainjobError as clear:
        message = str(clear)
    except Exception:  # noqa: BLE001 - not one of botocore's: its own text has to do
        message = why_unreadable(error)
    if isinstance(error, broken.ClientError):
        return Trouble(_refusal(error), _words(error) or message)
    if isinstance(error, broken.SSLError):
        return Trouble("unusable", message)  # a certificate does not become valid by waiting
    if isinstance(error, (broken.HTTPClientError, broken.ConnectionError, OSError)):
        return Trouble("unreachable", message)
    if isinstance(error, broken.BotoCoreError):
        return Trouble("unusable", message)
    return Trouble("nonsense", f"the answer cannot be read: {message}")


def _words(error: Any) -> str:
    """What the service says, without botocore's remarks about the call; empty if it says nothing."""
    said = error.response.get("Error", {})
    text, code = str(said.get("Message") or ""), str(said.get("Code") or "")
    return " ".join(f"{text} ({code})".split()) if text and code else ""


def _refusal(error: Any) -> Kind:
    from botocore.retries.standard import RetryContext, ThrottledRetryableChecker, TransientRetryableChecker

    response = error.response
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    context = RetryContext(
        attempt_number=1,
        parsed_response=response if response.get("Error") else {"Error": {}},
        http_response=SimpleNamespace(status_code=status),
    )
    if ThrottledRetryableChecker().is_retryable(context) or status == 429:
        return "throttled"
    if TransientRetryableChecker().is_retryable(context) or not isinstance(status, int) or status >= 500:
        return "unreachable"
    if not response.get("Error", {}).get("Code") or str(response["Error"]["Code"]) == str(status):
        return "nonsense"  # an error without a name comes from something between here and the service
    return "refused"


__all__ = ["PASSING", "Ask", "Kind", "Trouble", "asker", "trouble"]
