"""Which rules settings mean, and what is mandatory."""

from __future__ import annotations

import pytest

from statemachine.configuration.rules import Rules, resolve
from statemachine.configuration.settings import COMMAND_LINE, FileSettings, Origin, Setting
from statemachine.errors import InputError, UsageError
from statemachine.specification import load

Word = tuple[int, str, str]


def resolved(*words: tuple[int, str, str] | tuple[int, str, str, str]) -> Rules:
    """The rules of settings, each of them layer, name and value, or layer, name, key and value."""
    history = [
        Setting(word[1], word[2] if len(word) == 4 else "", word[-1], Origin("c.yaml", number, 1), word[0])
        for number, word in enumerate(words, 1)
    ]
    return resolve(FileSettings(tuple(history)), load())


def test_words_become_codes() -> None:
    """Codes, names and beginnings of codes are taken, each rule once."""
    rules = resolved((1, "ignore", "SM85"), (1, "ignore", "compression-outside-pipe"), (1, "ignore", "sm204"))

    assert set(rules.ignore) == {code for code in load().rules if code.startswith("SM85")} | {"SM204"}


def test_mandatory_rules_are_selected() -> None:
    """Whatever is selected, a mandatory rule runs, and the beginning of a code does not ignore it."""
    rules = resolved((1, "mandatory", "SM204"), (1, "select", "SM5"), (1, "ignore", "SM2"))

    assert "SM204" in rules.select
    assert "SM204" not in rules.ignore
    assert rules.mandatory == {"SM204": "c.yaml:1"}


def test_the_last_severity_counts() -> None:
    """Code and name of a rule are the same, and the last one counts."""
    rules = resolved((1, "severities", "SM204", "note"), (2, "severities", "compression-outside-pipe", "off"))

    assert rules.severities == {"SM204": "off"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([(2, "ignore", "SM204")], "c.yaml:2:1: SM204 is mandatory (c.yaml:1), it cannot be ignored"),
        ([(1, "ignore", "compression-outside-pipe")], "c.yaml:2:1: SM204 is mandatory (c.yaml:1), it cannot be ignored"),  # noqa: E501
        ([(2, "severities", "SM204", "note")], "c.yaml:2:1: SM204 is mandatory (c.yaml:1), it cannot be lowered to note"),  # noqa: E501
        ([(2, "severities", "SM204", "off")], "c.yaml:2:1: SM204 is mandatory (c.yaml:1), it cannot be switched off"),
        ([(1, "severities", "SM204", "off")], "c.yaml:1:1: SM204 is mandatory, but it is switched off"),
        ([(2, "ignore", "SM2O4")], "c.yaml:2:1: no rule is called 'SM2O4'; did you mean SM204?"),
    ],
)  # fmt: skip
def test_what_is_mandatory_stays(words: list[Word], message: str) -> None:
    """Who names a mandatory rule to ignore, lower or switch it off is refused with the place."""
    with pytest.raises(InputError) as caught:
        resolved((1, "mandatory", "SM204"), *words)
    assert str(caught.value).startswith(message)


def test_an_edition_without_a_mandatory_rule() -> None:
    """An edition that lacks a mandatory rule cannot be chosen over it; the author of both may."""
    assert resolved((1, "mandatory", "SM501"), (1, "edition", "2018")).mandatory == {"SM501": "c.yaml:1"}

    with pytest.raises(InputError) as caught:
        resolved((1, "mandatory", "SM501"), (2, "edition", "2018"))
    assert str(caught.value) == "c.yaml:2:1: SM501 is mandatory (c.yaml:1), but edition 2018 does not have it"


def test_what_may_still_be_said() -> None:
    """The author of a mandatory rule may set its severity, and others may raise it; a prefix does not reach it."""
    rules = resolved(
        (1, "severities", "SM204", "note"),
        (1, "mandatory", "SM204"),
        (2, "severities", "SM204", "warning"),
        (3, "severities", "SM2", "off"),
    )

    assert rules.severities["SM204"] == "warning"
    assert rules.severities["SM205"] == "off"


def test_the_command_line_has_no_place() -> None:
    """A wrong word of the command line is wrong usage."""
    settings = FileSettings((Setting("ignore", "", "nonsense", COMMAND_LINE, 9),))

    with pytest.raises(UsageError, match="no rule is called 'nonsense'"):
        resolve(settings, load())
