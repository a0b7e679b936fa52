"""Reading configurations: layers, places, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from statemachine.configuration import COMMAND_LINE, Configuration, Setting, load
from statemachine.errors import InputError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text: str, name: str = "trainjob.yaml") -> Configuration:
    """A configuration with this text."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return load(name)


def refusal(text: str) -> str:
    """The message with which a configuration is refused."""
    with pytest.raises(InputError) as caught:
        written(text)
    return str(caught.value)


def test_settings_have_their_places() -> None:
    """Every setting knows the line and column where it is written."""
    settings = written("limits:\n  max-runtime: 28d\nignore: [SM240,\n  SM4]\n").for_file("a.yaml")

    places = {(one.name, one.key, one.value): (one.origin.line, one.origin.column) for one in settings}
    assert places == {
        ("limits", "max-runtime", "28d"): (2, 3),
        ("ignore", "", "SM240"): (3, 10),
        ("ignore", "", "SM4"): (4, 3),
    }


def test_later_files_win() -> None:
    """Of the entries of `files` that match, the later one wins; those that do not match say nothing."""
    configuration = written(
        "edition: current\nfail-on: note\nfiles:\n"
        "  - {paths: [old/], edition: 2018, limits: {max-runtime: 1d}}\n"
        '  - {paths: ["*.json"], limits: {max_runtime: 2d}}\n'
    )

    assert configuration.for_file("new/a.yaml").edition == "current"
    assert configuration.for_file("old/a.yaml").edition == "2018"
    assert configuration.for_file("old/a.yaml").limits == {"max-runtime": "1d"}
    assert configuration.for_file("old/a.json").limits == {"max-runtime": "2d"}
    assert configuration.for_file("old/a.json").fail_on == "note"


def test_equal_settings_are_equal_values() -> None:
    """Files with the same settings share one value, so that they can share a validator."""
    configuration = written("files:\n  - {paths: [old/], edition: 2018}\n")

    assert configuration.for_file("old/a.yaml") == configuration.for_file("old/b.yaml")
    assert hash(configuration.for_file("old/a.yaml")) == hash(configuration.for_file("old/b.yaml"))
    assert configuration.for_file("old/a.yaml") != configuration.for_file("a.yaml")


def test_extended_files_come_first() -> None:
    """What an extended file says holds unless the extending one says otherwise; lists add up."""
    Path("org").mkdir()
    Path("org/top.yaml").write_text("fail-on: note\nignore: [SM1]\nexclude: [vendor/]\n")
    Path("org/base.yaml").write_text("extends: top.yaml\nedition: 2018\nfail-on: warning\n")
    configuration = written("extends: [org/base.yaml]\nedition: current\nignore: [SM2]\nexclude: [gen/]\n")
    settings = configuration.for_file("a.yaml")

    assert (settings.edition, settings.fail_on) == ("current", "warning")
    assert [one.value for one in settings if one.name == "ignore"] == ["SM1", "SM2"]
    assert configuration.excludes("vendor/a.yaml")
    assert configuration.excludes("gen/a.yaml")
    assert not configuration.excludes("a.yaml")


def test_a_file_that_two_extend_counts_once() -> None:
    """A file that is extended on two ways is read once."""
    Path("top.yaml").write_text("ignore: [SM1]\n")
    Path("left.yaml").write_text("extends: top.yaml\n")
    Path("right.yaml").write_text("extends: top.yaml\n")

    configuration = written("extends: [left.yaml, right.yaml]\n")

    assert [path.name for path in configuration.files] == ["top.yaml", "left.yaml", "right.yaml", "trainjob.yaml"]


def test_paths_are_relative_to_the_file_that_names_them(here: Path) -> None:
    """Policies and baselines lie beside the configuration that names them, wherever the linted file lies."""
    Path("org").mkdir()
    Path("org/base.yaml").write_text("policies: [./team.yaml, security-baseline]\nbaseline: known.json\n")
    configuration = written("extends: org/base.yaml\n")

    assert configuration.for_file("deep/a.yaml").policies == (str(here / "org" / "team.yaml"), "security-baseline")
    assert configuration.baseline is not None
    assert configuration.baseline.value == str(here / "org" / "known.json")


def test_select_begins_anew() -> None:
    """A later `select` replaces an earlier one and what was ignored before it."""
    configuration = written("select: [SM2]\nignore: [SM204]\n")
    last = (Setting("select", "", "SM204", COMMAND_LINE, 99), Setting("ignore", "", "SM205", COMMAND_LINE, 99))

    force = [(one.name, one.value) for one in configuration.for_file("a.yaml", last)]

    assert force == [("select", "SM204"), ("ignore", "SM205")]


def test_params_of_any_form() -> None:
    """A parameter may be any value of YAML, and a later one replaces it whole."""
    configuration = written(
        "params: {accounts: ['1', '2'], deep: {a: [1, null]}}\nfiles: [{paths: [x], params: {accounts: []}}]"
    )

    assert configuration.for_file("a").params == {"accounts": ["1", "2"], "deep": {"a": [1, None]}}
    assert configuration.for_file("x").params["accounts"] == []


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "\n\n  # nothing\n", "{}"])
def test_an_empty_configuration(text: str) -> None:
    """A configuration may set nothing; it still ends the search upwards."""
    assert list(written(text).for_file("a.yaml")) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "trainjob.yaml:1:1: the file must be a mapping, not a list"),
        ("edition: 2019\n", "trainjob.yaml:1:10: edition cannot be 2019; choose current, 2018"),
        ("fail-on: warnings\n", 'trainjob.yaml:1:10: fail-on cannot be "warnings"; did you mean warning?'),
        ("ignore: SM204\n", 'trainjob.yaml:1:9: ignore must be a list, not "SM204"'),
        ("ignore:\n", "trainjob.yaml:1:8: ignore must be a list, not empty"),
        ("ignore: [SM204, 7]\n", "trainjob.yaml:1:17: an element of ignore must be a text, not 7"),
        ("a: 1\nignore: []\nignore: []\n", "trainjob.yaml:3:1: ignore is given twice, first in line 2"),
        ("ignroe: []\n", "trainjob.yaml:1:1: unknown member ignroe, did you mean ignore?"),
        ("files:\n  - pathes: [a]\n", "trainjob.yaml:2:5: unknown member pathes, did you mean paths?"),
        ("files:\n  - {paths: [a], baseline: b}\n", "trainjob.yaml:2:18: unknown member baseline"),
        ("extends: 7\n", "trainjob.yaml:1:10: extends must be a text or a list, not 7"),
        ("extends: no.yaml\n", "trainjob.yaml:1:10: there is no file no.yaml to extend"),
        ("extends: trainjob.yaml\n", "trainjob.yaml:1:10: a configuration cannot extend itself: trainjob.yaml extends trainjob.yaml"),  # noqa: E501
        ("a: [\n", "trainjob.yaml:2:1: "),
        ("--- {}\n--- {}\n", "trainjob.yaml:2:5: there must be one document in this file, and here begins another"),
        ("severities: {SM204: fatal}\n", 'trainjob.yaml:1:21: SM204 cannot be "fatal"; choose error, warning, note, off'),  # noqa: E501
        ("suppress: [{rules: [SM1], file: a}]\n", "trainjob.yaml:1:12: an element of suppress needs a member reason"),
        ("suppress: [{rules: [SM1], file: a, reason: ' '}]\n", 'trainjob.yaml:1:44: reason cannot be " ": why the finding is accepted, in words'),  # noqa: E501
        ("suppress: [{rules: [SM1], file: a, reason: b, until: 2027-02-30}]\n", "trainjob.yaml:1:54: there is no day 2027-02-30"),  # noqa: E501
        ("suppress: [{rules: [SM1], file: a, reason: b, pointer: x}]\n", 'trainjob.yaml:1:56: pointer cannot be "x": a JSON Pointer; what lies below it is meant too, and * stands for any member or element'),  # noqa: E501
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_place(text: str, message: str) -> None:
    """What is wrong is refused with file, line, column and, where there is one, a suggestion."""
    assert refusal(text).startswith(message)


def test_a_day_is_a_text() -> None:
    """A plain day of YAML is taken as it stands."""
    configuration = written("suppress: [{rules: [SM1], file: a, reason: b, until: 2027-01-31}]\n")

    assert configuration.suppress[0].until == "2027-01-31"


def test_an_endless_file_is_not_read() -> None:
    """A configuration cannot make us read a device."""
    assert refusal("extends: /dev/zero\n") == "trainjob.yaml:1:10: there is no file /dev/zero to extend"
