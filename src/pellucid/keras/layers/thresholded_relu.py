"""ThresholdedReLU: the identity above a threshold."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.layer import Layer


class ThresholdedReLU(Layer):
    """x where x > theta, 0 elsewhere; a layer of Keras 2, now `ReLU(threshold=…)`.

    Args:
        theta: the threshold.

    Shapes: output as input.
    Example: `keras.layers.ThresholdedReLU(0.5)([0.5, 2.])` gives `[0., 2.]`.
    Raises:
        ValueError: theta is None or negative.
    """

    def __init__(self, theta: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if theta is None:
            raise ValueError(
                "Theta of a Thresholded ReLU layer cannot be None, expecting a float. Received: "
                f"{theta}"
            )
        if theta < 0:
            raise ValueError(
                f"The theta value of a Thresholded ReLU layer should be >=0. Received: {theta}"
            )
        self.theta = float(theta)
        self.supports_masking = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The part above the threshold."""
        return inputs * tf.cast(inputs > tf.cast(self.theta, inputs.dtype), inputs.dtype)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "theta": self.theta}
