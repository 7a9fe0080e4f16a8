"""Cropping3D: smaller volumes."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.cropping import Cropping


class Cropping3D(Cropping):
    """A volume without some places at the ends of depth, rows and columns.

    Args:
        cropping: an int for all ends; one for each axis; or a pair (before, after) for each axis.
        data_format: 'channels_last' or 'channels_first', default the global setting.

    Shapes: (batch, depth, rows, columns, channels) to the same with smaller sizes.
    Example: `keras.layers.Cropping3D(1)(tf.ones((1, 5, 4, 3, 2))).shape` gives `(1, 3, 2, 1, 2)`.
    """

    def __init__(
        self,
        cropping: Any = ((1, 1), (1, 1), (1, 1)),
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(3, cropping, data_format, **kwargs)
