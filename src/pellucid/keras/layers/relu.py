"""ReLU: the rectifier as a layer."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations
from pellucid.keras.layers.layer import Layer


class ReLU(Layer):
    """x where x ≥ threshold, negative_slope · (x - threshold) below, at most max_value.

    Args:
        max_value: upper bound, default none.
        negative_slope: slope below the threshold.
        threshold: where the line starts.

    Shapes: output as input.
    Example: `keras.layers.ReLU(max_value=6.)([-1., 8.])` gives `[0., 6.]`.
    """

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **kwargs: Any,
    ) -> None:
        if "alpha" in kwargs:
            negative_slope = kwargs.pop("alpha")
        super().__init__(**kwargs)
        if max_value is not None and max_value < 0.0:
            raise ValueError(
                "max_value of a ReLU layer cannot be a negative value. "
                f"Received: max_value={max_value}"
            )
        for name, value in (("negative_slope", negative_slope), ("threshold", threshold)):
            if value is None or value < 0.0:
                raise ValueError(
                    f"{name} of a ReLU layer cannot be a negative value. Received: {name}={value}"
                )
        self.max_value, self.negative_slope, self.threshold = max_value, negative_slope, threshold
        self.supports_masking = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The rectified input."""
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "max_value": self.max_value,
            "negative_slope": self.negative_slope,
            "threshold": self.threshold,
        }
