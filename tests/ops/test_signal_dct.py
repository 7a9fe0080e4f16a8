"""Cosine transforms against SciPy's and their own definition."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.random.default_rng(0).normal(size=(2, 6))


def _direct(x, kind):
    n, size = np.arange(x.shape[-1]), x.shape[-1]
    k = n[:, None]
    if kind == 1:
        weights = np.where((n == 0) | (n == size - 1), 1, 2)
        matrix = weights * np.cos(np.pi * k * n / (size - 1))
    elif kind == 2:
        matrix = 2 * np.cos(np.pi * k * (2 * n + 1) / (2 * size))
    elif kind == 3:
        matrix = np.where(n == 0, 1, 2) * np.cos(np.pi * (2 * k + 1) * n / (2 * size))
    else:
        matrix = 2 * np.cos(np.pi * (2 * k + 1) * (2 * n + 1) / (4 * size))
    return x @ matrix.T


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_types(kind):
    check_op(lambda x: tf.signal.dct(x, kind), X, expected=_direct(X, kind))
    padded = np.pad(X, [(0, 0), (0, 3)])
    np.testing.assert_allclose(tf.signal.dct(X, kind, n=9), _direct(padded, kind), atol=1e-9)
    np.testing.assert_allclose(tf.signal.dct(X, kind, n=4), _direct(X[:, :4], kind), atol=1e-9)


@pytest.mark.parametrize("kind", [2, 3, 4])
def test_orthonormal(kind):
    y = check_op(lambda x: tf.signal.dct(x, kind, norm="ortho"), X)
    np.testing.assert_allclose(np.sum(y**2), np.sum(X**2))
    np.testing.assert_allclose(tf.signal.idct(y, kind, norm="ortho"), X, atol=1e-9)


def test_errors():
    with pytest.raises(TypeError, match="float32"):
        tf.signal.dct([1, 2, 3])
    with pytest.raises(ValueError, match="1, 2, 3 or 4"):
        tf.signal.dct(X, 5)
    with pytest.raises(ValueError, match="orthonormal"):
        tf.signal.dct(X, 1, norm="ortho")
    with pytest.raises(NotImplementedError, match="axis"):
        tf.signal.dct(X, axis=0)


@pytest.mark.parametrize("norm", [None, "ortho"])
def test_mdct(norm):
    x = np.random.default_rng(1).normal(size=(2, 32))

    def round_trip(x):
        return tf.signal.inverse_mdct(tf.signal.mdct(x, 8, norm=norm), norm=norm)

    found = check_op(round_trip, x, grad=False)
    np.testing.assert_allclose(found[:, 4:-4], x[:, 4:-4], atol=1e-6)
    with pytest.raises(ValueError, match="multiple of 4"):
        tf.signal.mdct(x, 6)


def test_mel():
    matrix = tf.signal.linear_to_mel_weight_matrix(10, 65, 8000, 100.0, 3500.0).numpy()
    assert matrix.shape == (65, 10)
    assert not matrix[0].any()
    peaks = matrix.argmax(0)
    assert (np.diff(peaks) > 0).all()
    assert matrix.max() <= 1
    # Frequencies between two centres belong to both bands, to 1 in all.
    np.testing.assert_allclose(matrix[peaks[0] : peaks[-1]].sum(1), 1, rtol=1e-4)
    with pytest.raises(ValueError, match="num_mel_bins"):
        tf.signal.linear_to_mel_weight_matrix(0)
    with pytest.raises(ValueError, match="sample_rate"):
        tf.signal.linear_to_mel_weight_matrix(4, 9, 8000, 100.0, 5000.0)


def test_mfcc():
    wanted = _direct(X, 2) / np.sqrt(12)
    check_op(tf.signal.mfccs_from_log_mel_spectrograms, X, expected=wanted, grad=False)
