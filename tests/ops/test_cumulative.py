"""Running sums, products, log-sum-exps."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([[0.5, -1.2, 2.0, 0.3], [3.0, -0.1, 1.5, 1.0]])


def running(x, axis, exclusive, reverse, ufunc, start):
    x = np.flip(x, axis) if reverse else x
    out = ufunc.accumulate(x, axis)
    if exclusive:
        first = np.full_like(np.take(x, [0], axis), start)
        out = np.concatenate([first, np.take(out, range(x.shape[axis] - 1), axis)], axis)
    return np.flip(out, axis) if reverse else out


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize(
    ("fn", "ufunc", "start"),
    [(tf.cumsum, np.add, 0), (tf.math.cumprod, np.multiply, 1)],
    ids=["cumsum", "cumprod"],
)
def test_running(fn, ufunc, start, exclusive, reverse):
    check_op(
        lambda x: fn(x, 1, exclusive, reverse), X,
        expected=lambda x: running(x, 1, exclusive, reverse, ufunc, start),
    )  # fmt: skip


@pytest.mark.parametrize("reverse", [False, True])
def test_cumulative_logsumexp(reverse):
    check_op(
        lambda x: tf.math.cumulative_logsumexp(x, 1, reverse=reverse), X,
        expected=lambda x: running(x, 1, False, reverse, np.logaddexp, -np.inf),
    )  # fmt: skip
    assert tf.math.cumulative_logsumexp([1.0, 2.0], exclusive=True).numpy().tolist() == [-np.inf, 1]


def test_gradient_of_cumprod_at_zero_is_zero():
    x = tf.constant([2.0, 0.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.math.cumprod(x)
    assert tape.gradient(y, x).numpy().tolist() == [1, 0, 0]


def test_integers_and_axes():
    check_op(tf.cumsum, np.array([1, 2, 3], np.int32), expected=np.array([1, 3, 6]), dtype=tf.int32)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.cumsum([1, 2], axis=1)
