"""Our schemas in the server that most editors use for YAML: it takes them, and finds what they are there to find."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the extra lsp is not installed")

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.tooling import missing

ROOT = Path(__file__).parents[2]
NODE = Path(os.environ.get("TRAINJOB_NODE_MODULES", ROOT / ".make" / "node" / "node_modules"))
SERVER = NODE / "yaml-language-server" / "bin" / "yaml-language-server"
POLICY = "policy: acme\ntitle: What ACME demands\nextends: [security-baseline]\nseverities: {SM901: warning}\n"
CASES = [
    ("request", (ROOT / "examples/good/request.yaml").read_text(encoding="utf-8"), []),
    (
        "request",
        (ROOT / "examples/bad/request.yaml").read_text(encoding="utf-8"),
        ["Rolearn", "Missing property", "pattern", "string"],
    ),
    ("describe", (ROOT / "examples/good/described.json").read_text(encoding="utf-8"), []),
    ("config", "edition: current\nlimits: {max-runtime: 28d}\nselect: [SM2]\nfail-on: warning\n", []),
    ("config", "editon: current\n", ["editon"]),
    ("policy", POLICY, []),
    ("policy", POLICY.replace("title", "titel"), ["titel"]),
]


async def told(cases: list[tuple[str, str, list[str]]]) -> list[list[str]]:
    """What yaml-language-server says of each text, which names its schema in the first line."""
    client = LanguageClient("test", "1")
    published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: published.put_nowait(params))  # noqa: PLW0108

    def settings(params: types.ConfigurationParams) -> list[dict[str, Any]]:
        return [
            {"validate": True, "schemaStore": {"enable": False}} if item.section == "yaml" else {}
            for item in params.items
        ]

    client.feature(types.WORKSPACE_CONFIGURATION)(settings)
    await client.start_io("node", str(SERVER), "--stdio")
    workspace = types.WorkspaceClientCapabilities(configuration=True)
    await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities(workspace=workspace)))
    client.initialized(types.InitializedParams())
    found = []
    for number, (schema, text, _) in enumerate(cases):
        line = f"# yaml-language-server: $schema={(ROOT / 'schemas' / f'{schema}.schema.json').as_uri()}\n"
        item = types.TextDocumentItem(f"file:///x/{number}.yaml", "yaml", 1, line + text)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        params = await asyncio.wait_for(published.get(), 30)
        found.append([one.message for one in params.diagnostics])
    await client.shutdown_async(None)
    client.exit(None)
    assert client._server is not None
    await asyncio.wait_for(client._server.wait(), 20)
    await client.stop()  # type: ignore[no-untyped-call]
    return found


def test_it_takes_our_schemas() -> None:
    """Good files have no complaint, and every complaint about bad ones is one that the schema is there for."""
    if not SERVER.exists():
        missing(f"yaml-language-server in {NODE}")
    for (schema, text, wanted), messages in zip(CASES, asyncio.run(told(CASES)), strict=True):
        assert bool(messages) == bool(wanted), (schema, text[:60], messages)
        assert [word for word in wanted if not any(word in message for message in messages)] == []
