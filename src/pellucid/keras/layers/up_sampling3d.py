"""UpSampling3D: larger volumes."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers import windows
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class UpSampling3D(Layer):
    """Each place becomes a block of size[0] x size[1] x size[2] equal places.

    Args:
        size: factors of depth, rows and columns, an int for all.
        data_format: 'channels_last' or 'channels_first', default the global setting.

    Shapes: (batch, depth, rows, columns, channels) to the same with larger sizes.
    Example: `keras.layers.UpSampling3D(2)(tf.ones((1, 1, 2, 3, 1))).shape` gives
        `(1, 2, 4, 6, 1)`.
    """

    keeps_dtype = True

    def __init__(
        self, size: Any = (2, 2, 2), data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.size = windows.window_tuple(size, 3, "size")
        self.input_spec = InputSpec(ndim=5)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The enlarged input."""
        start = 1 if self.data_format == "channels_last" else 2
        for axis, factor in enumerate(self.size, start):
            inputs = tf.repeat(inputs, factor, axis=axis)
        return inputs

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape with enlarged depth, rows and columns."""
        batch, sizes, channels = windows.split_shape(tuple(input_shape), self.data_format)
        larger = tuple(
            None if n is None else n * factor for n, factor in zip(sizes, self.size, strict=True)
        )
        return windows.join_shape(batch, larger, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "size": self.size, "data_format": self.data_format}
