"""Cropping2D: smaller images."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.cropping import Cropping


class Cropping2D(Cropping):
    """An image without some rows and columns at its edges.

    Args:
        cropping: an int for all sides; (rows, columns); or ((top, bottom), (left, right)).
        data_format: 'channels_last' or 'channels_first', default the global setting.

    Shapes: (batch, rows, columns, channels) to (batch, rows - top - bottom, …, channels).
    Example: `keras.layers.Cropping2D(1)(tf.ones((1, 5, 4, 3))).shape` gives `(1, 3, 2, 3)`.
    """

    def __init__(
        self, cropping: Any = ((0, 0), (0, 0)), data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(2, cropping, data_format, **kwargs)
