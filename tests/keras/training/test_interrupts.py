"""Ctrl-C waits for the end of a step."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from pellucid.keras.training.interrupts import SafeInterrupts


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """Shells start background jobs with SIGINT ignored; then there is nothing to interrupt."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_a_step_is_finished_first() -> None:
    done = []

    def step() -> None:
        ctrl_c()
        done.append("finished")

    with SafeInterrupts() as interrupts, pytest.raises(KeyboardInterrupt):
        interrupts.call(step)
    assert done == ["finished"]


def test_a_second_ctrl_c_does_not_wait() -> None:
    done = []

    def step() -> None:
        ctrl_c()
        ctrl_c()
        done.append("finished")

    with SafeInterrupts() as interrupts, pytest.raises(KeyboardInterrupt):
        interrupts.call(step)
    assert done == []


def test_between_steps_it_interrupts_at_once() -> None:
    with SafeInterrupts(), pytest.raises(KeyboardInterrupt):
        ctrl_c()


def test_nested_contexts_share_one_rule() -> None:
    done = []

    def step() -> None:
        ctrl_c()
        done.append("finished")

    with SafeInterrupts():
        with SafeInterrupts() as inner, pytest.raises(KeyboardInterrupt):
            inner.call(step)
    assert done == ["finished"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_results_and_errors_pass_through() -> None:
    with SafeInterrupts() as interrupts:
        assert interrupts.call(lambda x: x + 1, 1) == 2
        with pytest.raises(ZeroDivisionError):
            interrupts.call(lambda: 1 / 0)


def test_an_own_handler_stays() -> None:
    seen = []
    before = signal.signal(signal.SIGINT, lambda *_: seen.append(1))
    try:
        with SafeInterrupts() as interrupts:
            interrupts.call(ctrl_c)
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [1]
