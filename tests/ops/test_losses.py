"""Losses of logits: values, gradients of first and second order, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

Z = np.array([[1.0, 2.0, 3.0], [0.5, -0.5, 0.1]])
LABELS = np.array([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])


def _log_softmax(z):
    return z - np.log(np.exp(z).sum(-1, keepdims=True))


def test_softmax_cross_entropy():
    fn = lambda labels, z: tf.nn.softmax_cross_entropy_with_logits(labels, z)  # noqa: E731
    check_op(fn, LABELS, Z, expected=lambda y, z: -(y * _log_softmax(z)).sum(-1))


def test_softmax_cross_entropy_with_more_axes():
    z = np.stack([Z, Z * Z])
    # As in TensorFlow, the gradient counts on labels that sum to 1.
    labels = np.exp(np.moveaxis(_log_softmax(np.moveaxis(z - 1, 1, -1)), -1, 1))
    fn = lambda a, b: tf.nn.softmax_cross_entropy_with_logits(a, b, axis=1)  # noqa: E731
    moved = [np.moveaxis(a, 1, -1) for a in (labels, z)]
    check_op(fn, labels, z, expected=-(moved[0] * _log_softmax(moved[1])).sum(-1))


def test_softmax_cross_entropy_has_second_derivatives():
    z = tf.constant(Z)
    with tf.GradientTape() as outer:
        outer.watch(z)
        with tf.GradientTape() as inner:
            inner.watch(z)
            loss = tf.nn.softmax_cross_entropy_with_logits(LABELS, z)
        dz = inner.gradient(loss, z)
        first = dz[:, 0]
    p = np.exp(_log_softmax(Z))
    expected = p[:, :1] * (np.array([[1.0, 0, 0]]) - p)
    np.testing.assert_allclose(outer.gradient(first, z), expected, rtol=1e-6)


def test_sparse_softmax_cross_entropy():
    fn = lambda z: tf.nn.sparse_softmax_cross_entropy_with_logits([2, 0], z)  # noqa: E731
    check_op(fn, Z, expected=lambda z: -_log_softmax(z)[[0, 1], [2, 0]])
    with pytest.raises(tf.errors.InvalidArgumentError, match="label value of 5"):
        tf.nn.sparse_softmax_cross_entropy_with_logits([5], [[1.0, 2.0]])
    with pytest.raises(ValueError, match="ranks"):
        tf.nn.sparse_softmax_cross_entropy_with_logits([[1]], [[1.0, 2.0]])


def test_sigmoid_cross_entropy():
    fn = lambda y, x: tf.nn.sigmoid_cross_entropy_with_logits(y, x)  # noqa: E731
    check_op(
        fn, LABELS, Z, expected=lambda y, x: np.maximum(x, 0) - x * y + np.log1p(np.exp(-abs(x)))
    )
    with pytest.raises(ValueError, match="same shape"):
        tf.nn.sigmoid_cross_entropy_with_logits([1.0], [1.0, 2.0])


def test_weighted_cross_entropy():
    fn = lambda y, x: tf.nn.weighted_cross_entropy_with_logits(y, x, 2.0)  # noqa: E731
    s = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731
    check_op(
        fn, LABELS, Z, expected=lambda y, x: -2 * y * np.log(s(x)) - (1 - y) * np.log(1 - s(x))
    )


def test_others():
    check_op(tf.nn.l2_loss, Z, expected=lambda x: (x * x).sum() / 2)
    check_op(tf.nn.log_poisson_loss, LABELS, Z, expected=lambda y, c: np.exp(c) - y * c)
    assert float(tf.nn.compute_average_loss([1.0, 3.0], global_batch_size=4)) == 1.0
    assert float(tf.nn.scale_regularization_loss([1.0, 2.0])) == 3.0
