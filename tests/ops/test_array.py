"""Tests of ops/array.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.linspace(-1, 1, 24, dtype=np.float32).reshape(2, 3, 4)


def test_shape_size_rank():
    assert tf.shape(X).numpy().tolist() == [2, 3, 4]
    assert tf.shape(X, out_type=tf.int64).dtype == tf.int64
    assert tf.shape(1).shape == [0]
    assert tf.size(X).numpy() == 24
    assert tf.rank(X).numpy() == 3
    assert [s.numpy().tolist() for s in tf.shape_n([[1, 2], [[3]][0]])] == [[2], [1]]
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.shape(X, out_type=tf.float32)


def test_shapes_in_graphs_are_constants_as_far_as_they_are_known():
    @tf.function(input_signature=[tf.TensorSpec([None, 3])])
    def f(x):
        assert tf.shape(x).op.type == "Shape"
        assert tf.shape(tf.zeros([2])).op.type == "Const"
        return tf.shape(x)

    assert f(tf.zeros([5, 3])).numpy().tolist() == [5, 3]


@pytest.mark.parametrize("shape", [[4, 6], [-1], [3, -1, 2], [2, 3, 4, 1]])
def test_reshape(shape):
    check_op(lambda x: tf.reshape(x, shape), X, expected=X.reshape(shape))


def test_reshape_with_sizes_of_the_input():
    @tf.function(input_signature=[tf.TensorSpec([None, None, 4])])
    def f(x):
        flat = tf.reshape(x, [tf.shape(x)[0], -1])
        assert flat.shape.rank == 2
        return tf.reshape(flat, [-1, 4])

    assert f(X).numpy().tolist() == X.reshape(-1, 4).tolist()


@pytest.mark.parametrize("shape", [[7, -1], [4, 4], [-1, -1], [-2, 12]])
def test_reshape_to_an_impossible_shape(shape):
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"24 elements|must not be negative"):
        tf.reshape(X, shape)
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
        tf.function(tf.reshape)(tf.constant(X), shape)


def test_reshape_of_nothing():
    assert tf.reshape(tf.zeros([0, 3]), [0, -1]).shape == [0, 3]
    assert tf.reshape(tf.zeros([0, 3]), [3, 0]).shape == [3, 0]
    assert tf.reshape(5, [1, 1]).shape == [1, 1]


@pytest.mark.parametrize("shape", [[5], [-1, -1], [-1, 5], [[24]]])
def test_reshape_refusals(shape):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.reshape(X, shape)


def test_reshape_refusal_in_a_graph():
    with pytest.raises(ValueError, match="24 elements"):
        tf.function(lambda x: tf.reshape(x, [5])).get_concrete_function(tf.TensorSpec([2, 3, 4]))


@pytest.mark.parametrize("perm", [None, [1, 0, 2], [2, 0, 1], [-1, 0, 1]])
def test_transpose(perm):
    check_op(lambda x: tf.transpose(x, perm), X, expected=X.transpose(perm))


def test_transpose_conjugate():
    x = np.array([[1 + 2j, 3 - 1j]])
    check_op(lambda x: tf.transpose(x, conjugate=True), x, expected=x.conj().T, grad=False)
    assert tf.transpose(3).numpy() == 3


def test_transpose_of_unknown_rank():
    f = tf.function(lambda x: tf.transpose(x), input_signature=[tf.TensorSpec(None)])
    assert f(X).numpy().tolist() == X.T.tolist()


def test_transpose_refusals():
    for perm in ([0, 0, 1], [1, 0]):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.transpose(X, perm)


@pytest.mark.parametrize("axis", [0, 1, 3, -1, -4])
def test_expand_dims(axis):
    check_op(lambda x: tf.expand_dims(x, axis), X, expected=np.expand_dims(X, axis))


def test_expand_dims_refusals():
    for axis in (4, -5, [0, 1]):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.expand_dims(X, axis)


def test_squeeze():
    x = np.ones((1, 2, 1), np.float32)
    check_op(tf.squeeze, x, expected=np.squeeze)
    check_op(lambda x: tf.squeeze(x, -1), x, expected=x.squeeze(-1))
    check_op(lambda x: tf.squeeze(x, [0, 2]), x, expected=x.squeeze())
    for axis in (1, 5):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.squeeze(x, axis)


def test_ensure_shape():
    check_op(lambda x: tf.ensure_shape(x, [None, 3, 4]), X, expected=X)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.ensure_shape(X, [None, 3])

    @tf.function(input_signature=[tf.TensorSpec([None, None, None])])
    def f(x):
        assert tf.ensure_shape(x, [2, None, 4]).shape.as_list() == [2, None, 4]
        return x

    f(X)


def test_identity_n():
    check_op(lambda x, y: tf.identity_n([x, y]), X, X[0], expected=[X, X[0]])
    with pytest.raises(TypeError):
        tf.identity_n(3)


def test_invert_permutation():
    check_op(
        tf.math.invert_permutation, np.array([2, 0, 1], np.int32), expected=[1, 2, 0], grad=False
    )
    for wrong in ([1, 2], [0, 0], [[0]]):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.math.invert_permutation(wrong)
