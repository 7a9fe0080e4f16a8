"""tf.TensorArray: eagerly, and in loops of a graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import pellucid as tf

F32, I32 = tf.float32, tf.int32


# ------------------------------------------------------------------------- eagerly


def test_writes_and_reads() -> None:
    array = tf.TensorArray(F32, size=3).write(0, 1.0).write(2, 3.0)
    np.testing.assert_array_equal(array.stack(), [1, 0, 3])
    assert array.size() == 3
    assert array.element_shape == ()
    assert (array.dtype, array.dynamic_size, array.handle) == (F32, False, None)


def test_an_element_is_read_once_unless_kept() -> None:
    array = tf.TensorArray(F32, 2).unstack([1.0, 2.0])
    assert array.read(0) == 1
    with pytest.raises(
        tf.errors.InvalidArgumentError,
        match=r"cleared after it was read.*Fix: clear_after_read=False",
    ):
        array.read(0)
    kept = tf.TensorArray(F32, 2, clear_after_read=False).unstack([1.0, 2.0])
    assert kept.read(0) == kept.read(0) == 1


def test_gather_and_stack_do_not_clear() -> None:
    array = tf.TensorArray(I32, 3).unstack([1, 2, 3])
    np.testing.assert_array_equal(array.gather([2, 0]), [3, 1])
    np.testing.assert_array_equal(array.gather([2]), [3])


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: tf.TensorArray(F32, 2).write(5, 1.0), tf.errors.OutOfRangeError),
        (lambda: tf.TensorArray(F32, 2).write(-1, 1.0), tf.errors.OutOfRangeError),
        (lambda: tf.TensorArray(F32, 2).write(0, tf.constant(1)), tf.errors.InvalidArgumentError),
        (lambda: tf.TensorArray(F32, 2).write(0, [1.0]).write(1, [1.0, 2.0]), ValueError),
        (lambda: tf.TensorArray(F32, 1).read(3), tf.errors.OutOfRangeError),
        (lambda: tf.TensorArray(F32, 1).read(0), ValueError),
        (lambda: tf.TensorArray(F32, 1).stack(), ValueError),
        (lambda: tf.TensorArray(F32, 1).grad("x"), NotImplementedError),
        (lambda: tf.TensorArray(I32, 1).unstack([1, 2]), ValueError),
    ],
)
def test_errors(make: Callable[[], Any], error: type) -> None:
    with pytest.raises(error):
        make()


def test_parts_of_different_shapes() -> None:
    array = tf.TensorArray(I32, 2, infer_shape=False).split([1, 2, 3], [1, 2])
    np.testing.assert_array_equal(array.concat(), [1, 2, 3])
    np.testing.assert_array_equal(array.read(1), [2, 3])


def test_what_was_not_written_is_zero_if_the_shape_is_known() -> None:
    np.testing.assert_array_equal(
        tf.TensorArray(F32, 2, element_shape=[2]).stack(), np.zeros((2, 2))
    )
    assert tf.TensorArray(F32, 0, element_shape=[3]).stack().shape == (0, 3)


# ----------------------------------------------------------------------- in a graph


def test_an_array_that_grows_in_a_loop() -> None:
    @tf.function
    def doubled(n):
        array = tf.TensorArray(I32, size=0, dynamic_size=True)
        for i in tf.range(n):
            array = array.write(array.size(), i * 2)
        return array.stack()

    np.testing.assert_array_equal(doubled(tf.constant(4)), [0, 2, 4, 6])
    assert doubled(tf.constant(0)).shape == (0,)


def test_elements_whose_shape_only_the_call_knows() -> None:
    @tf.function(input_signature=[tf.TensorSpec([None, None])])
    def running(x):
        count = tf.shape(x)[0]
        array, total = tf.TensorArray(F32, count), tf.zeros_like(x[0])
        for i in tf.range(count):
            total = total + x[i]
            array = array.write(i, total)
        return array.stack()

    for shape in ((3, 2), (1, 4), (3, 2)):
        x = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
        np.testing.assert_array_equal(running(x), np.cumsum(x, 0))
    x = tf.ones([3, 2])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = running(x)
    np.testing.assert_array_equal(tape.gradient(y, x), [[3, 3], [2, 2], [1, 1]])


def test_elements_of_different_shapes() -> None:
    @tf.function
    def ranges(n):
        array = tf.TensorArray(I32, n, infer_shape=False, element_shape=[None])
        for i in tf.range(n):
            array = array.write(i, tf.range(i))
        return array.concat(), array.read(2), array.read(3)

    joined, two, three = ranges(tf.constant(4))
    np.testing.assert_array_equal(joined, [0, 0, 1, 0, 1, 2])
    np.testing.assert_array_equal(two, [0, 1])
    np.testing.assert_array_equal(three, [0, 1, 2])


def test_split_at_lengths_that_are_tensors() -> None:
    @tf.function
    def parts(x, lengths):
        array = tf.TensorArray(I32, 2, infer_shape=False).split(x, lengths)
        return array.read(0), array.read(1), array.concat()

    first, second, whole = parts(tf.constant([1, 2, 3]), tf.constant([1, 2]))
    np.testing.assert_array_equal(first, [1])
    np.testing.assert_array_equal(second, [2, 3])
    np.testing.assert_array_equal(whole, [1, 2, 3])


@pytest.mark.parametrize("signature", [None, [tf.TensorSpec([None], I32)] * 2])
def test_scatter_in_a_graph(signature: Any) -> None:
    f = tf.function(
        lambda i, v: tf.TensorArray(I32, 4).scatter(i, v).stack(), input_signature=signature
    )
    np.testing.assert_array_equal(f(tf.constant([3, 0]), tf.constant([7, 8])), [8, 0, 0, 7])


def test_arrays_in_conditionals() -> None:
    @tf.function
    def positive(x):
        all_of_them = tf.TensorArray(F32, tf.shape(x)[0])
        some = tf.TensorArray(F32, 0, dynamic_size=True)
        for i in tf.range(tf.shape(x)[0]):
            if x[i] > 0:
                all_of_them = all_of_them.write(i, x[i])
                some = some.write(some.size(), x[i])
            else:
                all_of_them = all_of_them.write(i, 0.0)
        return all_of_them.stack(), some.stack()

    every, some = positive(tf.constant([1.0, -1.0, 2.0]))
    np.testing.assert_array_equal(every, [1, 0, 2])
    np.testing.assert_array_equal(some, [1, 2])


@pytest.mark.parametrize("grows", [False, True])
def test_derivatives_to_the_second_order(grows: bool) -> None:
    @tf.function
    def powers(x, n):
        array = tf.TensorArray(F32, 0 if grows else n, dynamic_size=grows)
        y = x
        for i in tf.range(n):
            array = array.write(i, y)
            y = y * x
        return array.stack()  # x, x², x³

    x = tf.constant(2.0)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = powers(x, tf.constant(3))
        slope = inner.gradient(y, x)
    assert slope == 1 + 2 * 2 + 3 * 4
    assert outer.gradient(slope, x) == 2 + 6 * 2


def test_nothing_written_in_a_graph() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="element_shape"):
        tf.function(lambda: tf.TensorArray(F32, 3).stack())()


def test_a_size_must_be_given() -> None:
    with pytest.raises(ValueError, match="size"):
        tf.TensorArray(tf.float32)


def test_split_into_parts_of_different_lengths() -> None:
    def joined() -> Any:
        array = tf.TensorArray(tf.float32, 2).split([1.0, 2.0, 3.0], [1, 2])
        return array.concat(), array.read(1)

    for run in (joined, tf.function(joined)):
        whole, part = run()
        np.testing.assert_array_equal(whole, [1, 2, 3])
        np.testing.assert_array_equal(part, [2, 3])


def test_values_of_another_dtype_are_refused() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="int32"):
        tf.TensorArray(tf.int32, 1).write(0, [1.0, 2.0])


def test_elements_whose_rank_only_running_tells() -> None:
    """As in the actor-critic tutorial, whose environment is a `tf.numpy_function`."""
    v = tf.Variable([0.5, 0.25])

    def environment(action: Any) -> Any:
        return np.array([0.1 * action, 0.2], F32.as_numpy_dtype), np.float32(1.5 + action)

    @tf.function
    def episode(state: Any, n: Any) -> Any:
        rewards = tf.TensorArray(F32, 0, dynamic_size=True)
        states, shape = tf.TensorArray(F32, 3), state.shape
        for t in tf.range(n):
            value = tf.reduce_sum(state * v)
            state, reward = tf.numpy_function(environment, [t], [F32, F32])
            states = states.write(t % 3, state)
            state.set_shape(shape)
            rewards = rewards.write(t, reward * value)
        return rewards.stack(), rewards.size(), states.stack(), states.read(1), states.concat()

    with tf.GradientTape() as tape:
        rewards, size, stacked, second, joined = episode(tf.constant([1.0, 2.0]), tf.constant(4))
        loss = tf.reduce_sum(rewards)
    rows = np.array([[0.3, 0.2], [0.1, 0.2], [0.2, 0.2]])
    np.testing.assert_allclose(rewards, [1.5, 0.125, 0.35, 0.675], rtol=1e-5)
    assert size == 4
    np.testing.assert_allclose(stacked, rows, rtol=1e-5)
    np.testing.assert_allclose(second, rows[1], rtol=1e-5)
    np.testing.assert_allclose(joined, rows.ravel(), rtol=1e-5)
    np.testing.assert_allclose(tape.gradient(loss, v), [2.75, 5.1], rtol=1e-5)
