"""Tests of ops/joining.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)
Y = X[:1] + 3


def test_concat():
    check_op(lambda x, y: tf.concat([x, y], 0), X, Y, expected=np.concatenate([X, Y]))
    check_op(lambda x, y: tf.concat([x, y, x], -1), X, X, expected=np.concatenate([X, X, X], -1))
    assert tf.concat([["a"], ["b", "c"]], 0).numpy().tolist() == [b"a", b"b", b"c"]
    assert tf.concat([[1]], 0).numpy().tolist() == [1]


def test_gradient_of_concat_with_unknown_sizes():
    @tf.function(input_signature=[tf.TensorSpec([None, 3])] * 2)
    def f(x, y):
        with tf.GradientTape() as tape:
            tape.watch([x, y])
            z = tf.reduce_sum(tf.concat([x, y], 0) ** 2)
        return tape.gradient(z, [x, y])

    for found, value in zip(f(X, Y), (X, Y), strict=True):
        np.testing.assert_allclose(found.numpy(), 2 * value)


@pytest.mark.parametrize(
    ("values", "axis"), [([[[1, 2]], [[3]]], 0), ([[1], [2]], 1), ([1, 2], 0), ([], 0)]
)
def test_concat_refusals(values, axis):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.concat(values, axis)


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
def test_stack_and_unstack(axis):
    check_op(lambda x, y: tf.stack([x, y], axis), X, X + 1, expected=np.stack([X, X + 1], axis))
    stacked = np.stack([X, X + 1], axis)
    check_op(lambda z: tf.unstack(z, 2, axis), stacked, expected=[X, X + 1])


def test_stack_of_python_values():
    assert tf.stack([1, 2.0]).numpy().tolist() == [1.0, 2.0]
    assert tf.stack([1, tf.constant(2.0)]).dtype == tf.float32
    assert tf.stack(["a", "b"]).dtype == tf.string
    assert tf.stack([]).shape == [0]


def test_stack_refusals():
    with pytest.raises(ValueError, match="axis"):
        tf.stack([[1], [2]], axis=3)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.stack([[1], [2, 3]])


def test_unstack_refusals():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.unstack([1, 2], num=3)
    with pytest.raises(ValueError):
        tf.unstack(3)
    with pytest.raises(ValueError):
        tf.unstack([[1]], axis=2)
    with pytest.raises(ValueError, match="num"):
        tf.function(tf.unstack).get_concrete_function(tf.TensorSpec([None, 2]))


def test_parallel_stack_is_for_graphs():
    with pytest.raises(RuntimeError):
        tf.parallel_stack([[1], [2]])
    assert tf.function(lambda: tf.parallel_stack([[1], [2]]))().numpy().tolist() == [[1], [2]]


def test_split():
    x = np.arange(12, dtype=np.float32).reshape(2, 6)
    check_op(lambda x: tf.split(x, 3, axis=1), x, expected=np.split(x, 3, 1))
    check_op(lambda x: tf.split(x, [1, -1, 2], axis=-1), x, expected=np.split(x, [1, 4], 1))
    sizes = tf.constant([2, 4])
    assert [t.shape[1] for t in tf.split(x, sizes, axis=1)] == [2, 4]


@pytest.mark.parametrize("how", [2, 0, [1, 1], [-1, -1]])
def test_split_refusals(how):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.split([1, 2, 3], how)


def test_split_by_a_scalar_tensor_is_refused():
    with pytest.raises(ValueError, match="scalar"):
        tf.split([1, 2], tf.constant(2))
