"""Inverses, determinants, triangular factors."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

RNG = np.random.default_rng(1)
GENERAL = RNG.normal(size=(2, 3, 3)) + 2 * np.eye(3)
ROOT = RNG.normal(size=(3, 3))
POSITIVE = ROOT @ ROOT.T + np.eye(3)
B = RNG.normal(size=(2, 3, 2))


def symmetric(x):
    return (x + tf.linalg.matrix_transpose(x)) / 2


@pytest.mark.parametrize("adjoint", [False, True])
def test_inverse(adjoint):
    check_op(
        lambda x: tf.linalg.inv(x, adjoint=adjoint), GENERAL,
        expected=lambda x: np.linalg.inv(np.swapaxes(x, -1, -2) if adjoint else x),
    )  # fmt: skip


def test_singular():
    with pytest.raises(tf.errors.InvalidArgumentError, match="not invertible"):
        tf.linalg.inv([[1.0, 2.0], [2.0, 4.0]])
    with pytest.raises(tf.errors.InvalidArgumentError, match="square"):
        tf.linalg.inv([[1.0, 2.0]])


def test_determinants():
    check_op(tf.linalg.det, GENERAL, expected=np.linalg.det)
    check_op(
        lambda x: tuple(tf.linalg.slogdet(x)),
        GENERAL,
        expected=lambda x: tuple(np.linalg.slogdet(x)),
    )
    check_op(
        lambda x: tf.linalg.logdet(symmetric(x)),
        POSITIVE,
        expected=lambda x: np.log(np.linalg.det(x)),
    )
    sign, log = tf.linalg.slogdet([[0.0, 0.0], [0.0, 0.0]])
    assert (sign.numpy(), log.numpy()) == (0, -np.inf)


@pytest.mark.parametrize("adjoint", [False, True])
def test_solve(adjoint):
    check_op(
        lambda a, b: tf.linalg.solve(a, b, adjoint=adjoint), GENERAL, B,
        expected=lambda a, b: np.linalg.solve(np.swapaxes(a, -1, -2) if adjoint else a, b),
    )  # fmt: skip


@pytest.mark.parametrize("adjoint", [False, True])
@pytest.mark.parametrize("lower", [False, True])
def test_triangular_solve(lower, adjoint):
    def expected(a, b):
        a = np.tril(a) if lower else np.triu(a)
        return np.linalg.solve(np.swapaxes(a, -1, -2) if adjoint else a, b)

    check_op(
        lambda a, b: tf.linalg.triangular_solve(a, b, lower, adjoint), GENERAL, B, expected=expected
    )


def test_triangular_solve_with_a_zero():
    assert tf.linalg.triangular_solve([[0.0]], [[1.0]]).numpy() == np.inf


def test_cholesky():
    check_op(lambda x: tf.linalg.cholesky(symmetric(x)), POSITIVE, expected=np.linalg.cholesky)
    found = tf.linalg.cholesky([[[4.0, 0.0], [0.0, 9.0]], [[1.0, 2.0], [2.0, 1.0]]]).numpy()
    assert found[0].tolist() == [[2, 0], [0, 3]]
    assert np.isnan(found[1]).any()


def test_cholesky_solve():
    factor = np.linalg.cholesky(POSITIVE)
    check_op(
        tf.linalg.cholesky_solve, factor, B[0], expected=np.linalg.solve(POSITIVE, B[0]), grad=[1]
    )


def test_lu():
    factors, p = tf.linalg.lu(GENERAL)
    assert p.dtype == tf.int32
    lower = np.tril(factors, -1) + np.eye(3)
    rebuilt = lower @ np.triu(factors)
    np.testing.assert_allclose(rebuilt, np.take_along_axis(GENERAL, p.numpy()[..., None], 1))
    np.testing.assert_allclose(tf.linalg.lu_reconstruct(factors, p).numpy(), GENERAL)
    np.testing.assert_allclose(
        tf.linalg.lu_matrix_inverse(factors, p).numpy(), np.linalg.inv(GENERAL)
    )
    np.testing.assert_allclose(
        tf.linalg.lu_solve(factors, p, B).numpy(), np.linalg.solve(GENERAL, B)
    )
    check_op(lambda x: tuple(tf.linalg.lu(x)), GENERAL)
