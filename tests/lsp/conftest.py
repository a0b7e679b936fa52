"""A place under a cursor, and a real client that talks to a real server."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from statemachine.lsp.jobs import Jobs
from statemachine.specification import load

pytest.importorskip("pygls", reason="the extra lsp is not installed")

from lsprotocol import types
from pygls.lsp.client import LanguageClient

CURSOR = "¦"


@pytest.fixture(scope="session")
def jobs() -> Jobs:
    """What is known of jobs."""
    return Jobs(load())


@pytest.fixture(scope="session")
def cut() -> Callable[[str], tuple[str, int]]:
    """A text without its mark, and the offset where the mark was."""
    return lambda text: (text.replace(CURSOR, ""), text.index(CURSOR))


class Editor:
    """A client with what it was sent."""

    def __init__(self) -> None:
        self.client = LanguageClient("test", "1")
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self.published.put_nowait(params))  # noqa: PLW0108
        self.registered: list[types.Registration] = []
        self.client.feature(types.CLIENT_REGISTER_CAPABILITY)(
            lambda params: self.registered.extend(params.registrations)
        )
        self.refreshed = 0
        self.client.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)(lambda *_: self._refresh())
        self.result: types.InitializeResult | None = None

    def _refresh(self) -> None:
        self.refreshed += 1

    async def start(self, capabilities: types.ClientCapabilities | None = None, *options: str) -> None:
        """Start a server."""
        root = Path(__file__).parents[2]
        await self.client.start_io(sys.executable, "-m", "statemachine", "lsp", *options, cwd=root)
        self.result = await self.client.initialize_async(
            types.InitializeParams(capabilities=capabilities or types.ClientCapabilities())
        )
        self.client.initialized(types.InitializedParams())

    def open(self, uri: str, text: str, language: str = "yaml") -> types.TextDocumentIdentifier:
        """Open a document."""
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return types.TextDocumentIdentifier(uri)

    def change(self, uri: str, version: int, *changes: Any) -> None:
        """Change a document."""
        document = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, list(changes)))

    async def diagnostics(self) -> types.PublishDiagnosticsParams:
        """The next diagnostics."""
        return await asyncio.wait_for(self.published.get(), 20)

    async def end(self) -> int | None:
        """Shut the server down; its exit status."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        assert self.client._server is not None
        await asyncio.wait_for(self.client._server.wait(), 20)
        await self.client.stop()  # type: ignore[no-untyped-call]
        return self.client._server.returncode


Session = Callable[[Editor], Awaitable[None]]


@pytest.fixture
def talk() -> Callable[..., int | None]:
    """Run a conversation with a server of its own; give its exit status."""

    def run(session: Session, capabilities: types.ClientCapabilities | None = None, *options: str) -> int | None:
        async def whole() -> int | None:
            editor = Editor()
            await editor.start(capabilities, *options)
            try:
                await session(editor)
            except BaseException:
                if editor.client._server is not None:
                    editor.client._server.kill()
                raise
            return await editor.end()

        return asyncio.run(asyncio.wait_for(whole(), 60))

    return run
