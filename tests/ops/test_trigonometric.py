"""Trigonometric and hyperbolic functions."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

SMALL = np.array([-0.8, -0.1, 0.3, 0.9])
NAMES = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "atanh": "arctanh",
}


@pytest.mark.parametrize("name", ["sin", "cos", "tan", "sinh", "cosh", "tanh", *NAMES])
def test_function(name):
    check_op(getattr(tf.math, name), SMALL, expected=getattr(np, NAMES.get(name, name)))


def test_acosh():
    check_op(tf.math.acosh, SMALL + 2, expected=np.arccosh)


def test_atan2():
    check_op(tf.math.atan2, SMALL, SMALL[::-1].copy(), expected=np.arctan2)


@pytest.mark.parametrize("name", ["sin", "cosh", "tanh"])
def test_complex_derivative_is_conjugate(name):
    z = tf.constant(0.3 + 0.4j)
    fn = getattr(tf.math, name)
    with tf.GradientTape() as tape:
        tape.watch(z)
        y = fn(z)
    step = 1e-6
    slope = (fn(z + step) - fn(z - step)).numpy() / (2 * step)
    np.testing.assert_allclose(tape.gradient(y, z).numpy(), np.conj(slope), rtol=1e-6)
