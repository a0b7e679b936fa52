"""Speed against the peers, how our cost grows, and memory: `make bench`.

Times depend on the machine, and on what else it does; ratios are taken within one round of
one run, so they hold. The targets are those of the project's plan.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from benchmarks import documents, measure
from benchmarks.carriers import carriers
from benchmarks.lsp import editor
from benchmarks.machines import machines
from benchmarks.policies import policies
from benchmarks.table import Table, seconds
from benchmarks.traces import traces
from statemachine import Validator, specification

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "schemas" / "describe.schema.json"
BIN = Path(sys.executable).parent
OURS = [sys.executable, "-m", "statemachine"]
TOLERANCE = 1.15
"""How much above linear still counts as linear: the machine is shared."""


def main() -> int:
    """Measure everything and print the table; return 0 even when targets are missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=0.1, help="size of the JSON Lines file (default 0.1)")
    parser.add_argument("--lines", type=int, default=100_000, help="most documents in one file (default 100000)")
    parser.add_argument("--observations", type=int, default=200_000, help="observations to trace (default 200000)")
    options = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(prefix="trainjob-bench-") as name:
        folder = Path(name)
        per_document(table)
        whole_processes(table, folder)
        growth(table)
        growth_with_lines(table, folder, options.lines)
        memory(table, folder, options.gigabytes)
        carriers(table)
        machines(table)
        traces(table, options.observations)
        policies(table)
        editor(table)
    print(f"\n{len(table.missed)} targets missed" + "".join(f"\n  {row.what}: {row.ratio}" for row in table.missed))
    return 0


def per_document(table: Table) -> None:
    """One conformant description, in one process, everything warm."""
    job = documents.described()
    text = orjson.dumps(job)
    validator = Validator()
    findings = validator.validate(text).findings
    table.heading(f"One description of {len(text)} bytes, {len(findings)} findings")
    contenders: dict[str, Callable[[], object]] = {
        "orjson.loads": lambda: orjson.loads(text),
        "ours: validate(bytes), all rules": lambda: validator.validate(text),
        "ours: validate(dict), all rules": lambda: validator.validate(job),
        **_peers(job),
    }
    times = measure.calls(contenders)
    ours = "ours: validate(bytes), all rules"
    for name in contenders:
        times_parse = measure.ratio(times, name, "orjson.loads")
        shown = f"{times_parse:.1f} x orjson.loads"
        if name == ours:
            table.add(name, seconds(measure.median(times, name)), shown, "at most 12 x", times_parse <= 12)
        elif name == "jsonschema, shape only":
            slower = measure.ratio(times, name, ours)
            target = "at least 25 x ours"
            table.add(name, seconds(measure.median(times, name)), f"{slower:.1f} x ours", target, slower >= 25)
        else:
            table.add(name, seconds(measure.median(times, name)), shown)
    rest = measure.median(times, ours) - sum(
        measure.median(times, part) for part in ("orjson.loads", "jsonschema-rs, shape only")
    )
    table.add(
        "of ours, beside parsing and shape",
        seconds(rest),
        f"{rest / measure.median(times, ours):.0%} of ours",
    )


def _peers(job: dict[str, Any]) -> dict[str, Callable[[], object]]:
    """The peers that are installed. All of them look at the shape only."""
    import jsonschema
    import jsonschema_rs

    schema = orjson.loads(SCHEMA.read_bytes())
    rust, python = jsonschema_rs.validator_for(schema), jsonschema.Draft202012Validator(schema)
    peers: dict[str, Callable[[], object]] = {
        "jsonschema-rs, shape only": lambda: rust.is_valid(job),
        "jsonschema, shape only": lambda: python.is_valid(job),
    }
    if importlib.util.find_spec("botocore"):
        from botocore.loaders import Loader
        from botocore.model import ServiceModel
        from botocore.validate import ParamValidator

        model = ServiceModel(Loader().load_service_model("sagemaker", "service-2"))
        shape = model.operation_model("DescribeTrainingJob").output_shape
        validator = ParamValidator()
        peers["botocore ParamValidator, required and types"] = lambda: validator.validate(job, shape)
    return peers


def whole_processes(table: Table, folder: Path) -> None:
    """Commands from start to end, one small file each."""
    document, template = folder / "described.json", folder / "template.yaml"
    document.write_bytes(orjson.dumps(documents.described()))
    template.write_text(documents.CLOUDFORMATION)
    commands = {
        "bare interpreter": [sys.executable, "-c", "pass"],
        "trainjob --version": [*OURS, "--version"],
        "trainjob lint one-file": [*OURS, "lint", str(document)],
        "check-jsonschema one-file": [
            str(BIN / "check-jsonschema"),
            "--schemafile",
            str(SCHEMA),
            str(document),
        ],
        "cfn-lint one-template": [str(BIN / "cfn-lint"), str(template)],
    }
    absent = [name for name, command in commands.items() if not Path(command[0]).exists()]
    for name in absent:
        del commands[name]
    table.heading("Whole processes")
    times = measure.processes(commands)
    targets = {
        "trainjob --version": [("bare interpreter", 4.0)],
        "trainjob lint one-file": [("check-jsonschema one-file", 0.6), ("cfn-lint one-template", 0.12)],
    }
    for name in commands:
        time = seconds(measure.median(times, name))
        rows = [(peer, most) for peer, most in targets.get(name, []) if peer in commands]
        for peer, most in rows:
            factor = measure.ratio(times, name, peer)
            table.add(name, time, f"{factor:.2f} x {peer.split()[0]}", f"at most {most} x", factor <= most)
        if not rows:
            bare = measure.ratio(times, name, "bare interpreter")
            table.add(name, time, f"{bare:.1f} x bare interpreter")
    for name in absent:
        table.add(name, "not installed")


def growth(table: Table) -> None:
    """How the time for one document grows with its parts, and with the rules."""
    validate = Validator().validate
    channels = {size: orjson.dumps(documents.described(channels=size)) for size in (1, 5, 10, 20)}
    history = {size: orjson.dumps(documents.described(history=size)) for size in (5, 53, 501)}
    for subject, texts in (("channels", channels), ("history entries", history)):
        table.heading(f"Growth with {subject}")
        times = measure.calls({str(size): partial(validate, text) for size, text in texts.items()})
        for size, text in texts.items():
            found = len(validate(text).findings)
            _growth_row(table, f"{size} {subject}, {found} findings", times, size, min(texts))

    table.heading("Growth with rules")
    text = orjson.dumps(documents.described())
    factors = (1, 2, 5)
    times = measure.calls({str(factor): partial(_with_rules(factor).validate, text) for factor in factors})
    for factor in factors:
        _growth_row(table, f"{factor} x the rules", times, factor, 1)


def _growth_row(table: Table, what: str, times: measure.Times, size: int, first: int) -> None:
    """A row that compares the growth of the time with the growth of the size."""
    factor = measure.ratio(times, str(size), str(first))
    most = size / first * TOLERANCE
    target, reached = (f"at most {size / first:.0f} x (linear)", factor <= most) if size > first else ("", None)
    table.add(what, seconds(measure.median(times, str(size))), f"{factor:.2f} x", target, reached)


def _with_rules(factor: int) -> Validator:
    """A validator with every rule several times, under other codes."""
    spec = specification.load()
    rules = dict(spec.rules)
    for copy in range(1, factor):
        for rule in spec.rules.values():
            if rule.require:
                other = replace(rule, code=f"{rule.code}-{copy}", name=f"{rule.name}-{copy}")
                rules[other.code] = other
    return Validator(spec=replace(spec, rules=rules))


def growth_with_lines(table: Table, folder: Path, most: int) -> None:
    """JSON Lines of different lengths, as whole processes; starting is most of the first rows."""
    table.heading("Growth with documents: trainjob lint on JSON Lines, as a process")
    path = folder / "fleet.jsonl"
    lines, last_lines, last_seconds, last_cost = 1, 0, 0.0, 0.0
    while lines <= most:
        documents.write_lines(path, lines)
        finished = measure.run([*OURS, "lint", str(path)])
        cost = (finished.seconds - last_seconds) / (lines - last_lines)
        shown, target, reached = "", "", None
        if lines >= 10_000:
            shown = f"{seconds(cost)} for each more"
        if lines >= 100_000:
            target, reached = "no more than before", cost <= last_cost * TOLERANCE
        status = f", exit status {finished.status}" if finished.status else ""
        table.add(f"{lines} lines{status}", seconds(finished.seconds), shown, target, reached)
        lines, last_lines, last_seconds, last_cost = lines * 10, lines, finished.seconds, cost
    path.unlink()


def memory(table: Table, folder: Path, gigabytes: float) -> None:
    """Peak memory of long inputs."""
    table.heading("Peak memory of whole processes")
    fleet, manifest = folder / "fleet.jsonl", folder / "train.manifest"
    line = len(orjson.dumps(documents.described())) + 1
    size = documents.write_lines(fleet, max(1, int(gigabytes * 1e9 / line)))
    _memory_row(table, f"lint {size / 1e9:.2f} GB of JSON Lines", [*OURS, "lint", str(fleet)])
    fleet.unlink()
    for keys in (1_000, 1_000_000):
        documents.write_manifest(manifest, keys)
        _memory_row(table, f"manifest of {keys} keys", [*OURS, "manifest", str(manifest)])


def _memory_row(table: Table, what: str, command: list[str]) -> None:
    """A row with the peak memory of a command."""
    finished = measure.peak(command)
    status = f", exit status {finished.status}" if finished.status else ""
    shown = f"{finished.megabytes:.0f} MB"
    table.add(what + status, seconds(finished.seconds), shown, "under 200 MB", finished.megabytes < 200)


if __name__ == "__main__":
    sys.exit(main())
