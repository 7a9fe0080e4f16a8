"""Copies, pickles and threads of functions and of the objects that hold them."""

from __future__ import annotations

import copy
import pickle
import threading
from typing import Any

import pellucid as tf

C = tf.constant


class Model:
    """Holds a function of its own method, and has a method that is a function."""

    def __init__(self) -> None:
        self.w = tf.Variable(2.0)
        self.step = tf.function(self.plain)

    def plain(self, x: Any) -> Any:
        return x * self.w

    @tf.function
    def decorated(self, x: Any) -> Any:
        return x + self.w


@tf.function
def at_module_level(x: Any) -> Any:
    return x + 1


def test_a_copied_object_runs_on_its_own_variables() -> None:
    model = Model()
    assert (model.step(C(3.0)).numpy(), model.decorated(C(3.0)).numpy()) == (6, 5)
    other = copy.deepcopy(model)
    other.w.assign(10.0)
    assert (other.step(C(3.0)).numpy(), other.decorated(C(3.0)).numpy()) == (30, 13)
    assert (model.step(C(3.0)).numpy(), model.decorated(C(3.0)).numpy()) == (6, 5)


def test_a_bound_function_that_is_held_follows_its_object() -> None:
    model = Model()
    held = {"model": model, "call": model.decorated}
    other = copy.deepcopy(held)
    other["model"].w.assign(10.0)
    assert other["call"](C(1.0)).numpy() == 11
    assert held["call"](C(1.0)).numpy() == 3


class Plain:
    """Picklable, as variables are not looked at here."""

    factor = 3

    def __init__(self) -> None:
        self.run = tf.function(self.times)

    def times(self, x: Any) -> Any:
        return x * self.factor

    @tf.function
    def decorated(self, x: Any) -> Any:
        return x + self.factor


def test_pickles() -> None:
    assert pickle.loads(pickle.dumps(at_module_level)) is at_module_level
    plain = Plain()
    plain.run(C(1))
    plain.factor = 5
    other = pickle.loads(pickle.dumps(plain))
    assert other.run.python_function.__self__ is other
    assert other.run(C(2)).numpy() == 10
    # As Python's own bound methods: the object goes with it.
    call = pickle.loads(pickle.dumps((plain, plain.decorated)))
    assert call[1](C(1)).numpy() == 6


def test_copies_have_no_traces_and_keep_the_options() -> None:
    f = tf.function(lambda x: x + 1, input_signature=[tf.TensorSpec([None])], jit_compile=True)
    f(C([1.0]))
    for other in (copy.copy(f), copy.deepcopy(f)):
        assert other.experimental_get_tracing_count() == 0
        assert other.input_signature == f.input_signature
        assert other(C([1.0])).numpy() == [2]


def test_threads_trace_once() -> None:
    entered: list[int] = []
    together = threading.Barrier(6)

    @tf.function
    def f(x: Any) -> Any:
        entered.append(threading.get_ident())
        total = x * 0.0
        for i in tf.range(3):
            if tf.cast(i, tf.float32) < x:
                total += x
        return total

    results: list[float] = []

    def work() -> None:
        together.wait()
        for _ in range(5):
            results.append(float(f(C(2.0))))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [4.0] * 30
    assert len(entered) == 1


def test_threads_trace_different_functions_side_by_side() -> None:
    together = threading.Barrier(4)
    results: dict[int, float] = {}

    def work(number: int) -> None:
        @tf.function
        def f(x: Any) -> Any:
            if x > 0.0:
                x = x * number
            return x

        together.wait()
        results[number] = float(f(C(1.0)))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {0: 0, 1: 1, 2: 2, 3: 3}
