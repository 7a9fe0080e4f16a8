"""Derivatives of conditionals and loops that draw random numbers or assign variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import pellucid as tf

X = tf.constant([0.7, 1.3, -0.4], tf.float64)
N = tf.constant(4)


def normal() -> Any:
    return tf.random.normal([3], dtype=tf.float64)


def loop(x: Any, n: Any, step: Callable[[Any], Any]) -> Any:
    return tf.while_loop(lambda i, a: i < n, lambda i, a: (i + 1, step(a)), (0, x))[1]


def in_a_branch(x: Any, n: Any) -> Any:
    return tf.cond(n > 2, lambda: tf.sin(x) * normal(), lambda: x)


def in_one_of_three(x: Any, n: Any) -> Any:
    return tf.switch_case(n - 3, [lambda: x, lambda: x * x * normal(), lambda: normal()])


def in_a_loop(x: Any, n: Any) -> Any:
    return loop(x, n, lambda a: tf.sin(a) * normal() + x)


def in_a_loop_of_known_length(x: Any, n: Any) -> Any:
    for _ in tf.range(5):
        x = tf.sin(x) * normal() + x
    return x


def in_a_long_loop(x: Any, n: Any) -> Any:
    return loop(x, 10 * n, lambda a: tf.sin(a + 0.3 * normal()) * x)


def in_a_branch_in_a_loop(x: Any, n: Any) -> Any:
    def step(a: Any) -> Any:
        return tf.cond(tf.reduce_sum(a) > 1, lambda: a * 0.5, lambda: a * normal() + x)

    return loop(x, n, step)


def in_a_loop_in_a_branch(x: Any, n: Any) -> Any:
    return tf.cond(n > 2, lambda: in_a_loop(x, n) * normal(), lambda: x)


def in_the_condition(x: Any, n: Any) -> Any:
    def goes_on(i: Any, a: Any) -> Any:
        return (tf.random.uniform([]) < 0.9) & (i < 2 * n)

    def inner(a: Any) -> Any:
        return tf.while_loop(goes_on, lambda i, a: (i + 1, a * normal() + x), (0, a))[1]

    return loop(x, 2, inner) + inner(x)


def in_a_scan(x: Any, n: Any) -> Any:
    return tf.scan(lambda a, e: a * e * tf.random.normal([], dtype=tf.float64) + 1.0, x)


def in_a_scan_in_a_loop(x: Any, n: Any) -> Any:
    return loop(x, n, lambda a: in_a_scan(a, n) * 0.5 + normal())


def in_a_map(x: Any, n: Any) -> Any:
    return tf.map_fn(lambda e: e * e * tf.random.normal([], dtype=tf.float64), x)


def in_a_fold(x: Any, n: Any) -> Any:
    return tf.foldl(lambda a, e: a * e + tf.random.normal([], dtype=tf.float64) * a, x)


def on_the_host(x: Any, n: Any) -> Any:
    def step(a: Any) -> Any:
        tf.strings.length(tf.strings.as_string(tf.reduce_sum(a)))
        return tf.py_function(tf.sin, [a], tf.float64) * normal() + x

    return loop(x, n, lambda a: tf.ensure_shape(step(a), [3]))


def of_the_host(x: Any, n: Any) -> Any:
    sampled = tf.random.log_uniform_candidate_sampler

    def step(a: Any) -> Any:
        ids = sampled(tf.constant([[1]], tf.int64), 1, 3, False, 9)[0]
        return a * tf.cast(ids, tf.float64) * 0.3 + x

    return loop(x, n, step)


GENERATOR = tf.random.Generator.from_seed(3)
DROPOUT = tf.keras.layers.Dropout(0.5, seed=3, dtype="float64")


def of_a_generator(x: Any, n: Any) -> Any:
    return loop(x, n, lambda a: a * GENERATOR.normal([3], dtype=tf.float64) + x)


def of_a_layer(x: Any, n: Any) -> Any:
    return loop(x, n, lambda a: DROPOUT(tf.sin(a), training=True) + x * x)


FUNCTIONS = [
    in_a_branch, in_one_of_three, in_a_loop, in_a_loop_of_known_length, in_a_long_loop,
    in_a_branch_in_a_loop, in_a_loop_in_a_branch, in_the_condition, in_a_scan_in_a_loop, in_a_map,
    in_a_fold, on_the_host, of_the_host, of_a_generator, of_a_layer,
]  # fmt: skip


def repeated(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with the same random numbers at every call."""

    def call(*args: Any) -> Any:
        tf.random.set_seed(5)
        GENERATOR.reset_from_seed(3)
        DROPOUT.seed_generator.state.assign([3, 0])
        return function(*args)

    return call


def differences(function: Callable[..., Any], x: Any) -> np.ndarray:
    """The derivative of the sum of the result, by central differences."""
    found = []
    for i in range(3):
        step = tf.one_hot(i, 3, 1e-6, 0.0, dtype=tf.float64)
        high, low = (np.sum(function(v, N).numpy()) for v in (x + step, x - step))
        found.append((high - low) / 2e-6)
    return np.array(found)


def with_gradient(function: Callable[..., Any]) -> Callable[..., Any]:
    """The result, and its derivative by the first argument."""

    def call(x: Any, n: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x, n)
        return y, tape.gradient(y, x)

    return call


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_numbers_of_the_forward_pass_are_used(function: Callable[..., Any]) -> None:
    traced = tf.function(function)
    y, slope = repeated(tf.function(with_gradient(function)))(X, N)
    assert np.allclose(y.numpy(), repeated(traced)(X, N).numpy(), rtol=1e-12)
    expected = differences(repeated(traced), X)
    assert np.allclose(slope.numpy(), expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("function", [in_a_branch, in_a_loop, in_a_fold, of_a_generator])
def test_under_a_tape_outside(function: Callable[..., Any]) -> None:
    traced = tf.function(function)
    slope = repeated(with_gradient(traced))(X, N)[1]
    inside = repeated(tf.function(with_gradient(function)))(X, N)[1]
    assert np.allclose(slope.numpy(), inside.numpy(), rtol=1e-12)


@pytest.mark.parametrize("function", [in_a_loop_of_known_length, in_a_fold, of_a_generator])
def test_second_derivatives(function: Callable[..., Any]) -> None:
    slope = tf.function(lambda x, n: with_gradient(function)(x, n)[1])
    curvature = tf.function(lambda x, n: with_gradient(slope)(x, n)[1])
    expected = differences(repeated(slope), X)
    assert np.allclose(repeated(curvature)(X, N).numpy(), expected, rtol=1e-5, atol=1e-5)


def test_second_derivatives_under_tapes_outside() -> None:
    slope = with_gradient(tf.function(in_a_branch))
    curvature = with_gradient(lambda x, n: slope(x, n)[1])
    expected = differences(repeated(lambda x, n: slope(x, n)[1]), X)
    assert np.allclose(repeated(curvature)(X, N)[1].numpy(), expected, rtol=1e-5, atol=1e-5)


def test_forward_mode() -> None:
    direction = tf.constant([1.0, -2.0, 0.5], tf.float64)

    @tf.function
    def pushed(x: Any) -> Any:
        with tf.autodiff.ForwardAccumulator(x, direction) as accumulator:
            y = tf.reduce_sum(in_a_branch(x, N))
        return accumulator.jvp(y)

    slope = differences(repeated(tf.function(in_a_branch)), X)
    assert np.isclose(repeated(pushed)(X).numpy(), slope @ direction.numpy(), rtol=1e-5)


def test_the_gradient_of_a_sample() -> None:
    """Of an op that draws and has a gradient: as without the loop, with the same seed."""

    def sample(x: Any) -> Any:
        return x * tf.random.gamma([], x * x + 1.0, seed=7, dtype=tf.float64)

    bare = repeated(tf.function(with_gradient(lambda x, n: sample(x))))(X, N)
    looped = repeated(tf.function(with_gradient(lambda x, n: loop(x, n, sample))))(X, N // 4)
    assert np.allclose(looped[0].numpy(), bare[0].numpy())
    assert np.allclose(looped[1].numpy(), bare[1].numpy())


# ------------------------------------------------------------------ variables


def test_a_variable_that_is_read_and_assigned() -> None:
    v = tf.Variable(1.0)

    @tf.function
    def f(x: Any, n: Any) -> Any:
        def body(i: Any, a: Any) -> Any:
            v.assign_add(1.0)
            return i + 1, a * v

        return tf.while_loop(lambda i, a: i < n, body, (0, x))[1]

    with tf.GradientTape() as tape:
        x = tf.constant(3.0)
        tape.watch(x)
        y = f(x, 3)
    by_x, by_v = tape.gradient(y, [x, v])
    assert y == 72
    assert v.numpy() == 4  # once, by the forward pass
    assert by_x == 2 * 3 * 4
    # To every value that was read, as in TensorFlow: 3 · (3·4 + 2·4 + 2·3).
    assert by_v == 78


def test_what_only_variables_see_is_not_done_again() -> None:
    mean, log = tf.Variable(0.0), []

    @tf.function
    def f(x: Any, n: Any) -> Any:
        while n > 0:
            mean.assign(0.5 * mean + tf.stop_gradient(x))
            tf.py_function(lambda: log.append(1), [], [])
            x, n = x * 1.5, n - 1
        return x

    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x, tf.constant(3))
    assert tape.gradient(y, x) == 1.5**3
    assert mean.numpy() == 6.5
    assert len(log) == 3


def test_rows_of_a_table_in_a_loop() -> None:
    table = tf.Variable(np.arange(8.0).reshape(4, 2))

    @tf.function
    def f(n: Any) -> Any:
        a = tf.ones([2], tf.float64)
        for i in tf.range(n):
            a *= tf.nn.embedding_lookup(table, [i + 1])[0]
        return tf.reduce_sum(a)

    with tf.GradientTape() as tape:
        y = f(tf.constant(2))
    assert y.numpy() == 2 * 4 + 3 * 5
    assert tape.gradient(y, table).numpy().tolist() == [[0, 0], [4, 5], [2, 3], [0, 0]]


def test_what_a_queue_gave_cannot_be_given_again() -> None:
    queue = tf.queue.FIFOQueue(9, [tf.float32], [()])

    @tf.function
    def f(x: Any) -> Any:
        return tf.cond(x > 0, lambda: x * queue.dequeue(), lambda: x)

    queue.enqueue(3.0)
    x = tf.constant(2.0)
    with pytest.raises(LookupError, match="runs the function again"), tf.GradientTape() as tape:
        tape.watch(x)
        tape.gradient(f(x), x)
