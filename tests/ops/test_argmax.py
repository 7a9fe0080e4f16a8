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


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("find", [tf.argmax, tf.argmin])
def test_long_axes_the_first_among_equals_and_nan(find, axis):
    shape = [3, 2, 3]
    shape[axis] = 700  # not a whole number of blocks
    x = np.random.default_rng(1).integers(-9, 9, shape).astype(np.float32)
    x[x == 3] = np.nan
    x[0, 0] = np.nan
    compiled = tf.function(lambda x: find(x, axis))(x).numpy()
    np.testing.assert_array_equal(compiled, find(x, axis).numpy())
    worst = -np.inf if find is tf.argmax else np.inf
    plain = np.argmax if find is tf.argmax else np.argmin
    np.testing.assert_array_equal(compiled, plain(np.where(np.isnan(x), worst, x), axis))
