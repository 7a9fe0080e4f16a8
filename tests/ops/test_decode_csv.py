"""Tests of ops/decode_csv.py."""

from __future__ import annotations

import pytest

import pellucid as tf


def columns(*arguments, **options):
    return [c.numpy().tolist() for c in tf.io.decode_csv(*arguments, **options)]


def test_columns():
    assert columns(["1,2.5,a", "3,,b"], [0, 9.5, ""]) == [[1, 3], [2.5, 9.5], [b"a", b"b"]]
    assert columns(['"a,""b""\n",2'], ["", 0]) == [[b'a,"b"\n'], [2]]
    assert columns(["NA;2"], [5.0, 0], field_delim=";", na_value="NA") == [[5.0], [2]]
    assert columns([["1,2,3"]], [0, 0], select_cols=[0, 2]) == [[[1]], [[3]]]
    assert columns([" 1 , a "], [0, ""]) == [[1], [b" a "]]
    assert columns(['1,a"b'], [0, ""], use_quote_delim=False) == [[1], [b'a"b']]
    traced = tf.function(lambda x: tf.io.decode_csv(x, [0, ""]))(tf.constant("1,a"))
    assert [t.numpy() for t in traced] == [1, b"a"]


@pytest.mark.parametrize(
    ("record", "defaults"),
    [
        ("1,2", [0]), ("", [0]), ("x", [0]), ("3000000000", [0]), ("a\n", [""]), ('"a', [""]),
        ('"a"x', [""]), ('a"b', [""]), (",", [tf.constant([], tf.int32), 0]),
        ("1", [tf.constant([1, 2])]), ("1", [True]),
    ],
)  # fmt: skip
def test_records_that_do_not_fit(record, defaults):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.io.decode_csv([record], defaults)


def test_arguments():
    for options in ({"select_cols": [1, 0]}, {"select_cols": [0]}, {"select_cols": [-1, 0]}):
        with pytest.raises(ValueError, match="select_cols"):
            tf.io.decode_csv(["1,2"], [0, 0], **options)
    with pytest.raises(tf.errors.InvalidArgumentError, match="1 char"):
        tf.io.decode_csv(["1"], [0], field_delim=";;")
