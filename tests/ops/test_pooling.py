"""Pooling against a plain loop, in NumPy and XLA, with gradients."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

# All different, so that no gradient is at a kink.
X = np.random.default_rng(1).permutation(2 * 6 * 5 * 2).reshape(2, 6, 5, 2) / 10.0


def _loop(x, size, stride, pads, reduce):
    x = np.pad(x, [(0, 0), *pads, (0, 0)], constant_values=np.nan)
    counts = [(n - size) // stride + 1 for n in x.shape[1:3]]
    rows = [
        [
            reduce(x[:, i * stride : i * stride + size, j * stride : j * stride + size], (1, 2))
            for j in range(counts[1])
        ]
        for i in range(counts[0])
    ]
    return np.array(rows).transpose(2, 0, 1, 3)


CASES = [
    (2, 2, "VALID", [(0, 0), (0, 0)]),
    (3, 1, "VALID", [(0, 0), (0, 0)]),
    (3, 2, "SAME", [(0, 1), (1, 1)]),
    (2, 1, "SAME", [(0, 1), (0, 1)]),
]


@pytest.mark.parametrize(("size", "stride", "padding", "pads"), CASES)
def test_pool2d(size, stride, padding, pads):
    check_op(
        lambda x: tf.nn.max_pool2d(x, size, stride, padding), X,
        expected=lambda x: _loop(x, size, stride, pads, np.nanmax),
    )  # fmt: skip
    check_op(
        lambda x: tf.nn.avg_pool2d(x, size, stride, padding), X,
        expected=lambda x: _loop(x, size, stride, pads, np.nanmean),
    )  # fmt: skip


def test_other_ranks():
    line, volume = X[:, :, 0], X[:, :, :, None].repeat(2, 3)
    for pool in (tf.nn.max_pool, tf.nn.avg_pool):
        found = check_op(lambda x, pool=pool: pool(x, 2, 2, "SAME"), line)
        np.testing.assert_allclose(found, pool(line[:, None], [1, 2], [1, 2], "SAME")[:, 0])
    assert tf.nn.max_pool3d(volume, 2, 2, "SAME").shape == (2, 3, 3, 1, 2)
    check_op(lambda x: tf.nn.avg_pool3d(x, 2, 2, "VALID"), volume)
    found = tf.nn.pool(X, [2, 2], "MAX", dilations=[2, 1])
    assert found.shape == (2, 4, 4, 2)
    np.testing.assert_allclose(found[:, 0, 0], np.max(X[:, [0, 2]][:, :, :2], (1, 2)))


def test_ties_go_to_the_first_maximum():
    for fn in (lambda f: f, tf.function):
        x = tf.ones([1, 3, 3, 1])
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = fn(lambda x: tf.nn.max_pool2d(x, 2, 1, "VALID"))(x)
        expected = [[1, 1, 0], [1, 1, 0], [0, 0, 0]]
        np.testing.assert_array_equal(tape.gradient(y, x)[0, :, :, 0], expected)


def test_second_derivative_of_a_maximum():
    x = tf.constant(X)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum(tf.nn.max_pool2d(x, 2, 2, "VALID") ** 3)
        dx = inner.gradient(y, x)
    expected = np.where(dx.numpy() != 0, 6 * X, 0)
    np.testing.assert_allclose(outer.gradient(dx, x), expected)


def test_argmax():
    for batch in (False, True):
        y, where = tf.nn.max_pool_with_argmax(X, 3, 2, "SAME", include_batch_in_index=batch)
        flat = X.reshape(-1) if batch else X.reshape(2, -1)
        where = where.numpy()
        picked = flat[where] if batch else np.stack([f[w] for f, w in zip(flat, where)])
        np.testing.assert_array_equal(picked, y)
    check_op(lambda x: tf.nn.max_pool_with_argmax(x, 2, 2, "VALID")[0], X)


def test_over_depth_and_integers():
    x = X[..., :2]
    np.testing.assert_array_equal(
        tf.nn.max_pool2d(x, [1, 1, 1, 2], [1, 1, 1, 2], "VALID")[..., 0], x.max(-1)
    )
    assert (
        int(tf.nn.max_pool2d(tf.reshape(tf.range(4), [1, 2, 2, 1]), 2, 2, "VALID")[0, 0, 0, 0]) == 3
    )


def test_morphology():
    w = np.array([[[0.5, 0.1]], [[-1.0, 0.3]]])
    rows = [X[:, :-1], X[:, 1:]]
    fn = lambda x, w: tf.nn.dilation2d(x, w, [1, 1, 1, 1], "VALID", "NHWC", [1, 1, 1, 1])  # noqa: E731
    check_op(fn, X, w, expected=np.maximum(rows[0] + w[0, 0], rows[1] + w[1, 0]))
    fn = lambda x, w: tf.nn.erosion2d(x, w, [1, 1, 1, 1], "VALID", "NHWC", [1, 1, 1, 1])  # noqa: E731
    check_op(fn, X, w, expected=np.minimum(rows[0] - w[1, 0], rows[1] - w[0, 0]))


def test_refusals():
    with pytest.raises(tf.errors.InvalidArgumentError, match="Window size"):
        tf.nn.avg_pool2d(X, 0, 1, "VALID")
    with pytest.raises(tf.errors.InvalidArgumentError, match="Stride"):
        tf.nn.max_pool2d(X, 2, 0, "VALID")
    with pytest.raises(ValueError, match="3, 4 or 5"):
        tf.nn.max_pool([[1.0]], 2, 1, "SAME")
    with pytest.raises(tf.errors.UnimplementedError, match="depth"):
        tf.nn.max_pool2d(X, [1, 2, 2, 2], 1, "SAME")
    with pytest.raises(ValueError, match="length"):
        tf.nn.max_pool2d(X, [2, 2, 2], 1, "SAME")
