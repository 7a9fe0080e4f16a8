from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

sp = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1.0, 2.0, 3.0], [2, 3])
other = tf.SparseTensor([[0, 0], [1, 0]], [5.0, -1.0], [2, 3])
DENSE = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]], np.float32)


def test_two_sparse_tensors():
    assert tf.sparse.add(sp, other).values.numpy().tolist() == [6.0, 2.0, -1.0, 3.0]
    assert tf.sparse.maximum(sp, other).values.numpy().tolist() == [5.0, 2.0, 0.0, 3.0]
    assert tf.sparse.minimum(sp, other).values.numpy().tolist() == [1.0, 0.0, -1.0, 0.0]
    less = tf.sparse.add(sp, tf.SparseTensor([[0, 0]], [-1.0], [2, 3]), threshold=0.5)
    assert less.indices.numpy().tolist() == [[0, 2], [1, 1]]
    np.testing.assert_array_equal(tf.sparse.add(sp, tf.ones([2, 3])), DENSE + 1)


def test_reductions():
    for axis in (None, 0, 1, [0, 1], -1):
        found = tf.sparse.reduce_sum(sp, axis).numpy()
        wanted = DENSE.sum(tuple(axis) if isinstance(axis, list) else axis)
        np.testing.assert_array_equal(found, wanted)
    assert tf.sparse.reduce_sum(sp, 1, keepdims=True).shape.as_list() == [2, 1]
    negative = tf.SparseTensor([[0, 0]], [-1.0], [2, 3])
    assert tf.sparse.reduce_max(negative, 1).numpy().tolist() == [-1.0, 0.0]
    thin = tf.sparse.reduce_sum(sp, 0, output_is_sparse=True)
    assert thin.indices.numpy().tolist() == [[0], [1], [2]]
    assert thin.values.numpy().tolist() == [1.0, 3.0, 2.0]


def test_softmax():
    found = tf.sparse.softmax(sp).values.numpy()
    np.testing.assert_allclose(found, [0.26894143, 0.7310586, 1.0], rtol=1e-6)


def test_map_values():
    assert tf.sparse.map_values(tf.square, sp).values.numpy().tolist() == [1.0, 4.0, 9.0]
    with pytest.raises(ValueError, match="no SparseTensor among"):
        tf.sparse.map_values(tf.add, 1, 2)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.sparse.map_values(tf.add, sp, other)


@pytest.mark.parametrize("adjoint_a", [False, True])
@pytest.mark.parametrize("adjoint_b", [False, True])
def test_matmul_and_its_gradient(adjoint_a, adjoint_b):
    inner = 2 if adjoint_a else 3
    b = np.arange(inner * 4, dtype=np.float32).reshape((4, inner) if adjoint_b else (inner, 4))
    values, right = tf.Variable(sp.values), tf.Variable(b)

    def product(dense):
        left = sp.with_values(tf.convert_to_tensor(values))
        if dense:
            full = tf.sparse.to_dense(left)
            return tf.matmul(full, right, transpose_a=adjoint_a, transpose_b=adjoint_b)
        return tf.sparse.sparse_dense_matmul(left, right, adjoint_a, adjoint_b)

    results = []
    for dense in (False, True):
        with tf.GradientTape() as tape:
            y = product(dense)
            loss = tf.reduce_sum(y * y)
        results.append([y, *tape.gradient(loss, [values, right])])
    for sparse_result, dense_result in zip(*results):
        np.testing.assert_allclose(sparse_result.numpy(), dense_result.numpy(), rtol=1e-5)


def test_matmul_in_a_graph_and_from_the_right():
    product = tf.function(tf.sparse.sparse_dense_matmul)
    np.testing.assert_array_equal(product(sp, tf.ones([3, 2])), DENSE @ np.ones((3, 2)))
    found = tf.sparse.sparse_dense_matmul(tf.ones([4, 2]), sp)
    np.testing.assert_array_equal(found, np.ones((4, 2)) @ DENSE)
    with pytest.raises(tf.errors.InvalidArgumentError, match="inner dimension"):
        tf.sparse.sparse_dense_matmul(sp, tf.ones([2, 2]))


def test_sampled_addmm():
    _, values, _ = tf.sparse.sampled_addmm(
        [[0, 1], [1, 0]], [1.0, 2.0], [2, 2], tf.ones([2, 3]), tf.ones([3, 2]), 2.0, 0.5
    )
    assert values.numpy().tolist() == [3.5, 5.5]
