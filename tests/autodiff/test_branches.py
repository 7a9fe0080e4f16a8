"""Derivatives of conditionals and loops in functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import pellucid as tf

X = tf.constant(3.0)


def gradient(function: Callable[..., Any], *xs: Any) -> list[Any]:
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = tf.function(function)(*xs)
    return [None if g is None else g.numpy().tolist() for g in tape.gradient(y, list(xs))]


def power_loop(x: Any, steps: Any) -> Any:
    return tf.while_loop(lambda i, a: i < steps, lambda i, a: (i + 1, tf.sin(a) * x), (0, x))[1]


POWER_LOOP = tf.function(power_loop)


@pytest.mark.parametrize("steps", [0, 1, 5, 32, 33, 70])
def test_loops_of_unknown_length(steps: int) -> None:
    """Kept, recomputed and both: compared with the same operations without a loop."""
    x = tf.constant([0.9, 1.1])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
        for _ in range(steps):
            y = tf.sin(y) * x
    expected = tape.gradient(y, x).numpy()
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = POWER_LOOP(x, tf.constant(steps))
    assert np.allclose(tape.gradient(y, x).numpy(), expected, rtol=1e-5)


def test_a_loop_that_grows() -> None:
    def grow(x: Any) -> Any:
        return tf.while_loop(
            lambda i, a: i < 3,
            lambda i, a: (i + 1, tf.concat([a, x * x], 0)),
            (0, x),
            shape_invariants=((), tf.TensorShape([None])),
        )[1]

    assert gradient(grow, tf.constant([1.0, 2.0])) == [[7.0, 13.0]]


def test_loops_in_loops_and_branches() -> None:
    def triangle(x: Any) -> Any:
        def body(i: Any, a: Any) -> Any:
            return i + 1, tf.while_loop(lambda j, b: j < i, lambda j, b: (j + 1, b * x), (0, a))[1]

        return tf.while_loop(lambda i, a: i < 4, body, (0, x))[1]

    def guarded(x: Any) -> Any:
        def body(i: Any, a: Any) -> Any:
            return i + 1, tf.cond(a > 10, lambda: a, lambda: a * x)

        return tf.cond(
            x > 0, lambda: tf.while_loop(lambda i, a: i < 3, body, (0, x))[1], lambda: -x
        )

    assert gradient(triangle, X) == [7 * 3.0**6]
    assert gradient(guarded, X) == [27]
    assert gradient(guarded, -X) == [-1]


def test_branches_reach_what_they_capture() -> None:
    c, v = tf.constant(5.0), tf.Variable(2.0)
    choose = tf.function(lambda x: tf.cond(x > 0, lambda: x * c * v, lambda: v * v))
    for x, expected in ((X, [10, 6, 15]), (-X, [0, 0, 4])):
        with tf.GradientTape() as tape:
            tape.watch([x, c])
            y = choose(x)
        assert [float(g) for g in tape.gradient(y, [x, c, v])] == expected


def test_a_variable_changed_afterwards_does_not_matter() -> None:
    v = tf.Variable(2.0)

    @tf.function
    def f(x: Any) -> Any:
        y = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * v), (0, x))[1]
        v.assign(100.0)
        return y

    with tf.GradientTape() as tape:
        y = f(X)
    assert tape.gradient(y, v).numpy() == 36
    assert v.numpy() == 100


def test_second_derivatives_of_a_function_that_gets_a_tensor_twice():
    x = tf.constant(2.0)
    f = tf.function(lambda a, b: a * a * b)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x, x)
        slope = inner.gradient(y, x)
    assert slope == 12
    assert outer.gradient(slope, x) == 12


def test_second_derivatives_where_an_output_is_an_input():
    """The host runs this graph: what it hands back may be the very object it was given."""

    @tf.function
    def power(x, n):
        y = x
        for _ in tf.range(n) + 0:
            y = y * x
        return y

    x = tf.constant(2.0)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = power(x, tf.constant(3))
        slope = inner.gradient(y, x)
    assert slope == 4 * 2**3
    assert outer.gradient(slope, x) == 12 * 2**2


def test_second_derivatives_of_a_scan():
    x = tf.constant([1.0, 2.0, 3.0])
    f = tf.function(lambda v: tf.scan(lambda a, b: a * b, v))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum(f(x))
        slope = inner.gradient(y, x)
    np.testing.assert_allclose(slope, [9, 4, 2])
    np.testing.assert_allclose(outer.gradient(slope, x), [6, 5, 3])


def _growing_concat(x: Any) -> Any:
    return tf.while_loop(
        lambda i, _: i < 3,
        lambda i, v: (i + 1, tf.concat([v, v * v], 0)),
        (0, x),
        shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])],
        maximum_iterations=3,
    )[1]


def _growing_range(x: Any) -> Any:
    y = tf.zeros([0])
    for i in tf.range(3):
        tf.autograph.experimental.set_loop_options(shape_invariants=[(y, tf.TensorShape([None]))])
        y = tf.concat([y, x * tf.cast(i, tf.float32)], 0)
    return y


def _growing_array(x: Any) -> Any:
    array = tf.TensorArray(tf.float32, 0, dynamic_size=True)
    for i in tf.range(tf.shape(x)[0]):
        array = array.write(i, x[i] ** 2 * tf.cast(i + 1, tf.float32))
    return array.stack()


# Asked of TensorFlow (the first one of its equivalent written out).
@pytest.mark.parametrize(
    ("function", "expected"),
    [(_growing_concat, [54, 527460]), (_growing_range, [10, 20]), (_growing_array, [4, 128])],
)
def test_loops_of_known_length_in_which_shapes_grow(function: Any, expected: Any) -> None:
    inner = tf.function(function)

    def gradient(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.reduce_sum(inner(x) ** 2)
        return tape.gradient(y, x)

    x = tf.constant([1.0, 2.0])
    np.testing.assert_allclose(gradient(x), expected, rtol=1e-5)
    np.testing.assert_allclose(tf.function(gradient)(x), expected, rtol=1e-5)
    np.testing.assert_allclose(tf.function(lambda: gradient(x))(), expected, rtol=1e-5)
