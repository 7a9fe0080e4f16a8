"""Fourier transforms against NumPy, gradients against differences."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.random.default_rng(0).normal(size=(2, 3, 4, 6))
Z = X + 1j * np.random.default_rng(1).normal(size=X.shape)
AXES = {"": (-1,), "2d": (-2, -1), "3d": (-3, -2, -1)}


@pytest.mark.parametrize("rank", AXES)
def test_values(rank):
    axes = AXES[rank]
    for name in ("fft", "ifft"):
        check_op(
            getattr(tf.signal, name + rank), Z, grad=False,
            expected=getattr(np.fft, name + "n")(Z, axes=axes),
        )  # fmt: skip
    check_op(getattr(tf.signal, "rfft" + rank), X, grad=False, expected=np.fft.rfftn(X, axes=axes))
    check_op(
        getattr(tf.signal, "irfft" + rank), Z, grad=False, expected=np.fft.irfftn(Z, axes=axes)
    )


@pytest.mark.parametrize("rank", AXES)
def test_gradients(rank):
    x = X[:1, :, :3, :5]

    def there_and_back(x):
        spectrum = getattr(tf.signal, "rfft" + rank)(x)
        weights = tf.cast(tf.reshape(tf.range(tf.size(spectrum)), tf.shape(spectrum)), x.dtype)
        return getattr(tf.signal, "irfft" + rank)(spectrum * tf.cast(weights, spectrum.dtype))

    check_op(there_and_back, x)
    check_op(lambda x: tf.abs(getattr(tf.signal, "fft" + rank)(tf.cast(x, tf.complex128))), x)


@pytest.mark.parametrize("length", [3, 4, 6, 7, 8])
def test_lengths(length):
    check_op(lambda x: tf.signal.rfft(x, [length]), X[0, 0], expected=np.fft.rfft(X[0, 0], length))
    check_op(
        lambda z: tf.signal.irfft(z, [length]), Z, expected=np.fft.irfft(Z, length), grad=False
    )


def test_dtypes():
    assert tf.signal.fft([1.0, 2.0]).dtype == tf.complex64
    assert tf.signal.rfft([1, 2, 3]).dtype == tf.complex64
    assert tf.signal.rfft(tf.constant(X)).dtype == tf.complex128
    with pytest.raises(ValueError, match="float32"):
        tf.signal.rfft(tf.constant([1 + 0j]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="rank"):
        tf.signal.fft2d(tf.constant([1 + 0j]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="fft_length"):
        tf.signal.rfft(X, [2, 2])


def test_shifts():
    for axes in (None, 1, [0, 2]):
        check_op(
            lambda x, a=axes: tf.signal.fftshift(x, a), X, grad=False,
            expected=np.fft.fftshift(X, axes),
        )  # fmt: skip
        check_op(
            lambda x, a=axes: tf.signal.ifftshift(x, a), X, grad=False,
            expected=np.fft.ifftshift(X, axes),
        )  # fmt: skip
