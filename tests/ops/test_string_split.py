"""Tests of ops/string_split.py."""

from __future__ import annotations

import pytest

import pellucid as tf


@pytest.mark.parametrize(
    ("text", "sep", "maxsplit", "expected"),
    [
        (" a  b c  ", None, -1, [b"a", b"b", b"c"]),
        (" a  b c  ", None, 1, [b"a", b"b c  "]),
        ("a,b,c", ",", 1, [b"a", b"b,c"]),
        ("a--b", "--", -1, [b"a", b"b"]),
        ("abcabc", "bc", -1, [b"a", b"a", b""]),
        ("", ",", -1, [b""]),
        ("", None, -1, []),
        (" a b ", None, 0, [b" a b "]),
        ("", None, 0, [b""]),
    ],
)
def test_split(text, sep, maxsplit, expected):
    assert tf.strings.split(text, sep, maxsplit).numpy().tolist() == expected


def test_split_makes_rows():
    assert tf.strings.split(["a b", "", "c"]).to_list() == [[b"a", b"b"], [], [b"c"]]
    deep = tf.strings.split([["a b", "c"], ["", "d"]])
    assert deep.to_list() == [[[b"a", b"b"], [b"c"]], [[], [b"d"]]]
    rows = tf.strings.split(tf.ragged.constant([["a b", "c"], ["d"]]))
    assert rows.to_list() == [[[b"a", b"b"], [b"c"]], [[b"d"]]]
    assert tf.strings.split(tf.zeros([2, 0], tf.string)).to_list() == [[], []]


def test_split_in_a_function():
    split = tf.function(lambda s: tf.strings.split(s, ","))
    assert split(tf.constant(["a,b", "c"])).to_list() == [[b"a", b"b"], [b"c"]]


def test_split_of_tensorflow_1():
    found = tf.compat.v1.strings.split(["a,b,c", "d"], ",", maxsplit=1)
    assert found.indices.numpy().tolist() == [[0, 0], [0, 1], [1, 0]]
    assert found.values.numpy().tolist() == [b"a", b"b,c", b"d"]
    rows = tf.compat.v1.strings.split(source="a b", result_type="RaggedTensor")
    assert rows.to_list() == [[b"a", b"b"]]
    with pytest.raises(ValueError, match="both"):
        tf.compat.v1.strings.split("a", source="b")


def test_bytes_split():
    assert tf.strings.bytes_split("héa").numpy().tolist() == [b"h", b"\xc3", b"\xa9", b"a"]
    assert tf.strings.bytes_split(["ab", ""]).to_list() == [[b"a", b"b"], []]


def test_separator_is_a_scalar():
    with pytest.raises(tf.errors.InvalidArgumentError, match="sep"):
        tf.strings.split("a b", tf.constant([" "]))
