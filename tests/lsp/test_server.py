"""The server as an editor sees it: a client library in another process."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

types = pytest.importorskip("lsprotocol.types", reason="the extra lsp is not installed")

ROOT = Path(__file__).parents[2]
BAD = (ROOT / "examples/bad/request.yaml").read_text(encoding="utf-8")
CODES = ["SM025", "SM021", "SM022", "SM204", "SM240", "SM501"]
Talk = Callable[..., int | None]


def insertion(line: int, character: int, text: str) -> Any:
    """A change that puts a text at a place."""
    place = types.Position(line, character)
    return types.TextDocumentContentChangePartial(range=types.Range(place, place), text=text)


def test_a_session(talk: Talk, tmp_path: Path) -> None:
    """Findings come when a document is opened and after a change, and go when it is closed; then 0 is the status."""
    uri = (tmp_path / "job.yaml").as_uri()

    async def session(editor: Any) -> None:
        editor.open(uri, BAD)
        first = await editor.diagnostics()
        assert [one.code for one in first.diagnostics] == CODES
        assert first.version == 1
        assert first.diagnostics[0].code_description.href.startswith("https://")
        # Two changes in one message: the second counts from the text after the first.
        editor.change(uri, 2, insertion(1, 0, "😀: x\n"), insertion(1, 0, "# "))
        second = await editor.diagnostics()
        assert second.version == 2
        assert second.diagnostics[0].range.start == types.Position(2, 17)
        editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        assert not (await editor.diagnostics()).diagnostics

    assert talk(session) == 0


def test_only_the_last_of_many_changes(talk: Talk, tmp_path: Path) -> None:
    """What is typed quickly is checked when it rests, and an old version is never told after a newer one."""
    uri = (tmp_path / "job.yaml").as_uri()

    async def session(editor: Any) -> None:
        editor.open(uri, BAD)
        for version in range(2, 40):
            editor.change(uri, version, insertion(0, 0, "#"))
        versions: list[int] = []
        while not versions or versions[-1] < 39:
            versions.append((await editor.diagnostics()).version)
        assert versions == sorted(versions)
        assert len(versions) < 20

    talk(session)


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 22), ("utf-16", 20), ("utf-32", 19)])
def test_encodings(talk: Talk, tmp_path: Path, encoding: str, character: int) -> None:
    """Positions are in the encoding that the editor prefers."""
    uri = (tmp_path / "job.json").as_uri()
    general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(encoding)])

    async def session(editor: Any) -> None:
        assert editor.result.capabilities.position_encoding == encoding
        editor.open(uri, '{"Environment😀":1, "x": 1, "TrainingJobName": "x", "RoleArn": "y"}', "json")
        found = await editor.diagnostics()
        one = next(one for one in found.diagnostics if "member x" in one.message)
        assert one.range.start.character == character

    talk(session, types.ClientCapabilities(general=general))


def test_pulled_diagnostics(talk: Talk, tmp_path: Path) -> None:
    """An editor that asks for diagnostics gets them when it asks, and nothing is sent twice."""
    uri = (tmp_path / "job.yaml").as_uri()
    text = types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities())

    async def session(editor: Any) -> None:
        document = editor.open(uri, BAD)
        ask = editor.client.text_document_diagnostic_async
        first = await ask(types.DocumentDiagnosticParams(document))
        assert [one.code for one in first.items] == CODES
        again = await ask(types.DocumentDiagnosticParams(document, previous_result_id=first.result_id))
        assert again.kind == "unchanged"
        editor.change(uri, 2, insertion(0, 0, "#"))
        assert (await ask(types.DocumentDiagnosticParams(document, previous_result_id=first.result_id))).kind == "full"
        assert editor.published.empty()

    talk(session, types.ClientCapabilities(text_document=text))


def test_hover_completion_and_actions(talk: Talk, tmp_path: Path) -> None:
    """What lies behind them is tested elsewhere; here it arrives."""
    uri = (tmp_path / "job.yaml").as_uri()

    async def session(editor: Any) -> None:
        document = editor.open(uri, BAD + "  \n")
        found = (await editor.diagnostics()).diagnostics
        hover = await editor.client.text_document_hover_async(types.HoverParams(document, types.Position(11, 24)))
        assert "SM204" in hover.contents.value
        assert "Gzip" in hover.contents.value
        end = types.Position(BAD.count("\n"), 2)
        listed = await editor.client.text_document_completion_async(types.CompletionParams(document, end))
        assert "MaxWaitTimeInSeconds" in [one.label for one in listed.items]
        place = types.Range(types.Position(7, 10), types.Position(7, 12))
        ask = editor.client.text_document_code_action_async
        actions = await ask(types.CodeActionParams(document, place, types.CodeActionContext(found)))
        assert [one.is_preferred for one in actions if one.kind == "quickfix"] == [True, None]
        only = types.CodeActionContext([], only=["source.fixAll"])
        (everything,) = await ask(types.CodeActionParams(document, place, only))
        assert everything.kind == "source.fixAll.trainjob"
        assert len(everything.edit.changes[uri]) == 3

    talk(session)


def test_a_changed_configuration(talk: Talk, tmp_path: Path) -> None:
    """Open documents are checked again when their configuration changes; the editor is asked to watch it."""
    uri = (tmp_path / "job.yaml").as_uri()
    settings = tmp_path / "trainjob.yaml"
    watching = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)

    async def session(editor: Any) -> None:
        editor.open(uri, BAD)
        assert len((await editor.diagnostics()).diagnostics) == len(CODES)
        assert [one.method for one in editor.registered] == ["workspace/didChangeWatchedFiles"]
        settings.write_text("select: [SM204]\n", encoding="utf-8")
        event = types.FileEvent(settings.as_uri(), types.FileChangeType.Created)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        assert [one.code for one in (await editor.diagnostics()).diagnostics] == ["SM204"]

    workspace = types.WorkspaceClientCapabilities(did_change_watched_files=watching)
    talk(session, types.ClientCapabilities(workspace=workspace))


def test_an_untitled_document(talk: Talk) -> None:
    """A document that was never saved is checked too."""

    async def session(editor: Any) -> None:
        editor.open("untitled:Untitled-1", BAD)
        assert [one.code for one in (await editor.diagnostics()).diagnostics] == CODES

    talk(session)


def test_an_edit_of_500_lines(talk: Talk, tmp_path: Path) -> None:
    """It is answered in a fraction of a second; `make bench` measures the 100 ms that are promised."""
    uri = (tmp_path / "job.yaml").as_uri()
    text = BAD + "Environment:\n" + "".join(f"  NAME_{number}: value\n" for number in range(475))

    async def session(editor: Any) -> None:
        editor.open(uri, text)
        await editor.diagnostics()
        took = []
        for version in range(2, 12):
            start = time.perf_counter()
            editor.change(uri, version, insertion(0, 0, "#"))
            while (await editor.diagnostics()).version != version:
                pass
            took.append(time.perf_counter() - start)
        assert sorted(took)[5] < 0.5  # a generous bound: other tests run beside this one

    talk(session)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the time of another process is known on Linux only")
def test_the_work_of_an_edit_of_500_lines(talk: Talk, tmp_path: Path) -> None:
    """The server computes for less than 100 ms for each edit, whatever else the machine does."""
    uri = (tmp_path / "job.yaml").as_uri()
    text = BAD + "Environment:\n" + "".join(f"  NAME_{number}: value\n" for number in range(475))
    edits = 20

    def seconds(process: int) -> float:
        user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    async def session(editor: Any) -> None:
        server = editor.client._server.pid
        editor.open(uri, text)
        await editor.diagnostics()
        start = seconds(server)
        for version in range(2, edits + 2):
            editor.change(uri, version, insertion(0, 0, "#"))
            while (await editor.diagnostics()).version != version:
                pass
        assert (seconds(server) - start) / edits < 0.1

    talk(session)


def test_the_log_holds_no_document(talk: Talk, tmp_path: Path) -> None:
    """`--log` says what was done, and nothing of what stands in a document, which may be a secret."""
    uri, log = (tmp_path / "job.yaml").as_uri(), tmp_path / "log.txt"

    async def session(editor: Any) -> None:
        document = editor.open(uri, BAD + "Environment: {PIN: 12345678}\n")
        whole = types.Range(types.Position(0, 0), types.Position(99, 0))
        params = types.CodeActionParams(document, whole, types.CodeActionContext([]))
        actions = await editor.client.text_document_code_action_async(params)
        assert any("12345678" in change.new_text for one in actions for change in one.edit.changes[uri])

    talk(session, None, "--log", str(log))

    assert "12345678" not in log.read_text(encoding="utf-8")
    assert "job.yaml in " in log.read_text(encoding="utf-8")


def framed(message: Any) -> bytes:
    """A message as it is sent."""
    body = message if isinstance(message, bytes) else json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def spoken(*messages: Any) -> tuple[int, bytes, bytes]:
    """Send messages and close; give the status and what was written."""
    command = [sys.executable, "-m", "statemachine", "lsp"]
    data = b"".join(map(framed, messages))
    done = subprocess.run(command, input=data, capture_output=True, cwd=ROOT, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


START = {"id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": None, "rootUri": None}}
END = [{"id": 9, "method": "shutdown"}, {"method": "exit"}]


def test_without_shutdown() -> None:
    """An end without a shutdown has status 1."""
    assert spoken(START, END[1])[0] == 1
    assert spoken(START)[0] == 1


@pytest.mark.parametrize(
    "message",
    [
        b"this is no JSON",
        b"[]",
        {"method": "textDocument/didOpen", "params": {"nonsense": 1}},
        {"method": "textDocument/didChange", "params": {"textDocument": {"uri": "file:///none", "version": 1},
         "contentChanges": [{"text": "x"}]}},
        {"id": 2, "method": "textDocument/hover", "params": {"textDocument": {"uri": "file:///none"},
         "position": {"line": 99, "character": 99}}},
        {"id": 2, "method": "textDocument/nothing", "params": {}},
        {"method": "$/cancelRequest", "params": {"id": 77}},
        {"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "\x00:%%%", "languageId": "yaml",
         "version": 1, "text": "RoleArn: [\ud800"}}},
    ],
)  # fmt: skip
def test_malformed_messages(message: Any) -> None:
    """Whatever a client sends, the server goes on and ends properly; nothing but the protocol is on its output."""
    status, out, err = spoken(START, message, *END)
    assert status == 0
    assert out.startswith(b"Content-Length: ")
    assert b"Traceback" not in out + err
    assert b'"id": 9' in out or b'"id":9' in out


def test_a_cancelled_request(talk: Talk, tmp_path: Path) -> None:
    """A request that is cancelled is answered as cancelled, and the next one as ever."""
    uri = (tmp_path / "job.yaml").as_uri()

    async def session(editor: Any) -> None:
        document = editor.open(uri, BAD)
        params = types.CodeActionParams(
            document, types.Range(types.Position(0, 0), types.Position(1, 0)),
            types.CodeActionContext([], only=["source.fixAll"]),
        )  # fmt: skip
        request = asyncio.ensure_future(editor.client.text_document_code_action_async(params))
        await asyncio.sleep(0)
        identity = next(iter(editor.client.protocol._request_futures))
        editor.client.cancel_request(types.CancelParams(identity))
        await asyncio.wait([request])
        assert request.exception() is None or "cancel" in str(request.exception())
        assert await editor.client.text_document_code_action_async(params)

    talk(session)
