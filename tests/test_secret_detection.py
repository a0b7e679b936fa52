"""What is taken for a credential, and what only looks like one."""

from __future__ import annotations

import base64
import uuid

import pytest
from hypothesis import given, strategies as st

from statemachine import Validator, secret_detection, specification
from statemachine.errors import UsageError

PATTERNS = specification.load().tables[secret_detection.TABLE]


def kind(name: str, text: str) -> str:
    """The kind of secret by the table of the specification."""
    return secret_detection.kind_of_secret(name, text, PATTERNS)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("anything", "AKIAIOSFODNN7EXAMPLE", "AWS Access Key"),
        ("aws_secret_access_key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "Credential"),
        ("index", "https://aws:t0ken-value@packages.corp.internal/simple", "Basic Auth Credentials"),
        ("key_file", "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1234567890abcdefghij", "Private Key"),
        ("GH", "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345", "GitHub Token"),
        ("HUB", "hf_" + "abcdefghijABCDEFGHIJ0123456789abcdef", "Credential"),
        ("WANDB_API_KEY", "0fb3c5d7e91a2b4c6d8e0f1a3b5c7d9e1f2a4b6c", "Credential"),
        ("DB_PASSWORD", "correct-horse-9", "Credential"),
        ("MYSQL_PWD", "tr0ub4dor&3x", "Secret Keyword"),
        ("conn", "Server=db.corp.internal;User Id=train;Password=tr0ub4dor9;", "Credential"),
        ("storage", "AccountName=data;AccountKey=" + "Eby8vdM02xNOcqFl" * 5 + "==", "Credential"),
        ("maps", "AIza" + "SyA1234567890abcdefghijklmnopqrstuv", "Credential"),
        ("client_secret", "8Q~x9Kd02mfl.s8sjdkALs8", "Secret Keyword"),
    ],
)
def test_secret(name: str, text: str, expected: str) -> None:
    """A credential is found by its form, or by a name that promises one, and its kind is named."""
    assert kind(name, text) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("api_key", "arn:aws:secretsmanager:us-east-1:123456789012:secret:training-AbCdEf"),
        ("DB_PASSWORD_SECRET", "training/database"),
        ("secret_name", "prod-db-password-1"),
        ("secret_id", "a1b2c3d4e5f6a7b8"),
        ("secret_param", "/prod/db/password"),
        ("client_key_path", "/opt/ml/input/key1.pem"),
        ("HF_TOKEN", "{{resolve:secretsmanager:hf}}"),
        ("PASSWORD", "${PASSWORD}"),
        ("conn", "Server=db.corp.internal;User Id=train;Password=${password};"),
        ("run", "cd /opt && PWD=/opt/ml/code python train.py"),
        ("PASSWORD", "$PASSWORD1"),
        ("password", "********"),
        ("pad_token", "<pad-token>"),
        ("tokenizer", "bert-base-uncased"),
        ("primary_key", "customer_id"),
        ("sort_key", "timestamp_2024"),
        ("private_key_column", "pk_column_12"),
        ("num_keys", "100000000"),
        ("token_dropout", "0.123456789"),
        ("commit", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"),
        ("sagemaker_submit_directory", "s3://bucket/sourcedir.tar.gz"),
        ("url", "https://bucket.s3.amazonaws.com/a?b=c@d"),
        ("settings", '{"password_column": "pwd", "epochs": 10}'),
        ("AKIA", "short"),
    ],
)
def test_no_secret(name: str, text: str) -> None:
    """What points to a secret, and what is merely long or random, is none."""
    assert kind(name, text) == ""


@given(st.uuids(version=4), st.sampled_from(["run", "experiment_id", "session_key", "SECRET_KEY"]))
def test_identifier_is_no_secret(identifier: uuid.UUID, name: str) -> None:
    """An UUID is an identifier under any name."""
    assert kind(name, str(identifier)) == ""


@given(st.binary(min_size=8, max_size=200), st.sampled_from(["digest", "config", "sagemaker_program", "weights"]))
def test_random_text_is_no_secret(data: bytes, name: str) -> None:
    """Digests and encoded settings are as random as secrets, so that randomness alone proves nothing."""
    assert kind(name, data.hex()) == ""
    assert kind(name, "sha256:" + data.hex()) == ""


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text(name: str, text: str) -> None:
    """Nothing makes the detectors fail, and the kind never holds the text."""
    found = kind(name, text)

    assert found == "" or text not in found


def test_encoded_settings() -> None:
    """JSON in base64, as frameworks pass it, is no JSON web token."""
    assert kind("config", base64.b64encode(b'{"epochs": 10, "lr": 0.001}').decode()) == ""


def test_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library a rule that needs it stops the check at once, and says how to go on."""
    monkeypatch.setattr("importlib.util.find_spec", dict[str, object]().get)

    with pytest.raises(UsageError, match=r"SM905 .* pip install 'trainjob\[policies\]'"):
        Validator(policies=["security-baseline"])
    assert "SM900" in Validator(policies=["security-baseline"], ignore=["SM905", "SM906", "SM907"]).active
