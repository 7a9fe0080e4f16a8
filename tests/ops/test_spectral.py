"""QR, singular values, eigenvalues."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

RNG = np.random.default_rng(2)
SQUARE = RNG.normal(size=(3, 3))
TALL = RNG.normal(size=(2, 4, 3))
SYMMETRIC = (SQUARE + SQUARE.T) / 2


@pytest.mark.parametrize(
    "x", [SQUARE, TALL, TALL.swapaxes(1, 2).copy()], ids=["square", "tall", "wide"]
)
def test_qr(x):
    q, r = tf.linalg.qr(x)
    np.testing.assert_allclose((q @ r).numpy(), x, atol=1e-12)
    check_op(lambda x: tuple(tf.linalg.qr(x)), x)


def test_full_qr():
    q, r = tf.linalg.qr(TALL, full_matrices=True)
    assert q.shape == (2, 4, 4)
    assert r.shape == (2, 4, 3)


@pytest.mark.parametrize("x", [SQUARE, TALL], ids=["square", "tall"])
def test_svd(x):
    s, u, v = tf.linalg.svd(x)
    np.testing.assert_allclose(
        (u * s[..., None, :]).numpy() @ np.swapaxes(v.numpy(), -1, -2), x, atol=1e-12
    )
    check_op(
        lambda x: tf.linalg.svd(x, compute_uv=False), x, expected=lambda x: np.linalg.svd(x)[1]
    )
    # Signs of singular vectors are free: their products are not.
    check_op(
        lambda x: (lambda s, u, v: tf.matmul(u, v, transpose_b=True) * s[..., :1, None])(
            *tf.linalg.svd(x)
        ),
        x,
    )


def test_full_svd_shapes():
    _, u, v = tf.linalg.svd(TALL, full_matrices=True)
    assert u.shape == (2, 4, 4)
    assert v.shape == (2, 3, 3)


def test_eigh():
    def lower(x):
        return (x + tf.transpose(x)) / 2

    check_op(lambda x: tf.linalg.eigvalsh(lower(x)), SYMMETRIC, expected=np.linalg.eigvalsh)
    check_op(lambda x: tf.abs(tf.linalg.eigh(lower(x))[1]), SYMMETRIC)
    e, v = tf.linalg.eigh(SYMMETRIC)
    np.testing.assert_allclose((v * e).numpy() @ v.numpy().T, SYMMETRIC, atol=1e-12)


def test_eig():
    e, v = tf.linalg.eig(SQUARE)
    assert e.dtype == tf.complex128
    np.testing.assert_allclose(SQUARE @ v.numpy(), (v * e).numpy(), atol=1e-10)
    np.testing.assert_allclose(
        np.sort(tf.linalg.eigvals(SQUARE)), np.sort(np.linalg.eigvals(SQUARE))
    )
    assert tf.linalg.eigvals(tf.eye(2)).dtype == tf.complex64


def test_gradient_of_eigenvalues():
    check_op(lambda x: tf.reduce_sum(tf.math.real(tf.linalg.eigvals(x)) ** 2), SQUARE, xla=False)
