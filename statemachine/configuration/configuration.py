"""One configuration with all that it extends, checked, and ready to be asked about files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statemachine import yaml_files
from statemachine.configuration.globs import Globs, relative, shown
from statemachine.configuration.settings import ENTRIES, LISTS, SINGLE, FileSettings, Origin, Setting, written
from statemachine.errors import InputError
from statemachine.findings import Pointer

if TYPE_CHECKING:
    from statemachine.documents import Document

_PACK = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""The name of a built-in pack; a file of such a name is written with ``./`` before it."""


@dataclass(frozen=True)
class Layer:
    """Settings that were written together; ``files`` is None where they hold for all files."""

    settings: tuple[Setting, ...]
    files: Globs | None = None


@dataclass(frozen=True)
class Acceptance:
    """An entry of ``suppress:``, which accepts findings.

    Attributes:
        rules: words, each with its place. files: which files. pattern: as written.
        pointer: parts, ``*`` for any; what lies below is meant too.
        until: the last day, ISO 8601, or empty. place: of the entry in the document.
    """

    rules: tuple[tuple[str, Origin], ...]
    files: Globs
    pattern: str
    pointer: tuple[str, ...]
    reason: str
    until: str
    document: Document
    place: Pointer


class Configuration:
    """What a file ``trainjob.yaml`` and the files that it extends say.

    Attributes:
        path: of the file itself. root: its folder, which patterns are relative to.
        files: all files that were read, the extended ones first.
        exclude: files that are not checked. excluded: the patterns of that, each with its place.
        suppress: findings that are accepted.
        baseline: the file of accepted findings, None if none is named.
    """

    def __init__(self, path: Path, files: Sequence[tuple[Path, Document]]) -> None:
        self.path = path
        self.root = path.parent
        self.files = tuple(file for file, _ in files)
        self.layers: list[Layer] = []
        self.suppress: list[Acceptance] = []
        self.baseline: Setting | None = None
        self.excluded: list[tuple[str, Origin]] = []
        self._known: dict[tuple[bool, ...], FileSettings] = {}
        for file, document in files:
            value: Any = document.value
            self._add_layer(document, (), value, None, file)
            for index, entry in enumerate(value.get("files", ())):
                paths = ("files", index, "paths")
                self._add_layer(document, ("files", index), entry, _globs(document, paths, entry["paths"]), file)
            for index, entry in enumerate(value.get("suppress", ())):
                self.suppress.append(_acceptance(document, ("suppress", index), entry))
            if "baseline" in value:
                target = str(file.parent / value["baseline"])
                origin = _origin(document, ("baseline",))
                self.baseline = Setting("baseline", "", target, origin, len(self.layers), value["baseline"])
            patterns = value.get("exclude", ())
            _globs(document, ("exclude",), patterns)
            self.excluded += [(one, _origin(document, ("exclude", index))) for index, one in enumerate(patterns)]
        self.exclude = Globs([pattern for pattern, _ in self.excluded])

    def for_file(self, path: str | Path, last: Sequence[Setting] = ()) -> FileSettings:
        """All that is set for a file; ``last`` (of the command line) wins over everything else."""
        seen = relative(path, self.root)
        chosen = tuple(layer.files is None or layer.files.match(seen) for layer in self.layers)
        if chosen not in self._known:
            layers = [layer for layer, holds in zip(self.layers, chosen, strict=True) if holds]
            self._known[chosen] = FileSettings(tuple(one for layer in layers for one in layer.settings))
        settings = self._known[chosen]
        return FileSettings(settings.history + tuple(last)) if last else settings

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies that are in force for some files or other."""
        settings = (one for layer in self.layers for one in layer.settings if one.name == "policies")
        return tuple(dict.fromkeys(str(one.value) for one in settings))

    def excludes(self, path: str | Path) -> bool:
        """True if the file is not to be checked."""
        return self.exclude.match(relative(path, self.root))

    def _add_layer(self, document: Document, place: Pointer, value: Any, files: Globs | None, file: Path) -> None:
        number = len(self.layers) + 1
        settings: list[Setting] = []
        for name in (*SINGLE, *ENTRIES, *LISTS):
            for key, item, below in written(name, value[name]) if name in value else ():
                origin = _origin(document, (*place, name, *below))
                setting = Setting(name, key, item, origin, number)
                if name == "policies" and not _PACK.fullmatch(str(item)):
                    setting = replace(setting, value=str(file.parent / str(item)), written=str(item))
                settings.append(setting)
        self.layers.append(Layer(tuple(settings), files))


def load(path: str | Path) -> Configuration:
    """Read a configuration and what it extends.

    Raises:
        InputError: with the place, when one of the files cannot be read or is wrong, or extends itself.
    """
    path = Path(path).absolute()
    return Configuration(path, list(_read(path, [], set(), None)))


def _read(
    path: Path, chain: list[Path], done: set[Path], named: Callable[[str], InputError] | None
) -> Iterator[tuple[Path, Document]]:
    """The files that a configuration consists of, each of them once, the extended ones first."""
    real = path.resolve()
    if named is not None and real in chain:
        way = " extends ".join(one.name for one in [*chain[chain.index(real) :], real])
        raise named(f"a configuration cannot extend itself: {way}")
    if real in done:
        return
    done.add(real)
    if named is not None and not path.is_file():
        raise named(f"there is no file {shown(path)} to extend")
    document = _document(path)
    value: Any = document.value
    bases = value.get("extends", ())
    for index, base in enumerate([bases] if isinstance(bases, str) else bases):
        place: Pointer = ("extends",) if isinstance(bases, str) else ("extends", index)

        def wrong(message: str, place: Pointer = place) -> InputError:
            return yaml_files.error_at(document, place, message)

        yield from _read(path.parent / base, [*chain, real], done, wrong)
    yield path, document


def _document(path: Path) -> Document:
    name = shown(path)
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else "?"
    except (OSError, ValueError):
        text = "?"  # what is wrong with it is said below
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        from statemachine.documents import Document

        return Document({}, name=name)  # it sets nothing, but nothing further up holds
    return yaml_files.read(path, schema="config", name=name)


def _origin(document: Document, place: Pointer) -> Origin:
    span = document.locate(place, key=isinstance(place[-1], str))
    return Origin(document.name or "", span.line if span else None, span.column if span else None)


def _globs(document: Document, place: Pointer, patterns: Sequence[str]) -> Globs:
    for index, pattern in enumerate(patterns):
        try:
            Globs([pattern])
        except ValueError:
            message = f"{pattern} is no pattern of files; write it as in .gitignore"
            raise yaml_files.error_at(document, (*place, index), message) from None
    return Globs(patterns)


def _acceptance(document: Document, place: Pointer, entry: Any) -> Acceptance:
    from datetime import date

    until = entry.get("until", "")
    try:
        _ = until and date.fromisoformat(until)
    except ValueError:
        raise yaml_files.error_at(document, (*place, "until"), f"there is no day {until}") from None
    try:
        files = Globs([entry["file"]])
    except ValueError:
        message = f"{entry['file']} is no pattern of files; write it as in .gitignore"
        raise yaml_files.error_at(document, (*place, "file"), message) from None
    parts = entry.get("pointer", "").split("/")[1:]
    return Acceptance(
        rules=tuple((word, _origin(document, (*place, "rules", index))) for index, word in enumerate(entry["rules"])),
        files=files,
        pattern=entry["file"],
        pointer=tuple(part.replace("~1", "/").replace("~0", "~") for part in parts),
        reason=" ".join(entry["reason"].split()),
        until=until,
        document=document,
        place=place,
    )


__all__ = ["Acceptance", "Configuration", "Layer", "load"]
