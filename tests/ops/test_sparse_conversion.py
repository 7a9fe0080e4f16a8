from __future__ import annotations

import pytest

import pellucid as tf

sp = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1.0, 2.0, 3.0], [2, 3])


def test_both_ways():
    dense = tf.sparse.to_dense(sp)
    assert dense.numpy().tolist() == [[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]]
    assert tf.sparse.from_dense(dense).indices.numpy().tolist() == sp.indices.numpy().tolist()
    assert tf.sparse.to_dense(sp, -1.0).numpy()[0, 1] == -1.0
    assert tf.sparse.from_dense([["a", ""]]).values.numpy().tolist() == [b"a"]


@pytest.mark.parametrize("indices", [[[1, 0], [0, 0]], [[0, 0], [0, 0]], [[0, 0], [5, 0]]])
def test_bad_coordinates(indices):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.sparse.to_dense(tf.SparseTensor(indices, [1, 2], [2, 2]))


def test_gradient():
    v, fill = tf.Variable([1.0, 2.0]), tf.Variable(0.0)
    with tf.GradientTape() as tape:
        dense = tf.sparse.to_dense(tf.SparseTensor([[0, 0], [1, 2]], v, [2, 3]), fill)
        y = tf.reduce_sum(dense * [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    dv, dfill = tape.gradient(y, [v, fill])
    assert dv.numpy().tolist() == [1.0, 6.0]
    assert float(dfill) == 14.0


def test_to_indicator():
    rows = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], tf.constant([2, 2, 1], tf.int64), [2, 2])
    assert tf.sparse.to_indicator(rows, 3).numpy().tolist() == [
        [False, False, True],
        [False, True, False],
    ]
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.sparse.to_indicator(rows, 2)


def test_eye():
    found = tf.sparse.to_dense(tf.sparse.eye(2, 3, tf.int32))
    assert found.numpy().tolist() == [[1, 0, 0], [0, 1, 0]]
