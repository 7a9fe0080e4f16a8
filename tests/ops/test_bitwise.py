"""Operations on bits."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([0b1100, -5, 7], np.int32)
Y = np.array([0b1010, 3, 1], np.int32)


@pytest.mark.parametrize(
    "name", ["bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift"]
)
def test_binary(name):
    check_op(getattr(tf.bitwise, name), X, Y, expected=getattr(np, name), dtype=tf.int32)


def test_invert():
    check_op(tf.bitwise.invert, X, expected=np.invert)
    assert tf.bitwise.invert(tf.constant(5, tf.uint8)).numpy() == 250


def test_shifts_are_clamped_to_the_width():
    assert tf.bitwise.left_shift(1, 33).numpy() == -(2**31)
    assert tf.bitwise.left_shift(1, -1).numpy() == 1
    assert tf.bitwise.right_shift(tf.constant(255, tf.uint8), 9).numpy() == 1


def test_floats_are_refused():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.bitwise.invert(1.0)
