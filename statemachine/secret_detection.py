"""Does a text hold a credential? The detectors of a maintained library decide, and a table of our own.

The library is bc-detect-secrets, which checkov is built on (detect-secrets, its origin, serves as well: both
install the same package). Its detectors are called on one value at a time. Those that guess from
randomness alone are left out: digests, identifiers and encoded settings are as random as secrets.

Nothing here keeps or returns a secret, only the kind of it.
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from math import log2
from typing import Any

from statemachine.errors import UsageError
from statemachine.facts import Rule

TABLE = "secret-patterns"
"""The table of spec/tables with the forms and names that the library does not know."""
SHORTEST = 8
"""Characters; what is shorter is no secret that could be told from a word."""
_LONGEST = 65_536
_RANDOM = 3.0
"""Bits in each character from which on a value is taken for random; words have fewer, most passwords more."""
_UNKNOWN = "Credential"
_CALL = re.compile(r"\bsecret\(")

_BY_FORM = {
    "artifactory": "ArtifactoryDetector",
    "aws": "AWSKeyDetector",
    "basic_auth": "BasicAuthDetector",
    "cloudant": "CloudantDetector",
    "discord": "DiscordBotTokenDetector",
    "github_token": "GitHubTokenDetector",
    "gitlab_token": "GitLabTokenDetector",
    "jwt": "JwtTokenDetector",
    "mailchimp": "MailchimpDetector",
    "npm": "NpmDetector",
    "openai": "OpenAIDetector",
    "private_key": "PrivateKeyDetector",
    "pypi_token": "PypiTokenDetector",
    "sendgrid": "SendGridDetector",
    "slack": "SlackDetector",
    "square_oauth": "SquareOAuthDetector",
    "stripe": "StripeDetector",
    "telegram_token": "TelegramBotTokenDetector",
}
"""Detectors that know a secret by its form; one that an edition of the library lacks is passed over."""
_BY_NAME = {"aws": "AWSKeyDetector", "keyword": "KeywordDetector"}
"""Detectors that need the name beside the value."""


def require_for(rules: Iterable[Rule]) -> None:
    """Make sure that the library is there before a rule needs it.

    Raises:
        UsageError: one of the rules asks for secrets, and the library is not installed.
    """
    for rule in rules:
        if rule.origin and any(
            _CALL.search(text) for text in (rule.when, rule.require, *(text for _, text in rule.let))
        ):
            _require(rule.code)
            return


def _require(name: str) -> None:
    if not all(importlib.util.find_spec(module) for module in ("detect_secrets", "requests")):
        raise UsageError(
            f"{name} looks for secrets with a library that is not installed; run: pip install 'trainjob[policies]'"
        )


def kind_of_secret(name: str, text: str, patterns: Mapping[Any, Any]) -> str:
    """The kind of credential that a value seems to be, as the library calls it; empty if it seems to be none.

    Args:
        name: of the member, which may promise a secret. text: its value.
        patterns: the entries of the table `TABLE`.

    Raises:
        UsageError: the library is not installed.
    """
    if not SHORTEST <= len(text) <= _LONGEST:
        return ""
    by_form, by_name, filters = _detectors()
    value = text.strip()
    if filters.is_templated_secret(value) or filters.is_prefixed_with_dollar_sign(value):
        return ""
    for kind, detector in by_form:
        if any(True for _ in detector.analyze_string(text)):
            return str(kind)
    if _compiled(patterns, "value").search(text):
        return _UNKNOWN
    return _by_name(name, value, patterns, by_name, filters)


def _by_name(name: str, value: str, patterns: Mapping[Any, Any], detectors: Any, filters: Any) -> str:
    """The kind of secret that a name promises, where the value can be one."""
    bare = value.strip("\"'")
    if not _compiled(patterns, "plain").match(value) or _compiled(patterns, "reference").search(name):
        return ""
    if (
        filters.is_potential_uuid(bare)
        or filters.is_sequential_string(bare)
        or filters.is_not_alphanumeric_string(bare)
        or _compiled(patterns, "path").match(bare)
    ):
        return ""
    if _compiled(patterns, "name").search(name):
        return _UNKNOWN
    if _entropy(bare) < _RANDOM or not any(char.isdigit() for char in bare):
        return ""
    line = f'{name} = "{bare}"'
    for kind, detector in detectors:
        if any(True for _ in detector.analyze_string(line)):
            return str(kind)
    return ""


def _entropy(text: str) -> float:
    """Shannon's entropy, in bits for each character."""
    return -sum(count / len(text) * log2(count / len(text)) for count in Counter(text).values())


@cache
def _detectors() -> tuple[list[tuple[str, Any]], list[tuple[str, Any]], Any]:
    _require("a rule")
    filters = importlib.import_module("detect_secrets.filters.heuristic")
    return _made(_BY_FORM), _made(_BY_NAME), filters


def _made(names: Mapping[str, str]) -> list[tuple[str, Any]]:
    made = []
    for module, name in names.items():
        try:
            detector = getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)()
        except (ImportError, AttributeError):
            continue
        made.append((detector.secret_type, detector))
    return made


_patterns: dict[str, re.Pattern[str]] = {}


def _compiled(patterns: Mapping[Any, Any], key: str) -> re.Pattern[str]:
    text = str(patterns[key])
    if text not in _patterns:
        _patterns[text] = re.compile(text)
    return _patterns[text]
