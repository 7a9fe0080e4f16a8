from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

table = tf.reshape(tf.range(8.0), [4, 2])
ids = tf.SparseTensor([[0, 0], [0, 1], [2, 0]], tf.constant([1, 3, 2], tf.int64), [3, 2])
weights = tf.SparseTensor(ids.indices, [1.0, 2.0, 0.5], [3, 2])


@pytest.mark.parametrize(
    ("combiner", "expected"),
    [
        ("sum", [[14.0, 17.0], [0.0, 0.0], [2.0, 2.5]]),
        ("mean", [[14 / 3, 17 / 3], [0.0, 0.0], [4.0, 5.0]]),
        ("sqrtn", [[6.26099, 7.602631], [0.0, 0.0], [4.0, 5.0]]),
    ],
)
def test_combiners(combiner, expected):
    found = tf.nn.embedding_lookup_sparse(table, ids, weights, combiner=combiner)
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-5)


def test_ragged_ids_and_norms():
    rows = tf.ragged.constant([[1, 3], [2]], dtype=tf.int64)
    found = tf.nn.embedding_lookup_sparse(table, rows, None)
    assert found.numpy().tolist() == [[4.0, 5.0], [4.0, 5.0]]
    short = tf.nn.embedding_lookup_sparse(table, rows, None, max_norm=2.0)
    np.testing.assert_allclose(short.numpy()[0], [1.2054915, 1.5913069], rtol=1e-5)


def test_safe_lookup():
    some = tf.SparseTensor([[0, 0], [0, 1], [2, 0]], tf.constant([1, -3, 2], tf.int64), [3, 2])
    found = tf.nn.safe_embedding_lookup_sparse(table, some)
    assert found.numpy().tolist() == [[2.0, 3.0], [0.0, 0.0], [4.0, 5.0]]
    filled = tf.nn.safe_embedding_lookup_sparse(table, some, default_id=3)
    assert filled.numpy().tolist()[1] == [6.0, 7.0]


def test_errors():
    with pytest.raises(ValueError, match="combiner"):
        tf.nn.embedding_lookup_sparse(table, ids, None, combiner="max")
    with pytest.raises(TypeError, match="sp_ids"):
        tf.nn.embedding_lookup_sparse(table, [[1]], None)
