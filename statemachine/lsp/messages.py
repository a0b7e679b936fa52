"""From what was found to the messages of the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lsprotocol import types

from statemachine.findings import Severity
from statemachine.lsp.actions import Action
from statemachine.lsp.completion import Suggestion
from statemachine.lsp.diagnostics import Note
from statemachine.lsp.positions import Position, Positions, Range

SOURCE = "trainjob"
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
_TAGS = {"unnecessary": types.DiagnosticTag.Unnecessary, "deprecated": types.DiagnosticTag.Deprecated}


def to_range(where: Range) -> types.Range:
    """A range for the editor."""
    return types.Range(
        types.Position(where.start.line, where.start.character), types.Position(where.end.line, where.end.character)
    )


def from_range(where: types.Range) -> Range:
    """A range of the editor."""
    return Range(from_position(where.start), from_position(where.end))


def from_position(position: types.Position) -> Position:
    """A position of the editor."""
    return Position(position.line, position.character)


def to_diagnostic(note: Note, uri: str) -> types.Diagnostic:
    """A diagnostic of a document."""
    return types.Diagnostic(
        range=to_range(note.where),
        severity=_SEVERITIES[note.severity],
        code=note.code,
        code_description=types.CodeDescription(note.href) if note.href else None,
        source=SOURCE,
        message=note.message,
        tags=[_TAGS[note.tag]] if note.tag else None,
        related_information=[
            types.DiagnosticRelatedInformation(types.Location(uri, to_range(where)), message)
            for where, message in note.related
        ]
        or None,
    )


def to_completion(one: Suggestion, places: Positions) -> types.CompletionItem:
    """An entry of the list of suggestions."""
    edit = types.TextEdit(to_range(places.range(one.start, one.end)), one.new)
    return types.CompletionItem(
        label=one.label,
        kind=types.CompletionItemKind.Property if one.kind == "member" else types.CompletionItemKind.EnumMember,
        detail=one.detail or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, one.documentation) if one.documentation else None,
        sort_text=one.sort,
        filter_text=one.filter,
        text_edit=edit,
        insert_text_format=types.InsertTextFormat.Snippet if one.is_snippet else types.InsertTextFormat.PlainText,
        insert_text_mode=types.InsertTextMode.AdjustIndentation,
    )


def to_action(action: Action, uri: str, kind: str, diagnostics: Sequence[types.Diagnostic]) -> types.CodeAction:
    """Something that can be done; with the editor's own diagnostics that it is about."""
    edits: list[Any] = [types.TextEdit(to_range(where), new) for where, new in action.changes]
    about = [one for one in diagnostics if action.finding is not None and one.code == action.finding.code]
    return types.CodeAction(
        title=action.title,
        kind=kind,
        diagnostics=about or None,
        is_preferred=True if action.is_safe and about else None,
        edit=types.WorkspaceEdit(changes={uri: edits}),
    )


__all__ = [
    "FIX_ALL",
    "SOURCE",
    "from_position",
    "from_range",
    "to_action",
    "to_completion",
    "to_diagnostic",
    "to_range",
]
