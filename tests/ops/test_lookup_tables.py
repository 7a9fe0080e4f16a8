"""Tests of ops/lookup_tables.py."""

from __future__ import annotations

import pytest

import pellucid as tf

pairs = tf.lookup.KeyValueTensorInitializer
experimental = tf.lookup.experimental


@pytest.fixture
def table() -> tf.lookup.StaticHashTable:
    return tf.lookup.StaticHashTable(pairs(["a", "b"], [1, 2]), default_value=-1)


def test_static_lookup(table):
    assert table.lookup(tf.constant([["a"], ["z"]])).numpy().tolist() == [[1], [-1]]
    assert table[tf.constant("b")].numpy() == 2
    assert table.lookup(tf.ragged.constant([["a"], ["b", "q"]])).to_list() == [[1], [2, -1]]
    sparse = table.lookup(tf.sparse.from_dense([["a", ""], ["", "b"]]))
    assert sparse.values.numpy().tolist() == [1, 2]
    assert table.size().numpy() == 2
    assert sorted(table.export()[0].numpy().tolist()) == [b"a", b"b"]
    assert (table.key_dtype, table.value_dtype) == (tf.string, tf.int32)


def test_static_in_a_function(table):
    found = tf.function(lambda k: table.lookup(k) * 10)(tf.constant(["b", "q"]))
    assert found.numpy().tolist() == [20, -10]


def test_static_in_a_loop(table):
    @tf.function
    def total(keys):
        result = 0
        for key in keys:
            result += table.lookup(key)
        return result

    assert total(tf.constant(["a", "b", "b"])).numpy() == 5


def test_static_refusals(table):
    with pytest.raises(TypeError, match="string"):
        table.lookup(tf.constant([1, 2]))
    with pytest.raises(tf.errors.FailedPreconditionError):
        tf.lookup.StaticHashTable(pairs(["a", "a"], [1, 2]), -1)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.lookup.StaticHashTable(pairs(["a", "b"], [1]), -1)
    with pytest.raises(tf.errors.NotFoundError):
        tf.lookup.StaticHashTable(pairs([1.0], [1]), -1)
    assert tf.lookup.StaticHashTable(pairs(["a", "a"], [1, 1]), -1).size().numpy() == 1


def test_vocabulary():
    words = pairs(["a", "b"], tf.constant([0, 1], tf.int64))
    table = tf.lookup.StaticVocabularyTable(words, 3)
    found = table.lookup(tf.constant(["a", "b", "zzz"])).numpy().tolist()
    bucket = int(tf.strings.to_hash_bucket_fast("zzz", 3))
    assert found == [0, 1, 2 + bucket]
    assert table.size().numpy() == 5
    numbers = tf.lookup.StaticVocabularyTable(
        pairs(tf.constant([7, 8], tf.int64), tf.constant([0, 1], tf.int64)), 3
    )
    assert numbers.lookup(tf.constant([7, 2, 5], tf.int64)).numpy().tolist() == [0, 3, 3]
    hashed = tf.lookup.StaticVocabularyTable(None, 3).lookup(tf.constant(["a"]))
    assert hashed.numpy().tolist() == tf.strings.to_hash_bucket_fast(["a"], 3).numpy().tolist()


def test_vocabulary_refusals():
    with pytest.raises(ValueError, match="num_oov_buckets"):
        tf.lookup.StaticVocabularyTable(None, 0)
    with pytest.raises(TypeError, match="value_dtype"):
        tf.lookup.StaticVocabularyTable(pairs(["a"], [0]), 1)
    with pytest.raises(TypeError, match="key_dtype"):
        tf.lookup.StaticVocabularyTable(pairs([1], tf.constant([0], tf.int64)), 1)


def test_mutable():
    table = experimental.MutableHashTable(tf.string, tf.int64, -1)
    table.insert("a", 5)
    table.insert([["b", "a"]], [[6, 9]])
    assert table.lookup(["a", "b", "c"]).numpy().tolist() == [9, 6, -1]
    dynamic = table.lookup(["a", "c"], tf.constant([1, 2], tf.int64))
    assert dynamic.numpy().tolist() == [9, 2]
    table.remove(["a", "q"])
    assert table.size().numpy() == 1
    keys, values = table.export()
    assert (keys.numpy().tolist(), values.numpy().tolist()) == ([b"b"], [6])
    with pytest.raises(tf.errors.InvalidArgumentError, match="shape"):
        table.insert(["a", "b"], [1])
    with pytest.raises(TypeError):
        table.insert(["a"], ["b"])


def test_mutable_vectors():
    table = experimental.MutableHashTable(tf.int64, tf.float32, [0.0, 0.0])
    table.insert([5], [[1.0, 2.0]])
    assert table.lookup([[5], [6]]).numpy().tolist() == [[[1.0, 2.0]], [[0.0, 0.0]]]


def test_mutable_in_a_function_keeps_the_order():
    table = experimental.MutableHashTable(tf.string, tf.int64, -1)

    @tf.function
    def use(keys):
        before = table.lookup(keys)
        table.insert(keys, before + 8)
        return before, table.lookup(keys)

    before, after = use(tf.constant(["q"]))
    assert (before.numpy().tolist(), after.numpy().tolist()) == ([-1], [7])
    assert table.lookup(["q"]).numpy().tolist() == [7]


def test_dense():
    table = experimental.DenseHashTable(tf.int64, tf.int64, -1, empty_key=0, deleted_key=-1)
    table.insert([1, 2], [10, 20])
    assert table.lookup([1, 3]).numpy().tolist() == [10, -1]
    for key in (0, -1):
        with pytest.raises(tf.errors.InvalidArgumentError, match="key"):
            table.lookup([key])
    make = experimental.DenseHashTable
    with pytest.raises(tf.errors.InvalidArgumentError, match="equal"):
        make(tf.int64, tf.int64, -1, empty_key=0, deleted_key=0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="power of two"):
        make(tf.int64, tf.int64, -1, empty_key=0, deleted_key=1, initial_num_buckets=3)
