"""S3 manifests: what they stand for, and what is wrong with them."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from statemachine import validate
from statemachine.augmented import check_augmented
from statemachine.errors import InputError
from statemachine.manifests import (
    Problem,
    check_manifest,
    count_objects,
    entries,
    iterate_uris,
)

RULES = Path(__file__).parents[1] / "spec" / "rules" / "manifests.yaml"
HEAD = {"prefix": "s3://bucket/data/"}


def _stream(document: Any, encoding: str = "utf-8") -> io.BytesIO:
    text = document if isinstance(document, str) else json.dumps(document)
    return io.BytesIO(text.encode(encoding))


def _checks(document: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(problem.check, problem.path) for problem in check_manifest(document)]


class _Raw(io.RawIOBase):
    """A pipe that gives one byte at a time."""

    def __init__(self, data: bytes) -> None:
        self._rest = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part, self._rest = self._rest[:1], self._rest[1:]
        buffer[: len(part)] = part
        return len(part)


def _examples(*outcomes: str) -> list[Any]:
    """The examples of the rules that a check of manifests stands behind, as parameters of a test."""
    rules = yaml.safe_load(RULES.read_bytes())
    return [
        pytest.param(rule, outcome, example, id=f"{rule['code']}-{outcome}-{number}")
        for rule in rules
        if "check" in rule
        for outcome in outcomes or ("fail", "pass")
        for number, example in enumerate(rule["examples"][outcome])
    ]


def _problems(check: str, example: dict[str, Any]) -> list[Problem]:
    """What the checks of manifests, or of augmented ones, find in an example."""
    if check.startswith("manifest."):
        return list(check_manifest(example["$document"]))
    stream = io.BytesIO("\n".join(example["$document"]).encode())
    return list(check_augmented(stream, example["$attribute-names"]))


class TestUris:
    """`iterate_uris` and `count_objects`."""

    def test_uri_is_prefix_and_key_joined(self) -> None:
        """Each key gives the prefix followed by the key, with nothing between."""
        uris = list(iterate_uris(_stream([{"prefix": "s3://b/part-"}, "1", "x/2"])))

        assert uris == ["s3://b/part-1", "s3://b/part-x/2"]

    def test_empty_key_stands_for_the_prefix(self) -> None:
        """An empty key names the prefix itself, as a real manifest of the corpus does."""
        assert list(iterate_uris(_stream([{"prefix": "s3://b/a.csv"}, ""]))) == ["s3://b/a.csv"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_encodings(self, encoding: str) -> None:
        """UTF-8 with and without byte order mark, and UTF-16, give the same URIs."""
        text = json.dumps([HEAD, "ä.csv", "🙂"], ensure_ascii=False)

        assert list(iterate_uris(_stream(text, encoding))) == [
            "s3://bucket/data/ä.csv",
            "s3://bucket/data/🙂",
        ]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_stream_that_gives_little_at_a_time(self, encoding: str) -> None:
        """How much one read returns does not matter."""
        stream = io.BufferedReader(_Raw(json.dumps([HEAD, "a"]).encode(encoding)), 1)

        assert list(iterate_uris(stream)) == ["s3://bucket/data/a"]

    def test_uris_come_before_the_end_is_read(self) -> None:
        """The first URI is there although the text breaks off far behind it."""
        keys = ", ".join(f'"{number}"' for number in range(100_000))
        uris = iterate_uris(_stream(f'[{{"prefix": "s3://b/"}}, {keys}'))

        assert next(uris) == "s3://b/0"

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("", "not valid JSON"),
            ('[{"prefix": "s3://b/"}, "a", ', "after 2 good entries"),
            ('[{"prefix": "s3://b/"}] x', "after 1 good entry"),
            ('[{"prefix": "s3://b/"}, NaN]', "not valid JSON"),
            ('{"prefix": "s3://b/"}', "this is an object"),
            ('"s3://b/"', "a single value"),
            ("[]", "first entry"),
            ('["a.csv"]', "first entry"),
            ('[{"prefix": "https://b/"}, "a"]', "first entry"),
            ('[{"prefix": "s3://"}, "a"]', "first entry"),
            ('[{"prefix": "s3://[b/"}, "a"]', "first entry"),
            ('[{"prefix": "s3://b/"}, "a", {"prefix": "s3://c/"}]', "entry 2 of the manifest is an object"),
        ],
    )
    def test_refusals(self, text: str, part: str) -> None:
        """What is not a manifest is refused with the reason and the name of the input."""
        with pytest.raises(InputError, match=part) as caught:
            list(iterate_uris(_stream(text), "train.manifest"))

        assert caught.value.file == "train.manifest"

    def test_bytes_that_are_not_utf8(self) -> None:
        """A byte that no UTF-8 text has is refused, not replaced."""
        with pytest.raises(InputError, match="not valid JSON"):
            list(iterate_uris(io.BytesIO(b'[{"prefix": "s3://b/"}, "\xff"]')))

    def test_count(self, tmp_path: Path) -> None:
        """The number of objects is the number of keys."""
        path = tmp_path / "three.manifest"
        path.write_text(json.dumps([HEAD, "a", "b", "c"]))

        assert count_objects(path) == 3

    def test_count_of_a_missing_file(self, tmp_path: Path) -> None:
        """A file that is not there is an InputError that names it."""
        with pytest.raises(InputError, match=r"none\.manifest: cannot read"):
            count_objects(tmp_path / "none.manifest")


class TestEntries:
    """The streaming reader."""

    def test_nested_values_are_emptied(self) -> None:
        """Only the kind of what is inside an entry survives, and the order of entries."""
        document = [{"prefix": {"a": [1]}, "x": 1}, ["deep", ["er"]], "key", None, 1.5]

        assert list(entries(_stream(document))) == [{"prefix": {}, "x": 1}, [], "key", None, 1.5]

    def test_depth_of_100000_is_bounded(self) -> None:
        """Brackets without end are refused as incomplete JSON, without using much memory."""
        with pytest.raises(InputError, match="not valid JSON"):
            list(entries(_stream("[" * 100_000)))

    def test_stream_and_document_have_the_same_problems(self) -> None:
        """Checking what was streamed finds what checking the parsed document finds."""
        document = [{"Prefix": "s3://b/"}, "s3://b/a", 7, {"x": [1]}, "/b", "/b", ["a"]]

        assert _checks(entries(_stream(document))) == _checks(document)


class TestProblems:
    """`check_manifest`: one mistake, one problem, in its place."""

    @pytest.mark.parametrize(
        "document",
        [
            [HEAD, "a.csv", "b/c.csv"],
            [{"prefix": "s3://bucket/part-"}, "1", "2"],
            [{"prefix": "s3://bucket/data"}, "/a.csv"],
            [{"prefix": "s3://bucket"}, "/a.csv"],
            [{"prefix": "s3://bucket/file.csv"}, ""],
            [HEAD, "..."],
            [HEAD, "a b.csv", "ä.csv"],
        ],
    )
    def test_good(self, document: Any) -> None:
        """Nothing is found in a good manifest."""
        assert _checks(document) == []

    @pytest.mark.parametrize(
        ("document", "check", "path"),
        [
            ({"prefix": "s3://b/"}, "manifest.not-a-list", ()),
            (7, "manifest.not-a-list", ()),
            ([], "manifest.missing-prefix", ()),
            ([{}, "a"], "manifest.missing-prefix", (0,)),
            ([{"Prefix": "s3://b/"}, "a"], "manifest.missing-prefix", (0,)),
            (["a", "b"], "manifest.missing-prefix", (0,)),
            ([["a"]], "manifest.missing-prefix", (0,)),
            ([None, "a"], "manifest.missing-prefix", (0,)),
            ([{"prefix": ""}, "a"], "manifest.prefix-form", (0, "prefix")),
            ([{"prefix": None}, "a"], "manifest.prefix-form", (0, "prefix")),
            ([{"prefix": "b/data"}, "a"], "manifest.prefix-form", (0, "prefix")),
            ([{"prefix": "s3:///data/"}, "a"], "manifest.prefix-form", (0, "prefix")),
            ([HEAD | {"suffix": ""}, "a"], "manifest.unknown-member", (0, "suffix")),
            ([HEAD], "manifest.empty", ()),
            ([HEAD, "a", 7], "manifest.entry-form", (2,)),
            ([HEAD, "a", HEAD, "b"], "manifest.entry-form", (2,)),
            ([HEAD, "s3://bucket/data/a"], "manifest.absolute-key", (1,)),
            ([HEAD, "https://bucket/a"], "manifest.absolute-key", (1,)),
            ([HEAD, "a", "/b"], "manifest.double-slash", (2,)),
            ([HEAD, "a", "b\n"], "manifest.key-whitespace", (2,)),
            ([HEAD, "a\x00b"], "manifest.key-whitespace", (1,)),
            ([HEAD, "./a"], "manifest.dot-segment", (1,)),
            ([HEAD, "a/../b"], "manifest.dot-segment", (1,)),
            ([HEAD, "images/"], "manifest.folder-key", (1,)),
            ([HEAD, ""], "manifest.folder-key", (1,)),
            ([HEAD, "a", "b", "a"], "manifest.duplicate-key", (3,)),
            ([{"prefix": "s3://bucket/data"}, "a", "b"], "manifest.missing-slash", (0, "prefix")),
            ([{"prefix": "s3://bucket"}, "a", "b"], "manifest.key-in-bucket-name", (0, "prefix")),
            ([{"prefix": "s3://bucket-"}, "a"], "manifest.key-in-bucket-name", (0, "prefix")),
        ],
    )
    def test_one_mistake_is_one_problem(self, document: Any, check: str, path: tuple[str | int, ...]) -> None:
        """Each mistake is found once, at its own place, and nothing else is."""
        assert _checks(document) == [(check, path)]

    def test_keys_are_checked_after_a_forgotten_prefix(self) -> None:
        """A list of keys without a prefix still has its other mistakes found."""
        found = _checks(["a", "s3://b/c", "a"])

        assert found == [
            ("manifest.missing-prefix", (0,)),
            ("manifest.absolute-key", (1,)),
            ("manifest.duplicate-key", (2,)),
        ]

    def test_duplicate_names_the_first_place(self) -> None:
        """The values of a duplicate say where the key stood before."""
        assert list(check_manifest([HEAD, "x", "a", "a"])) == [
            Problem("manifest.duplicate-key", (3,), {"key": "a", "first": 2})
        ]

    def test_missing_slash_shows_the_first_uri(self) -> None:
        """The values of a missing slash show what becomes of the first key."""
        problem = next(check_manifest([{"prefix": "s3://b/data"}, "a.csv"]))

        assert problem.values["uri"] == "s3://b/dataa.csv"


class TestVerdict:
    """A manifest before the whole engine: `validate`."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_places_in_every_encoding(self, encoding: str) -> None:
        """A finding stands in its line and column, counted in characters, in every encoding."""
        report = validate('[{"prefix": "s3://bucket/"},\n "🙂", "/b"]'.encode(encoding))

        assert [(f.name, f.line, f.column, f.end_column) for f in report] == [("manifest-double-slash", 2, 7, 11)]

    def test_is_no_job(self) -> None:
        """A manifest is recognised and counted, but not as a job."""
        report = validate([HEAD, "a"])

        assert (report.recognised, report.jobs, report.manifests) == (True, 0, 1)

    def test_prefix_given_twice(self) -> None:
        """What is wrong with the text of a manifest is found as in any document."""
        report = validate('[{"prefix": "s3://bucket/a/", "prefix": "s3://bucket/b/"}, "x"]')

        assert [(finding.name, finding.pointer) for finding in report] == [("duplicate-member", "/0/prefix")]

    @pytest.mark.parametrize("document", [{"prefix": "s3://bucket/"}, {"TrainingJobName": "a"}, 7])
    def test_kind_overrides(self, document: Any) -> None:
        """What is said to be a manifest is checked as one, whatever it looks like."""
        report = validate(document, kind="manifest")

        assert [finding.name for finding in report] == ["manifest-not-a-list"]


class TestRules:
    """spec/rules/manifests.yaml: each check has a rule, whose examples are its tests."""

    @pytest.mark.parametrize(("rule", "outcome", "example"), _examples())
    def test_example(self, rule: Any, outcome: str, example: dict[str, Any]) -> None:
        """A failing example has exactly the problem of its rule, a passing one has none."""
        problems = _problems(rule["check"], example)

        assert [problem.check for problem in problems] == ([rule["check"]] if outcome == "fail" else [])

    @pytest.mark.parametrize(("rule", "outcome", "example"), _examples("fail"))
    def test_placeholders_have_values(self, rule: Any, outcome: str, example: dict[str, Any]) -> None:  # noqa: ARG002
        """The message and the help of a rule ask only for values that its check gives."""
        problem = _problems(rule["check"], example)[0]
        asked = set(re.findall(r"{(\w+)}", rule["message"] + rule["help"]))

        assert asked - set(problem.values) == set()


class TestCorpus:
    """Real manifests."""

    def test_real_manifests_have_no_problems(self, corpus: Path) -> None:
        """No problem is found in any of the ten manifests of public repositories."""
        paths = sorted((corpus / "manifests").glob("*.json"))
        found = {path.name: _checks(json.loads(path.read_bytes())) for path in paths}

        assert len(found) == 10
        assert {name: checks for name, checks in found.items() if checks} == {}
