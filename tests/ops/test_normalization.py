"""Bias, moments and norms: values and gradients."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.ops.batch_norm import fused_batch_norm

RANDOM = np.random.default_rng(2)
X = RANDOM.normal(size=(2, 3, 2, 4))


def test_bias_add():
    b = RANDOM.normal(size=4)
    check_op(tf.nn.bias_add, X, b, expected=np.add)
    first = lambda x, b: tf.nn.bias_add(x, b, data_format="NCHW")  # noqa: E731
    check_op(first, X, b[:3], expected=lambda x, b: x + b[:, None, None])
    with pytest.raises(tf.errors.InvalidArgumentError, match="as many biases"):
        tf.nn.bias_add(X, b[:2])
    with pytest.raises(ValueError, match="data_format"):
        tf.nn.bias_add(X, b, data_format="HWC")


def test_moments():
    check_op(
        lambda x: tf.nn.moments(x, [0, 2]), X, expected=lambda x: (x.mean((0, 2)), x.var((0, 2)))
    )
    mean, variance = tf.nn.moments(tf.constant(X), [0], keepdims=True)
    assert mean.shape == variance.shape == (1, 3, 2, 4)
    count, first, second, shift = tf.nn.sufficient_statistics(tf.constant(X), [0, 1], shift=0.5)
    mean, variance = tf.nn.normalize_moments(count, first, second, shift)
    np.testing.assert_allclose(mean, X.mean((0, 1)))
    np.testing.assert_allclose(variance, X.var((0, 1)))


def test_weighted_moments():
    w = RANDOM.uniform(size=(2, 3, 1, 1)) + 0.1

    def expected(x, w):
        w = np.broadcast_to(w, x.shape)
        mean = np.average(x, 0, w)
        return mean, np.average((x - mean) ** 2, 0, w)

    check_op(lambda x, w: tf.nn.weighted_moments(x, [0], w), X, w, expected=expected)


def test_batch_normalization():
    mean, variance, offset, scale = (RANDOM.uniform(size=4) + 0.5 for _ in range(4))
    check_op(
        lambda *a: tf.nn.batch_normalization(*a, 1e-3), X, mean, variance, offset, scale,
        expected=lambda x, m, v, o, s: (x - m) / np.sqrt(v + 1e-3) * s + o,
    )  # fmt: skip


@pytest.mark.parametrize("output", [0, 1, 2])
def test_fused_batch_norm_trains(output):
    x, scale, offset = (
        a.astype(np.float32) for a in (X, RANDOM.normal(size=4), RANDOM.normal(size=4))
    )
    mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
    wanted = (
        (x - mean) / np.sqrt(variance + 1e-3) * scale + offset, mean, variance * 12 / 11,
    )  # fmt: skip
    fn = lambda *a: fused_batch_norm(*a)[output]  # noqa: E731
    check_op(fn, x, scale, offset, expected=wanted[output], rtol=1e-4, atol=1e-5, grad=False)

    # The gradient is that of the same formula put together from other ops.
    def plain(x, scale, offset):
        mean, variance = tf.nn.moments(x, [0, 1, 2])
        y = tf.nn.batch_normalization(x, mean, variance, offset, scale, 1e-3)
        return (y, mean, variance * 12 / 11)[output]

    weights = (
        np.cos(np.arange(wanted[output].size)).reshape(wanted[output].shape).astype(np.float32)
    )
    slopes = []
    for f in (fn, plain):
        inputs = [tf.constant(a) for a in (x, scale, offset)]
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            y = tf.reduce_sum(f(*inputs) * weights)
        slopes.append(tape.gradient(y, inputs, unconnected_gradients="zero"))
    for found, expected in zip(*slopes):
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5)


def test_fused_batch_norm_infers():
    x = X.astype(np.float32)
    moments = [np.full(4, v, np.float32) for v in (2.0, 0.5, 0.1, 0.9)]
    y, mean, _ = fused_batch_norm(
        x, moments[0], moments[1], moments[2], moments[3], is_training=False
    )
    np.testing.assert_allclose(y, (x - 0.1) / np.sqrt(0.901) * 2 + 0.5, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(mean, moments[2])
    with pytest.raises(ValueError, match="inference"):
        fused_batch_norm(x, moments[0], moments[1], is_training=False)


def test_local_response_normalization():
    x = X.astype(np.float32)
    square = np.pad(x**2, [(0, 0)] * 3 + [(1, 1)])
    total = square[..., :-2] + square[..., 1:-1] + square[..., 2:]
    check_op(
        lambda x: tf.nn.lrn(x, 1, 2.0, 0.5, 0.75),
        x,
        expected=x / (2 + 0.5 * total) ** 0.75,
        grad=False,
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected 4 dimensions"):
        tf.nn.lrn(x[0])
