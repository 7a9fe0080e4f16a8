"""MaxPooling2D: maximum over windows of images."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.pooling import Pooling


class MaxPooling2D(Pooling):
    """The maximum of each window.

    y[b, i, j, c] = maximum of x[b, i·s + di, j·s + dj, c] over di, dj.

    Args: as of `Pooling`, for two spatial axes.

    Shapes: (batch, rows, columns, channels) to (batch, new rows, new columns, channels).
    Example: `keras.layers.MaxPooling2D(2)(tf.ones((1, 8, 8, 3))).shape` gives `(1, 4, 4, 3)`.
    """

    def __init__(
        self,
        pool_size: Any = (2, 2),
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            pool_size,
            strides,
            rank=2,
            padding=padding,
            data_format=data_format,
            name=name,
            **kwargs,
        )

    def pool(self, x: tf.Tensor) -> tf.Tensor:
        """The pooled channels-last `x`."""
        return tf.nn.max_pool2d(x, self.pool_size, self.strides, self.padding.upper())


MaxPool2D = MaxPooling2D
