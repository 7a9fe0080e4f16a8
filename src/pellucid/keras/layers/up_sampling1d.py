"""UpSampling1D: longer sequences."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class UpSampling1D(Layer):
    """Each step is repeated `size` times.

    Args:
        size: the factor.

    Shapes: (batch, steps, channels) to (batch, steps · size, channels).
    Example: `keras.layers.UpSampling1D(2)(tf.ones((1, 2, 3))).shape` gives `(1, 4, 3)`.
    """

    keeps_dtype = True

    def __init__(self, size: int = 2, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.size = int(size)
        self.input_spec = InputSpec(ndim=3)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The longer sequence."""
        return tf.repeat(inputs, self.size, axis=1)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> list[Any]:
        """[batch, steps · size, channels]."""
        batch, steps, channels = input_shape
        return [batch, None if steps is None else steps * self.size, channels]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "size": self.size}
