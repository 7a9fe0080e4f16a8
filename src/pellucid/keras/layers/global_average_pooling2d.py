"""GlobalAveragePooling2D: mean of each channel."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.pooling import GlobalAverage


class GlobalAveragePooling2D(GlobalAverage):
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


GlobalAvgPool2D = GlobalAveragePooling2D
