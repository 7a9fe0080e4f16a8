"""ZeroPadding3D: zeros around volumes."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers import windows
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer
from pellucid.keras.layers.zero_padding2d import padding_pairs


class ZeroPadding3D(Layer):
    """Zeros before and after depth, rows and columns.

    Args:
        padding: an int for all sides; one for each axis; or a pair (before, after) for each axis.
        data_format: 'channels_last' or 'channels_first', default the global setting.

    Shapes: (batch, depth, rows, columns, channels) to the same with larger sizes.
    Example: `keras.layers.ZeroPadding3D(1)(tf.ones((1, 2, 2, 2, 3))).shape` gives
        `(1, 4, 4, 4, 3)`.
    """

    keeps_dtype = True

    def __init__(
        self, padding: Any = ((1, 1), (1, 1), (1, 1)), data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.padding = padding_pairs(padding, 3)
        self.input_spec = InputSpec(ndim=5)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """No weights."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The padded input."""
        pairs = [list(pair) for pair in self.padding]
        last = self.data_format == "channels_last"
        return tf.pad(inputs, [[0, 0], *pairs, [0, 0]] if last else [[0, 0], [0, 0], *pairs])

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape with the padding added."""
        batch, sizes, channels = windows.split_shape(input_shape, self.data_format)
        padded = tuple(
            None if size is None else size + sum(pair)
            for size, pair in zip(sizes, self.padding, strict=True)
        )
        return windows.join_shape(batch, padded, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "padding": self.padding,
            "data_format": self.data_format,
        }
