"""``trainjob config``: what applies to a file, whether configurations are sound, and their schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from statemachine.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``trainjob`` in an empty folder, with the real engine."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


def test_show_without_a_configuration(run: Run) -> None:
    """Without a configuration the defaults apply, and it is said."""
    status, out, err = run("config", "show", "a.yaml")

    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "a.yaml: no configuration applies",
        "  edition  current  default",
        "  fail-on  error    default",
    ]


def test_show_as_json(run: Run) -> None:
    """The JSON form has every setting with its place, the rules that run, and what is suppressed."""
    Path("trainjob.yaml").write_text(
        "select: [SM204, SM501]\nignore: [SM501]\nparams: {x: [1]}\nexclude: [a.yaml]\nbaseline: known.json\n"
        "suppress: [{rules: [SM204], file: a.yaml, pointer: /a~1b/*, reason: r, until: 2030-01-31}]\n"
    )
    facts = json.loads(run("config", "show", "a.yaml", "--format", "json")[1])

    assert facts["rules"] == ["SM204"]
    assert (facts["configuration"], facts["excluded"]) == ("trainjob.yaml", True)
    origin = {"file": "trainjob.yaml", "line": 3, "column": 10}
    assert {"name": "params", "key": "x", "value": [1], "origin": origin} in facts["settings"]
    assert facts["baseline"] == {"file": "known.json", "origin": {"file": "trainjob.yaml", "line": 5, "column": 1}}
    (suppressed,) = facts["suppress"]
    assert (suppressed["pointer"], suppressed["until"]) == ("/a~1b/*", "2030-01-31")


def test_show_of_what_is_excluded(run: Run) -> None:
    """Every pattern that excludes files is shown with its place, and values that are no texts as in YAML."""
    Path("trainjob.yaml").write_text('exclude: [gen/]\nparams: {x: ["a", true]}\n')

    assert run("config", "show", "gen/a.yaml")[1].splitlines()[1:] == [
        "excluded: it is checked only if it is named, and not with --force-exclude",
        "  edition   current      default",
        "  fail-on   error        default",
        '  params.x  ["a", true]  trainjob.yaml:2',
        "  exclude   gen/         trainjob.yaml:1",
    ]


def test_rules_that_are_selected_for_other_files(run: Run) -> None:
    """A rule of a policy that is in force for some files may be selected for all; the others are passed over."""
    Path("trainjob.yaml").write_text("select: [SM901]\nfiles: [{paths: [prod/], policies: [security-baseline]}]\n")

    assert run("config", "check") == (0, "trainjob.yaml: no mistakes found\n", "")
    assert run("config", "show", "prod/a.yaml")[0] == 0
    status, out, _ = run("config", "show", "dev/a.yaml")
    assert status == 0
    assert "passed over: the selected rules are of policies that are in force for other files only\n" in out


def test_a_misspelt_member_that_is_missed(run: Run) -> None:
    """A member that is missing because it is misspelt is told as misspelt."""
    Path("trainjob.yaml").write_text("files: [{path: [a.yaml]}]\n")

    assert run("config", "check")[2] == "trainjob: trainjob.yaml:1:10: unknown member path, did you mean paths?\n"


@pytest.mark.parametrize("command", [("lint",), ("config", "show")])
def test_a_configuration_without_a_name(run: Run, command: tuple[str, ...]) -> None:
    """An empty name (an unset variable of a script) is a mistake, and not the absence of the option."""
    assert run(*command, "--config", "", "a.yaml")[0] == 2


def test_show_takes_the_options_of_lint(run: Run) -> None:
    """Options of the command line that are settings are shown as such."""
    out = run("config", "show", "a.yaml", "--limit", "max-runtime=28d", "--edition", "2018")[1]

    assert "  edition             2018   command line\n" in out
    assert "  limits.max-runtime  28d    command line\n" in out


def test_hostile_text_stays_text(run: Run) -> None:
    """Control characters in a configuration do not reach the terminal."""
    Path("trainjob.yaml").write_text('suppress: [{rules: [SM204], file: a.yaml, reason: "\\e[2J"}]\n')

    assert "\x1b" not in run("config", "show", "a.yaml")[1]


def test_check_of_folders(run: Run) -> None:
    """Each configuration below a folder is checked, and any mistake is exit status 2."""
    Path("a").mkdir()
    Path("a/trainjob.yaml").write_text("limits: {max-runtime: 28d}\n")
    Path("trainjob.yml").write_text("mandatory: [SM204]\nsuppress: [{rules: [SM204], file: a, reason: r}]\n")

    status, out, err = run("config", "check", ".")

    assert status == 2
    assert out == "a/trainjob.yaml: no mistakes found\n"
    assert err == "trainjob: trainjob.yml:2:21: SM204 is mandatory (trainjob.yml:1), it cannot be suppressed\n"


def test_check_of_settings_for_some_files(run: Run) -> None:
    """Settings for some files are checked too, with those for all files below them."""
    Path("trainjob.yaml").write_text("mandatory: [SM204]\nfiles:\n  - paths: [a]\n    severities: {SM204: note}\n")

    message = "trainjob: trainjob.yaml:4:18: SM204 is mandatory (trainjob.yaml:1), it cannot be lowered to note\n"
    assert run("config", "check") == (2, "", message)


def test_check_of_the_baseline(run: Run) -> None:
    """A baseline that is named and absent is a mistake of the configuration."""
    Path("trainjob.yaml").write_text("baseline: none.json\n")

    assert run("config", "check") == (
        2,
        "",
        "trainjob: trainjob.yaml:1:1: there is no baseline none.json; --write-baseline writes it\n",
    )


def test_nothing_to_check(run: Run) -> None:
    """Where no configuration applies there is nothing to check, and that is said."""
    assert run("config", "check")[0] == 2


def test_schema(run: Run) -> None:
    """The schema is a JSON Schema, and every setting in it has a description for editors."""
    schema = json.loads(run("config", "schema")[1])

    jsonschema.Draft202012Validator.check_schema(schema)
    described = [name for name, one in schema["properties"].items() if "description" in one or "$ref" in one]
    assert described == list(schema["properties"])


@pytest.mark.parametrize("arguments", [(), ("shwo",), ("check", "--nope"), ("show",), ("show", "a.yaml", "--nope")])
def test_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    """Wrong usage is exit status 2."""
    assert run("config", *arguments)[0] == 2
