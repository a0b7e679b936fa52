"""Machine, history check and snapshot check are driven with random moves, legal or not: they never disagree.

The judge is tests/life_table.py, which is computed from the YAML file alone.
"""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from statemachine import IllegalTransition, TrainingJobMachine, UsageError, Validator, outcome, specification
from statemachine.snapshots import SnapshotCheck
from tests.life_table import ENDS, PAIRS, STAGES, STATUSES, Pair, distances, may_begin, may_follow, stage_may_follow
from tests.tooling import examples

SPEC = specification.load(full=True)
BASE: dict[str, Any] = dict(SPEC.bases["describe"])
VALIDATOR = Validator(now=1_900_000_000)
SNAPSHOTS = SnapshotCheck(SPEC)
BEGIN = 1_767_261_600.0
LATE = {"TrainingStartTime", "TrainingEndTime", "TrainingTimeInSeconds", "BillableTimeInSeconds", "ModelArtifacts"}
OF_HISTORY = {
    "illegal-transition",
    "entry-after-end",
    "repeated-status",
    "unusual-first-status",
    "interruption-without-spot",
    "wait-limit-without-spot",
}
"""The rules that say that a stage cannot stand where it stands in a history."""
OF_PAIR = {"impossible-status-pair"}
OF_SNAPSHOTS = {"job-back-to-life", "changed-outcome", "unreachable-status", "unreachable-secondary-status"}
"""The rules that say that a state cannot follow another one, moves being missed or not."""
stages = st.sampled_from(sorted(STAGES))
statuses = st.sampled_from(sorted(STATUSES))
pairs = st.sampled_from(PAIRS)


class Lives(RuleBasedStateMachine):
    """One job: the machine under test, and beside it the state and history that the table allows."""

    def __init__(self) -> None:
        super().__init__()
        self.spot = False
        self.pair: Pair | None = None
        self.history: list[str] = []
        self.machine = TrainingJobMachine()

    @initialize(spot=st.booleans())
    def create(self, *, spot: bool) -> None:
        """A request, with or without spot capacity."""
        self.spot = spot
        self.machine = TrainingJobMachine.from_request({"TrainingJobName": "a", "EnableManagedSpotTraining": spot})

    # ------------------------------------------------------------------ moves

    @precondition(lambda self: self.pair is None)
    @rule(stage=stages)
    def begin(self, stage: str) -> None:
        """The first stage of a job."""
        self.judge(stage, legal=may_begin(stage), target=("InProgress", stage))

    @precondition(lambda self: self.pair is not None)
    @rule(stage=stages)
    def move(self, stage: str) -> None:
        """The next stage, whatever the primary status."""
        assert self.pair is not None
        legal = stage_may_follow(self.pair[1], stage, spot=self.spot) and self.pair[0] != "Deleting"
        targets = [pair for pair in PAIRS if pair[1] == stage and may_follow(self.pair, pair, spot=self.spot)]
        assert bool(targets and stage != self.pair[1]) is legal
        self.judge(stage, legal=legal, target=targets[0] if targets else None)

    @precondition(lambda self: self.pair is not None and self.pair[1] not in ENDS)
    @rule(data=st.data())
    def move_on(self, data: st.DataObject) -> None:
        """A legal move that ends nothing: random ones end most lives early."""
        assert self.pair is not None
        going = [
            stage for stage in STAGES if stage not in ENDS and stage_may_follow(self.pair[1], stage, spot=self.spot)
        ]
        if self.pair[0] != "Deleting":
            self.move(data.draw(st.sampled_from(going)))

    def judge(self, stage: str, *, legal: bool, target: Pair | None) -> None:
        """Ask the history check and the machine about a stage, and go there if it is legal."""
        if self.pair is None or self.pair[0] != "Deleting":  # which shows in no history
            assert (not self.complaints([*self.history, stage])) is legal
            self.replay([*self.history, stage])
        before = self.machine.pair
        if legal:
            self.machine.move_to(stage)
            assert self.machine.pair == target
            self.pair = target
            self.history.append(stage)
            return
        with pytest.raises(IllegalTransition) as refused:
            self.machine.move_to(stage)
        assert self.machine.pair == before
        assert refused.value.legal == self.machine.next_statuses()

    @precondition(lambda self: self.pair is not None)
    @rule(pair=pairs)
    def move_both(self, pair: Pair) -> None:
        """A move to a given state."""
        assert self.pair is not None
        before = self.machine.pair
        if may_follow(self.pair, pair, spot=self.spot):
            self.machine.move_to(pair[1], status=pair[0])
            assert self.machine.pair == pair
            if pair[1] != self.pair[1]:
                self.history.append(pair[1])
            self.pair = pair
            return
        with pytest.raises(IllegalTransition):
            self.machine.move_to(pair[1], status=pair[0])
        assert self.machine.pair == before

    @rule(name=st.text(max_size=12).filter(lambda name: name not in STAGES))
    def move_nowhere(self, name: str) -> None:
        """A stage that does not exist is a mistake of the program, in every state."""
        before = self.machine.pair
        with pytest.raises(UsageError):
            self.machine.move_to(name)
        assert self.machine.pair == before

    # ------------------------------------------------------------------ observations

    @precondition(lambda self: self.pair is not None)
    @rule(pair=pairs)
    def observe(self, pair: Pair) -> None:
        """Any later state is judged alike by the snapshots, the machine's own way, and the table."""
        assert self.pair is not None
        reachable = pair in distances(self.pair, spot=self.spot)
        earlier, later = self.described(self.pair), self.described(pair)
        machine = TrainingJobMachine.from_description(earlier)

        found = machine.observe(later)

        assert machine.pair == pair
        if "Deleting" not in {self.pair[0], pair[0]}:  # no text explains it, so nothing is said of it
            assert (not OF_SNAPSHOTS & {finding.name for finding in found}) is reachable
        again = SNAPSHOTS.compare(SNAPSHOTS.snapshot(earlier), SNAPSHOTS.snapshot(later))
        assert found == again

    @precondition(lambda self: self.pair is not None)
    @rule(data=st.data())
    def go_far(self, data: st.DataObject) -> None:
        """A path of the machine is a series of its moves, each of them legal."""
        target = data.draw(st.sampled_from(sorted({*STAGES, *STATUSES})))
        assert self.pair is not None
        lengths = [length for pair, length in distances(self.pair, spot=self.spot).items() if target in pair]
        way = self.machine.path_to(target)
        assert self.machine.can_become(target) is bool(lengths)
        assert (None if way is None else len(way)) == (min(lengths) if lengths else None)
        walker = copy.copy(self.machine)
        for step in way or ():
            walker.move_to(step.secondary_status, status=step.status)
        assert way is None or target in walker.pair
        assert self.machine.pair == self.pair

    # ------------------------------------------------------------------ always

    @invariant()
    def states_agree(self) -> None:
        """The machine is where the table is, and its description is of a possible state."""
        if self.pair is None:
            assert (self.machine.status, self.machine.outcome) == (None, None)
            return
        assert self.machine.pair == self.pair
        shown = self.described(self.pair)
        assert outcome(shown) == self.machine.outcome
        assert self.machine.is_terminal is (self.pair[1] in ENDS)
        assert not OF_PAIR & {finding.name for finding in VALIDATOR.validate(shown, kind="describe").findings}

    @invariant()
    def next_statuses_agree(self) -> None:
        """What may come next is what the table lets come next, without what no text explains."""
        if self.pair is None:
            return
        legal = {pair for pair in PAIRS if may_follow(self.pair, pair, spot=self.spot)}
        explained = {pair for pair in legal if not STAGES[pair[1]].get("undocumented")}
        if not STAGES[self.pair[1]].get("undocumented"):
            assert {(item.status, item.secondary_status) for item in self.machine.next_statuses()} == explained

    # ------------------------------------------------------------------ helpers

    def described(self, pair: Pair) -> dict[str, Any]:
        """A description of the job in a state, without its history."""
        job = {name: value for name, value in BASE.items() if name not in LATE}
        del job["SecondaryStatusTransitions"]
        job |= {"TrainingJobStatus": pair[0], "SecondaryStatus": pair[1], "EnableManagedSpotTraining": self.spot}
        if self.spot:
            job["StoppingCondition"] = {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 7200}
        return job

    def complaints(self, stages: list[str]) -> set[str]:
        """What the validator says of a history of stages, as far as it is about the moves."""
        last = len(stages) - 1
        entries = [
            {"Status": stage, "StartTime": BEGIN + index * 60}
            | ({} if index == last and stage not in ENDS else {"EndTime": BEGIN + (index + (index < last)) * 60})
            for index, stage in enumerate(stages)
        ]
        status = next(iter(STAGES[stages[-1]]["within"]))
        job = self.described((status, stages[-1])) | {"SecondaryStatusTransitions": entries}
        return OF_HISTORY & {finding.name for finding in VALIDATOR.validate(job, kind="describe").findings}

    def replay(self, stages: list[str]) -> None:
        """A history alone does not say whether the job is a spot job: it is gone through as if it were."""
        steps = itertools.pairwise(stages)
        legal = [may_begin(stages[0])]
        legal += [stage_may_follow(*step, spot=True) or (step[0] == step[1] not in ENDS) for step in steps]
        if all(legal):
            assert TrainingJobMachine.from_history(stages).secondary_status == stages[-1]
            return
        with pytest.raises(IllegalTransition) as refused:
            TrainingJobMachine.from_history(stages)
        assert refused.value.entry == legal.index(False)


Lives.TestCase.settings = settings(max_examples=examples(40), stateful_step_count=25, deadline=None)
test_lives = Lives.TestCase
test_lives.__doc__ = "No series of moves makes machine, history check, snapshot check and table disagree."


@pytest.mark.parametrize("stage", ["Interrupted", "MaxWaitTimeExceeded"])
@pytest.mark.parametrize(("spot", "possible"), [(True, True), (False, False), (None, True)])
def test_capacity_that_is_not_told(stage: str, *, spot: bool | None, possible: bool) -> None:
    """What only spot jobs go through is impossible for others; of a job that does not say, nobody can tell."""
    limits = {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 7200}
    job = {name: value for name, value in BASE.items() if name not in LATE} | {"StoppingCondition": limits}
    job |= {"TrainingJobStatus": "InProgress", "SecondaryStatus": "Training", "EnableManagedSpotTraining": spot}
    status = next(iter(STAGES[stage]["within"]))
    first = {"Status": "Starting", "StartTime": BEGIN, "EndTime": BEGIN + 60}
    entries = [first, {"Status": stage, "StartTime": BEGIN + 60} | ({"EndTime": BEGIN + 60} if stage in ENDS else {})]
    later = job | {"TrainingJobStatus": status, "SecondaryStatus": stage}
    words = {"interruption-without-spot", "wait-limit-without-spot", "interrupted-without-spot"}
    for history in ({"SecondaryStatusTransitions": entries}, {"SecondaryStatusTransitions": None}):
        seen = {name: value for name, value in (later | history).items() if value is not None}
        found = {finding.name for finding in VALIDATOR.validate(seen, kind="describe").findings}
        assert (not words & found) is possible
    known = {name: value for name, value in job.items() if value is not None}
    assert TrainingJobMachine.from_description(known).can_become(stage) is possible
