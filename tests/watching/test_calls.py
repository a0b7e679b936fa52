"""Calls in threads."""

from __future__ import annotations

import threading
from typing import Any

from statemachine.aws.asking import Trouble
from statemachine.watching.calls import LONGEST, Answer, Calls, Clock
from tests.watching.fakes import FastClock, blocked


def echo(name: str) -> dict[str, Any]:
    """An answer that holds the question."""
    return {"asked": name}


def test_an_answer_comes_with_its_question() -> None:
    """The name and the time of sending come with the answer, and nothing is under way after it."""
    clock = FastClock()
    calls = Calls(echo, clock)
    clock.passed = 7.0

    calls.send("a")
    assert calls.under_way == 1
    assert calls.take(1) == Answer("a", 7.0, {"asked": "a"})
    assert calls.under_way == 0


def test_nothing_to_take() -> None:
    """Without a call the time passes and there is no answer."""
    clock = FastClock()

    assert Calls(echo, clock).take(5) is None
    assert clock.passed == 5


def test_a_slow_answer_holds_nobody_up() -> None:
    """The answer of a later call is there while an earlier one waits."""
    gate = threading.Event()
    slow = blocked(gate, echo)
    calls = Calls(lambda name: slow(name) if name == "slow" else echo(name), Clock())

    calls.send("slow")
    calls.send("fast")
    first = calls.take(5)
    gate.set()
    second = calls.take(5)

    assert first is not None
    assert second is not None
    assert (first.name, second.name) == ("fast", "slow")


def test_a_dead_call_is_written_off() -> None:
    """A call without an answer for a minute gives trouble instead, and its late answer is passed over."""
    gate = threading.Event()
    clock = FastClock(patience=0.01)
    calls = Calls(blocked(gate, echo), clock)
    calls.send("a")
    assert calls.take(LONGEST) is None

    answer = calls.take(1)
    assert answer is not None
    assert isinstance(answer.result, Trouble)
    assert answer.result.kind == "unreachable"

    calls.send("b")
    gate.set()
    for thread in threading.enumerate():
        if thread.name.startswith("describe "):
            thread.join(10)  # both answers are there now, the late one first or second
    came = [calls.take(1), calls.take(1)]
    assert [one.name for one in came if one is not None] == ["b"]
    assert calls.under_way == 0
