"""Rewritten patterns mean what the service model's mean, in every engine."""

from __future__ import annotations

import re
import unicodedata

import jsonschema_rs
import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given, settings, strategies as st

from tests.service_model import PATTERNS, SHAPES, load_schema
from tools.portable_patterns import portable, python_pattern


def _service_accepts(pattern: str, text: str) -> bool:
    """Java's reading of the model's own pattern, by the regex module, independent of our rewriting."""
    java = pattern.replace(r"\p{Alnum}", "[:alnum:]").replace("[\\S]", r"[^ \t\n\x0b\f\r]")
    java = re.sub(r"(?<![\\])\.(?=[*+\\]|\[|\)|$)", r"[^\\n\\r\\u0085\\u2028\\u2029]", java)
    flags = regex.UNICODE if r"\p{L}" in pattern else regex.ASCII
    return regex.fullmatch(java, text, flags=flags) is not None


def _new_to_unicode(text: str) -> bool:
    """Characters younger than Unicode 3.2 are not refused, whatever they are."""
    return any(unicodedata.ucd_3_2_0.category(character) == "Cn" for character in text)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_texts_that_fit_the_model_fit_the_schema_and_the_reverse(name: str) -> None:
    """Texts made from a pattern, and texts close to them, get the service's verdict from our rewriting."""
    shape = SHAPES[name]
    ours = portable(shape.metadata["pattern"], shape.metadata.get("max"))
    longest = shape.metadata.get("max", 4096)
    seed = re.compile(python_pattern(ours or "^.*$").replace(r"\Z", "$"))
    alphabet = st.sampled_from("aZ09-_./: \t\n\r\u0085\u2028\u00a0\u0661é!#K")
    near = st.tuples(st.from_regex(seed), st.integers(0, 300), st.sampled_from([0, 1]), st.text(alphabet, max_size=2))

    @settings(max_examples=40, database=None)
    @given(near)
    def same(parts: tuple[str, int, int, str]) -> None:
        text, where, cut, inserted = parts
        where = min(where, len(text))
        text = text[:where] + inserted + text[where + cut :]
        if len(text) <= longest and not _new_to_unicode(text):
            mine = ours is None or re.search(python_pattern(ours), text) is not None
            assert mine is _service_accepts(PATTERNS[name], text), ascii(text)

    same()


CASES = [
    ("TrainingJobName", "a-b", True),
    ("TrainingJobName", "a--b", True),
    ("TrainingJobName", "a-", False),
    ("TrainingJobName", "a_b", False),
    ("TrainingJobName", "a" * 63, True),
    ("TrainingJobName", "ab\n", False),
    ("ArnOrName", "a" * 63, True),
    ("ArnOrName", "a" * 64, False),
    ("ArnOrName", "a-", False),
    ("ArnOrName", "arn:aws:sagemaker:us-east-1:123456789012:algorithm/a", True),
    ("S3Uri", "s3://b", True),
    ("S3Uri", "s3://b/k/l", True),
    ("S3Uri", "s3:///k", False),
    ("S3Uri", "s3://b/k\n", False),
    ("S3Uri", "s3://b\nc/k", True),
    ("S3Uri", "S3://b/k", False),
    ("HyperParameterValue", "", True),
    ("HyperParameterValue", "a\u2028b", False),
    ("HyperParameterValue", "a\x0bb", True),
    ("RoleArn", "arn:aws:iam::123456789012:rolexyz", True),
    (
        "RoleArn",
        "arn:aws:iam::\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661:role/r",
        False,
    ),
    ("TagKey", "Ключ 1", True),
    ("TagKey", "a\u00a0b", True),
    ("TagKey", "a\tb", False),
    ("TagKey", "\U0001f600", False),
    ("TagKey", "a#b", False),
    ("TagKey", "\u0301", False),
    ("TagKey", "a_.:/=+-@b", True),
    ("TagKey", "\U00020000", True),
    ("TrainingEnvironmentValue", "two\nlines", True),
    ("TrainingEnvironmentKey", "", False),
    ("ModelPackageArn", "arn:aws:sagemaker:us-east-1:123456789012:model-package/a\u00a0b", True),
    ("ModelPackageArn", "arn:aws:sagemaker:us-east-1:123456789012:model-package/a b", False),
    ("SequenceLength", "8K", True),
    ("SequenceLength", "\u0668K", False),
    ("TrainingRepositoryCredentialsProviderArn", "arn:aws:lambda:us-east-1:123456789012:function:f", True),
    ("HubDataSetArn", "arn:aws:sagemaker:us-east-1:aws:hub-content/h/DataSet/d/1x0x0", True),
]


@pytest.mark.parametrize(("name", "text", "fits"), CASES)
def test_known_texts(name: str, text: str, fits: bool) -> None:
    """The service's verdict on single texts, from jsonschema-rs and from Python's re."""
    made = (load_schema("describe")["$defs"] | load_schema("request")["$defs"])[name]
    validator = jsonschema_rs.Draft202012Validator(made, pattern_options=jsonschema_rs.RegexOptions())
    assert validator.is_valid(text) is fits
    assert (re.search(python_pattern(made.get("pattern", "")), text) is not None) is fits
    assert _service_accepts(PATTERNS[name], text) is fits


def test_ecmascript_reads_the_patterns_alike() -> None:
    """An ECMAScript engine with the u flag, as editors use it, gives the same verdicts."""
    regress = pytest.importorskip("regress")
    shapes = load_schema("describe")["$defs"] | load_schema("request")["$defs"]
    wrong = [
        (name, text)
        for name, text, fits in CASES
        if (regress.Regex(shapes[name].get("pattern", ""), "u").find(text) is not None) is not fits
    ]
    assert wrong == []


def test_a_look_around_that_nobody_rewrote_is_refused() -> None:
    """A new look-around in a later model stops the generator instead of reaching a schema."""
    with pytest.raises(ValueError, match="look-around"):
        portable("(?!aws:)[a-z]+", 10)


@pytest.mark.parametrize(
    ("pattern", "longest", "expected"),
    [
        ("[a-z](-*[a-z]){0,62}", 63, "^[a-z](?:-*[a-z])*$"),
        ("[a-z](-*[a-z]){0,62}", 64, "^[a-z](?:-*[a-z]){0,62}$"),
        ("x/[a]{1,9}", 10, "^x/[a]+$"),
        ("[a]{1,9}", 10, "^[a]{1,9}$"),
        ("a|b", 1, "^(?:a|b)$"),
    ],
)
def test_idle_bounds_are_dropped_and_others_kept(pattern: str, longest: int, expected: str) -> None:
    """A repetition loses its upper bound only if the length already implies it."""
    assert portable(pattern, longest) == expected
