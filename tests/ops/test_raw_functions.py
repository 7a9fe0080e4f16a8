"""Ops that TensorFlow offers at its top under their own parameters."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

X = np.arange(6.0, dtype=np.float32).reshape(2, 3)


def test_transforms():
    np.testing.assert_allclose(
        tf.fftnd(tf.constant(X, tf.complex64), [2, 3], [0, 1]), np.fft.fftn(X), atol=1e-4
    )
    half = tf.rfftnd(X, [2, 3], [0, 1])
    np.testing.assert_allclose(half, np.fft.rfftn(X), atol=1e-4)
    np.testing.assert_allclose(tf.irfftnd(half, [2, 3], [0, 1]), X, atol=1e-5)
    np.testing.assert_allclose(
        tf.ifftnd(tf.constant(X, tf.complex64), [3], [1]), np.fft.ifft(X), atol=1e-5
    )


def test_convolutions():
    x, w = tf.ones([2, 3, 4, 4, 1]), tf.ones([2, 2, 1, 1])
    found = tf.conv(x, w, [1, 1, 1, 1], "VALID", batch_dims=2)
    assert found.shape == (2, 3, 3, 3, 1)
    np.testing.assert_array_equal(found, 4.0)
    solid = tf.conv(x, tf.ones([2, 2, 2, 1, 1]), [1] * 5, "VALID")
    assert solid.shape == (2, 2, 3, 3, 1)
    with pytest.raises(ValueError, match="groups"):
        tf.conv(x, w, [1, 1, 1, 1], "VALID", batch_dims=2, groups=3)
    with pytest.raises(tf.errors.UnimplementedError):
        tf.conv(x, w, [1, 1, 1, 1], "VALID")
    image, dy = x[0], found[0]
    by_input = tf.conv2d_backprop_input_v2(image, w, dy, [1, 1, 1, 1], "VALID")
    by_filter = tf.conv2d_backprop_filter_v2(image, w, dy, [1, 1, 1, 1], "VALID")
    assert (by_input.shape, by_filter.shape) == (image.shape, w.shape)
    assert by_filter.numpy()[0, 0, 0, 0] == 3 * 9 * 4


def test_others():
    assert tf.realdiv(3.0, 2.0).numpy() == 1.5
    np.testing.assert_allclose(tf.matrix_square_root([[4.0, 0.0], [0.0, 9.0]]), [[2, 0], [0, 3]])
    places = tf.random_index_shuffle(tf.range(10), tf.constant([1, 2, 3], tf.uint32), 9)
    assert sorted(places.numpy()) == list(range(10))
    with pytest.raises(tf.errors.FailedPreconditionError):
        tf.check_pinned(1.0)
