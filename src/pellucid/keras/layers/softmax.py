"""Softmax: scores to probabilities."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations
from pellucid.keras.layers.layer import Layer


class Softmax(Layer):
    """exp(x) / sum(exp(x)) over one axis or several.

    Args:
        axis: axis or axes along which the result sums to 1.

    Call arguments: inputs; mask of the input's shape, where False the probability is 0.
    Shapes: output as input.
    """

    def __init__(self, axis: Any = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis
        self.supports_masking = True

    def call(self, inputs: tf.Tensor, mask: Any = None) -> tf.Tensor:
        """The probabilities."""
        if mask is not None:
            low = -3.0e4 if inputs.dtype == tf.float16 else -1.0e9
            inputs = inputs + (1.0 - tf.cast(mask, inputs.dtype)) * low
        result = activations.softmax(inputs, self.axis)
        if mask is not None:  # nothing is left of a row that is masked everywhere
            left = tf.reduce_any(tf.cast(mask, tf.bool), self.axis, keepdims=True)
            result = result * tf.cast(left, result.dtype)
        return result

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "axis": self.axis}
