"""GlobalMaxPooling3D: maximum of each channel."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.pooling import GlobalPooling


class GlobalMaxPooling3D(GlobalPooling):
    """The maximum of each channel over depth, rows and columns.

    Args:
        data_format: 'channels_last' or 'channels_first', default the global setting.
        keepdims: whether to keep the spatial axes, of size 1.

    Shapes: (batch, depth, rows, columns, channels) to (batch, channels).
    Example: `keras.layers.GlobalMaxPooling3D()(tf.ones((1, 4, 4, 4, 3))).shape` gives `(1, 3)`.
    """

    def __init__(
        self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(rank=3, data_format=data_format, keepdims=keepdims, **kwargs)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The maximum over depth, rows and columns."""
        return tf.reduce_max(inputs, axis=self.spatial_axes, keepdims=self.keepdims)


GlobalMaxPool3D = GlobalMaxPooling3D
