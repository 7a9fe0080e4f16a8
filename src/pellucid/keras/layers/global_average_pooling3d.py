"""GlobalAveragePooling3D: mean of each channel."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.pooling import GlobalAverage


class GlobalAveragePooling3D(GlobalAverage):
    """The mean of each channel over depth, rows and columns.

    Args:
        data_format: 'channels_last' or 'channels_first', default the global setting.
        keepdims: whether to keep the spatial axes, of size 1.

    Shapes: (batch, depth, rows, columns, channels) to (batch, channels).
    Example: `keras.layers.GlobalAveragePooling3D()(tf.ones((1, 4, 4, 4, 3))).shape` gives `(1, 3)`.
    """

    def __init__(
        self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(rank=3, data_format=data_format, keepdims=keepdims, **kwargs)


GlobalAvgPool3D = GlobalAveragePooling3D
