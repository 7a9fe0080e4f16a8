"""ZeroPadding1D: steps of zeros around sequences."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers import windows
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer
from pellucid.keras.layers.zero_padding2d import padding_pairs


class ZeroPadding1D(Layer):
    """Zeros before and after the steps.

    Args:
        padding: an int for both ends, or (before, after).
        data_format: 'channels_last' or 'channels_first', default the global setting.

    Shapes: (batch, steps, channels) to (batch, before + steps + after, channels).
    Example: `keras.layers.ZeroPadding1D((1, 2))(tf.ones((1, 4, 3))).shape` gives `(1, 7, 3)`.
    """

    keeps_dtype = True

    def __init__(self, padding: Any = 1, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        pair = padding if hasattr(padding, "__index__") else [tuple(padding)]
        self.padding = padding_pairs(pair, 1)[0]
        self.input_spec = InputSpec(ndim=3)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The padded input."""
        pairs = [[0, 0], list(self.padding), [0, 0]]
        if self.data_format == "channels_first":
            pairs = [pairs[0], pairs[2], pairs[1]]
        return tf.pad(inputs, pairs)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape with the padding added."""
        batch, (size,), channels = windows.split_shape(tuple(input_shape), self.data_format)
        size = None if size is None else size + sum(self.padding)
        return windows.join_shape(batch, (size,), channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "padding": self.padding,
            "data_format": self.data_format,
        }
