"""Bessel functions and integrals against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op
from scipy import special

import pellucid as tf

X = np.array([0.2, 1.0, 3.7, 12.0])


@pytest.mark.parametrize("name", ["i0", "i0e", "i1", "i1e"])
def test_modified(name):
    check_op(
        getattr(tf.math, f"bessel_{name}"), X / 2, expected=getattr(special, name), grad_atol=1e-5
    )


@pytest.mark.parametrize("name", ["j0", "j1", "y0", "y1", "k0", "k0e", "k1", "k1e"])
def test_others(name):
    fn = getattr(tf.math.special, f"bessel_{name}")
    check_op(fn, X, expected=getattr(special, name), xla=False)


@pytest.mark.parametrize("name", ["dawsn", "spence"])
def test_integrals(name):
    check_op(
        getattr(tf.math.special, name), X, expected=getattr(special, name), xla=name == "spence"
    )


def test_expint():
    check_op(tf.math.special.expint, X, expected=special.expi)


def test_fresnel():
    sine, cosine = special.fresnel(X)
    check_op(tf.math.special.fresnel_sin, X, expected=sine, xla=False, grad_atol=1e-5)
    check_op(tf.math.special.fresnel_cos, -X, expected=-cosine, xla=False, grad_atol=1e-5)
