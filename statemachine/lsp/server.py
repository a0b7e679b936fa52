"""The face of the language server: messages in, messages out, with pygls. No logic of its own.

The texts are kept by `Session` and not by pygls, which breaks lines at characters that editors take for ordinary
ones (U+2028, form feed).
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

from statemachine._version import __version__
from statemachine.configuration.finding import NAMES
from statemachine.lsp import completion, diagnostics, hover, messages
from statemachine.lsp.actions import fixes
from statemachine.lsp.session import Opened, Session, path_of
from statemachine.lsp.settings import Settings

_LOG = logging.getLogger("trainjob.lsp")
_QUICK = types.CodeActionKind.QuickFix.value
_TRIGGERS = ['"', "'", " ", ":", "-", "."]


class _Protocol(LanguageServerProtocol):
    """The protocol of pygls with texts of our own."""

    _server: Server

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        one = params.text_document
        self._server.session.open(one.uri, one.text, one.version, one.language_id)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        changes = [
            (
                messages.from_range(one.range) if isinstance(one, types.TextDocumentContentChangePartial) else None,
                one.text,
            )
            for one in params.content_changes
        ]
        self._server.session.change(params.text_document.uri, params.text_document.version, changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        self._server.session.close(uri)
        if self._server.session.pushes:
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    @property
    def was_shut_down(self) -> bool:
        """True once the editor has asked for the end."""
        return bool(self._shutdown)


class Server(LanguageServer):
    """The language server of trainjob. `settings`: configurations and validators."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("trainjob", __version__, protocol_cls=_Protocol, max_workers=2)
        self.session = Session(settings, self._publish)
        self.snippets = False
        self.watches = False
        self.refreshes = False
        for method, handler, options in _FEATURES:
            self.feature(method, options)(handler)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Note a message that could not be handled; the next one is handled all the same."""
        _LOG.warning("%s: %s", getattr(source, "__name__", source), str(error)[:500])

    def document(self, uri: str) -> Opened | None:
        """An open document."""
        return self.session.documents.get(uri)

    def diagnostics_of(self, document: Opened) -> list[types.Diagnostic]:
        """The diagnostics of a document that was checked."""
        checked = document.fresh
        if checked is None:
            return []
        notes = diagnostics.notes(checked, self.session.places(document))
        return [messages.to_diagnostic(note, document.uri) for note in notes]

    def _publish(self, document: Opened) -> None:
        found = self.diagnostics_of(document)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, found, document.version))


# ---------------------------------------------------------------------- requests and notifications


def _initialize(server: Server, params: types.InitializeParams) -> None:
    can = params.capabilities
    texts, workspace = can.text_document, can.workspace
    server.session.encoding = types.PositionEncodingKind(server.workspace.position_encoding).value
    # An editor that asks for diagnostics by itself would show those that are sent a second time.
    server.session.pushes = texts is None or texts.diagnostic is None
    item = texts.completion.completion_item if texts and texts.completion else None
    server.snippets = bool(item and item.snippet_support)
    files = workspace.did_change_watched_files if workspace else None
    asked = workspace.diagnostics if workspace else None
    server.refreshes = bool(asked and asked.refresh_support)
    server.watches = bool(files and files.dynamic_registration)


async def _initialized(server: Server, _params: types.InitializedParams) -> None:
    if not server.watches:
        return
    patterns = [f"**/{name}" for name in NAMES] + ["**/*.yaml", "**/*.yml", "**/*baseline*.json"]
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(one) for one in patterns])
    await server.client_register_capability_async(
        types.RegistrationParams(
            [types.Registration("trainjob-settings", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)]
        )
    )


def _watched(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    _settings_changed(server, [path_of(one.uri) for one in params.changes])


def _saved(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    _settings_changed(server, [path_of(params.text_document.uri)])


def _settings_changed(server: Server, paths: list[str]) -> None:
    if server.session.settings_changed(paths) and server.refreshes and not server.session.pushes:
        server.workspace_diagnostic_refresh(None)


async def _diagnostic(server: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    document = server.document(params.text_document.uri)
    if document is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    await server.session.current(document)
    name = str(document.revision)
    if params.previous_result_id == name:
        return types.RelatedUnchangedDocumentDiagnosticReport(name)
    return types.RelatedFullDocumentDiagnosticReport(items=server.diagnostics_of(document), result_id=name)


def _hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    document = server.document(params.text_document.uri)
    if document is None or len(document.text) > diagnostics.MAX_CHARACTERS:
        return None
    places, checked = server.session.places(document), document.fresh
    shown = hover.explanation(
        server.session.jobs, places, messages.from_position(params.position), checked.findings if checked else (),
        is_outlined=document.language != "python" and not document.path.endswith((".py", ".ipynb")),
    )  # fmt: skip
    if shown is None:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, shown.markdown)
    return types.Hover(content, messages.to_range(places.range(shown.start, shown.end)))


def _completion(server: Server, params: types.CompletionParams) -> types.CompletionList:
    document = server.document(params.text_document.uri)
    if document is None or document.language == "python" or len(document.text) > diagnostics.MAX_CHARACTERS:
        return types.CompletionList(is_incomplete=False, items=[])
    places = server.session.places(document)
    offset = places.offset(messages.from_position(params.position))
    found = completion.suggestions(server.session.jobs, document.text, offset, snippets=server.snippets)
    return types.CompletionList(is_incomplete=False, items=[messages.to_completion(one, places) for one in found])


async def _code_action(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    document = server.document(params.text_document.uri)
    if document is None:
        return []
    only = params.context.only
    found: list[types.CodeAction] = []
    if only is None or any(_covers(kind, _QUICK) for kind in only):
        checked = await server.session.current(document)
        places = server.session.places(document)
        found += [
            messages.to_action(action, document.uri, _QUICK, params.context.diagnostics)
            for action in fixes(checked, places, messages.from_range(params.range))
        ]
    if only is not None and any(_covers(kind, messages.FIX_ALL) for kind in only):
        everything = await server.session.fix_all(document)
        if everything is not None:
            found.append(messages.to_action(everything, document.uri, messages.FIX_ALL, ()))
    return found


def _covers(wanted: str, kind: str) -> bool:
    """True if a kind of action is one of those that are wanted: kinds are names with dots."""
    return kind == wanted or kind.startswith(f"{wanted}.") or not wanted


_FEATURES: list[tuple[str, Callable[..., Any], Any]] = [
    (types.INITIALIZE, _initialize, None),
    (types.INITIALIZED, _initialized, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _watched, None),
    (types.TEXT_DOCUMENT_DID_SAVE, _saved, None),
    (
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        _diagnostic,
        types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False, identifier="trainjob"),
    ),
    (types.TEXT_DOCUMENT_HOVER, _hover, None),
    (types.TEXT_DOCUMENT_COMPLETION, _completion, types.CompletionOptions(trigger_characters=_TRIGGERS)),
    (types.TEXT_DOCUMENT_CODE_ACTION, _code_action, types.CodeActionOptions([_QUICK, messages.FIX_ALL])),
]


def serve(settings: Settings, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> int:
    """Serve one editor over standard input and output until it goes; 0 after a proper shutdown, else 1."""
    server = Server(settings)
    server.session.warm_up()
    out = stdout or _claimed_output()
    try:
        server.start_io(stdin, out)
    finally:
        server.session.stop()
    assert isinstance(server.protocol, _Protocol)
    return 0 if server.protocol.was_shut_down else 1


def _claimed_output() -> BinaryIO:
    """Standard output for the protocol alone: whatever else is printed goes to standard error."""
    sys.stdout.flush()
    claimed = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return claimed


__all__ = ["Server", "serve"]
