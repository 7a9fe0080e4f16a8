"""Divisions: signs, dtypes, zeros and gradients."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([[0.5, -1.2, 2.0], [3.0, -0.1, 1.5]])
Y = np.array([[1.5], [-2.0]])
INTS = np.array([7, -7, 8, -8], np.int32)
DIVISORS = np.array([2, 2, -3, -3], np.int32)


def test_truediv():
    check_op(tf.truediv, X, Y, expected=np.divide)
    assert tf.truediv(1, 2).dtype == tf.float64
    assert tf.truediv(tf.constant(1, tf.int16), 2).dtype == tf.float32
    with pytest.raises(TypeError, match="same dtype"):
        tf.truediv(tf.constant(1), tf.constant(2.0))


def test_divide_no_nan():
    check_op(tf.math.divide_no_nan, X, Y, expected=np.divide)
    assert tf.math.divide_no_nan(3.0, 0.0).numpy() == 0
    assert tf.math.divide_no_nan(3, 0).dtype == tf.float64


def test_xdivy():
    check_op(tf.math.xdivy, X, Y, expected=np.divide)
    assert tf.math.xdivy(0.0, float("nan")).numpy() == 0


def test_reciprocal_no_nan():
    expected = np.array([0.5, 0.0])
    check_op(tf.math.reciprocal_no_nan, np.array([2.0, 0.0]), expected=expected, grad=False)
    check_op(tf.math.reciprocal_no_nan, X)


@pytest.mark.parametrize(
    ("fn", "expected"),
    [
        (tf.math.floordiv, [3, -4, -3, 2]),
        (tf.math.floormod, [1, 1, -1, -2]),
        (tf.truncatediv, [3, -3, -2, 2]),
        (tf.truncatemod, [1, -1, 2, -2]),
    ],
    ids=["floordiv", "floormod", "truncatediv", "truncatemod"],
)
def test_integer_division(fn, expected):
    check_op(fn, INTS, DIVISORS, expected=np.array(expected), dtype=tf.int32)


def test_float_division():
    check_op(tf.math.floordiv, X, Y, expected=lambda x, y: np.floor(x / y), grad=False)
    check_op(tf.math.floormod, X, Y, expected=np.mod)
    check_op(tf.truncatemod, X, Y, expected=np.fmod, grad=False)


@pytest.mark.parametrize("fn", [tf.math.floordiv, tf.math.floormod])
def test_integer_division_by_zero(fn):
    with pytest.raises(tf.errors.InvalidArgumentError, match="division by zero"):
        fn(1, 0)


@pytest.mark.parametrize("fn", [tf.truncatediv, tf.truncatemod])
def test_truncated_division_by_zero(fn):
    with pytest.raises(tf.errors.InternalError):
        fn(1, 0)
