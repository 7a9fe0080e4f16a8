"""Tests of ops/table_initializers.py."""

from __future__ import annotations

from pathlib import Path

import pytest

import pellucid as tf

WHOLE_LINE = tf.lookup.TextFileIndex.WHOLE_LINE
LINE_NUMBER = tf.lookup.TextFileIndex.LINE_NUMBER


@pytest.fixture
def words(tmp_path: Path) -> str:
    path = tmp_path / "words.txt"
    path.write_text("hello\nworld\r\nfoo\n")
    return str(path)


def test_words_to_lines(words: str):
    made = tf.lookup.TextFileInitializer(words, tf.string, WHOLE_LINE, tf.int64, LINE_NUMBER)
    table = tf.lookup.StaticHashTable(made, -1)
    assert table.lookup(tf.constant(["world", "foo", "bar"])).numpy().tolist() == [1, 2, -1]


def test_lines_to_words(words: str):
    made = tf.lookup.TextFileInitializer(words, tf.int64, LINE_NUMBER, tf.string, WHOLE_LINE)
    table = tf.lookup.StaticHashTable(made, "?")
    assert table.lookup(tf.constant([0, 9], tf.int64)).numpy().tolist() == [b"hello", b"?"]


def test_offset_and_size(words: str):
    made = tf.lookup.TextFileInitializer(
        words, tf.string, WHOLE_LINE, tf.int64, LINE_NUMBER, vocab_size=2, value_index_offset=5
    )
    table = tf.lookup.StaticHashTable(made, -1)
    assert table.lookup(tf.constant(["world", "foo"])).numpy().tolist() == [6, -1]
    long = tf.lookup.TextFileInitializer(
        words, tf.string, WHOLE_LINE, tf.int64, LINE_NUMBER, vocab_size=9
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match="vocab_size"):
        tf.lookup.StaticHashTable(long, -1)


def test_columns(tmp_path: Path):
    path = tmp_path / "columns.txt"
    path.write_text("a 10 1.5\nb 20 2.5\n")
    made = tf.lookup.TextFileInitializer(str(path), tf.string, 0, tf.float32, 2, delimiter=" ")
    assert tf.lookup.StaticHashTable(made, 0.0)[tf.constant(["b"])].numpy().tolist() == [2.5]
    for column, dtype in ((7, tf.int64), (2, tf.int64)):
        made = tf.lookup.TextFileInitializer(str(path), tf.string, 0, dtype, column, delimiter=" ")
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.lookup.StaticHashTable(made, -1)


def test_refusals(words: str):
    make = tf.lookup.TextFileInitializer
    for arguments in (
        ("", tf.string, -2, tf.int64, -1),
        (words, tf.string, -1, tf.int64, -1),
        (words, tf.string, -3, tf.int64, -1),
        (words, tf.float32, -2, tf.int64, -1),
    ):
        with pytest.raises(ValueError):
            make(*arguments)
    with pytest.raises(tf.errors.NotFoundError):
        tf.lookup.StaticHashTable(make("/no/such/file", tf.string, -2, tf.int64, -1), -1)


def test_constants_of_a_function_are_known():
    @tf.function
    def find(words):
        keys, values = tf.constant(["a", "b"]), tf.constant([1, 2], tf.int64)
        table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(keys, values), -1)
        return table.lookup(words)

    assert find(tf.constant(["b", "c"])).numpy().tolist() == [2, -1]
    with pytest.raises(TypeError, match="must be known"):
        tf.function(lambda k: tf.lookup.KeyValueTensorInitializer(k, [1]))(tf.constant(["a"]))
