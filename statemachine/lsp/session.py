"""The open documents of one editor: their texts, and what is known of the version that is shown."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from statemachine import specification
from statemachine.cli.output import defect
from statemachine.documents import read_text
from statemachine.errors import InputError, TrainjobError
from statemachine.lsp.actions import Action, fix_all
from statemachine.lsp.diagnostics import Checked, Checker, notes
from statemachine.lsp.jobs import Jobs
from statemachine.lsp.positions import Positions, Range, changed
from statemachine.lsp.settings import Settings
from statemachine.screen import untranslated

_T = TypeVar("_T")
_LOG = logging.getLogger("trainjob.lsp")
PAUSE = 0.02
"""Seconds that a text must rest before it is checked; longer for one whose check takes long."""
_LONG = 0.2
_LONGEST_PAUSE = 1.0


@dataclass(eq=False)
class Opened:
    """A document that the editor shows.

    Attributes:
        version: of the text, by the editor's count. revision: grows with every change, also of settings.
        checked: what was found in revision `checked_revision`.
    """

    uri: str
    text: str
    version: int | None = None
    language: str = ""
    revision: int = 0
    checked: Checked | None = None
    checked_revision: int = -1
    was_job: bool = False
    seconds: float = 0.0
    waiting: asyncio.Task[None] | None = None

    @property
    def path(self) -> str:
        """Where the file is; where it would be, for one that was never saved."""
        return path_of(self.uri)

    @property
    def fresh(self) -> Checked | None:
        """What was found in this very text, None if it is not yet checked."""
        return self.checked if self.checked_revision == self.revision else None


class Session:
    """Keeps texts up to date and has them checked, one after the other, in a thread of their own.

    Args:
        publish: is called with each document whose diagnostics have changed; not for pulled ones.
        encoding: of positions; set when the editor has said what it wants.
    """

    def __init__(self, settings: Settings, publish: Callable[[Opened], None]) -> None:
        self.encoding = "utf-16"
        self.pushes = True
        self.documents: dict[str, Opened] = {}
        self._settings = settings
        self._publish = publish
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")

    @cached_property
    def jobs(self) -> Jobs:
        """What is known of jobs, with all that explanations need."""
        return Jobs(specification.load())

    @cached_property
    def _checker(self) -> Checker:
        return Checker(self._settings, self.jobs)

    def places(self, document: Opened) -> Positions:
        """The positions in a document's text."""
        return Positions(document.text, self.encoding)

    def warm_up(self) -> None:
        """Do now, in the background, what the first check of an editor would have to wait for."""
        self._worker.submit(self._warm_up)

    def _warm_up(self) -> None:
        """Check small texts with a mistake, and take what is there by then out of the search for garbage.

        A search through all that the checks keep takes 30 ms, and would come in the middle of an edit.
        """
        with contextlib.suppress(Exception):  # whatever is wrong is said of a text of the user
            bases = (specification.folder("spec") / "bases.yaml").read_text(encoding="utf-8")
            contents: Any = next(iter(read_text(bases))).value
            job: dict[str, Any] = contents["request"]
            for text in (json.dumps({**job, "": 1}), "".join(f"{name}: 1\n" for name in job)):
                checked = self._check_now(text, str(Path("untitled").absolute()), language="", was_job=False)
                notes(checked, Positions(text, self.encoding))
        gc.collect()
        gc.freeze()

    # ------------------------------------------------------------------ texts

    def open(self, uri: str, text: str, version: int | None, language: str) -> None:
        """Take a document that the editor has opened."""
        self.close(uri)
        self.documents[uri] = Opened(uri, text, version, language)
        self.schedule(self.documents[uri], pause=0.0)

    def change(self, uri: str, version: int | None, changes: Iterable[tuple[Range | None, str]]) -> None:
        """Make the changes of the editor, one after the other; unknown documents are passed over."""
        document = self.documents.get(uri)
        if document is None:
            return
        for where, new in changes:
            document.text = changed(document.text, where, new, self.encoding)
        document.version = version
        document.revision += 1
        self.schedule(document)

    def close(self, uri: str) -> None:
        """Forget a document."""
        document = self.documents.pop(uri, None)
        if document is not None and document.waiting is not None:
            document.waiting.cancel()

    def settings_changed(self, paths: Iterable[str]) -> bool:
        """Check everything again if one of these files is a configuration, policy or baseline in use."""
        if not any(self._settings.is_setting(path) for path in paths):
            return False
        self._worker.submit(self._settings.forget)
        for document in self.documents.values():
            document.revision += 1
            self.schedule(document)
        return True

    # ------------------------------------------------------------------ checks

    def schedule(self, document: Opened, *, pause: float | None = None) -> None:
        """Check a document when it has rested; an earlier plan to do so is dropped."""
        if document.waiting is not None:
            document.waiting.cancel()
        document.waiting = None
        if self.pushes:
            wait = _rest(document.seconds) if pause is None else pause
            document.waiting = asyncio.get_running_loop().create_task(self._later(document, wait))

    async def current(self, document: Opened) -> Checked:
        """What is found in the document as it is now, whatever it was before."""
        while document.fresh is None:
            await self._check(document)
        return document.fresh

    async def fix_all(self, document: Opened) -> Action | None:
        """All that can be put right at once."""
        checked = await self.current(document)
        try:
            way = await self._in_worker(partial(self._settings.way, document.path))
        except TrainjobError:
            return None
        return await self._in_worker(partial(fix_all, checked, self.places(document), way, document.path))

    async def _later(self, document: Opened, pause: float) -> None:
        await asyncio.sleep(pause)
        revision = document.revision
        await self._check(document)
        if document.revision == revision and self.documents.get(document.uri) is document:
            self._publish(document)

    async def _check(self, document: Opened) -> None:
        """Check a document once; what is found is kept only if it has not changed meanwhile."""
        if document.fresh is not None:
            return
        revision, text = document.revision, document.text
        start = time.perf_counter()
        checked = await self._in_worker(
            partial(
                self._check_now, text, document.path, language=document.language, was_job=document.was_job
            )
        )  # fmt: skip
        if document.revision == revision:
            document.seconds = time.perf_counter() - start
            document.checked, document.checked_revision = checked, revision
            document.was_job = checked.is_job
            _LOG.info(
                "checked %s in %.0f ms: %d findings", document.path, document.seconds * 1000, len(checked.findings)
            )

    def _check_now(self, text: str, path: str, *, language: str, was_job: bool) -> Checked:
        try:
            with untranslated():  # an editor is no fleet: a translation would hold up one edit and help no other
                return self._checker.check(text, path, language=language, was_job=was_job)
        except Exception as error:  # noqa: BLE001 - a defect of one check must not end the server
            _LOG.exception("the check of %s broke", path)
            return Checked(text, errors=(InputError(defect(error), line=1, column=1),), is_job=was_job)

    async def _in_worker(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def stop(self) -> None:
        """End all that is under way."""
        for uri in list(self.documents):
            self.close(uri)
        self._worker.shutdown(wait=False, cancel_futures=True)


def _rest(seconds: float) -> float:
    """How long a text must rest whose last check took this long."""
    return PAUSE if seconds < _LONG else min(seconds, _LONGEST_PAUSE)


def path_of(uri: str) -> str:
    """The path of a ``file:`` URI; of any other, its name in the working directory."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return str(Path("untitled").absolute())
    if parts.scheme == "file":
        share = f"//{parts.netloc}" if parts.netloc and parts.netloc != "localhost" else ""
        path = url2pathname(share + parts.path)
    else:
        path = unquote(parts.path).rpartition("/")[2]
    return str(Path(path.replace("\0", "") or "untitled").absolute())


__all__ = ["PAUSE", "Opened", "Session", "path_of"]
