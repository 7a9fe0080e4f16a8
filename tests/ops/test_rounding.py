"""Rounding."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([-2.5, -1.5, -0.2, 0.5, 1.5, 2.7], np.float32)


@pytest.mark.parametrize(
    ("fn", "expected"),
    [(tf.floor, np.floor), (tf.math.ceil, np.ceil), (tf.math.rint, np.rint), (tf.round, np.rint)],
    ids=["floor", "ceil", "rint", "round"],
)
def test_rounding(fn, expected):
    check_op(fn, X, expected=expected, dtype=tf.float32, grad=False)
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    assert tape.gradient(y, x) is None


def test_round_leaves_integers():
    assert tf.round(tf.constant([1, 2])).dtype == tf.int32
