"""What the rules of a policy cost: 30 and 1,000 of them on one description, loading apart.

python -m benchmarks.policies
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import orjson

from benchmarks import documents, measure
from benchmarks.table import Table, seconds
from statemachine import Validator

FEW, MANY = 30, 1_000
_RULE = """\
  - code: ACME{number:04}
    name: rule-{number}
    severity: error
    when: has(job.StoppingCondition.MaxRuntimeInSeconds)
    require: >-
      job.StoppingCondition.MaxRuntimeInSeconds <= params.max_hours * 3600 + {number}
      && job.ResourceConfig.InstanceCount < {number} + 100
    message: 'too long: {{job.StoppingCondition.MaxRuntimeInSeconds|duration}}'
"""


def policies(table: Table) -> None:
    """Compare what many rules of a policy cost with what few cost; the specification's own run beside them."""
    table.heading(f"Policies: {MANY:,} rules on one description, beside {FEW}")
    text = orjson.dumps(documents.described())
    with tempfile.TemporaryDirectory(prefix="trainjob-bench-") as name:
        paths = {number: _policy(Path(name), number) for number in (FEW, MANY)}
        loading = measure.calls({str(number): partial(_load, path) for number, path in paths.items()})
        validators = {0: Validator(), **{number: Validator(policies=[path]) for number, path in paths.items()}}
    for validator in validators.values():
        for _ in range(150):  # until the fast path is in use
            validator.validate(text)
    times = measure.calls({str(number): partial(one.validate, text) for number, one in validators.items()})
    most = MANY / FEW
    for what, found in (("load, compile and check", loading), ("check a description", times)):
        factor = measure.ratio(found, str(MANY), str(FEW))
        table.add(f"{what}: {FEW} rules", seconds(measure.median(found, str(FEW))))
        target = f"at most {most:.0f} x"
        table.add(
            f"{what}: {MANY} rules",
            seconds(measure.median(found, str(MANY))),
            f"{factor:.1f} x",
            target,
            factor <= most,
        )
    none = measure.median(times, "0")
    own = {number: measure.median(times, str(number)) - none for number in (FEW, MANY)}
    factor = own[MANY] / max(own[FEW], 1e-9)
    table.add("the policy's rules alone", seconds(own[MANY]), f"{factor:.1f} x {seconds(own[FEW])}")


def _load(path: Path) -> None:
    from statemachine.policies import load_policies

    load_policies([path])


def _policy(folder: Path, count: int) -> Path:
    path = folder / f"rules-{count}.yaml"
    head = "policy: bench\nparams:\n  max-hours: {title: Longest run, default: 48}\nrules:\n"
    path.write_text(head + "".join(_RULE.format(number=number) for number in range(count)), encoding="utf-8")
    return path


if __name__ == "__main__":
    policies(Table())
