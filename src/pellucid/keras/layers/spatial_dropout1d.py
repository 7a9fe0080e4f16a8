"""SpatialDropout1D: dropout of whole channels."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.spatial_dropout import SpatialDropout


class SpatialDropout1D(SpatialDropout):
    """In training a channel is 0 at all steps with probability `rate`, else x / (1 - rate).

    Args:
        rate: probability in [0, 1].
        seed: int for reproducible masks.
        name, dtype: of the layer.

    Shapes: (batch, steps, channels), output as input.
    Example: `keras.layers.SpatialDropout1D(0.5)(tf.ones((2, 3, 4)), training=True)`.
    Reference: Tompson et al., arXiv:1411.4280.
    """

    def __init__(
        self,
        rate: float,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(1, rate, "channels_last", seed, name, dtype, **kwargs)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = super().get_config()
        del config["data_format"]
        return config
