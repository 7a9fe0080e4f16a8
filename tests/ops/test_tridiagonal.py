"""Matrices with few diagonals."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

BANDS = np.array([[1.0, 2.0, 0.0], [4.0, 5.0, 6.0], [0.0, 1.0, 2.0]])
MATRIX = np.array([[4.0, 1.0, 0.0], [1.0, 5.0, 2.0], [0.0, 2.0, 6.0]])
B = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.0]])


def test_matmul():
    check_op(tf.linalg.tridiagonal_matmul, BANDS, B, expected=MATRIX @ B)
    found = tf.linalg.tridiagonal_matmul(MATRIX, B, "matrix")
    np.testing.assert_allclose(found.numpy(), MATRIX @ B)


def test_solve():
    check_op(tf.linalg.tridiagonal_solve, BANDS, B, expected=np.linalg.solve(MATRIX, B))
    expected = np.linalg.solve(MATRIX, B[:, 0])
    for diagonals, form in (
        (list(BANDS), "sequence"),
        ((BANDS[0, :2], BANDS[1], BANDS[2, 1:]), "sequence"),
        (MATRIX, "matrix"),
    ):
        np.testing.assert_allclose(
            tf.linalg.tridiagonal_solve(diagonals, B[:, 0], form).numpy(), expected
        )
    with pytest.raises(ValueError, match="incompatible"):
        tf.linalg.tridiagonal_solve(BANDS, [1.0, 2.0])
    with pytest.raises(ValueError, match="diagonals_format"):
        tf.linalg.tridiagonal_solve(BANDS, B, "rows")


def test_banded_triangular_solve():
    bands = np.array([[1.0, 2.0, 3.0], [0.0, 0.5, 0.2]])
    matrix = np.array([[1.0, 0.0, 0.0], [0.5, 2.0, 0.0], [0.0, 0.2, 3.0]])
    check_op(
        tf.linalg.banded_triangular_solve,
        bands,
        B,
        expected=np.linalg.solve(matrix, B),
        shapes=False,
    )


def test_eigenvalues():
    alpha, beta = np.array([4.0, 5.0, 6.0]), np.array([1.0, 2.0])
    expected = np.linalg.eigvalsh(np.diag(alpha) + np.diag(beta, 1) + np.diag(beta, -1))
    check_op(tf.linalg.eigh_tridiagonal, alpha, beta, expected=expected)
    found = tf.linalg.eigh_tridiagonal(alpha, beta, select="i", select_range=(1, 2))
    np.testing.assert_allclose(found.numpy(), expected[1:])
    found = tf.linalg.eigh_tridiagonal(alpha, beta, select="v", select_range=(0.0, 6.0))
    np.testing.assert_allclose(found.numpy(), expected[expected <= 6])
    with pytest.raises(ValueError, match="select_range"):
        tf.linalg.eigh_tridiagonal(alpha, beta, select="i")
