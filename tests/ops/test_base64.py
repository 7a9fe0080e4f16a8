"""Tests of ops/base64.py."""

from __future__ import annotations

import pytest

import pellucid as tf


def test_round_trip():
    encoded = tf.io.encode_base64(["hello", "a?b>c", ""])
    assert encoded.numpy().tolist() == [b"aGVsbG8", b"YT9iPmM", b""]
    assert tf.io.decode_base64(encoded).numpy().tolist() == [b"hello", b"a?b>c", b""]
    assert tf.io.encode_base64("hello", pad=True).numpy() == b"aGVsbG8="
    assert tf.io.decode_base64("aGVsbG8=").numpy() == b"hello"


@pytest.mark.parametrize("text", ["!!!", "a", "aGVsbG8==", "YT9iPmM+/w", "aGVsb G8"])
def test_refusals(text):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.io.decode_base64(text)
