"""AdaptiveMaxPooling3D: maximum over windows that give a wanted size."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.adaptive_pooling import AdaptivePooling


class AdaptiveMaxPooling3D(AdaptivePooling):
    """Window i of n covers the places from ⌊i · size / n⌋ to ⌈(i + 1) · size / n⌉: its maximum.

    Args:
        output_size: the sizes of the output, an int or one for each axis.
        data_format: 'channels_last' or 'channels_first', default the global setting.

    Shapes: (batch, depth, rows, columns, channels) to (batch, *output_size, channels).
    Example: `keras.layers.AdaptiveMaxPooling3D(2)(tf.ones((1, 6, 6, 6, 4))).shape` gives
        `(1, 2, 2, 2, 4)`.
    """

    def __init__(self, output_size: Any, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(3, output_size, data_format, **kwargs)

    def reduce(self, window: tf.Tensor, axis: int) -> tf.Tensor:
        """The maximum of a window."""
        return tf.reduce_max(window, axis=axis, keepdims=True)
