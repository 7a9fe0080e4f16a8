"""Tests of ops/slicing.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.ops.slicing import TensorStridedSliceUpdate

X = np.linspace(-1, 1, 24, dtype=np.float32).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("begin", "size", "expected"),
    [
        ([0, 1, 0], [2, 2, 4], X[:, 1:3]),
        ([1, 0, 2], [-1, 2, -1], X[1:, :2, 2:]),
        ([2, 0, 0], [0, 3, 4], X[2:]),
    ],
)
def test_slice(begin, size, expected):
    check_op(lambda x: tf.slice(x, begin, size), X, expected=expected)


def test_slice_from_a_place_known_at_run_time():
    def f(x, i):
        return tf.slice(x, [i, 0, 1], [1, 2, 2])

    check_op(f, X, np.int32(1), expected=X[1:2, :2, 1:3])


@pytest.mark.parametrize(
    ("begin", "size"),
    [([0], [1]), ([-1, 0, 0], [1, 1, 1]), ([0, 0, 0], [3, 1, 1]), ([0, 0, 0], [-2, 1, 1]), (0, 1)],
)
def test_slice_refusals(begin, size):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.slice(X, begin, size)


def test_slice_refusal_in_a_graph():
    with pytest.raises(ValueError, match="outside"):
        tf.function(lambda x: tf.slice(x, [0], [5])).get_concrete_function(tf.TensorSpec([3]))


def test_strided_slice_and_its_masks():
    assert tf.strided_slice([1, 2, 3, 4, 5], [1], [4], [2]).numpy().tolist() == [2, 4]
    check_op(lambda x: tf.strided_slice(x, [0, 1], [0, 3], end_mask=1), X, expected=X[:, 1:3])
    check_op(
        lambda x: tf.strided_slice(x, [1], [0], [-1], begin_mask=1, end_mask=1), X, expected=X[::-1]
    )
    check_op(
        lambda x: tf.strided_slice(x, [0, 1], [0, 2], ellipsis_mask=1), X, expected=X[..., 1:2]
    )
    check_op(
        lambda x: tf.strided_slice(x, [0, 1], [0, 2], new_axis_mask=1), X, expected=X[None, 1:2]
    )
    check_op(lambda x: tf.strided_slice(x, [0, 1], [2, 2], shrink_axis_mask=2), X, expected=X[:, 1])


@pytest.mark.parametrize(
    ("begin", "end", "strides", "masks"),
    [
        ([0], [2], [0], {}),
        ([2], [3], [1], {"shrink_axis_mask": 1}),
        ([0], [0], [-1], {"shrink_axis_mask": 1}),
        ([0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1], {}),
        ([0, 0], [1, 1], [1, 1], {"ellipsis_mask": 3}),
    ],
)
def test_strided_slice_refusals(begin, end, strides, masks):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.strided_slice(X, begin, end, strides, **masks)


def test_second_derivative():
    x = tf.constant([1.0, 2.0, 3.0])
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum(x[::2] ** 3)
        total = tf.reduce_sum(inner.gradient(y, x))
    assert outer.gradient(total, x).numpy().tolist() == [6.0, 0.0, 18.0]


def test_assign_through_a_strided_slice():
    v = tf.Variable([1, 2, 3])
    tf.strided_slice(v, [0], [2], var=v).assign([8, 9])
    assert v.numpy().tolist() == [8, 9, 3]


def test_tensor_strided_slice_update():
    def f(x, value):
        return TensorStridedSliceUpdate(x, [0, 1], [2, 2], [1, 1], value, shrink_axis_mask=2)

    expected = X.copy()
    expected[:, 1] = 5
    check_op(f, X, np.full((2, 4), 5, np.float32), expected=expected)
