"""Tests of ops/padding.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4)
PADS = [[1, 2], [0, 3]]


@pytest.mark.parametrize("mode", ["CONSTANT", "REFLECT", "SYMMETRIC", "reflect"])
def test_modes(mode):
    check_op(lambda x: tf.pad(x, PADS, mode), X, expected=np.pad(X, PADS, mode.lower()))


def test_constant_values():
    check_op(
        lambda x, c: tf.pad(x, PADS, constant_values=c), X, np.float32(5),
        expected=np.pad(X, PADS, constant_values=5),
    )  # fmt: skip
    assert tf.pad(["a"], [[1, 0]]).numpy().tolist() == [b"", b"a"]


def test_second_derivative_of_mirrored_padding():
    x = tf.constant([1.0, 2.0, 3.0])
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum(tf.pad(x, [[2, 1]], "REFLECT") ** 3)
        first = tf.reduce_sum(inner.gradient(y, x))
    assert outer.gradient(first, x).numpy().tolist() == [6.0, 36.0, 36.0]


@pytest.mark.parametrize(
    ("paddings", "mode"),
    [([[3, 0]], "REFLECT"), ([[4, 0]], "SYMMETRIC"), ([[-1, 0]], "CONSTANT"), ([1, 0], "CONSTANT")],
)
def test_refusals(paddings, mode):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.pad([1, 2, 3], paddings, mode)


def test_unknown_mode():
    with pytest.raises(ValueError, match="EDGE"):
        tf.pad([1, 2], [[1, 1]], "EDGE")
