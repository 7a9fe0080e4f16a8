"""Tests of ops/string_join.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

SQUARE = np.array([[b"a", b"b"], [b"c", b"d"]], object)
DEEP = tf.ragged.constant([[["a", "b"], ["c"]], [["d"]]])


def test_join():
    check_op(
        lambda a: tf.strings.join([a, "z"], separator="-"),
        np.array([b"a", b"b"], object),
        expected=np.array([b"a-z", b"b-z"], object),
        xla=False,
        grad=False,
    )
    rows = tf.strings.join(["<", tf.ragged.constant([["a", "b"], ["c"]])])
    assert rows.to_list() == [[b"<a", b"<b"], [b"<c"]]
    assert tf.strings.join([]).numpy() == b""
    with pytest.raises(tf.errors.InvalidArgumentError, match="shapes"):
        tf.strings.join([["a", "b"], ["c"]])
    with pytest.raises(TypeError):
        tf.strings.join("ab")


@pytest.mark.parametrize(
    ("axis", "expected"),
    [
        (None, b"abcd"),
        ([0, 1], b"acbd"),
        ([1, 0], b"abcd"),
        (0, [b"ac", b"bd"]),
        (-1, [b"ab", b"cd"]),
    ],
)
def test_reduce_join(axis, expected):
    check_op(
        lambda x: tf.strings.reduce_join(x, axis),
        SQUARE,
        expected=np.array(expected, object),
        xla=False,
        grad=False,
    )


def test_reduce_join_forms():
    assert tf.strings.reduce_join(SQUARE, 1, True, "+").numpy().tolist() == [[b"a+b"], [b"c+d"]]
    assert tf.strings.reduce_join(tf.zeros([0, 2], tf.string), 0).numpy().tolist() == [b"", b""]
    with pytest.raises(tf.errors.OutOfRangeError):
        tf.strings.reduce_join([["a"]], axis=2)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Duplicate"):
        tf.strings.reduce_join(SQUARE, [0, 0])


@pytest.mark.parametrize(
    ("axis", "expected"),
    [
        (2, [[b"a,b", b"c"], [b"d"]]),
        (1, [[b"a,c", b"b"], [b"d"]]),
        (0, [[b"a,d", b"b"], [b"c"]]),
    ],
)
def test_reduce_join_of_rows(axis, expected):
    assert tf.strings.reduce_join(DEEP, axis, separator=",").to_list() == expected


def test_reduce_join_of_rows_to_tensors():
    both = tf.strings.reduce_join(DEEP, [2, 1], separator=",")
    assert both.numpy().tolist() == [b"a,b,c", b"d"]
    assert tf.strings.reduce_join(DEEP).numpy() == b"abcd"
    flat = tf.ragged.constant([["a", "b"], []], dtype=tf.string)
    assert tf.strings.reduce_join(flat, 1, True).numpy().tolist() == [[b"ab"], [b""]]
    traced = tf.function(lambda x: tf.strings.reduce_join(x, 1))(flat)
    assert traced.numpy().tolist() == [b"ab", b""]


def test_unsorted_segment_join():
    join = tf.strings.unsorted_segment_join
    assert join(["a", "b", "c"], [1, 0, 1], 3, separator=":").numpy().tolist() == [
        b"b",
        b"a:c",
        b"",
    ]
    rows = join([["a", "q"], ["b", "r"], ["c", "s"]], [1, 0, 1], 2)
    assert rows.numpy().tolist() == [[b"b", b"r"], [b"ac", b"qs"]]
    for ids, count in (([3], 2), ([-1], 2), ([0, 1], 2)):
        with pytest.raises(tf.errors.InvalidArgumentError):
            join(["a"], ids, count)


def test_ngrams():
    grams = tf.strings.ngrams
    assert grams(["a", "b", "c"], [1, 2], "|").numpy().tolist() == [
        b"a",
        b"b",
        b"c",
        b"a|b",
        b"b|c",
    ]
    padded = grams(["a", "b"], 3, pad_values=("<", ">"), padding_width=1)
    assert padded.numpy().tolist() == [b"< a b", b"a b >"]
    assert grams([["a", "b"], ["c", "d"]], 2).numpy().tolist() == [[b"a b"], [b"c d"]]
    rows = tf.ragged.constant([["a", "b", "c"], ["d"]])
    assert grams(rows, 2).to_list() == [[b"a b", b"b c"], []]
    assert grams(rows, 2, preserve_short_sequences=True).to_list() == [[b"a b", b"b c"], [b"d"]]


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (ValueError, {"ngram_width": 0}),
        (ValueError, {"ngram_width": 2, "padding_width": 1}),
        (ValueError, {"ngram_width": 2, "padding_width": 0, "pad_values": "P"}),
        (TypeError, {"ngram_width": 2, "pad_values": 1}),
    ],
)
def test_ngrams_refuses(error, arguments):
    with pytest.raises(error):
        tf.strings.ngrams(["a"], **arguments)


def test_ngrams_of_empty_rows():
    """Padding gives n-grams to empty rows of ragged tensors, but not to tensors without columns."""
    rows = tf.ragged.constant([[], ["a"]], dtype=tf.string)
    found = tf.strings.ngrams(rows, [2, 3], pad_values=("<", ">")).to_list()
    assert found[0] == [b"< >", b"< < >", b"< > >"]
    assert tf.strings.ngrams(rows, 3, pad_values="_", padding_width=1).to_list() == [[], [b"_ a _"]]
    assert tf.strings.ngrams(tf.zeros([2, 0], tf.string), 2, pad_values="_").shape == (2, 0)
