"""Activation functions: values, derivatives of every order, and what they refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([[-3.0, -0.5, 0.3, 1.0], [2.0, 7.0, -8.0, 0.1]])


def _softmax(x, axis=-1):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


ROWS = [
    (tf.nn.relu, lambda x: np.maximum(x, 0)),
    (tf.nn.relu6, lambda x: np.clip(x, 0, 6)),
    (tf.nn.leaky_relu, lambda x: np.where(x > 0, x, np.float64(np.float32(0.2)) * x)),
    (tf.nn.elu, lambda x: np.where(x > 0, x, np.expm1(x))),
    (
        tf.nn.selu,
        lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)),
    ),
    (tf.nn.silu, lambda x: x / (1 + np.exp(-x))),
    (tf.nn.softmax, _softmax),
    (tf.nn.log_softmax, lambda x: np.log(_softmax(x))),
    (tf.nn.crelu, lambda x: np.maximum(np.concatenate([x, -x], -1), 0)),
    (tf.nn.gelu, lambda x: 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))),
]


@pytest.mark.parametrize(("fn", "expected"), ROWS, ids=lambda f: getattr(f, "__name__", "-"))
def test_values_and_gradients(fn, expected):
    check_op(fn, X, expected=expected)


def test_softmax_along_another_axis():
    check_op(lambda x: tf.nn.softmax(x, axis=0), X, expected=lambda x: _softmax(x, 0))
    check_op(lambda x: tf.nn.log_softmax(x, 0), X, expected=lambda x: np.log(_softmax(x, 0)))


def test_gelu_approximation():
    inner = lambda x: math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)  # noqa: E731
    check_op(
        lambda x: tf.nn.gelu(x, approximate=True), X,
        expected=lambda x: 0.5 * x * (1 + np.tanh(inner(x))),
    )  # fmt: skip


def test_second_derivatives():
    x = tf.constant([-1.0, 0.5])
    for fn, expected in ((tf.nn.elu, [math.exp(-1), 0.0]), (tf.nn.relu, [0.0, 0.0])):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = fn(x)
            dy = inner.gradient(y, x)
        np.testing.assert_allclose(outer.gradient(dy, x), expected, rtol=1e-6)


def test_extremes():
    np.testing.assert_array_equal(tf.nn.softmax([[-np.inf, 0.0]]), [[0, 1]])
    np.testing.assert_array_equal(tf.nn.log_softmax([1000.0, 0.0]), [0, -1000])
    assert np.isnan(tf.nn.relu([np.nan]).numpy()).all()
    assert tf.nn.relu([-4, 3]).dtype == tf.int32


def test_refusals():
    with pytest.raises(tf.errors.InvalidArgumentError, match="int32"):
        tf.nn.softmax(tf.constant([1, 2]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="axis"):
        tf.nn.softmax([1.0, 2.0], axis=3)
    with pytest.raises(ValueError, match="floating"):
        tf.nn.gelu([1, 2])
