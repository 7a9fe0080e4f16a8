"""Exponentials, logarithms, roots, sigmoids."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

POSITIVE = np.array([[0.3, 1.0], [2.5, 7.0]])
ANY = np.array([-3.0, -0.5, 0.2, 4.0])


@pytest.mark.parametrize(
    ("fn", "expected"),
    [
        (tf.sqrt, np.sqrt),
        (tf.math.rsqrt, lambda x: 1 / np.sqrt(x)),
        (tf.math.log, np.log),
        (tf.math.log1p, np.log1p),
    ],
    ids=["sqrt", "rsqrt", "log", "log1p"],
)
def test_of_positive_numbers(fn, expected):
    check_op(fn, POSITIVE, expected=expected)


@pytest.mark.parametrize(
    ("fn", "expected"),
    [
        (tf.exp, np.exp),
        (tf.math.expm1, np.expm1),
        (tf.sigmoid, lambda x: 1 / (1 + np.exp(-x))),
        (tf.math.softplus, lambda x: np.log1p(np.exp(x))),
        (tf.math.log_sigmoid, lambda x: -np.log1p(np.exp(-x))),
        (tf.math.softsign, lambda x: x / (1 + np.abs(x))),
    ],
    ids=["exp", "expm1", "sigmoid", "softplus", "log_sigmoid", "softsign"],
)
def test_of_any_numbers(fn, expected):
    check_op(fn, ANY, expected=expected)


def test_large_arguments_do_not_overflow():
    assert tf.sigmoid([-1000.0, 1000.0]).numpy().tolist() == [0, 1]
    assert tf.math.softplus([-1000.0, 1000.0]).numpy().tolist() == [0, 1000]


def test_xlogy_is_zero_at_zero():
    check_op(tf.math.xlogy, ANY, POSITIVE.reshape(-1), expected=lambda x, y: x * np.log(y))
    check_op(tf.math.xlog1py, ANY, POSITIVE.reshape(-1), expected=lambda x, y: x * np.log1p(y))
    assert tf.math.xlogy(0.0, 0.0).numpy() == 0
    assert tf.math.xlog1py(0.0, -1.0).numpy() == 0


def test_complex():
    check_op(tf.exp, np.array([1 + 2j, -0.5j]), expected=np.exp)
    check_op(tf.sqrt, np.array([-4 + 0j, 2j]), expected=np.sqrt)


def test_half_precision():
    for dtype in (tf.float16, tf.bfloat16):
        x = tf.constant([0.5, 1.0], dtype)
        assert tf.exp(x).dtype == dtype
        np.testing.assert_allclose(np.float32(tf.sigmoid(x).numpy()), [0.6225, 0.7311], rtol=1e-2)


def test_integers_are_refused():
    with pytest.raises(tf.errors.InvalidArgumentError, match="int32"):
        tf.sqrt(4)
