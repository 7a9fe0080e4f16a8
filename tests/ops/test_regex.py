"""Tests of ops/regex.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf


@pytest.mark.parametrize(
    ("text", "pattern", "rewrite", "expected"),
    [
        ("hello world", "o", "0", b"hell0 w0rld"),
        ("baac", "a*", "X", b"XbXcX"),
        ("aaa", "a*", "b", b"b"),
        ("héé", ".", "X", b"XXX"),
        ("héé", "", "-", "-h-é-é-".encode()),
        (b"h\xffe", "", "-", b"-h-\xff-e-"),
        ("abc", "(b)", r"[\0\1\\]", rb"a[bb\]c"),
        ("abc", "(b)", r"\2", b"abc"),
        ("abc", "(b)", r"Z\x", b"aZc"),
        ("a\nb", "a.b", "X", b"a\nb"),
        ("aba", "^a", "X", b"Xba"),
    ],
)
def test_replace(text, pattern, rewrite, expected):
    assert tf.strings.regex_replace(text, pattern, rewrite).numpy() == expected
    tensors = tf.strings.regex_replace(text, tf.constant(pattern), tf.constant(rewrite))
    assert tensors.numpy() == expected


def test_replace_forms():
    once = tf.strings.regex_replace("baac", "a*", "X", replace_global=False)
    assert once.numpy() == b"Xbaac"
    assert tf.strings.regex_replace("abc", "(b)", r"\x", replace_global=False).numpy() == b"abc"
    rows = tf.strings.regex_replace(tf.ragged.constant([["ab"], ["b", "c"]]), "b", "d")
    assert rows.to_list() == [[b"ad"], [b"d", b"c"]]
    check_op(
        lambda s: tf.strings.regex_replace(s, "l+", "L"),
        np.array([b"hello", b"all"], object),
        expected=np.array([b"heLo", b"aL"], object),
        xla=False,
        grad=False,
    )


def test_full_match():
    check_op(
        lambda s: tf.strings.regex_full_match(s, "[a-c]+"),
        np.array([b"abc", b"abcd", b""], object),
        expected=np.array([True, False, False]),
        xla=False,
        grad=False,
    )
    assert not tf.strings.regex_full_match(b"\xff", ".").numpy()
    assert tf.strings.regex_full_match("a\nb", tf.constant("(?s)a.b")).numpy()


def test_the_time_is_linear():
    assert not tf.strings.regex_full_match("a" * 5000 + "!", "(a*)*b").numpy()


@pytest.mark.parametrize("pattern", ["(", "[", "(?=a)", r"(a)\1"])
def test_wrong_patterns(pattern):
    with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid pattern"):
        tf.strings.regex_replace("a", pattern, "b")
