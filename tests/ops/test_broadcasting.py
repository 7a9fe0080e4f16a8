"""Broadcasting there and back."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.ops.broadcasting import shape_vector, unbroadcast


def test_broadcast_to():
    x = np.array([[1.0], [2.0]])
    check_op(
        lambda x: tf.broadcast_to(x, [3, 2, 2]), x, expected=lambda x: np.broadcast_to(x, (3, 2, 2))
    )
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.broadcast_to([1, 2], [3])


def test_broadcast_dynamic_shape():
    assert tf.broadcast_dynamic_shape([2, 1], [3]).numpy().tolist() == [2, 3]
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.broadcast_dynamic_shape([2], [3])


@pytest.mark.parametrize("shape", [(), (3,), (1,), (2, 1), (1, 1), (4, 1, 3), (4, 2, 3)])
def test_unbroadcast_undoes(shape):
    dy = tf.ones([4, 2, 3])
    like = tf.zeros(shape)
    assert unbroadcast(dy, like).shape == shape
    assert tf.reduce_sum(unbroadcast(dy, like)).numpy() == 24
    traced = tf.function(unbroadcast, input_signature=[tf.TensorSpec(None), tf.TensorSpec(None)])
    np.testing.assert_allclose(traced(dy, like).numpy(), unbroadcast(dy, like).numpy())


def test_equal_shapes_cost_nothing():
    dy = tf.ones([2, 3])
    assert unbroadcast(dy, tf.zeros([2, 3])) is dy


def test_unknown_batch_sizes():
    @tf.function(input_signature=[tf.TensorSpec([None, 3]), tf.TensorSpec([None, 3])])
    def gradients(x, y):
        with tf.GradientTape() as tape:
            tape.watch([x, y])
            z = x * y
        return tape.gradient(z, [x, y])

    by_x, by_y = gradients(tf.ones([1, 3]), tf.ones([4, 3]))
    assert by_x.numpy().tolist() == [[4, 4, 4]]
    assert by_y.shape == (4, 3)


def test_shape_vector():
    assert shape_vector([]).dtype == tf.int32
    assert shape_vector(tf.TensorShape([2, 3])).numpy().tolist() == [2, 3]
    assert shape_vector([2, tf.constant(3)]).numpy().tolist() == [2, 3]
    with pytest.raises(ValueError, match="not fully known"):
        shape_vector([None, 2])
