"""Tests of ops/string_basic.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

HOST = {"xla": False, "grad": False}


def strings(*texts: str) -> np.ndarray:
    return np.array([t.encode() for t in texts], object)


def test_length():
    check_op(tf.strings.length, strings("abc", "", "é"), expected=np.int32([3, 0, 2]), **HOST)
    assert tf.strings.length(["é", "😀a"], "UTF8_CHAR").numpy().tolist() == [1, 2]
    assert tf.strings.length(b"\x80\x80a", "UTF8_CHAR").numpy() == 1
    rows = tf.strings.length(tf.ragged.constant([["a", "bb"], ["ccc"]]))
    assert rows.to_list() == [[1, 2], [3]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="WORD"):
        tf.strings.length("a", unit="WORD")


def test_case():
    check_op(tf.strings.lower, strings("ABC", "Éa"), expected=strings("abc", "Éa"), **HOST)
    assert tf.strings.lower("ÉA", encoding="utf-8").numpy() == "éa".encode()
    assert tf.strings.upper("straße", encoding="utf-8").numpy() == b"STRASSE"
    assert tf.strings.lower(b"\xffA", encoding="utf-8").numpy() == b"\xef\xbf\xbda"
    with pytest.raises(tf.errors.InvalidArgumentError, match="utf-8"):
        tf.strings.lower("a", encoding="latin")


def test_strip_keeps_zeros():
    result = tf.strings.strip(["\x00 a \x00", "\t\x0ba\x0c\r\n"])
    assert result.numpy().tolist() == [b"\x00 a \x00", b"a"]


@pytest.mark.parametrize(
    ("pos", "len", "expected"), [(1, 2, b"el"), (-3, 2, b"ll"), (5, 2, b""), (1, -2, b"ello")]
)
def test_substr(pos: int, len: int, expected: bytes):
    assert tf.strings.substr("hello", pos, len).numpy() == expected


def test_substr_broadcasts():
    check_op(
        lambda s: tf.strings.substr(s, [0, 1], [1, 1]),
        np.array([[b"ab", b"cd"], [b"ef", b"gh"]], object),
        expected=np.array([[b"a", b"d"], [b"e", b"h"]], object),
        **HOST,
    )
    assert tf.strings.substr("héllo", 1, 2, unit="UTF8_CHAR").numpy() == "él".encode()
    for pos, length in ((10, 1), (-10, 1), ([1, 2], 1)):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.strings.substr("hello", pos, length)
