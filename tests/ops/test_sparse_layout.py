from __future__ import annotations

import pytest

import pellucid as tf

sp = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1.0, 2.0, 3.0], [2, 3])
DENSE = tf.constant([[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]])


def dense(x):
    return tf.sparse.to_dense(x).numpy().tolist()


def test_reorder():
    mixed = tf.SparseTensor([[1, 0], [0, 2], [0, 0]], [1, 2, 3], [2, 3])
    assert tf.sparse.reorder(mixed).values.numpy().tolist() == [3, 2, 1]


def test_like_dense_tensors():
    assert dense(tf.sparse.reshape(sp, [3, -1])) == tf.reshape(DENSE, [3, 2]).numpy().tolist()
    assert dense(tf.sparse.transpose(sp)) == tf.transpose(DENSE).numpy().tolist()
    assert dense(tf.sparse.expand_dims(sp, 1)) == tf.expand_dims(DENSE, 1).numpy().tolist()
    for axis in (0, 1):
        found = dense(tf.sparse.concat(axis, [sp, sp]))
        assert found == tf.concat([DENSE, DENSE], axis).numpy().tolist()
    assert dense(tf.sparse.slice(sp, [0, 1], [2, 5])) == DENSE[:, 1:].numpy().tolist()
    parts = tf.sparse.split(sp, 2, axis=1)
    assert [dense(p) for p in parts] == [[[1.0, 0.0], [0.0, 3.0]], [[2.0], [0.0]]]


def test_retain_and_mask():
    assert tf.sparse.retain(sp, [True, False, True]).values.numpy().tolist() == [1.0, 3.0]
    rows = tf.IndexedSlices(tf.constant([[1.0], [2.0]]), tf.constant([1, 4]))
    assert tf.sparse.mask(rows, [4]).indices.numpy().tolist() == [1]
    with pytest.raises(ValueError):
        tf.sparse.retain(sp, [True])


def test_shapes():
    assert tf.sparse.reset_shape(sp, [4, 5]).shape.as_list() == [4, 5]
    small = tf.sparse.reset_shape(tf.SparseTensor([[0, 0], [1, 1]], [1, 2], [9, 9]))
    assert small.dense_shape.numpy().tolist() == [2, 2]
    with pytest.raises(ValueError, match="smaller"):
        tf.sparse.reset_shape(sp, [1, 1])


def test_fill_empty_rows():
    filled, empty = tf.sparse.fill_empty_rows(tf.SparseTensor([[0, 1], [2, 0]], [1, 2], [4, 2]), 9)
    assert filled.indices.numpy().tolist() == [[0, 1], [1, 0], [2, 0], [3, 0]]
    assert filled.values.numpy().tolist() == [1, 9, 2, 9]
    assert empty.numpy().tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    "call",
    [
        lambda: tf.sparse.reshape(sp, [3, 3]),
        lambda: tf.sparse.reshape(sp, [-1, -1]),
        lambda: tf.sparse.split(sp, 4, axis=1),
        lambda: tf.sparse.concat(0, [sp, tf.sparse.from_dense([[1.0]])]),
        lambda: tf.sparse.expand_dims(sp, 5),
    ],
)
def test_errors(call):
    with pytest.raises(tf.errors.InvalidArgumentError):
        call()


def test_sizes_may_be_made_to_fit():
    wide = tf.SparseTensor([[0, 0]], [1.0], [1, 5])
    found = tf.sparse.concat(0, [sp, wide], expand_nonconcat_dims=True)
    assert found.dense_shape.numpy().tolist() == [3, 5]


def test_gradient_of_transpose_is_a_tensor():
    values = tf.constant([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(values)
        turned = tf.sparse.transpose(tf.SparseTensor([[0, 0], [0, 2], [1, 1]], values, [2, 3]))
        y = tf.reduce_sum(turned.values * [5.0, 6.0, 7.0])
    assert tape.gradient(y, values).numpy().tolist() == [5.0, 7.0, 6.0]
