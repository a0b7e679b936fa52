"""A policy cannot reach out, loop for ever, or read anything but the document."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from statemachine import Validator, specification
from statemachine.errors import TrainjobError
from statemachine.policies import Param
from statemachine.policies.params import checked

BASE: dict[str, Any] = dict(specification.load(full=True).bases["request"])
TEN = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"
QUICK = 5.0
"""Seconds; each takes some milliseconds on a machine that does nothing else."""


def _nested(depth: int) -> str:
    text = "true"
    for number in range(depth):
        text = f"{TEN}.all(v{number}, {text})"
    return text


def _doubled(times: int) -> str:
    text = "job.RoleArn"
    for number in range(times):
        text = f"[{text}].map(y{number}, y{number} + y{number})[0]"
    return text


def policy(require: str, **members: Any) -> str:
    """The text of a policy with one rule."""
    entry = {"code": "ACME001", "name": "x", "severity": "error", "message": "m", "require": require, **members}
    return str(yaml.safe_dump({"policy": "p", "rules": [entry]}, sort_keys=False))


def bomb() -> str:
    """Aliases of aliases: few characters, billions of values."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)]
    return "\n".join([*lines, "policy: p", ""])


DOUBLING = {f"a{n}": f"a{n - 1} + a{n - 1}" if n else "'xxxxxxxxxx'" for n in range(40)}
TEXTS = {
    "loops in loops": (policy(_nested(7)), "it loops more often than the engine allows"),
    "loops over texts": (
        policy("job.RoleArn.split('').all(a, job.RoleArn.split('').all(b, job.RoleArn.split('').all(c, true)))"),
        "it may take too long",
    ),
    "loops of the rule": (
        policy("true", **{"for-each": [f"job.InputDataConfig as c{n}" for n in range(4)]}),
        "too many places",
    ),
    "names that double": (policy("size(a39) > 0", let=DOUBLING), "too large: more than 20,000 characters"),
    "texts that grow": (
        policy("size(job.RoleArn" + ".replace('a', 'aaaaaaaaaa')" * 12 + ") > 0"),
        "a value that is too large",
    ),
    "texts that double": (policy(f"size({_doubled(9)}) > 0"), ""),
    "deep doubling": (policy(f"size({_doubled(30)}) > 0"), "nested too deeply"),
    "parentheses": (policy("(" * 500 + "true" + ")" * 500), "nested too deeply"),
    "long expression": (policy("!" * 5000 + "true"), "is longer than 4,000 characters"),
    "pattern that multiplies": (
        policy("job.RoleArn.matches('(((a{100}){100}){100}){100}')"),
        "invalid regular expression",
    ),
    "pattern that goes back": (policy("job.RoleArn.matches('(a+)+$')"), ""),
    "import": (policy("__import__('os').system('true') == 0"), "undeclared reference to '__import__'"),
    "attributes": (policy("false", message="{job.__class__.__init__}"), "unknown member __class__"),
    "format": (policy("false", message="%(x)s %s {0.real}"), ""),
    "aliases": (bomb(), "aliases"),
    "python object": (
        "policy: !!python/object/apply:os.system ['true']\nrules: []\n",
        "a policy takes plain values only",
    ),
    "python name": ("!!python/name:os.system\n", "a policy takes plain values only"),
    "deep YAML": ("a: " + "[" * 100_000, "levels deep"),
    "URL": ("policy: p\nextends: https://example.com/p.yaml\n", "nothing is fetched"),
    "absolute path": ("policy: p\nextends: /etc/passwd\n", "is a file relative to it"),
    "path upwards": ("policy: p\nextends: ../../../../../../etc/passwd\n", "ends in .yaml"),
    "zero byte": ('policy: p\nextends: "a\\0.yaml"\n', "no file name can have"),
    "named pipe": ("policy: p\nextends: ./pipe.yaml\n", "not a regular file"),
    "table that multiplies": (
        policy("table('t', 'a').replace('x', table('t', 'a')) == ''")
        + f"tables: {{t: {{entries: {{a: {'x' * 1_000_000}}}}}}}\n",
        "a value that is too large",
    ),
    "parameter that multiplies": (
        policy("params.p.replace('x', params.p) == ''") + f"params: {{p: {{title: p, default: {'x' * 300_000}}}}}\n",
        "a value that is too large",
    ),
    "address in a parameter": (
        policy("params.p == []")
        + "params: {p: {title: p, default: [a], items: {$ref: 'http://127.0.0.1:9/p.json'}}}\n",
        "unknown member $ref",
    ),
    "repetitions to compare": (
        policy("true", **{"yields-to": [n if n % 2 else str(n) for n in range(20_000)]}),
        "an entry of yields-to must be a text",
    ),
    "members without end": (policy("true", **{f"m{n}": n for n in range(20_000)}), "unknown member m0"),
    "large file": ("policy: p\nextends: ./large.yaml\n", "more than 4 MiB"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_it_ends_quickly(tmp_path: Path, name: str) -> None:
    """A hostile policy is refused with its place, or is harmless; never a hang, never a traceback."""
    text, message = TEXTS[name]
    os.mkfifo(tmp_path / "pipe.yaml")
    with (tmp_path / "large.yaml").open("wb") as large:
        large.truncate(100 * 1024 * 1024)
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    told = ""
    try:
        validator = Validator(policies=[path])
        for _ in range(110):  # the fast path takes over after a hundred
            validator.validate(BASE)
    except TrainjobError as error:
        told = str(error)
    assert time.perf_counter() - start < QUICK
    assert message in told
    assert bool(told) == bool(message) or not message
    assert not told or told.startswith(f"{path}:")


def test_nothing_of_the_other_file_is_told(tmp_path: Path) -> None:
    """A file that is extended and is no policy does not end up in the message."""
    (tmp_path / "secret.yaml").write_text("password-of-root-user\n", encoding="utf-8")
    path = tmp_path / "policy.yaml"
    path.write_text("policy: p\nextends: ./secret.yaml\n", encoding="utf-8")
    with pytest.raises(TrainjobError) as caught:
        Validator(policies=[path])
    assert "password" not in str(caught.value)


def test_a_pattern_cannot_stall_unknown_values(tmp_path: Path) -> None:
    """The engine of the three-valued logic goes back in patterns, so it is stopped early."""
    path = tmp_path / "policy.yaml"
    path.write_text(policy("!job.HyperParameters.x.matches('^(a+)+$')"), encoding="utf-8")
    job = BASE | {"HyperParameters": {"x": "a" * 2000 + "!${rest}"}}
    start = time.perf_counter()
    Validator(policies=[path], select=["ACME"]).validate(job)
    assert time.perf_counter() - start < QUICK


def test_a_parameter_refers_to_nothing_elsewhere(tmp_path: Path) -> None:
    """Even if its form got past the schema, no file is opened and no connection made for it."""
    (tmp_path / "form.json").write_text('{"type": "string"}', encoding="utf-8")
    form = {"type": "array", "items": {"$ref": (tmp_path / "form.json").as_uri()}}
    with pytest.raises(ValueError, match="lies elsewhere"):
        checked(Param("p", "p", [], form, []), ["a"])


def test_a_thousand_policies_deep(tmp_path: Path) -> None:
    """A chain of policies without end is cut off."""
    for number in range(200):
        (tmp_path / f"p{number}.yaml").write_text(
            f"policy: p{number}\nextends: ./p{number + 1}.yaml\n", encoding="utf-8"
        )
    with pytest.raises(TrainjobError, match="more than 100 policies"):
        Validator(policies=[tmp_path / "p0.yaml"])
