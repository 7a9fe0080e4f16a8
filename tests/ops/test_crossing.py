from __future__ import annotations

import pytest

import pellucid as tf

words = tf.ragged.constant([["a"], ["b", "c"]])


def test_ragged_cross():
    found = tf.ragged.cross([words, tf.constant([["d", "e"], ["f", "g"]])])
    assert found.to_list() == [
        [b"a_X_d", b"a_X_e"],
        [b"b_X_f", b"b_X_g", b"c_X_f", b"c_X_g"],
    ]


def test_hashes_are_those_of_tensorflow():
    found = tf.ragged.cross_hashed([words, tf.ragged.constant([["d"], ["e"]])])
    assert found.to_list() == [[1584069791037555375], [4171697120956746554, 1746051686049959641]]
    assert tf.ragged.cross_hashed([words], num_buckets=100, hash_key=5).to_list() == [
        [12],
        [67, 87],
    ]
    dense = [tf.constant([[7], [8]], tf.int64), tf.constant([["x"], ["y"]])]
    values = tf.sparse.cross_hashed(dense).values
    assert values.numpy().tolist() == [8403335466722028056, 5358041068448793545]


def test_sparse_cross():
    first = tf.sparse.from_dense([["a"], ["b"]])
    found = tf.sparse.cross([first, tf.sparse.from_dense([["c", "d"], ["e", ""]])])
    assert found.indices.numpy().tolist() == [[0, 0], [0, 1], [1, 0]]
    assert found.values.numpy().tolist() == [b"a_X_c", b"a_X_d", b"b_X_e"]
    assert tf.sparse.cross([first, [[1], [2]]], separator="-").values.numpy().tolist() == [
        b"a-1",
        b"b-2",
    ]


def test_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match="number of rows"):
        tf.ragged.cross([words, tf.constant([["x"]])])
    with pytest.raises(TypeError, match="ragged"):
        tf.sparse.cross([words])
