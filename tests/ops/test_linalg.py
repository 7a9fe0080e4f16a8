"""Norms, pseudo-inverses and functions of matrices."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op
from scipy import linalg

import pellucid as tf

RNG = np.random.default_rng(3)
M = RNG.normal(size=(3, 4))
S = RNG.normal(size=(3, 3)) * 0.5 + 2 * np.eye(3)


@pytest.mark.parametrize(
    ("order", "axis"),
    [
        ("euclidean", None),
        (1, 1),
        (np.inf, 0),
        (3, 1),
        ("fro", (0, 1)),
        (1, (0, 1)),
        (2, (0, 1)),
        (np.inf, (0, 1)),
    ],
)
def test_norm(order, axis):
    expected = np.linalg.norm(M, None if order in ("euclidean", "fro") else order, axis)
    check_op(lambda x: tf.norm(x, order, axis), M, expected=expected)


def test_norm_without_axis_is_of_the_vector():
    assert tf.norm([[1.0, 2.0], [3.0, 4.0]], ord=1).numpy() == 10
    assert tf.norm([[3.0, 4.0]], keepdims=True).shape == (1, 1)


@pytest.mark.parametrize(
    ("order", "axis"), [(0, None), (-1, 1), (3, (0, 1)), ("euclidean", (0, 1, 2)), (1, (0, 0))]
)
def test_norms_that_do_not_exist(order, axis):
    with pytest.raises(ValueError, match="norm"):
        tf.norm(M, order, axis)


def test_normalize():
    check_op(lambda x: tf.linalg.normalize(x, axis=1), M)
    check_op(
        lambda x: tf.math.l2_normalize(x, 0), M, expected=lambda x: x / np.linalg.norm(x, axis=0)
    )
    assert tf.math.l2_normalize([0.0, 0.0]).numpy().tolist() == [0, 0]
    with pytest.raises(ValueError, match="not both"):
        tf.math.l2_normalize([1.0], axis=0, dim=0)


def test_cross():
    check_op(tf.linalg.cross, M[:, :3].copy(), M[:, 1:].copy(), expected=np.cross)
    with pytest.raises(tf.errors.FailedPreconditionError):
        tf.linalg.cross([1.0, 0.0], [0.0, 1.0])


def test_rank_and_pinv():
    check_op(
        tf.linalg.matrix_rank,
        np.outer([1.0, 2.0], [1.0, 3.0, 4.0]),
        expected=np.int32(1),
        dtype=tf.int32,
    )
    check_op(tf.linalg.pinv, M, expected=np.linalg.pinv)
    with pytest.raises(TypeError, match="float"):
        tf.linalg.pinv([[1, 2]])


@pytest.mark.parametrize("shape", [(4, 2), (2, 4)])
def test_lstsq(shape):
    a, b = RNG.normal(size=shape), RNG.normal(size=(shape[0], 2))
    expected = np.linalg.lstsq(a, b)[0]
    check_op(tf.linalg.lstsq, a, b, expected=expected)
    np.testing.assert_allclose(tf.linalg.lstsq(a, b, fast=False).numpy(), expected)
    ridge = np.linalg.solve(a.T @ a + 0.5 * np.eye(shape[1]), a.T @ b)
    np.testing.assert_allclose(tf.linalg.lstsq(a, b, l2_regularizer=0.5).numpy(), ridge)


def test_expm():
    check_op(tf.linalg.expm, S, expected=linalg.expm)
    np.testing.assert_allclose(tf.linalg.expm(S * 30).numpy(), linalg.expm(S * 30), rtol=1e-8)


def test_gradient_of_expm_in_a_function():
    @tf.function
    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.linalg.trace(tf.linalg.expm(x))
        return tape.gradient(y, x)

    x = tf.constant(S * 30)
    np.testing.assert_allclose(slope(x), linalg.expm(S * 30).T, rtol=1e-8)


def test_sqrtm_and_logm():
    check_op(tf.linalg.sqrtm, S, expected=lambda x: np.real(linalg.sqrtm(x)))
    np.testing.assert_allclose(tf.linalg.logm(S.astype(complex)).numpy(), linalg.logm(S), atol=1e-9)


def test_gradient_of_the_logarithm():
    root = np.random.default_rng(3).normal(size=(2, 3, 3))
    positive = root @ np.swapaxes(root, -1, -2) + np.eye(3)
    check_op(lambda x: tf.math.real(tf.linalg.logm(tf.cast(x, tf.complex128))), positive, xla=False)
