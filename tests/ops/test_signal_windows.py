"""Windows against NumPy's and known properties."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf


def test_raised_cosines():
    for n in (3, 8):
        np.testing.assert_allclose(
            tf.signal.hann_window(n, periodic=False), np.hanning(n), atol=1e-6
        )
        np.testing.assert_allclose(
            tf.signal.hamming_window(n, periodic=False), np.hamming(n), atol=1e-6
        )
    np.testing.assert_allclose(tf.signal.hann_window(8), np.hanning(9)[:-1], atol=1e-6)
    assert tf.signal.hann_window(1).numpy().tolist() == [1]
    assert tf.signal.hann_window(tf.constant(4), dtype=tf.float64).dtype == tf.float64


def test_others():
    np.testing.assert_allclose(tf.signal.kaiser_window(9, 4.0), np.kaiser(9, 4.0), rtol=1e-5)
    computed = tf.signal.kaiser_window(9, tf.constant(4.0))
    np.testing.assert_allclose(computed, np.kaiser(9, 4.0), rtol=1e-5)
    for window in (tf.signal.vorbis_window(12), tf.signal.kaiser_bessel_derived_window(12)):
        w = window.numpy()
        np.testing.assert_allclose(w[:6] ** 2 + w[6:] ** 2, 1, rtol=1e-5)


def test_errors():
    with pytest.raises(ValueError, match="floating"):
        tf.signal.hann_window(8, dtype=tf.int32)
    with pytest.raises(ValueError, match="scalar"):
        tf.signal.vorbis_window([8])
