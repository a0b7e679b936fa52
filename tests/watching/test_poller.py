"""Whose turn it is."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import pytest

from statemachine.aws.asking import Ask, Trouble
from statemachine.watching.calls import Calls
from statemachine.watching.pacing import Pace
from statemachine.watching.poller import Poller
from tests.watching.fakes import GONE, THROTTLED, FastClock, Script, Service, blocked

FINE: dict[str, Any] = {}


def nothing(_: str) -> dict[str, Any]:
    """An answer without content."""
    return {}


def poller(clock: FastClock, ask: Ask, names: list[str], **options: Any) -> Poller:
    """A poller whose chance is always the middle; 30 seconds, gives up after 600."""
    pace = Pace(30, lambda low, high: (low + high) / 2)
    return Poller(names, Calls(ask, clock), clock, pace, interval=30, give_up_after=600, **options)


def run(one: Poller) -> list[str]:
    """Poll to the end; the names in the order of their answers."""
    return [answer.name for answer in one.answers() if answer is not None]


def test_one_job_at_its_interval() -> None:
    """A single job is asked about at once, and then every 30 seconds."""
    clock = FastClock()
    service = Service(clock, a=[FINE])

    run(poller(clock, service, ["a"], timeout=100))

    assert service.times("a") == pytest.approx([0, 30, 60, 90])


def test_many_jobs_share_the_rate() -> None:
    """Ten jobs: all are seen within two seconds; then there is one call every 3 seconds, for each in its turn."""
    clock = FastClock()
    names = [f"j{i}" for i in range(10)]
    scripts: dict[str, Script] = {name: [FINE] for name in names}
    service = Service(clock, **scripts)

    run(poller(clock, service, names, timeout=300))

    times = [at for _, at in service.asked]
    assert [name for name, _ in service.asked[:10]] == names
    assert 1.5 < times[9] < 2
    assert [later - earlier for earlier, later in itertools.pairwise(times[10:])] == pytest.approx(
        [3.0] * (len(times) - 11)
    )
    assert {len(service.times(name)) for name in names} <= {10, 11}


def test_a_dropped_job_is_asked_no_more() -> None:
    """A poller without jobs ends."""
    clock = FastClock()
    service = Service(clock, a=[FINE], b=[FINE])
    one = poller(clock, service, ["a", "b"], timeout=1000)

    for answer in one.answers():
        if answer is not None and (answer.name == "a" or clock.passed > 100):
            one.drop(answer.name)

    assert len(service.times("a")) == 1
    assert len(service.times("b")) > 2
    assert not one.timed_out


def test_it_gives_up() -> None:
    """Ten minutes without an answer, and the job is dropped; another one is followed on."""
    clock = FastClock()
    service = Service(clock, a=[FINE, GONE], b=[FINE])
    one = poller(clock, service, ["a", "b"], timeout=2000)
    followed = {}

    for answer in one.answers():
        if answer is not None:
            followed[answer.name] = (clock.passed, one.follows(answer.name))

    at, follows = followed["a"]
    assert not follows
    assert 600 <= at < 700
    assert followed["b"][1]
    assert followed["b"][0] > 1900


def test_throttling_is_no_reason_to_give_up() -> None:
    """A service that throttles for an hour is asked less and less often, and not given up."""
    clock = FastClock()
    service = Service(clock, a=[THROTTLED])
    one = poller(clock, service, ["a"], timeout=3600)

    run(one)

    assert one.timed_out
    assert one.slowed == 16
    assert len(service.asked) < 20  # and not 120


def test_a_refusal_is_final() -> None:
    """What does not pass drops the job at once."""
    clock = FastClock()
    service = Service(clock, a=[Trouble("refused", "no")])

    assert run(poller(clock, service, ["a"])) == ["a"]


def test_time_is_up() -> None:
    """The poller ends at its time-out to the second, also while a call is under way."""
    clock = FastClock(patience=0.005)
    one = poller(clock, blocked(threading.Event(), nothing), ["a"], timeout=2.5)

    run(one)

    assert one.timed_out
    assert clock.passed == pytest.approx(2.5)


def test_a_slow_job_does_not_hold_the_others() -> None:
    """While one job has no answer, the other is asked about at its pace."""
    gate = threading.Event()
    clock = FastClock(patience=0.002)
    service = Service(clock, fast=[FINE])
    slow = blocked(gate, nothing)

    run(poller(clock, lambda name: slow(name) if name == "slow" else service(name), ["slow", "fast"], timeout=50))
    gate.set()

    assert len(service.times("fast")) >= 3
