"""LeakyReLU: a rectifier that lets some of the negative side through."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations
from pellucid.keras.layers.layer import Layer


class LeakyReLU(Layer):
    """x where x > 0, negative_slope · x below.

    Args:
        negative_slope: slope of the negative side (`alpha` in Keras 2).

    Shapes: output as input.
    Example: `keras.layers.LeakyReLU(0.5)([-2., 1.])` gives `[-1., 1.]`.
    """

    def __init__(self, negative_slope: float = 0.3, **kwargs: Any) -> None:
        if "alpha" in kwargs:
            negative_slope = kwargs.pop("alpha")
        super().__init__(**kwargs)
        if negative_slope is None or negative_slope < 0:
            raise ValueError(
                "The negative_slope value of a Leaky ReLU layer cannot be None or negative "
                f"value. Expected a float. Received: negative_slope={negative_slope}"
            )
        self.negative_slope = negative_slope
        self.supports_masking = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The rectified input."""
        return activations.leaky_relu(inputs, self.negative_slope)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "negative_slope": self.negative_slope}
