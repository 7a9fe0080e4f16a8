"""Comparisons and logic."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([1.0, 2.0, 3.0])
Y = np.array([2.0, 2.0, 2.0])


@pytest.mark.parametrize(
    "name", ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"]
)
def test_comparison(name):
    check_op(getattr(tf, name), X, Y, expected=getattr(np, name), dtype=tf.bool)


@pytest.mark.parametrize("name", ["logical_and", "logical_or", "logical_xor"])
def test_logic(name):
    check_op(getattr(tf.math, name), X > 1, Y > X, expected=getattr(np, name), dtype=tf.bool)


def test_not():
    check_op(tf.logical_not, X > 1, expected=np.logical_not)


@pytest.mark.parametrize(
    ("name", "expected"), [("is_nan", "isnan"), ("is_inf", "isinf"), ("is_finite", "isfinite")]
)
def test_classes_of_floats(name, expected):
    x = np.array([1.0, np.nan, np.inf, -np.inf])
    check_op(getattr(tf.math, name), x, expected=getattr(np, expected))


def test_strings_are_equal_or_not():
    assert tf.equal("a", ["a", "b"]).numpy().tolist() == [True, False]
    assert tf.not_equal("a", ["a", "b"]).numpy().tolist() == [False, True]


def test_shapes_that_do_not_fit():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.equal([1, 2], [1, 2, 3])
    assert not (tf.constant([1, 2]) == tf.constant([1, 2, 3]))


def test_order_of_elements():
    assert tf.math.is_non_decreasing([1, 1, 2]).numpy()
    assert not tf.math.is_strictly_increasing([1, 1, 2]).numpy()
    assert tf.math.is_strictly_increasing(tf.zeros([0])).numpy()
    check_op(tf.math.is_strictly_increasing, X, expected=np.bool_(True))
