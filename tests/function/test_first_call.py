"""Variables that a function makes in its first call: what they begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import pellucid as tf

OTHER = tf.Variable([5.0, 6.0])


def counting(initial: Callable[[Any], Any]) -> Any:
    """A function that makes a variable in its first call, and adds 1 to it in each."""
    made: list[Any] = []

    @tf.function
    def count(x: Any) -> Any:
        if not made:
            made.append(tf.Variable(initial(x)))
        return made[0].assign_add(tf.ones_like(x)) * 1.0

    return count


INITIAL: list[tuple[Callable[[Any], Any], list[float]]] = [
    (lambda x: tf.sqrt(tf.constant([4.0, 9.0])) + 1.0, [3, 4]),
    (lambda x: OTHER.read_value() * 2.0, [10, 12]),
    (lambda x: tf.zeros(tf.shape(x)), [0, 0]),
    (lambda x: x, [1, 2]),
    (lambda x: tf.zeros_like(x) + x * 3.0, [3, 6]),
    (lambda x: lambda: x * 3.0, [3, 6]),
]


@pytest.mark.parametrize("case", range(len(INITIAL)))
def test_first_values(case: int) -> None:
    initial, start = INITIAL[case]
    count = counting(initial)
    for calls in (1, 2):
        assert count(tf.constant([1.0, 2.0])).numpy().tolist() == [v + calls for v in start]
    assert count(tf.constant([7.0, 7.0])).numpy().tolist() == [v + 3 for v in start]


def test_a_function_within_a_function() -> None:
    count = counting(lambda x: x * 2.0)
    outer = tf.function(lambda y: count(y + 1.0))
    y = tf.constant([1.0, 2.0])
    assert outer(y).numpy().tolist() == [5, 7]
    assert outer(y).numpy().tolist() == [6, 8]


def test_random_first_values_are_drawn_once() -> None:
    count = counting(lambda x: x * tf.random.normal([2]))
    x = tf.constant([1.0, 2.0])
    first, second = count(x), count(x)
    assert np.allclose((second - first).numpy(), 1.0)


def test_without_a_call_arguments_have_no_values() -> None:
    count = counting(lambda x: x)
    with pytest.raises(ValueError, match="depends on the arguments of a function"):
        count.get_concrete_function(tf.TensorSpec([2]))
