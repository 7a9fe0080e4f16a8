"""Flatten: all axes but the batch in one."""

from __future__ import annotations

import math
from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class Flatten(Layer):
    """(batch, a, b, …) becomes (batch, a·b·…); (batch,) becomes (batch, 1).

    Args:
        data_format: with 'channels_first' the channels are moved to the end before.

    Example: `keras.layers.Flatten()(tf.ones((2, 3, 4))).shape` gives `(2, 12)`.
    """

    keeps_dtype = True

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """No weights."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The flattened input."""
        rank = len(inputs.shape)
        if self.data_format == "channels_first" and rank > 2:
            inputs = tf.transpose(inputs, [0, *range(2, rank), 1])
        shape = self.compute_output_shape(tuple(inputs.shape.as_list()))
        if shape[1] is None:
            sizes: list[Any] = [tf.shape(inputs)[0], -1]
            return tf.reshape(inputs, sizes)
        return tf.reshape(inputs, [-1 if shape[0] is None else shape[0], shape[1]])

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """(batch, product of the other sizes)."""
        sizes = input_shape[1:]
        return (input_shape[0], None if None in sizes else math.prod(sizes))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "data_format": self.data_format}
