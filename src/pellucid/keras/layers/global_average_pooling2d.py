"""GlobalAveragePooling2D: mean of each channel."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.pooling import GlobalPooling


class GlobalAveragePooling2D(GlobalPooling):
    """The mean of each channel over rows and columns.

    Args:
        data_format: 'channels_last' or 'channels_first', default the global setting.
        keepdims: whether to keep the spatial axes, of size 1.

    Shapes: (batch, rows, columns, channels) to (batch, channels).
    Example: `keras.layers.GlobalAveragePooling2D()(tf.ones((1, 8, 8, 3))).shape` gives `(1, 3)`.
    Reference: Lin et al., Network in Network, arXiv:1312.4400.
    """

    def __init__(
        self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(rank=2, data_format=data_format, keepdims=keepdims, **kwargs)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The mean over rows and columns."""
        return tf.reduce_mean(inputs, axis=self.spatial_axes, keepdims=self.keepdims)


GlobalAvgPool2D = GlobalAveragePooling2D
