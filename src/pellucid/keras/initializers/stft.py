"""STFT: a fixed convolution kernel that computes a short-time Fourier transform."""

from __future__ import annotations

import math
from typing import Any

import pellucid as tf
from pellucid.keras.initializers.initializer import Initializer, resolve_dtype

_SIDES = ("real", "imag")
_SCALINGS = (None, "density", "spectrum")


class STFT(Initializer):
    """Cosine ('real') or negative sine ('imag') waves under a window, as a Conv1D kernel.

    Args:
        side: 'real' or 'imag'.
        window: 'hann', 'hamming', 'boxcar', an array of frame length, or None (boxcar).
        scaling: 'density', 'spectrum' or None.
        periodic: whether a named window is periodic rather than symmetric.

    Call shape: (frame length, 1, frequencies).
    """

    def __init__(
        self,
        side: str = "real",
        window: Any = "hann",
        scaling: str | None = "density",
        periodic: bool = False,
    ) -> None:
        if side not in _SIDES:
            raise ValueError(f"Invalid `side` argument. Expected {_SIDES}, received {side!r}.")
        if scaling not in _SCALINGS:
            raise ValueError(
                f"Invalid `scaling` argument. Expected {_SCALINGS}, received {scaling!r}."
            )
        self.side, self.window, self.scaling, self.periodic = side, window, scaling, periodic

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        dtype = resolve_dtype(dtype)
        length, channels, bins = shape
        if channels != 1:
            raise ValueError(
                f"STFT [shape]: expected (frame, 1, frequencies), received {tuple(shape)}."
            )
        window = self._window(length, dtype)
        size = (bins - 1) * 2
        time = tf.cast(tf.reshape(tf.range(length), (length, 1, 1)), dtype)
        freq = tf.cast(tf.reshape(tf.range(bins), (1, 1, bins)), dtype) / size
        angle = freq * time * tf.cast(2 * math.pi, dtype)
        wave = tf.cos(angle) if self.side == "real" else -tf.sin(angle)
        scale = self._scale(window)
        return wave * (window / scale)[:, None, None]

    def _window(self, length: int, dtype: Any) -> tf.Tensor:
        if self.window is None or self.window == "boxcar":
            return tf.ones((length,), dtype)
        if not isinstance(self.window, str):
            return tf.cast(tf.convert_to_tensor(self.window), dtype)
        a = {"hann": 0.5, "hamming": 0.54}[self.window]
        n = tf.cast(tf.range(length), dtype)
        period = length if self.periodic else max(length - 1, 1)
        return a - (1 - a) * tf.cos(2 * math.pi * n / period)

    def _scale(self, window: tf.Tensor) -> tf.Tensor:
        if self.scaling == "density":
            return tf.sqrt(tf.reduce_sum(tf.square(window)))
        if self.scaling == "spectrum":
            return tf.sqrt(tf.square(tf.reduce_sum(window)))
        return tf.ones((), window.dtype)

    def get_config(self) -> dict[str, Any]:
        """All constructor arguments."""
        return {
            "side": self.side,
            "window": self.window,
            "scaling": self.scaling,
            "periodic": self.periodic,
        }
