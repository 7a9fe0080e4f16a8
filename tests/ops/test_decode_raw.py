"""Tests of ops/decode_raw.py."""

from __future__ import annotations

import gzip
import zlib

import pytest

import pellucid as tf


def test_decode_raw():
    raw = tf.io.decode_raw
    assert raw(b"\x01\x00\x02\x00", tf.int16).numpy().tolist() == [1, 2]
    assert raw([b"\x00\x01"], tf.int16, little_endian=False).numpy().tolist() == [[1]]
    assert raw([["ab", "cd"]], tf.uint8).shape == [1, 2, 2]
    assert raw(["ab", "c"], tf.uint8, fixed_length=3).numpy().tolist() == [[97, 98, 0], [99, 0, 0]]
    assert raw(tf.zeros([0], tf.string), tf.float32).shape == [0, 0]
    assert raw("\x00\x07", tf.bool).numpy().tolist() == [False, True]
    traced = tf.function(lambda x: raw(x, tf.uint8, fixed_length=2))
    assert traced.get_concrete_function(tf.TensorSpec([3], tf.string)).output_shapes == [3, 2]


def test_decode_raw_refuses():
    for arguments in ((b"abc", tf.int16), (["a", "bc"], tf.uint8), ("a", tf.string)):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.io.decode_raw(*arguments)
    with pytest.raises(tf.errors.InvalidArgumentError, match="fixed_length"):
        tf.io.decode_raw("abc", tf.int16, fixed_length=3)


def test_decode_compressed():
    decode = tf.io.decode_compressed
    assert decode(zlib.compress(b"hello"), "ZLIB").numpy() == b"hello"
    twice = gzip.compress(b"a") + gzip.compress(b"b")
    assert decode([twice], "GZIP").numpy().tolist() == [b"ab"]
    assert decode([b"raw"]).numpy().tolist() == [b"raw"]
    for damaged in (b"abc", gzip.compress(b"hello")[:-9]):
        with pytest.raises(tf.errors.DataLossError):
            decode(damaged, "GZIP")
    with pytest.raises(tf.errors.InvalidArgumentError, match="ZLIB"):
        decode(b"", "FOO")
