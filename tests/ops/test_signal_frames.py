"""Frames, and short-time spectra there and back."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.random.default_rng(0).normal(size=(2, 20))


def test_frame():
    wanted = np.stack([X[:, i : i + 6] for i in range(0, 15, 4)], 1)
    check_op(lambda x: tf.signal.frame(x, 6, 4), X, expected=wanted)
    found = check_op(lambda x: tf.signal.frame(x, 6, 4, pad_end=True, pad_value=9), X, grad=False)
    assert found.shape == (2, 5, 6)
    assert found[0, 4].numpy().tolist() == [*X[0, 16:], 9, 9]
    assert tf.signal.frame(X, 2, 1, axis=0).shape == (1, 2, 20)
    with pytest.raises(ValueError, match="scalar"):
        tf.signal.frame(X, [4], 3)


def test_overlap_and_add():
    frames = X[:, :15].reshape(2, 3, 5)
    for step in (1, 2, 5, 7):
        wanted = np.zeros((2, 2 * step + 5))
        for i in range(3):
            wanted[:, i * step : i * step + 5] += frames[:, i]
        check_op(lambda x, s=step: tf.signal.overlap_and_add(x, s), frames, expected=wanted)
    with pytest.raises(ValueError, match="rank"):
        tf.signal.overlap_and_add(X[0], 2)


def test_stft():
    window = np.hanning(9)[:-1]
    frames = np.stack([X[:, i : i + 8] for i in range(0, 13, 4)], 1) * window
    check_op(lambda x: tf.signal.stft(x, 8, 4), X, expected=np.fft.rfft(frames), atol=1e-6)
    check_op(
        lambda x: tf.signal.stft(x, 8, 4, fft_length=16), X, expected=np.fft.rfft(frames, 16),
        grad=False,
    )  # fmt: skip
    plain = tf.signal.stft(X, 8, 4, window_fn=None)
    np.testing.assert_allclose(plain, np.fft.rfft(frames / np.where(window, window, 1)), atol=5)


def test_there_and_back():
    def round_trip(x):
        window = tf.signal.inverse_stft_window_fn(4)
        return tf.signal.inverse_stft(tf.signal.stft(x, 8, 4), 8, 4, window_fn=window)

    found = check_op(round_trip, X, grad=False)
    np.testing.assert_allclose(found[:, 4:16], X[:, 4:16], atol=1e-6)


def test_unknown_length_of_the_signal():
    signature = [tf.TensorSpec([None, None], tf.float64)]
    run = tf.function(lambda x: tf.signal.stft(x, 8, 4), input_signature=signature)
    np.testing.assert_allclose(run(X), tf.signal.stft(X, 8, 4), atol=1e-9)


def test_gradient_of_overlapping_frames_is_a_tensor():
    x = tf.range(8.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        frames = tf.reduce_sum(tf.signal.frame(x, 4, 2) ** 2)
        spectra = tf.reduce_sum(tf.abs(tf.signal.stft(x, 4, 2)))
    expected = [0.0, 2.0, 8.0, 12.0, 16.0, 20.0, 12.0, 14.0]
    assert tape.gradient(frames, x).numpy().tolist() == expected
    assert tape.gradient(spectra, x).shape == (8,)


def test_a_scalar_has_no_frames():
    for function in (tf.signal.frame, tf.signal.stft):
        with pytest.raises(ValueError, match="rank"):
            function(tf.constant(1.0), 4, 2)
