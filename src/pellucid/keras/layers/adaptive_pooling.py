"""AdaptivePooling: what the pooling layers with a wanted output size share."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers import windows
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class AdaptivePooling(Layer):
    """Pooling with windows that are as large as the wanted output size asks.

    Args:
        rank: number of spatial axes.
        output_size: an int, or one for each axis.
        data_format: 'channels_last' or 'channels_first', default the global setting.
    """

    keeps_dtype = True

    def __init__(
        self, rank: int, output_size: Any, data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.rank = rank
        self.output_size = windows.window_tuple(output_size, rank, "output_size")
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The pooled input, one axis after the other."""
        start = 1 if self.data_format == "channels_last" else 2
        x = inputs
        for axis, size in enumerate(self.output_size, start):
            x = self._pool_axis(x, axis, size)
        return x

    def _pool_axis(self, x: tf.Tensor, axis: int, size: int) -> tf.Tensor:
        length = x.shape[axis]
        if length is None:
            raise ValueError(
                f"Layer '{self.name}': the size of axis {axis} must be known. Received shape "
                f"{x.shape}."
            )
        parts = []
        for i in range(size):
            begin, end = i * length // size, -(-(i + 1) * length // size)
            window = tf.gather(x, tf.range(begin, end), axis=axis)
            parts.append(self.reduce(window, axis))
        return tf.concat(parts, axis)

    def reduce(self, window: tf.Tensor, axis: int) -> tf.Tensor:
        """One value for a window; subclasses define it."""
        raise NotImplementedError(f"{type(self).__name__}.reduce: a subclass must define it.")

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """(batch, *output_size, channels), in the layer's data format."""
        batch, _, channels = windows.split_shape(tuple(input_shape), self.data_format)
        return windows.join_shape(batch, self.output_size, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "output_size": self.output_size,
            "data_format": self.data_format,
        }
