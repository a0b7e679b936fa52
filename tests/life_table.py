"""The life cycle once more: computed from the YAML file alone, in another way than the package does it.

An oracle for `statemachine.paths` and for all that is built on it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

LIFE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).resolve().parents[1] / "spec" / "lifecycle.yaml").read_text(encoding="utf-8")
)
STATUSES: dict[str, dict[str, Any]] = LIFE["statuses"]
STAGES: dict[str, dict[str, Any]] = LIFE["stages"]
DIM = {name for name, stage in STAGES.items() if stage.get("undocumented")}
ENDS = {name for name, stage in STAGES.items() if all(STATUSES[status].get("terminal") for status in stage["within"])}
PAIRS = [
    (status, stage)
    for status in STATUSES
    for stage in STAGES
    if status in STAGES[stage]["within"] or STATUSES[status].get("accepts-any-stage")
]
STAGE_WHEN = {(move["from"], stage): move.get("when") for move in LIFE["transitions"] for stage in move["to"]}
STATUS_MOVES = {(move["from"], status) for move in LIFE["status-transitions"] for status in move["to"]}
Pair = tuple[str, str]


def stage_may_follow(earlier: str, later: str, *, spot: bool) -> bool:
    """Whether one stage may come right after another."""
    if earlier in ENDS or earlier == later:
        return False
    if "managed-spot" in {STAGE_WHEN.get((earlier, later)), STAGES[later].get("only-if")} and not spot:
        return False
    return (earlier, later) in STAGE_WHEN or earlier in DIM or later in DIM


def may_follow(earlier: Pair, later: Pair, *, spot: bool) -> bool:
    """Whether one state may come right after another."""
    if later not in PAIRS:
        return False
    same_status = earlier[0] == later[0]
    if earlier[1] == later[1]:
        return (earlier[0], later[0]) in STATUS_MOVES
    if STATUSES[earlier[0]].get("accepts-any-stage") or STATUSES[later[0]].get("accepts-any-stage"):
        return False
    if not stage_may_follow(earlier[1], later[1], spot=spot):
        return False
    if same_status:
        return True
    return (earlier[0], later[1]) not in PAIRS and (earlier[0], later[0]) in STATUS_MOVES


def may_begin(stage: str) -> bool:
    """Whether a job may begin with a stage; old ones began with stages that are retired."""
    return bool(STAGES[stage].get("initial") or STAGES[stage].get("retired"))


def distances(source: Pair, *, spot: bool) -> dict[Pair, int]:
    """The states that can be reached, with the number of moves. No way leads through an unexplained stage."""
    found = {source: 0}
    wave = [source]
    while wave:
        tips = [pair for pair in wave if pair == source or pair[1] not in DIM]
        wave = [pair for pair in PAIRS if pair not in found and any(may_follow(tip, pair, spot=spot) for tip in tips)]
        found |= dict.fromkeys(wave, max(found.values()) + 1)
    return found
