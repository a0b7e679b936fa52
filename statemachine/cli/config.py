"""``trainjob config``: what a configuration says, where each setting comes from, and whether it is sound."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from statemachine.cli.configured import Configured
from statemachine.cli.elsewhere import NothingSelected
from statemachine.cli.options import parse_lint
from statemachine.cli.output import complain, write
from statemachine.configuration.finding import NAMES, Finder
from statemachine.configuration.settings import FileSettings, Origin, Setting
from statemachine.errors import InputError, TrainjobError, UsageError

_EPILOG = """\
examples:
  trainjob config show jobs/train.yaml       what applies to this file, and where it was set
  trainjob config show jobs/train.yaml --format json
  trainjob config check                      is the configuration sound? exit status 0 or 2
  trainjob config schema > trainjob.schema.json

`show` takes the options of `trainjob lint` that are settings too, such as --config, --select or --limit.
"""
_DEFAULTS = {"edition": "current", "fail-on": "error"}
_ORDER = ("edition", "fail-on", "limits", "policies", "params", "severities", "select", "ignore", "mandatory")


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    made = parser()
    options, rest = made.parse_known_args(arguments)
    if options.command == "show":
        return _show(options.file, rest, as_json=options.format == "json")
    if rest:
        made.error(f"unrecognized arguments: {' '.join(rest)}")
    if options.command == "check":
        return _check(options.paths)
    from statemachine.specification import folder

    write((folder("schemas") / "config.schema.json").read_text(encoding="utf-8"))
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob config``."""
    made = argparse.ArgumentParser(
        prog="trainjob config",
        description="Show, check or describe configurations (trainjob.yaml).",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = made.add_subparsers(dest="command", metavar="show|check|schema", required=True)
    show = commands.add_parser("show", allow_abbrev=False, help="what applies to a file, and where it was set")
    show.add_argument("file", metavar="FILE", help="a file, which need not exist")
    show.add_argument("--format", choices=("text", "json"), default="text")
    check = commands.add_parser("check", allow_abbrev=False, help="check configurations without any document")
    check.add_argument(
        "paths", nargs="*", metavar="PATH", help="configurations, or directories with them (default: what applies here)"
    )
    commands.add_parser("schema", allow_abbrev=False, help="print the JSON Schema of configurations, for editors")
    return made


# ---------------------------------------------------------------------- show


def _show(file: str, rest: list[str], *, as_json: bool) -> int:
    configured = Configured(parse_lint([*rest, "--", file]), {})
    configuration = configured.configuration(file)
    settings = configured.settings(file)
    try:
        rules = sorted(configured.checked(file).validator.active)
    except NothingSelected:
        rules = []
    from statemachine.configuration.globs import relative, shown

    files = [] if configuration is None else [shown(path) for path in reversed(configuration.files)]
    facts: dict[str, Any] = {
        "file": file,
        "configuration": files[0] if files else None,
        "extends": files[1:],
        "excluded": configuration is not None and configuration.excludes(file),
        "settings": [_setting(one) for one in _complete(settings)],
        "exclude": [],
        "suppress": [],
        "baseline": None,
        "rules": rules,
    }
    if configuration is not None:
        facts["exclude"] = [{"pattern": one, "origin": _origin(origin)} for one, origin in configuration.excluded]
        seen = relative(file, configuration.root)
        for entry in configuration.suppress:
            if entry.files.match(seen):
                span = entry.document.locate(entry.place)
                origin = Origin(entry.document.name or "", span.line if span else None, span.column if span else None)
                words = [word for word, _ in entry.rules]
                pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in entry.pointer)
                facts["suppress"].append(
                    {"rules": words, "pointer": pointer, "reason": entry.reason, "until": entry.until or None}
                    | {"origin": _origin(origin)}
                )
        if configuration.baseline is not None:
            facts["baseline"] = {"file": shown(str(configuration.baseline.value))}
            facts["baseline"]["origin"] = _origin(configuration.baseline.origin)
    if as_json:
        from statemachine.reports.json import ascii_json

        write(ascii_json(facts) + "\n")
    else:
        write("".join(_text(facts)))
    return 0


def _complete(settings: FileSettings) -> Iterator[Setting]:
    """The settings in force, in a fixed order, with the defaults of those that have one."""
    force = list(settings)
    for name in _ORDER:
        found = [one for one in force if one.name == name]
        if not found and name in _DEFAULTS:
            found = [Setting(name, "", _DEFAULTS[name], Origin("default"))]
        yield from found


def _setting(one: Setting) -> dict[str, Any]:
    value: Any = one.value
    if one.name == "params" and one.origin.line is not None:
        value = json.loads(str(value))
    if one.written:
        from statemachine.configuration.globs import shown

        value = shown(str(value))
    return {"name": one.name, "key": one.key or None, "value": value, "origin": _origin(one.origin)}


def _origin(origin: Origin) -> dict[str, Any]:
    return {"file": origin.file, "line": origin.line, "column": origin.column}


def _text(facts: dict[str, Any]) -> Iterator[str]:
    from statemachine.reports import safe

    rows: list[tuple[str, str, str]] = []
    for one in facts["settings"]:
        name = f"{one['name']}.{one['key']}" if one["key"] else one["name"]
        value = one["value"] if isinstance(one["value"], str) else json.dumps(one["value"], ensure_ascii=False)
        rows.append((name, value, _place(one["origin"])))
    rows += [("exclude", one["pattern"], _place(one["origin"])) for one in facts["exclude"]]
    for one in facts["suppress"]:
        what = ", ".join(one["rules"]) + (f" at {one['pointer']}" if one["pointer"] else "")
        until = f" until {one['until']}" if one["until"] else ""
        rows.append(("suppress", f"{what}{until}: {one['reason']}", _place(one["origin"])))
    if facts["baseline"]:
        rows.append(("baseline", facts["baseline"]["file"], _place(facts["baseline"]["origin"])))
    head = f"{safe.line(facts['file'])}: "
    if facts["configuration"] is None:
        head += "no configuration applies"
    else:
        extended = f", which extends {', '.join(facts['extends'])}" if facts["extends"] else ""
        head += safe.line(facts["configuration"] + extended)
    yield f"{head}\n"
    if facts["excluded"]:
        yield "excluded: it is checked only if it is named, and not with --force-exclude\n"
    if not facts["rules"]:
        yield "passed over: the selected rules are of policies that are in force for other files only\n"
    safe_rows = [tuple(safe.line(cell) for cell in row) for row in rows]
    widths = [max(min(len(row[column]), 60) for row in safe_rows) for column in (0, 1)]
    for name, value, place in safe_rows:
        yield f"  {name:<{widths[0]}}  {value:<{widths[1]}}  {place}\n"


def _place(origin: dict[str, Any]) -> str:
    return str(origin["file"]) if origin["line"] is None else f"{origin['file']}:{origin['line']}"


# ---------------------------------------------------------------------- check


def _check(paths: list[str]) -> int:
    found, broken = list(_configurations(paths)), False
    from statemachine.configuration.globs import shown

    for path in found:
        errors = list(dict.fromkeys(line for error in _errors(path) for line in error.lines))
        for error in errors:
            complain(error)
        broken |= bool(errors)
        if not errors:
            write(f"{shown(path)}: no mistakes found\n")
    return 2 if broken else 0


def _configurations(paths: list[str]) -> Iterator[Path]:
    if not paths:
        found = Finder().find("x")
        if found is None:
            raise UsageError("no configuration applies here; write a trainjob.yaml, or name one")
        yield found
    for path in paths:
        if not os.path.isdir(path):
            yield Path(path)
            continue
        below = sorted(one for name in NAMES for one in Path(path).rglob(name))
        if not below:
            raise UsageError(f"there is no {NAMES[0]} in {path}")
        yield from below


def _errors(path: Path) -> Iterator[TrainjobError]:
    """What is wrong with a configuration: its form, and its settings for all files and for each entry of ``files:``."""
    from statemachine.configuration.configuration import load

    try:
        configuration = load(path)
        configured = Configured(parse_lint(["--config", str(path)]), {})
    except InputError as error:
        yield error
        return
    general = [layer for layer in configuration.layers if layer.files is None]
    special = [layer for layer in configuration.layers if layer.files is not None]
    wrong_words: list[set[str]] = []
    for one in (None, *special):
        layers = [layer for layer in configuration.layers if layer in general or layer is one]
        try:
            checked = configured.build(
                FileSettings(tuple(item for layer in layers for item in layer.settings)), configuration.policies
            )
        except NothingSelected:
            continue  # what is selected is of policies that are in force for other files
        except TrainjobError as error:
            yield error
            continue
        from statemachine.suppression.suppressor import wrong_entries

        wrong = {str(error): error for error in wrong_entries(configuration.suppress, checked)}
        wrong_words.append(set(wrong))
        if len(wrong_words) == 1 + len(special) and set.intersection(*wrong_words):
            yield from (wrong[key] for key in wrong if all(key in words for words in wrong_words))
    try:
        configured.baselines.of(configuration)
    except InputError as error:
        yield error
