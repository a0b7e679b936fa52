"""How fast the language server answers an edit: from the client's message to the diagnostics of that version.

    python -m benchmarks.lsp [EDITS]

A job of 500 lines, in YAML and JSON, good and broken; edits, completions and hovers by the client of pygls.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import yaml
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from benchmarks.table import Table, seconds

LINES = 500
ANSWERED = 0.1
"""Seconds within which an edit of so many lines has its diagnostics."""


def job() -> dict[str, Any]:
    """A request of so many channels that its YAML has about 500 lines, with a few mistakes."""
    channels = [
        {
            "ChannelName": f"channel-{number}",
            "ContentType": "text/csv",
            "CompressionType": "Gzip" if number % 10 == 0 else "None",
            "DataSource": {
                "S3DataSource": {
                    "S3DataType": "S3Prefix",
                    "S3Uri": f"s3://example-data/churn/{number}/",
                    "S3DataDistributionType": "FullyReplicated",
                }
            },
        }
        for number in range(20)
    ]
    return {
        "TrainingJobName": "churn-2026-01-15",
        "RoleArn": "arn:aws:iam::123456789012:role/training",
        "AlgorithmSpecification": {
            "TrainingImage": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:1.4",
            "TrainingInputMode": "File",
        },
        "InputDataConfig": channels,
        "OutputDataConfig": {"S3OutputPath": "s3://example-models/churn"},
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 50},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "Environment": {f"NAME_{number}": f"value {number}" for number in range(48)},
        "HyperParameters": {f"parameter-{number}": str(number) for number in range(100)},
        "Tags": [{"Key": f"key-{number}", "Value": "x"} for number in range(50)],
    }


def texts() -> dict[str, tuple[str, str]]:
    """The texts by name, each with the language."""
    as_yaml = yaml.safe_dump(job(), sort_keys=False)
    as_yaml += "".join(f"# line {number}\n" for number in range(LINES - as_yaml.count("\n")))
    small = job()
    small["InputDataConfig"] = small["InputDataConfig"][:12]
    as_json = json.dumps(small, indent=2)
    return {
        "YAML": (as_yaml, "yaml"),
        "JSON": (as_json, "json"),
        "YAML that cannot be parsed": (as_yaml + "Tags: [\n", "yaml"),
        "JSON that cannot be parsed": (as_json[:-2], "json"),
    }


async def timed(call: Callable[[int], Awaitable[Any]], count: int) -> list[float]:
    """Seconds that each of several calls takes."""
    found = []
    for number in range(count):
        start = time.perf_counter()
        await call(number)
        found.append(time.perf_counter() - start)
    return found


def row(table: Table, title: str, times: list[float], most: float | None = None) -> None:
    """Add the median and, as the ratio, the 95th percentile, which is compared with the target."""
    ordered = sorted(times)
    late = ordered[int(len(ordered) * 0.95)]
    target = "" if most is None else f"95 % in {seconds(most)}"
    reached = None if most is None else late <= most
    table.add(title, seconds(statistics.median(ordered)), f"95 %: {seconds(late)}", target, reached)


def editor(table: Table, edits: int = 100) -> None:
    """Measure, in a server of its own."""
    table.heading(f"The language server on {LINES} lines, {edits} times each")
    asyncio.run(_session(table, edits))


async def _session(table: Table, edits: int) -> None:
    client = LanguageClient("benchmark", "1")
    published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: published.put_nowait(params))  # noqa: PLW0108
    await client.start_io(sys.executable, "-m", "statemachine", "lsp", "--isolated")
    start = time.perf_counter()
    await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
    client.initialized(types.InitializedParams())
    table.add("start to initialized", seconds(time.perf_counter() - start))
    for name, (text, language) in texts().items():
        await measure(table, client, published, edits, (name, text, language))
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]


async def measure(
    table: Table,
    client: LanguageClient,
    published: asyncio.Queue[types.PublishDiagnosticsParams],
    edits: int,
    what: tuple[str, str, str],
) -> None:
    """Measure one text, given with its name and language."""
    name, text, language = what
    uri = f"file:///tmp/benchmark/{language}-{len(text)}.{language}"
    document = types.TextDocumentIdentifier(uri)
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 0, text)))
    await published.get()
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if "ChannelName" in line and number > 20)
    place = types.Position(at, lines[at].index("channel-") + 3)

    async def edit(number: int) -> None:
        change = types.TextDocumentContentChangePartial(range=types.Range(place, place), text="x")
        if number % 2:
            change.range, change.text = types.Range(place, types.Position(at, place.character + 1)), ""
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(uri=uri, version=number + 1), [change]
            )
        )
        while (await published.get()).version != number + 1:
            pass

    position = types.Position(at, lines[at].index("ChannelName") + 4)
    row(table, f"{name}: edit", await timed(edit, edits), ANSWERED)

    async def complete(_: int) -> None:
        await client.text_document_completion_async(types.CompletionParams(document, position))

    async def hover(_: int) -> None:
        await client.text_document_hover_async(types.HoverParams(document, position))

    row(table, f"{name}: completion", await timed(complete, edits))
    row(table, f"{name}: hover", await timed(hover, edits))


if __name__ == "__main__":
    editor(Table(), *map(int, sys.argv[1:2]))
