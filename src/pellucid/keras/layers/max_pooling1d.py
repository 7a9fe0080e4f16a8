"""MaxPooling1D: maximum over windows of sequences."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.pooling import Pooling


class MaxPooling1D(Pooling):
    """The maximum of each window: y[b, t, c] = maximum of x[b, t·s + d, c] over d.

    Args: as of `Pooling`, for one spatial axis.

    Shapes: (batch, steps, channels) to (batch, new steps, channels).
    Example: `keras.layers.MaxPooling1D(2)(tf.ones((1, 8, 3))).shape` gives `(1, 4, 3)`.
    """

    def __init__(
        self,
        pool_size: Any = 2,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            pool_size,
            strides,
            rank=1,
            padding=padding,
            data_format=data_format,
            name=name,
            **kwargs,
        )

    def pool(self, x: tf.Tensor) -> tf.Tensor:
        """The pooled channels-last `x`."""
        # a sequence is an image of one row
        window, strides = (1, *self.pool_size), (1, *self.strides)
        image = tf.nn.max_pool2d(tf.expand_dims(x, 1), window, strides, self.padding.upper())
        return tf.squeeze(image, axis=1)


MaxPool1D = MaxPooling1D
