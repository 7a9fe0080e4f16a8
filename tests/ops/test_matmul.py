"""Matrix products and transposition."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

RNG = np.random.default_rng(0)
A = RNG.normal(size=(2, 3))
B = RNG.normal(size=(3, 4))


@pytest.mark.parametrize("transpose_a", [False, True])
@pytest.mark.parametrize("transpose_b", [False, True])
def test_matmul(transpose_a, transpose_b):
    a = A.T.copy() if transpose_a else A
    b = B.T.copy() if transpose_b else B
    check_op(
        lambda x, y: tf.matmul(x, y, transpose_a=transpose_a, transpose_b=transpose_b), a, b,
        expected=lambda x, y: A @ B,
    )  # fmt: skip


@pytest.mark.parametrize("adjoint_a", [False, True])
@pytest.mark.parametrize("adjoint_b", [False, True])
def test_batches_broadcast(adjoint_a, adjoint_b):
    a, b = RNG.normal(size=(2, 1, 3, 4)), RNG.normal(size=(5, 4, 2))
    expected = a @ b
    a = np.swapaxes(a, -1, -2).copy() if adjoint_a else a
    b = np.swapaxes(b, -1, -2).copy() if adjoint_b else b
    check_op(
        lambda x, y: tf.matmul(x, y, adjoint_a=adjoint_a, adjoint_b=adjoint_b),
        a,
        b,
        expected=expected,
    )


def test_complex():
    a = A + 1j * A[::-1]
    found = tf.matmul(a, a, adjoint_b=True)
    np.testing.assert_allclose(found.numpy(), a @ a.conj().T)
    found = tf.matmul(a[None], a[None], transpose_b=True)
    np.testing.assert_allclose(found.numpy(), (a @ a.T)[None])


def test_dtypes():
    assert tf.matmul([[1, 2]], [[3], [4]]).numpy() == 11
    narrow = tf.constant([[100, 100]], tf.int8)
    found = tf.matmul(narrow, narrow, transpose_b=True, output_type=tf.int32)
    assert found.dtype == tf.int32
    assert found.numpy() == 20000
    half = tf.ones([2, 4096], tf.bfloat16)
    assert tf.matmul(half, half, transpose_b=True).numpy()[0, 0] == 4096


def test_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"transpose_b=True"):
        tf.matmul(tf.ones([2, 3]), tf.ones([2, 3]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="2 dimensions"):
        tf.matmul([1.0], [2.0])
    with pytest.raises(ValueError, match="only one of them"):
        tf.matmul(A, B, transpose_a=True, adjoint_a=True)
    with pytest.raises(ValueError, match="inner dimensions"):
        tf.function(tf.matmul)(tf.ones([2, 3]), tf.ones([4, 3]))


def test_matvec():
    check_op(tf.linalg.matvec, A, np.array([1.0, 2.0, 3.0]), expected=np.matmul)
    check_op(
        lambda a, b: tf.linalg.matvec(a, b, transpose_a=True), A, np.array([1.0, 2.0]),
        expected=lambda a, b: a.T @ b,
    )  # fmt: skip


@pytest.mark.parametrize("axes", [1, 0, [[1], [0]], [1, 0]])
def test_tensordot(axes):
    check_op(
        lambda a, b: tf.tensordot(a, b, axes), A, B, expected=lambda a, b: np.tensordot(a, b, axes)
    )


def test_tensordot_errors():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.tensordot(tf.ones([2, 3]), tf.ones([4, 4]), 1)
    with pytest.raises(ValueError, match="axes"):
        tf.tensordot(tf.ones([2, 3]), tf.ones([3, 4]), [[0, 1], [0]])


def test_transposes():
    x = RNG.normal(size=(2, 3, 4))
    check_op(tf.linalg.matrix_transpose, x, expected=lambda x: np.swapaxes(x, 1, 2))
    check_op(tf.linalg.adjoint, A + 1j, expected=lambda x: x.conj().T)
    with pytest.raises(ValueError, match="rank"):
        tf.linalg.matrix_transpose([1.0])
