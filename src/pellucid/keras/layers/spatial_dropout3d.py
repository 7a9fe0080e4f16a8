"""SpatialDropout3D: dropout of whole channels."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.spatial_dropout import SpatialDropout


class SpatialDropout3D(SpatialDropout):
    """In training a channel is 0 everywhere with probability `rate`, else x / (1 - rate).

    Args:
        rate: probability in [0, 1].
        data_format: 'channels_last' or 'channels_first', default the global setting.
        seed: int for reproducible masks.
        name, dtype: of the layer.

    Shapes: (batch, depth, rows, columns, channels), output as input.
    Example: `keras.layers.SpatialDropout3D(0.5)(tf.ones((2, 3, 3, 3, 4)), training=True)`.
    Reference: Tompson et al., arXiv:1411.4280.
    """

    def __init__(
        self,
        rate: float,
        data_format: str | None = None,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(3, rate, data_format, seed, name, dtype, **kwargs)
