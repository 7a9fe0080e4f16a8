"""Pooling, GlobalPooling and GlobalAverage: what the pooling layers share."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers import windows
from pellucid.keras.layers.dtype_promotion import floating, floating_dtype
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class Pooling(Layer):
    """A window slides over the input; each place gives the window's maximum or mean.

    Args:
        pool_size, strides: of the window, an int or one for each axis; strides default pool_size.
        rank: number of spatial axes.
        padding: 'valid' or 'same' (padding does not count).
        data_format: 'channels_last' or 'channels_first', default the global setting.
        name: name of the layer.
    """

    keeps_dtype = True

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        rank: int,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.rank = rank
        self.pool_size = windows.window_tuple(pool_size, rank, "pool_size")
        strides = self.pool_size if strides is None else strides
        self.strides = windows.window_tuple(strides, rank, "strides")
        self.padding = windows.window_padding(padding, ("valid", "same"))
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The pooled input."""
        self.compute_output_shape(tuple(inputs.shape.as_list()))
        first = self.data_format == "channels_first"
        x = tf.transpose(inputs, windows.channels_last(self.rank)) if first else inputs
        x = self.pool(x)
        return tf.transpose(x, windows.channels_first(self.rank)) if first else x

    def pool(self, x: tf.Tensor) -> tf.Tensor:
        """The pooled channels-last `x`; subclasses define it."""
        raise NotImplementedError(f"{type(self).__name__}.pool: a subclass must define it.")

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """(batch, *sizes, channels), in the layer's data format."""
        batch, sizes, channels = windows.split_shape(input_shape, self.data_format)
        sizes = windows.output_sizes(sizes, self.pool_size, self.strides, self.padding)
        return windows.join_shape(batch, sizes, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "padding": self.padding,
            "strides": self.strides,
            "data_format": self.data_format,
        }


class GlobalPooling(Layer):
    """Each channel becomes its maximum or mean over all places.

    Args:
        rank: number of spatial axes.
        data_format: 'channels_last' or 'channels_first', default the global setting.
        keepdims: whether to keep the spatial axes, of size 1.
    """

    keeps_dtype = True

    def __init__(
        self, rank: int, data_format: str | None = None, keepdims: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.rank = rank
        self.data_format = config.standardize_data_format(data_format)
        self.keepdims = bool(keepdims)
        self.input_spec = InputSpec(ndim=rank + 2)
        start = 1 if self.data_format == "channels_last" else 2
        self.spatial_axes = list(range(start, start + rank))

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """(batch, channels), or with axes of size 1 between."""
        batch, sizes, channels = windows.split_shape(tuple(input_shape), self.data_format)
        if not self.keepdims:
            return (batch, channels)
        return windows.join_shape(batch, (1,) * len(sizes), channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "data_format": self.data_format,
            "keepdims": self.keepdims,
        }


class GlobalAverage(GlobalPooling):
    """Each channel becomes its mean over all places; see GlobalPooling."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The mean over the spatial axes."""
        inputs = floating(inputs, self.compute_dtype)
        return tf.reduce_mean(inputs, axis=self.spatial_axes, keepdims=self.keepdims)

    def kept_dtype(self, dtypes: list[Any]) -> Any:
        """The input's dtype; `compute_dtype` for integers."""
        return floating_dtype(dtypes[0], self.compute_dtype)
