"""A stream of observations of many jobs, in any order: what they contradict each other in.

Of each job a chain of snapshots is kept, sorted by what the observations say of their time. Of a run
of equal ones only the first and the last stay, so that a chain is as long as the life of a job is
eventful, and never longer than `LONGEST`: memory grows with the jobs, not with the observations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statemachine.errors import InputError
from statemachine.findings import Finding, Report
from statemachine.jobs import job_of
from statemachine.snapshots import Snapshot, SnapshotCheck

LONGEST = 200
"""Snapshots of a chain; beyond, the two oldest are compared and the oldest is forgotten."""


@dataclass(frozen=True, slots=True)
class Course:
    """What was seen of one job.

    Attributes:
        name: of the job. outcome: success, failure, stopped, or empty for not yet.
        observations: how many there were.
        way: the pairs of primary and secondary status that were seen, without repetitions.
        last: the latest snapshot.
    """

    name: str
    outcome: str
    observations: int
    way: tuple[tuple[str, str], ...]
    last: Snapshot


class _Chain:
    """The observations of what has one name."""

    __slots__ = ("digest", "nodes", "observations")

    def __init__(self) -> None:
        self.nodes: list[Snapshot] = []
        self.observations = 0
        self.digest = 0


class Tracer:
    """Takes observations one by one and finds what they contradict each other in. Not thread-safe.

    Args:
        in_order: observations of a job are taken in the order in which they come: findings are
            given at once, and one that says that it is older is a finding. Else the observations
            are sorted, and the findings are given by `close`.
    """

    def __init__(self, check: SnapshotCheck, *, in_order: bool = False) -> None:
        self._check = check
        self._in_order = in_order
        self._chains: dict[str, _Chain] = {}
        self._texts: dict[int, _Chain] = {}
        self.observations = 0

    def seen(self, text: bytes) -> bool:
        """True if this text is that of an observation that came last of its job; it is counted then.

        Pollers see the same description again and again: such a text need not even be read.
        """
        chain = self._texts.get(hash(text))
        if chain is None:
            return False
        chain.observations += 1
        self.observations += 1
        return True

    def add(self, snapshot: Snapshot, text: bytes | None = None) -> list[Finding]:
        """Take one observation; gives the findings that are certain by now, mostly none.

        Args:
            snapshot: the observation. text: what it was read from, if that is all that stands there; see `seen`.
        """
        self.observations += 1
        chain = self._chains.get(snapshot.key)
        if chain is None:
            chain = self._chains[snapshot.key] = _Chain()
        chain.observations += 1
        if text is not None:
            self._texts.pop(chain.digest, None)
            chain.digest = hash(text)
            self._texts[chain.digest] = chain
        if not self._in_order:
            return list(self._insert(chain.nodes, snapshot))
        before = chain.nodes[-1] if chain.nodes else None
        if before is None:
            chain.nodes.append(snapshot)
            return []
        findings = self._check.compare(before, snapshot)
        ways = chain.nodes[-2:-1] if before.pair == snapshot.pair else [before]
        snapshot.share(before)
        chain.nodes[:] = [*ways, snapshot]
        return findings

    def close(self) -> Iterator[Finding]:
        """Give the findings that are left, job by job."""
        self._join()
        if self._in_order:
            return
        for chain in self._chains.values():
            for earlier, later in zip(chain.nodes, chain.nodes[1:], strict=False):
                yield from self._check.compare(earlier, later)

    def courses(self) -> Iterator[Course]:
        """What was seen of each job, in the order in which they were seen first. After `close`."""
        for chain in self._chains.values():
            start = 0
            for end in range(1, len(chain.nodes) + 1):
                if end < len(chain.nodes) and not self._check.is_other_job(chain.nodes[end - 1], chain.nodes[end]):
                    continue
                part = chain.nodes[start:end]
                seen = chain.observations if len(part) == len(chain.nodes) else len(part)
                yield self._course(part, seen)
                start = end

    def outcomes(self) -> Counter[str]:
        """How many jobs ended with each outcome; those that have not ended under an empty text. After `close`."""
        return Counter(course.outcome for course in self.courses())

    # ------------------------------------------------------------------ chains

    def _insert(self, nodes: list[Snapshot], new: Snapshot) -> Iterator[Finding]:
        place = self._place(nodes, new)
        before = nodes[place - 1] if place else None
        after = nodes[place] if place < len(nodes) else None
        joins = before is not None and before.same(new)
        leads = after is not None and after.same(new)
        neighbour = after if leads and not joins else before
        if neighbour is not None:
            new.share(neighbour)
        if joins and leads and before is not None and after is not None:
            if new.grown not in (before.grown, after.grown):
                yield from self._check.compare(before, new)
                yield from self._check.compare(new, after)
            return
        if joins and place > 1 and nodes[place - 2].same(new):
            if new.grown != nodes[place - 1].grown:
                yield from self._check.compare(nodes[place - 1], new)
            nodes[place - 1] = new
        elif leads and place + 1 < len(nodes) and nodes[place + 1].same(new):
            if new.grown != nodes[place].grown:
                yield from self._check.compare(new, nodes[place])
            nodes[place] = new
        else:
            nodes.insert(place, new)
            if len(nodes) > LONGEST:
                yield from self._check.compare(nodes[0], nodes[1])
                del nodes[0]

    def _join(self) -> None:
        """Put observations that tell only the name of their job to the one job that has it."""
        named: dict[str, list[str]] = {}
        for key, chain in self._chains.items():
            if chain.nodes[-1].arn:
                named.setdefault(chain.nodes[-1].name.lower(), []).append(key)
        for key in [key for key, chain in self._chains.items() if not chain.nodes[-1].arn]:
            keys = named.get(key.lower(), [])
            if len(keys) == 1 and not self._in_order:
                short, chain = self._chains.pop(key), self._chains[keys[0]]
                chain.observations += short.observations
                for node in short.nodes:
                    chain.nodes.insert(self._place(chain.nodes, node), node)

    def _place(self, nodes: list[Snapshot], new: Snapshot) -> int:
        place = len(nodes)
        while place and self._check.order(new, nodes[place - 1]) < 0:
            place -= 1
        return place

    def _course(self, nodes: list[Snapshot], observations: int) -> Course:
        way: list[tuple[str, str]] = []
        for node in nodes:
            if not way or way[-1] != node.pair:
                way.append(node.pair)
        last = nodes[-1]
        return Course(last.name, self._check.outcome(last), observations, tuple(way), last)


def trace(observations: Iterable[Mapping[str, Any] | str | bytes], *, in_order: bool = False) -> Report:
    """Check that descriptions of jobs, taken at different times, can follow each other.

    Args:
        observations: descriptions as boto3 returns them or their JSON, as mappings or texts, of one job or many, in
            any order; also what holds descriptions: events of EventBridge, pages of ListTrainingJobs and Search.
        in_order: insist on the order in which they come.

    Returns:
        A report whose findings count the observations from 0 in `document`; `jobs` is the number of jobs.

    Raises:
        InputError: an observation cannot be read, or does not say which job it is of; or these are no observations.
    """
    if isinstance(observations, (str, bytes, Mapping)) or not isinstance(observations, Iterable):
        raise InputError(f"observations are a list of descriptions, not {type(observations).__name__}")
    from statemachine.observations import Observations
    from statemachine.specification import load

    check = SnapshotCheck(load())
    finder = Observations(check.specification)
    tracer = Tracer(check, in_order=in_order)
    findings: list[Finding] = []
    for number, observation in enumerate(observations):
        try:
            whole = job_of(observation) if isinstance(observation, (str, bytes)) else observation
            for path, job in finder.jobs(whole):
                findings += tracer.add(check.snapshot(job, document=number, path=path))
        except InputError as error:
            raise InputError(f"observation {number}: {error.message}") from None
    findings += tracer.close()
    return Report(tuple(findings), documents=tracer.observations, jobs=sum(tracer.outcomes().values()))


__all__ = ["Course", "Tracer", "trace"]
