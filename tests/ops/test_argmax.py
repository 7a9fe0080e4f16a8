"""Positions of extremes: axes, dtypes, nan, empties."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([[[0.5, -1.2], [2.0, 3.0], [-0.1, 1.5]], [[1.0, 4.0], [0.3, -2.0], [0.7, 0.9]]])


def test_positions_along_an_axis():
    check_op(
        lambda x: tf.argmax(x, 1), X, expected=lambda x: x.argmax(1), dtype=tf.int64, grad=False
    )
    check_op(
        lambda x: tf.argmin(x, -1, tf.int32), X, expected=lambda x: x.argmin(-1), dtype=tf.int32,
        grad=False,
    )  # fmt: skip


def test_nothing_has_no_extreme():
    with pytest.raises(tf.errors.InvalidArgumentError, match="empty"):
        tf.argmax(tf.zeros([0]))


def test_nan_is_passed_over():
    x = [1.0, float("nan"), 3.0]
    assert tf.argmax(x).numpy() == 2
    assert tf.argmin(x).numpy() == 0
