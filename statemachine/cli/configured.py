"""What holds for each file of a run: configuration and command line, turned into validators and suppressions."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from statemachine.cli import elsewhere
from statemachine.cli.baselines import Baselines
from statemachine.cli.inputs import Input
from statemachine.cli.options import LintOptions
from statemachine.configuration.finding import Finder
from statemachine.configuration.settings import COMMAND_LINE, LISTS, FileSettings, Setting
from statemachine.errors import InputError, TrainjobError, UsageError

if TYPE_CHECKING:
    from statemachine.configuration.configuration import Configuration
    from statemachine.specification import Specification
    from statemachine.suppression import About, FileSuppressor, Suppressor
    from statemachine.validator import Validator

_T = TypeVar("_T")
_LAST = 1_000_000
"""The layer of the command line."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How a file is checked.

    Attributes:
        mandatory: codes, each with the place that made it so.
        elsewhere: tells whether a word names a rule that exists, but only in policies which are not in force here.
    """

    validator: Validator
    mandatory: Mapping[str, str]
    fail_on: str
    elsewhere: Callable[[str], bool]


class Configured:
    """Configurations, validators and baselines of one run, each made once.

    Args:
        values: what fills the gaps of templates, by name.

    Raises:
        UsageError: options that contradict each other. InputError: a configuration or baseline that was named.
    """

    def __init__(self, options: LintOptions, values: Mapping[str, Any]) -> None:
        self._options = options
        self._values = dict(values)
        self._finder = Finder()
        self._named = None if options.config is None else Path(options.config).absolute()
        self._configurations: dict[Path, Configuration | InputError] = {}
        self._checked: dict[tuple[FileSettings, tuple[str, ...]], Checked | InputError | UsageError] = {}
        self._elsewhere: set[Setting] = set()
        self._last = command_line(options)
        if options.no_suppress and (options.baseline is not None or options.write_baseline):
            raise UsageError("--no-suppress shows everything, so it cannot be used with a baseline")
        if options.config is not None and options.isolated:
            raise UsageError("--isolated reads no configuration, so it cannot be used with --config")
        if options.config is not None:
            self.configuration(options.config)
        home = self.configuration("x") if options.write_baseline else None  # any name in the working directory
        self.baselines = Baselines(options, home)

    def configuration(self, path: str) -> Configuration | None:
        """The configuration of a file, None without one.

        Raises:
            InputError: it is broken.
        """
        if self._options.isolated:
            return None
        found = self._named or self._finder.find(path)
        if found is None:
            return None
        if found not in self._configurations:
            from statemachine.configuration.configuration import load

            try:
                self._configurations[found] = load(found)
            except InputError as error:
                self._configurations[found] = error
        return _or_raise(self._configurations[found])

    def settings(self, path: str) -> FileSettings:
        """All settings for a file; see `configuration`."""
        configuration = self.configuration(path)
        return FileSettings(self._last) if configuration is None else configuration.for_file(path, self._last)

    def checked(self, path: str) -> Checked:
        """How a file is checked.

        Raises:
            InputError: the configuration is broken. UsageError: the command line is.
        """
        settings = self.settings(path)
        configuration = self.configuration(path)
        key = (settings, () if configuration is None else configuration.policies)
        if key not in self._checked:
            try:
                self._checked[key] = self.build(self._own(settings), key[1])
            except (InputError, UsageError) as error:
                self._checked[key] = error
        return _or_raise(self._checked[key])

    def settle(self, inputs: Iterable[Input]) -> None:
        """Find out which words of the command line only the policies of some files know.

        A word that none of them knows is left, for `checked` to complain about.
        """
        words = elsewhere.words(self._last)
        if not words or self._options.isolated or self._named:
            return
        found: set[FileSettings] = set()
        for one in inputs:
            with contextlib.suppress(InputError):  # told with the file
                found.add(self.settings(place(one)))
        if len({settings.policies for settings in found}) < 2:
            return
        known: set[Setting] = set()
        for settings in found:
            with contextlib.suppress(TrainjobError):  # told with the file
                specification = self._without_params(settings)
                known |= {word for word in words if not elsewhere.unknown(word, specification)}
        self._elsewhere = known

    def _own(self, settings: FileSettings) -> FileSettings:
        """Settings without the words of the command line that concern other files only.

        Raises:
            NothingSelected: no rule is left of those that were selected there.
        """
        if not self._elsewhere:
            return settings
        specification = self._without_params(settings)
        return elsewhere.without(settings, {word for word in self._elsewhere if elsewhere.unknown(word, specification)})

    def _concerning(self, settings: FileSettings, everywhere: Sequence[str]) -> FileSettings:
        """Settings without the words that only policies of other files know.

        Args:
            everywhere: the policies of all files of the configuration.

        Raises:
            NothingSelected: no rule is left of those that were selected.
        """
        if set(everywhere) <= set(settings.policies):
            return settings
        own = self._without_params(settings)
        foreign = [one for one in elsewhere.words(settings.history) if elsewhere.unknown(one, own)]
        if foreign:
            with contextlib.suppress(TrainjobError):  # told with the files that the policies are for
                other = self._specification({"policies": everywhere, "params": {}})
                foreign = [one for one in foreign if not elsewhere.unknown(one, other)]
        return elsewhere.without(settings, foreign)

    def _without_params(self, settings: FileSettings) -> Specification:
        if settings.policies:
            _refuse_missing(settings)
        return self._specification({"policies": settings.policies, "params": {}} if settings.policies else {})

    def file(self, one: Input, *, record: bool = True) -> FileSuppressor | None:
        """The suppressions of a file; None where there can be none.

        Args:
            record: note what was used; without it there is no baseline either.

        Raises:
            InputError: the configuration or its baseline is broken.
        """
        if self._options.no_suppress:
            return None
        from statemachine.suppression import Scope, Suppressor

        path = place(one)
        checked = self.checked(path)
        configuration = self.configuration(path)
        scope = Scope(
            validator=checked.validator,
            mandatory=checked.mandatory,
            entries=() if configuration is None else configuration.suppress,
            root=Path() if configuration is None else configuration.root,
            baseline=self.baselines.of(configuration) if record else None,
            elsewhere=checked.elsewhere,
        )
        return (self._suppressor if record else Suppressor(self._suppressor.today)).file(path, scope)

    def about_suppressions(self) -> Iterator[About]:
        """Findings about the suppressions of configurations and about baselines."""
        return self._suppressor.closing()

    def fail_on(self, path: str) -> str:
        """The lowest severity that fails the run for a file."""
        try:
            return self.settings(path).fail_on
        except InputError:
            return "error"

    @cached_property
    def _suppressor(self) -> Suppressor:
        from statemachine.suppression import Suppressor

        today = time.strftime("%Y-%m-%d", time.gmtime())
        return Suppressor(today, [path for path in self._options.paths if os.path.isdir(path)])

    def kept(self, inputs: Iterable[Input]) -> list[Input]:
        """Leave out what configurations exclude; a file that was named is kept unless --force-exclude is given."""
        return [one for one in inputs if not self._excluded(one)]

    def _excluded(self, one: Input) -> bool:
        if one.explicit and not self._options.force_exclude:
            return False
        path = place(one)
        try:
            configuration = self.configuration(path)
        except InputError:
            return False  # it is told when the file is checked
        return configuration is not None and configuration.excludes(path)

    def build(self, settings: FileSettings, everywhere: Sequence[str] = ()) -> Checked:
        """Make the validator that settings ask for.

        Args:
            everywhere: the policies of all files of the configuration, also of those that these settings are not for.

        Raises:
            InputError: a setting is wrong, with its place. UsageError: an option is. SpecificationError: a policy is.
        """
        from statemachine.validator import Validator

        settings = self._concerning(settings, everywhere)
        more: dict[str, Any] = {}
        if settings.policies:
            _refuse_missing(settings)
            more = {"policies": settings.policies, "params": settings.params}
        elif settings.params and any(one.origin == COMMAND_LINE for one in settings if one.name == "params"):
            more = {"params": settings.params}
        words = {name: [str(one.value) for one in settings if one.name == name] for name in LISTS}
        select, ignore = words["select"], words["ignore"]
        mandatory: dict[str, str] = {}
        if any(one.origin != COMMAND_LINE for one in settings.history):
            from statemachine.configuration.rules import resolve

            try:
                specification = self._specification(more)
            except UsageError as error:
                raise _placed(settings, str(error)) from None
            _check_limits(settings, specification)
            rules = resolve(settings, specification)
            select, ignore, mandatory = list(rules.select), list(rules.ignore), dict(rules.mandatory)
            if rules.severities:
                more["severities"] = rules.severities
        elif severities := {one.key: str(one.value) for one in settings if one.name == "severities"}:
            more["severities"] = severities
        validator = Validator(
            edition=settings.edition,
            limits=settings.limits,
            select=tuple(select),
            ignore=tuple(ignore),
            values=self._values,
            **more,
        )
        return Checked(validator, mandatory, settings.fail_on, partial(self._exists, tuple(everywhere)))

    def _exists(self, policies: tuple[str, ...], word: str) -> bool:
        """True if one of the policies, or of the built-in ones, has a rule of this code or name."""
        from statemachine import selection

        if selection.pack_of(self._specification({}), word):
            return True
        with contextlib.suppress(TrainjobError):  # told with the files that the policies are for
            return self._specification({"policies": policies, "params": {}} if policies else {}).rule(word) is not None
        return False

    @staticmethod
    def _specification(more: Mapping[str, Any]) -> Specification:
        """The specification with the rules of the policies."""
        if not more:
            from statemachine.specification import load

            return load()
        from statemachine.policies.loading import load_policies

        return load_policies(more["policies"], values=more["params"])


def place(one: Input) -> str:
    """Where a file is for its configuration; standard input is in the working directory, or where its name says."""
    return one.name if one.path is None else one.path


def command_line(options: LintOptions) -> tuple[Setting, ...]:
    """The options that are settings too: they win over every configuration."""
    found: list[Setting] = []

    def add(name: str, value: str | int, key: str = "", written: str = "") -> None:
        found.append(Setting(name, key, value, COMMAND_LINE, _LAST, written))

    if options.edition is not None:
        add("edition", options.edition)
    if options.fail_on is not None:
        add("fail-on", options.fail_on)
    for key, value in options.limits.items():
        add("limits", value, key)
    for key, value in options.params.items():
        add("params", value, key)
    for key, value in options.severities.items():
        add("severities", value, key)
    for name, words in (("policies", options.policies), ("select", options.select), ("ignore", options.ignore)):
        for word in words:
            add(name, word)
    return tuple(found)


def _check_limits(settings: FileSettings, specification: Specification) -> None:
    from statemachine import durations
    from statemachine.configuration.rules import complaint

    for one in settings:
        if one.name == "limits":
            try:
                durations.limits(specification, {one.key: one.value})
            except UsageError as error:
                raise complaint(one.origin, str(error)) from None


def _placed(settings: FileSettings, message: str) -> InputError | UsageError:
    """An error about policies or their parameters, with the place of the setting that it names, if it can be found."""
    from statemachine.configuration.rules import complaint

    for one in settings:
        if one.name in ("policies", "params") and (one.key or str(one.value)) in message:
            return complaint(one.origin, message)
    return UsageError(message)


def _refuse_missing(settings: FileSettings) -> None:
    from statemachine.configuration.rules import complaint

    for one in settings:
        if one.name == "policies" and one.written and not os.path.isfile(str(one.value)):
            raise complaint(one.origin, f"there is no policy file {one.written}")


def _or_raise(value: _T | InputError | UsageError) -> _T:
    if isinstance(value, (InputError, UsageError)):
        raise value
    return value


__all__ = ["Checked", "Configured", "command_line", "place"]
