"""Which baseline accepts the findings of which files, and which ones are written at the end of a run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from statemachine.errors import InputError

if TYPE_CHECKING:
    from statemachine.cli.options import LintOptions
    from statemachine.configuration.configuration import Configuration
    from statemachine.suppression import Baseline


class Baselines:
    """The baselines of one run, each read once, however its path is spelled.

    ``--baseline`` holds for all files; without it each configuration names its own.

    Args:
        home: the configuration of the working directory, which says where ``--write-baseline`` writes
            what belongs to no other baseline.

    Raises:
        InputError: that file is broken. UsageError: it is something else, and would be overwritten.
    """

    def __init__(self, options: LintOptions, home: Configuration | None) -> None:
        self._named = options.baseline
        self._recording = options.write_baseline
        self._known: dict[str, Baseline | InputError] = {}
        self._home: Baseline | None = None
        if self._recording:
            from statemachine.suppression.baseline import DEFAULT

            self._home = self.of(home) or self._read(str(home.root / DEFAULT) if home is not None else DEFAULT)

    def of(self, configuration: Configuration | None) -> Baseline | None:
        """The accepted findings of the files of a configuration.

        Raises:
            InputError: the baseline is broken, or is not there; with the place that names it.
        """
        if self._named is not None:
            return self._read(self._named)
        named = configuration.baseline if configuration is not None else None
        if named is None:
            return self._home
        path = str(named.value)
        if not self._recording and not os.path.lexists(path):
            origin = named.origin
            message = f"there is no baseline {named.written}; --write-baseline writes it"
            raise InputError(message, file=origin.file, line=origin.line, column=origin.column)
        return self._read(path)

    @property
    def paths(self) -> list[str]:
        """Of those that were named or read so far."""
        return [*self._known, *([self._named] if self._named else [])]

    def written(self) -> list[Baseline]:
        """Those that are to be written; a new one only if it holds something, or if there is no other."""
        if not self._recording:
            return []
        known = [one for one in self._known.values() if not isinstance(one, InputError)]
        return [one for one in known if one.recorded or one.document is not None or len(known) == 1]

    def _read(self, path: str) -> Baseline:
        key = os.path.abspath(path)
        if key not in self._known:
            from statemachine.suppression import Baseline

            try:
                self._known[key] = Baseline.read(Path(path), recording=self._recording)
            except InputError as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, InputError):
            raise found
        return found


__all__ = ["Baselines"]
