"""MaxPooling3D: maximum over windows of volumes."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.pooling import Pooling


class MaxPooling3D(Pooling):
    """The maximum of each window of depth, rows and columns.

    Args: as of `Pooling`, for three spatial axes.

    Shapes: (batch, depth, rows, columns, channels) to (batch, new depth, new rows, new columns,
        channels).
    Example: `keras.layers.MaxPooling3D(2)(tf.ones((1, 4, 4, 4, 3))).shape` gives
        `(1, 2, 2, 2, 3)`.
    """

    def __init__(
        self,
        pool_size: Any = (2, 2, 2),
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            pool_size,
            strides,
            rank=3,
            padding=padding,
            data_format=data_format,
            name=name,
            **kwargs,
        )

    def pool(self, x: tf.Tensor) -> tf.Tensor:
        """The pooled channels-last `x`."""
        return tf.nn.max_pool3d(x, self.pool_size, self.strides, self.padding.upper())


MaxPool3D = MaxPooling3D
