"""WAV files written and read, against Python's own module."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

import pellucid as tf

AUDIO = np.array([[0.0, 0.5], [-0.5, 1.0], [-1.0, 2.0]], np.float32)


def test_round_trip():
    stored = tf.audio.encode_wav(AUDIO, 8000)
    found = tf.audio.decode_wav(stored)
    np.testing.assert_allclose(found.audio, np.clip(AUDIO, -1, 32767 / 32768))
    assert int(found.sample_rate) == 8000
    with wave.open(io.BytesIO(stored.numpy())) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, 8000, 3)


def test_desired_sizes():
    stored = tf.audio.encode_wav(AUDIO[:, :1], 8000)
    found = tf.audio.decode_wav(stored, desired_channels=2, desired_samples=4).audio
    assert found.numpy().tolist() == [[0, 0], [-0.5, -0.5], [-1, -1], [0, 0]]
    assert tf.audio.decode_wav(stored, desired_samples=2).audio.shape == (2, 1)
    run = tf.function(lambda v: tf.audio.decode_wav(v, 1, 2).audio)
    assert run(stored).shape == (2, 1)


@pytest.mark.parametrize("cut", [0, 4, 20, 40, 48])
def test_damaged_files(cut):
    stored = tf.audio.encode_wav(AUDIO, 8000).numpy()
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.audio.decode_wav(stored[:cut])


def test_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match="2-dimensional"):
        tf.audio.encode_wav(AUDIO[0], 8000)
    with pytest.raises(tf.errors.InvalidArgumentError, match="16-bit"):
        data = bytearray(tf.audio.encode_wav(AUDIO, 8000).numpy())
        data[34] = 8
        tf.audio.decode_wav(bytes(data))
