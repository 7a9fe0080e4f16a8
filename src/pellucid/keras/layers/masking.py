"""Masking: steps that do not count."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.layer import Layer
from pellucid.keras.symbolic import operators


class Masking(Layer):
    """Steps whose features all equal `mask_value` become 0 and are skipped by layers that follow.

    Args:
        mask_value: the value.

    Shapes: (batch, steps, features) to the same; the mask is (batch, steps).
    """

    keeps_dtype = True

    def __init__(self, mask_value: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask_value = mask_value
        self.supports_masking = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The input, with zeros in the masked steps."""
        differs = tf.not_equal(inputs, tf.cast(self.mask_value, inputs.dtype))
        return inputs * tf.cast(tf.reduce_any(differs, axis=-1, keepdims=True), inputs.dtype)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Whether any feature of a step differs from `mask_value`."""
        if not hasattr(inputs, "dtype") or not hasattr(inputs.shape, "__len__"):
            inputs = tf.convert_to_tensor(inputs)
        return operators.reduce_any(operators.not_equal(inputs, self.mask_value), axis=-1)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "mask_value": self.mask_value}
