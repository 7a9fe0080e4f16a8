"""Special functions against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op
from scipy import special

import pellucid as tf

INSIDE = np.array([-0.9, -0.2, 0.3, 0.95])
POSITIVE = np.array([0.3, 1.0, 2.5, 12.0])


@pytest.mark.parametrize("name", ["erf", "erfc", "erfinv"])
def test_error_functions(name):
    check_op(getattr(tf.math, name), INSIDE, expected=getattr(special, name))
    single = INSIDE.astype(np.float32)
    check_op(
        getattr(tf.math, name),
        single,
        expected=getattr(special, name),
        dtype=tf.float32,
        grad=False,
    )


def test_quantiles():
    check_op(tf.math.ndtri, np.array([0.01, 0.4, 0.9]), expected=special.ndtri)
    check_op(tf.math.erfcinv, np.array([0.01, 0.4, 1.9]), expected=special.erfcinv)
    assert tf.math.erfinv([-1.0, 1.0]).numpy().tolist() == [-np.inf, np.inf]


def test_gamma_functions():
    check_op(tf.math.lgamma, POSITIVE, expected=special.gammaln)
    check_op(tf.math.digamma, np.array([-1.5, 0.3, 2.0, 30.0]), expected=special.digamma)
    assert tf.math.lgamma(0.0).numpy() == np.inf
    check_op(
        tf.math.lbeta, np.array([[1.0, 2.0], [3.0, 4.0]]), expected=special.betaln([1, 3], [2, 4])
    )


def test_polygamma_and_zeta():
    a = np.array([1.0, 2.0, 3.0])
    x = np.array([0.5, 2.0, 4.0])
    check_op(tf.math.polygamma, a, x, expected=special.polygamma, grad=[1])
    check_op(tf.math.zeta, a + 1, x, expected=special.zeta, grad=[1])


def test_incomplete_functions():
    a, b, x = np.array([0.5, 2.0]), np.array([1.5, 0.7]), np.array([0.2, 0.8])
    check_op(tf.math.igamma, a, x, expected=special.gammainc)
    check_op(tf.math.igammac, a, x, expected=special.gammaincc)
    check_op(tf.math.betainc, a, b, x, expected=special.betainc, grad=[2])
    assert np.isnan(tf.math.igamma(0.0, 1.0).numpy())


def test_nextafter():
    check_op(tf.math.nextafter, INSIDE, INSIDE + 1, expected=np.nextafter, grad=False)
