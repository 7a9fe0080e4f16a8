from __future__ import annotations

import pytest

import pellucid as tf


def dense(x):
    return tf.sparse.to_dense(x).numpy().tolist()


def test_operations():
    a, b = [[1, 2], [3, 3]], [[2, 5], [3, 4]]
    assert dense(tf.sets.union(a, b)) == [[1, 2, 5], [3, 4, 0]]
    assert dense(tf.sets.intersection(a, b)) == [[2], [3]]
    assert dense(tf.sets.difference(a, b)) == [[1], [0]]
    assert dense(tf.sets.difference(a, b, aminusb=False)) == [[5], [4]]


def test_sparse_and_dense():
    a, b = tf.constant([[1, 2]]), tf.sparse.from_dense([[2, 7]])
    assert dense(tf.sets.difference(a, b)) == [[1]]
    assert dense(tf.sets.difference(b, a)) == [[7]]
    assert dense(tf.sets.intersection(b, b)) == [[2, 7]]


def test_size():
    assert tf.sets.size(tf.sparse.from_dense([[1, 2, 2], [3, 0, 0]])).numpy().tolist() == [2, 1]


def test_errors():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.sets.union([1, 2], [1])
    with pytest.raises(TypeError, match="match"):
        tf.sets.union([[1]], [["a"]])
    with pytest.raises(TypeError, match="float32"):
        tf.sets.intersection([[1.5]], [[1.5]])
