"""How the document of an editor is checked: the configuration of its place, as ``trainjob lint`` would use it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statemachine.cli.configured import Configured
from statemachine.cli.options import parse_lint
from statemachine.configuration.finding import NAMES
from statemachine.errors import TrainjobError

if TYPE_CHECKING:
    from statemachine.suppression import Baseline, FileSuppressor
    from statemachine.validator import Validator


@dataclass(frozen=True, slots=True)
class Way:
    """How one document is checked. `suppressor` is for one check only; `is_excluded`: it is not checked at all."""

    validator: Validator
    suppressor: FileSuppressor
    is_excluded: bool = False


class Settings:
    """Configurations and validators, made once until something changes. Not safe to share between threads.

    Args:
        config: a configuration to use for everything, "" for the closest one upwards. isolated: use none.

    Raises:
        InputError: the configuration that was named is broken.
    """

    def __init__(self, config: str = "", *, isolated: bool = False) -> None:
        self._options = parse_lint([*(["--config", config] if config else []), *(["--isolated"] if isolated else [])])
        self._configured = Configured(self._options, {})
        self._broken: TrainjobError | None = None
        self._baselines: dict[str, Baseline] = {}
        self._files: set[Path] = set()

    def forget(self) -> None:
        """Read everything again when it is asked for next."""
        self._broken = None
        try:
            self._configured = Configured(self._options, {})
        except TrainjobError as error:
            self._broken = error  # it is told with each document until it is repaired
        self._baselines.clear()
        self._files.clear()

    def is_setting(self, path: str) -> bool:
        """True if a change of this file can change what is found in others."""
        return Path(path).name in NAMES or Path(path).absolute() in self._files

    def way(self, path: str) -> Way:
        """How a document is checked.

        Args:
            path: of the file, or where a new one would be; it need not exist.

        Raises:
            InputError: the configuration that applies is broken; with the place in it. TrainjobError: a policy is.
        """
        from statemachine.suppression import Scope, Suppressor

        if self._broken is not None:
            raise self._broken
        configuration = self._configured.configuration(path)
        if configuration is not None:
            self._files.update(file.absolute() for file in configuration.files)
        settings = self._configured.settings(path)
        self._files.update(Path(name).absolute() for name in settings.policies)
        checked = self._configured.checked(path)
        scope = Scope(
            validator=checked.validator,
            mandatory=checked.mandatory,
            entries=() if configuration is None else configuration.suppress,
            root=Path() if configuration is None else configuration.root,
            baseline=None if configuration is None else self._baseline(configuration.baseline),
            elsewhere=checked.elsewhere,
        )
        suppressor = Suppressor(time.strftime("%Y-%m-%d", time.gmtime())).file(path, scope)
        excluded = configuration is not None and configuration.excludes(path)
        return Way(checked.validator, suppressor, excluded)

    def _baseline(self, named: Any) -> Baseline | None:
        """The baseline, with nothing of it used up."""
        if named is None:
            return None
        from statemachine.suppression import Baseline

        path = Path(str(named.value))
        self._files.add(path.absolute())
        if str(path) not in self._baselines:
            self._baselines[str(path)] = Baseline.read(path)
        known = self._baselines[str(path)]
        return Baseline(known.path, known.document)


__all__ = ["Settings", "Way"]
