"""Rescaling: x · scale + offset."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras.layers.layer import Layer


class Rescaling(Layer):
    """x · scale + offset, e.g. `Rescaling(1 / 255)` for pixels.

    Args:
        scale, offset: numbers, or lists with one for each channel.

    Shapes: output as input; integers become floats.
    """

    def __init__(self, scale: Any, offset: Any = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale, self.offset = scale, offset
        self.supports_masking = True

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """No weights."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """inputs · scale + offset."""
        dtype = self.compute_dtype
        scale = tf.cast(tf.convert_to_tensor(self.scale), dtype)
        offset = tf.cast(tf.convert_to_tensor(self.offset), dtype)
        return tf.cast(inputs, dtype) * scale + offset

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        plain = [x.tolist() if isinstance(x, np.ndarray) else x for x in (self.scale, self.offset)]
        return {**super().get_config(), "scale": plain[0], "offset": plain[1]}
