"""SARIF, judged by its schema, by the validator that GitHub's ingestion follows, and by a reader."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, strategies as st
from markdown_it import MarkdownIt

from statemachine.errors import InputError
from statemachine.findings import Edit, Finding, Fix, Severity, Span, Suppression
from statemachine.reports.markup import plain

Make = Callable[..., Finding]
Written = Callable[..., str]
Oracle = Callable[[str], Path]
ROOT = str(Path.cwd())
FIX = Fix(
    True, "write None", (Edit(("x",), "replace", "None"),), ((Span(4, 22, 4, 26), "None"), (Span(9, 1, 9, 1), "é\x1b"))
)
BROKEN = InputError("is not JSON", file="jobs/broken.json", line=3, column=9)


def run(text: str) -> dict[str, Any]:
    """Take the one run out of a log."""
    (only,) = json.loads(text)["runs"]
    assert isinstance(only, dict)
    return only


@pytest.fixture
def findings(make: Make) -> list[Finding]:
    """Findings with and without what can be absent."""
    return [
        make(),
        make(suppression=Suppression("inSource", "known")),
        make(code="SM901", severity=Severity.WARNING, span=None, file=None, related=(), why="", help="", url=""),
        make(code="SM902", severity=Severity.NOTE, path=(), url="javascript:alert(1)", span=Span(1, 1, 9, 2)),
        make(code="SM903", fix=FIX),
    ]


def test_satisfies_the_schema(oracle: Oracle, written: Written, findings: list[Finding]) -> None:
    """The schema of OASIS accepts an empty log and one with everything."""
    schema = jsonschema.Draft7Validator(json.loads(oracle("sarif-2.1.0.json").read_text()))

    schema.validate(json.loads(written("sarif", root=ROOT, status=0)))
    schema.validate(json.loads(written("sarif", findings, BROKEN, InputError("x"), root=ROOT)))
    assert not schema.is_valid({"version": "2.1.0"})


def test_satisfies_the_validator(oracle: Oracle, written: Written, findings: list[Finding], tmp_path: Path) -> None:
    """Microsoft's validator has no complaint, neither in general nor about what GitHub asks for."""
    program = oracle("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool")
    log, verdict = tmp_path / "log.sarif", tmp_path / "verdict.sarif"
    log.write_text(written("sarif", [replace(one, file="a.json", url="") for one in findings], BROKEN, root=ROOT))

    for kind in ("Sarif", "Gh"):
        subprocess.run(
            [program, "validate", log, "--output", verdict, "--log", "ForceOverwrite", "--rule-kind", kind],
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            capture_output=True,
            check=True,
            timeout=120,
        )
        results = run(verdict.read_text(encoding="utf-8-sig")).get("results", [])
        assert [result for result in results if result.get("level") == "error"] == []


def test_is_read(written: Written, findings: list[Finding], tmp_path: Path) -> None:
    """A library that others wrote finds code, place and text of each result."""
    loader = pytest.importorskip("sarif.loader")
    (tmp_path / "log.sarif").write_text(written("sarif", findings[:1], root=ROOT))

    (record,) = loader.load_sarif_file(str(tmp_path / "log.sarif")).get_records()

    assert record["Code"] == "SM204"
    assert (record["Location"], record["Line"], record["Severity"]) == ("jobs/train.yaml", 4, "error")
    assert record["Description"] == f"{findings[0].message}\n{findings[0].help}"


def test_result(make: Make, written: Written) -> None:
    """A result has its rule, region, pointer, related place and a name of its own."""
    (result,) = run(written("sarif", [make()], root=ROOT))["results"]
    place = result["locations"][0]

    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "jobs/train.yaml", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 4, "startColumn": 22, "endLine": 4, "endColumn": 26},
    }
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "/InputDataConfig/0/CompressionType"
    assert result["relatedLocations"][0]["message"]["text"] == "the mode of this channel"
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 5
    assert result["suppressions"] == []


def test_rules_are_told_once(make: Make, written: Written) -> None:
    """A rule is described once, and its results point at it."""
    log = run(written("sarif", [make(), make(code="SM205"), make()], root=ROOT))
    rules = log["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["SM204", "SM205"]
    assert [rules[result["ruleIndex"]]["id"] for result in log["results"]] == ["SM204", "SM205", "SM204"]
    assert rules[0]["helpUri"] == "https://example.org/rules#sm204"
    assert rules[0]["name"] == "CompressionOutsidePipe"
    assert "documented (seed, api-channel)" in rules[0]["help"]["text"]


def test_fingerprints_survive_edits(make: Make, written: Written) -> None:
    """A finding on another line has the same name; twins have different ones."""

    def names(*findings: Finding) -> list[str]:
        return [
            result["partialFingerprints"]["trainjobFinding/v1"]
            for result in run(written("sarif", findings, root=ROOT))["results"]
        ]

    assert names(make()) == names(make(span=Span(90, 1, 90, 2)))
    assert len(set(names(make(), make()))) == 2


@pytest.mark.parametrize("kind", ["inSource", "external"])
def test_suppressed(make: Make, written: Written, kind: Any) -> None:
    """A suppressed finding is there, and says so with its reason."""
    (result,) = run(written("sarif", [make(suppression=Suppression(kind, "until May"))], root=ROOT))["results"]

    assert result["suppressions"] == [{"kind": kind, "status": "accepted", "justification": "until May"}]


def test_invocation(written: Written) -> None:
    """The exit status, and what could not be checked, are told."""
    (invocation,) = run(written("sarif", BROKEN, status=2, root=ROOT))["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]

    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    assert notification["message"]["text"] == "is not JSON"
    assert notification["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert run(written("sarif", status=1, root=ROOT))["invocations"][0]["executionSuccessful"] is True


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b/c:d#e?f%.json", "a%20b/c%3Ad%23e%3Ff%25.json"),
        (f"{ROOT}/x.json", "x.json"),
        ("/elsewhere/x.json", "file:///elsewhere/x.json"),
        ("<stdin>", "%3Cstdin%3E"),
        ("bytes\udcff.json", "bytes%FF.json"),
        ("Größe.json", "Gr%C3%B6%C3%9Fe.json"),
    ],
)
def test_uris(make: Make, written: Written, file: str, uri: str) -> None:
    """Names of files are URIs, relative to the root where they are below it."""
    log = run(written("sarif", [make(file=file)], root=ROOT))
    artifact = log["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]

    assert artifact["uri"] == uri
    assert ("uriBaseId" in artifact) == (not uri.startswith(("file:", "%3C")))
    assert log["originalUriBaseIds"]["SRCROOT"]["uri"].endswith("/")


@given(text=st.text(st.characters(), min_size=1) | st.sampled_from(["[x](http://evil)", "{0}", "\x1b[31m", "]]>"]))
def test_any_text_arrives(make: Make, written: Written, text: str) -> None:
    """Whatever a document holds, the message is that text, harmless and without a link."""
    finding = make(message=text, help="", path=(text,), why=text, related=())

    log = run(written("sarif", [finding], root=ROOT))
    (result,) = log["results"]
    message = result["message"]["text"]

    assert message.replace("\\[", "[") == plain(text).replace("\\[", "[")
    assert "[x](" not in message.replace("\\[x](", "")
    assert "\n" not in message


@given(
    text=st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)
    | st.sampled_from(
        ["<script src=x", "<pre ", "<!-- x", "&lt;b&gt;", "# x", "1. x", "- x", "    x", "www.x.org", "![x](y)"]
    )
)
def test_markdown_shows_itself(make: Make, written: Written, text: str) -> None:
    """The Markdown of a rule, rendered by a library, holds the text and no element that came from it."""
    (rule,) = run(written("sarif", [make(why=text, basis="b", url="")], root=ROOT))["tool"]["driver"]["rules"]

    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(rule["help"]["markdown"])
    inline = [child for token in tokens for child in token.children or []]

    assert {token.type for token in tokens} == {"paragraph_open", "inline", "paragraph_close"}
    assert {child.type for child in inline} <= {"text", "text_special"}
    assert "".join(child.content for child in tokens[1].children or []) == plain(plain(text).strip())


def test_fix_is_the_change_of_the_text(written: Written, make: Make) -> None:
    """A fix names the file, what is taken out and what is put in, exactly; none without places in the text."""
    first, second = run(written("sarif", [make(fix=FIX), make(fix=replace(FIX, texts=()))], root=ROOT))["results"]

    assert "fixes" not in second
    (fix,) = first["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == first["locations"][0]["physicalLocation"]["artifactLocation"]
    one, other = change["replacements"]
    assert one["deletedRegion"] == {"startLine": 4, "startColumn": 22, "endLine": 4, "endColumn": 26}
    assert (one["insertedContent"]["text"], other["insertedContent"]["text"]) == ("None", "é\x1b")
    assert fix["properties"] == {"safe": True}
