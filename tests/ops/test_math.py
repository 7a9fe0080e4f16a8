"""Arithmetic: values, shape rules, compiled kernels and gradients."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([[0.5, -1.2, 2.0], [3.0, -0.1, 1.5]])
Y = np.array([[1.5], [-2.0]])

UNARY = [
    (tf.abs, np.abs),
    (tf.negative, np.negative),
    (tf.square, np.square),
    (tf.math.reciprocal, np.reciprocal),
]


@pytest.mark.parametrize(("fn", "expected"), UNARY, ids=lambda f: getattr(f, "__name__", "-"))
def test_unary(fn, expected):
    check_op(fn, X, expected=expected)


BINARY = [
    (tf.add, np.add),
    (tf.subtract, np.subtract),
    (tf.multiply, np.multiply),
    (tf.maximum, np.maximum),
    (tf.minimum, np.minimum),
    (tf.math.squared_difference, lambda x, y: (x - y) ** 2),
    (tf.math.multiply_no_nan, np.multiply),
]


@pytest.mark.parametrize(("fn", "expected"), BINARY, ids=lambda f: getattr(f, "__name__", "-"))
def test_binary_broadcasts(fn, expected):
    check_op(fn, X, Y, expected=expected)


def test_pow():
    check_op(tf.pow, np.abs(X), Y, expected=np.power)
    assert tf.pow(2, 3).numpy() == 8
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.pow(2, -1)


def test_pow_gradient_at_zero_is_finite():
    x = tf.constant([0.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.constant([2.0, 3.0])
        tape.watch([x, y])
        z = x**y
    by_x, by_y = tape.gradient(z, [x, y])
    assert by_x.numpy().tolist() == [0.0, 12.0]
    np.testing.assert_allclose(by_y.numpy(), [0.0, 8 * np.log(2)], rtol=1e-6)


def test_sign_has_a_zero_gradient():
    check_op(tf.sign, X, expected=np.sign)
    assert np.isnan(tf.sign(float("nan")).numpy())


def test_extremes_send_ties_to_the_first():
    x = tf.constant([1.0, 2.0])
    for fn in (tf.maximum, tf.minimum):
        with tf.GradientTape() as tape:
            y = tf.constant([1.0, 2.0])
            tape.watch([x, y])
            z = fn(x, y)
        by_x, by_y = tape.gradient(z, [x, y])
        assert by_x.numpy().tolist() == [1, 1]
        assert by_y.numpy().tolist() == [0, 0]


def test_python_operands_take_the_dtype_of_the_tensor():
    assert tf.add(tf.constant(1, tf.uint8), 255).numpy() == 0
    assert tf.multiply(tf.constant(2, tf.float64), 3).dtype == tf.float64
    with pytest.raises(TypeError):
        tf.multiply(tf.constant(2), 2.5)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.add(tf.constant(1), tf.constant(2.0))


def test_strings_are_joined():
    assert tf.add("a", ["b", "c"]).numpy().tolist() == [b"ab", b"ac"]


def test_complex_gradient_is_conjugate():
    z = tf.constant(3 + 4j)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(z)
        product, size = z * z, tf.abs(z)
    assert tape.gradient(product, z).numpy() == 6 - 8j
    np.testing.assert_allclose(tape.gradient(size, z).numpy(), 0.6 + 0.8j)


def test_add_n():
    check_op(lambda a, b: tf.add_n([a, b, a]), X, X * 2, expected=lambda a, b: 2 * a + b)
    with pytest.raises(ValueError, match="at least one"):
        tf.add_n([])
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.add_n([tf.constant(1.0), tf.constant([1.0, 2.0])])


def test_accumulate_n_checks_dtype_and_shape():
    assert tf.math.accumulate_n([[1.0], [2.0]], shape=[1]).numpy().tolist() == [3.0]
    with pytest.raises(TypeError):
        tf.math.accumulate_n([[1.0], [2.0]], tensor_dtype=tf.int32)
    with pytest.raises(ValueError, match="compatible"):
        tf.math.accumulate_n([[1.0], [2.0]], shape=[2])


def test_scalar_mul():
    check_op(lambda x: tf.math.scalar_mul(3, x), X, expected=lambda x: 3 * x)
    with pytest.raises(ValueError, match="scalar"):
        tf.math.scalar_mul([1.0, 2.0], tf.constant([1.0, 2.0]))


def test_polyval():
    check_op(lambda x: tf.math.polyval([1.0, 2.0, 3.0], x), X, expected=lambda x: x * x + 2 * x + 3)
    assert tf.math.polyval([], 2.0).numpy() == 0
    with pytest.raises(ValueError, match="list"):
        tf.math.polyval(3.0, 2.0)


def test_second_derivative():
    x = tf.constant(2.0)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = x * x * x
        first = inner.gradient(y, x)
    assert outer.gradient(first, x).numpy() == 12.0
