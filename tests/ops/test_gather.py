"""Tests of ops/gather.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.linspace(-1, 1, 24, dtype=np.float32).reshape(2, 3, 4)
M = X.reshape(6, 4)


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("index", [1, [0, 1, 0], [[1], [0]], np.zeros((0,), np.int32)], ids=str)
def test_gather(axis, index):
    index = np.array(index, np.int32)
    check_op(lambda x: tf.gather(x, index, axis=axis), X, expected=X.take(index, axis))


@pytest.mark.parametrize(("axis", "batch_dims"), [(1, 1), (2, 1), (2, 2), (2, -1)])
def test_gather_in_batches(axis, batch_dims):
    index = (
        np.array([[0, 1, 2], [2, 1, 0]]) if batch_dims != 2 else np.arange(12).reshape(2, 3, 2) % 3
    )
    batch = batch_dims % index.ndim if batch_dims < 0 else batch_dims
    rows = []
    for place in np.ndindex(X.shape[:batch]):
        rows.append(X[place].take(index[place], axis - batch))
    expected = np.stack(rows).reshape(X.shape[:batch] + rows[0].shape)
    check_op(lambda x: tf.gather(x, index, axis=axis, batch_dims=batch_dims), X, expected=expected)


def test_gather_strings():
    assert tf.gather(["a", "b"], [[1], [0]]).numpy().tolist() == [[b"b"], [b"a"]]


@pytest.mark.parametrize(("index", "axis"), [([3], 0), ([-1], 0), (0, 1)])
def test_gather_refusals(index, axis):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.gather([1, 2, 3], index, axis=axis)


def test_out_of_range_is_clamped_in_compiled_programs():
    f = tf.function(lambda x, i: tf.gather(x, i), jit_compile=True)
    assert f(tf.constant([1, 2, 3]), tf.constant([9, -4])).numpy().tolist() == [3, 1]


def test_gradient_of_rows_is_sparse():
    v = tf.Variable(M)
    x = tf.constant(M)
    for source, target in ((v, lambda: tf.gather(v, [1, 1])), (x, lambda: tf.gather(x, [1, 1]))):
        with tf.GradientTape() as tape:
            tape.watch(source)
            y = target()
        found = tape.gradient(y, source)
        assert isinstance(found, tf.IndexedSlices)
        assert found.indices.numpy().tolist() == [1, 1]
        assert tf.convert_to_tensor(found).numpy()[1].tolist() == [2.0] * 4


def test_sparse_gradients_flow_on_through_other_ops():
    x = tf.constant(M)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(tf.gather(tf.tanh(x) * 2.0, [1, 1]))
    expected = np.zeros_like(M)
    expected[1] = 4 * (1 - np.tanh(M[1]) ** 2)
    np.testing.assert_allclose(tape.gradient(y, x).numpy(), expected, rtol=1e-5)


def test_gather_nd():
    index = np.array([[0, 1], [1, 2], [0, 1]])
    check_op(lambda x: tf.gather_nd(x, index), X, expected=X[index[:, 0], index[:, 1]])
    check_op(lambda x: tf.gather_nd(x, [[1], [0], [1]]), X, expected=X[[1, 0, 1]])
    check_op(lambda x: tf.gather_nd(x, [[1, 2, 3]]), X, expected=X[1, 2, 3][None])
    batched = tf.gather_nd(X, [[[1]], [[0]]], batch_dims=1)
    assert batched.numpy().tolist() == np.stack([X[0, [1]], X[1, [0]]]).tolist()
    assert tf.gather_nd([1, 2], [[7]], bad_indices_policy="IGNORE").numpy().tolist() == [0]


@pytest.mark.parametrize("index", [[[2, 0]], [[0, -1]], [0.5], [[0, 0, 0, 0]], 0])
def test_gather_nd_refusals(index):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.gather_nd(X, index)


def test_unknown_policy():
    with pytest.raises(ValueError, match="bad_indices_policy"):
        tf.gather_nd(X, [[0]], bad_indices_policy="WRAP")


def test_embedding_lookup():
    rows = tf.nn.embedding_lookup(M, [3, 0, 3])
    assert rows.numpy().tolist() == M[[3, 0, 3]].tolist()
    parts = tf.nn.embedding_lookup([M[:4], M[4:]], [5, 0])
    assert parts.numpy().tolist() == M[[5, 0]].tolist()
    short = tf.nn.embedding_lookup(M, [[0], [2]], max_norm=0.5).numpy()
    np.testing.assert_allclose(np.linalg.norm(short[0, 0]), 0.5, rtol=1e-6)
    assert short[1].tolist() == M[[2]].tolist()
    with pytest.raises(ValueError):
        tf.nn.embedding_lookup([], [0])


def test_boolean_mask():
    keep = np.array([True, False, True])
    assert tf.boolean_mask(X, [True, False]).numpy().tolist() == X[:1].tolist()
    assert tf.boolean_mask(X, keep, axis=1).numpy().tolist() == X[:, keep].tolist()
    assert tf.boolean_mask(X, X > 0).numpy().tolist() == X[X > 0].tolist()
    assert tf.boolean_mask([1, 2, 3], [1, 0, 1]).numpy().tolist() == [1, 3]
    check_op(lambda x: tf.boolean_mask(x, keep, axis=1), X, expected=X[:, keep], xla=False)
    for mask in (True, keep):
        with pytest.raises(ValueError, match="mask"):
            tf.boolean_mask(X, mask)


def test_where_with_values():
    c = X > 0
    check_op(lambda x: tf.where(c, x, 0.0), X, expected=np.where(c, X, 0))
    check_op(
        lambda x, y: tf.where(c[:, :1], x, y), X, X[0, 0], expected=np.where(c[:, :1], X, X[0, 0])
    )
    assert tf.where([True, False], "a", "b").numpy().tolist() == [b"a", b"b"]


def test_where_stops_no_nan():
    x = tf.constant([1.0, 0.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.where(x > 0.0, tf.math.log(x), 0.0)
    assert np.isnan(tape.gradient(y, x).numpy()).tolist() == [False, True]


def test_where_without_values():
    c = np.array([[True, False], [False, True]])
    check_op(tf.where, c, expected=np.argwhere(c), dtype=tf.int64, xla=False, grad=False)
    assert tf.where([0.0, 3.0, -1.0]).numpy().tolist() == [[1], [2]]
    assert tf.where(tf.zeros([0], tf.bool)).shape == [0, 1]


def test_where_refusals():
    with pytest.raises(ValueError):
        tf.where([True], [1])
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.where(True)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.where([True, False, True], [1, 2], [3, 4])
    with pytest.raises(TypeError):
        tf.where([1, 0], [1, 2], [3, 4])
