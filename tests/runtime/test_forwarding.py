"""Outputs of functions that need no program."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf


def large() -> tf.Tensor:
    return tf.constant(np.arange(1 << 21, dtype=np.float32).reshape(2, -1))


def test_reshaped_inputs_share_memory() -> None:
    x = large()
    outputs = tf.function(
        lambda x: (tf.reshape(x, [-1]), tf.expand_dims(x, 1), *tf.unstack(x), tf.stop_gradient(x))
    )(x)
    flat = x.numpy().reshape(-1)
    for output in outputs[:2]:
        np.testing.assert_array_equal(output.numpy().reshape(-1), flat)
        assert np.shares_memory(output.array(), x.array())
    np.testing.assert_array_equal(outputs[3], flat[1 << 20 :])
    np.testing.assert_array_equal(outputs[4], x)


def test_constants_are_the_same_in_every_call_and_cannot_be_spoilt() -> None:
    f = tf.function(lambda x: (tf.zeros_like(x), tf.fill([3], 7), tf.range(4), x + 1))
    for _ in range(2):
        zeros, sevens, numbers, more = f(tf.ones([2, 2]))
        assert zeros.numpy().tolist() == [[0, 0], [0, 0]]
        assert sevens.numpy().tolist() == [7, 7, 7]
        assert numbers.numpy().tolist() == [0, 1, 2, 3]
        assert more.numpy().tolist() == [[2, 2], [2, 2]]
        zeros.numpy()[:] = 5  # a copy, the caller's own


def test_unknown_dimensions() -> None:
    spec = [tf.TensorSpec([None, 4])]
    f = tf.function(
        lambda x: (tf.zeros_like(x), tf.reshape(x, [-1, 2]), tf.reshape(x, [4, -1])),
        input_signature=spec,
    )
    for rows in (2, 3):
        zeros, pairs, columns = f(tf.ones([rows, 4]))
        assert (zeros.shape, pairs.shape, columns.shape) == ((rows, 4), (2 * rows, 2), (4, rows))
    g = tf.function(lambda x: tf.reshape(x, [-1, 3]), input_signature=spec)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Reshape"):
        g(tf.ones([2, 4]))


def test_gradients_flow_through_views() -> None:
    x = large()
    f = tf.function(lambda x: tf.reshape(x, [-1]))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(f(x) ** 2)
    np.testing.assert_array_equal(tape.gradient(y, x), 2 * x.numpy())


def test_a_variable_that_is_returned_keeps_its_old_numbers() -> None:
    v = tf.Variable(tf.zeros([1 << 21]))
    shown = tf.function(lambda t: tf.reshape(t, [2, -1]))(v.read_value())
    step = tf.function(lambda: v.assign_add(tf.ones([1 << 21])))
    step()
    step()
    assert shown.numpy().max() == 0
    assert v.numpy().min() == 2
