"""UpSampling2D: larger images."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers import windows
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer

_METHODS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "area")


class UpSampling2D(Layer):
    """Each pixel becomes a block of size[0] x size[1] pixels, repeated or interpolated.

    Args:
        size: factors of rows and columns, an int for both.
        data_format: 'channels_last' or 'channels_first', default the global setting.
        interpolation: 'nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5' or 'area'.

    Shapes: (batch, rows, columns, channels) to (batch, rows · size[0], columns · size[1],
        channels).
    Example: `keras.layers.UpSampling2D(2)(tf.ones((1, 2, 3, 1))).shape` gives `(1, 4, 6, 1)`.
    """

    keeps_dtype = True

    def __init__(
        self,
        size: Any = (2, 2),
        data_format: str | None = None,
        interpolation: str = "nearest",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.size = windows.window_tuple(size, 2, "size")
        self.interpolation = str(interpolation).lower()
        self.input_spec = InputSpec(ndim=4)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """No weights."""
        if self.interpolation not in _METHODS:
            raise ValueError(
                "Invalid `interpolation` argument. Expected one of "
                f"{_METHODS}. Received: interpolation={self.interpolation}."
            )

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The enlarged input."""
        first = self.data_format == "channels_first"
        x = tf.transpose(inputs, windows.channels_last(2)) if first else inputs
        if self.interpolation == "nearest":
            x = tf.repeat(tf.repeat(x, self.size[0], axis=1), self.size[1], axis=2)
        else:
            shape = tf.shape(x)
            sizes = [
                (x.shape[axis] if x.shape[axis] is not None else shape[axis]) * factor
                for axis, factor in zip((1, 2), self.size, strict=True)
            ]
            x = tf.image.resize(x, sizes, method=self.interpolation)
            x = tf.cast(tf.round(x) if inputs.dtype.is_integer else x, inputs.dtype)
        return tf.transpose(x, windows.channels_first(2)) if first else x

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape with enlarged rows and columns."""
        batch, sizes, channels = windows.split_shape(input_shape, self.data_format)
        larger = tuple(
            None if n is None else n * factor for n, factor in zip(sizes, self.size, strict=True)
        )
        return windows.join_shape(batch, larger, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "size": self.size,
            "data_format": self.data_format,
            "interpolation": self.interpolation,
        }
