"""SpatialDropout: what SpatialDropout1D, SpatialDropout2D and SpatialDropout3D share."""

from __future__ import annotations

from typing import Any

from pellucid.keras import config
from pellucid.keras.layers.dropout import Dropout
from pellucid.keras.layers.input_spec import InputSpec


class SpatialDropout(Dropout):
    """Dropout of whole channels: the zeros are the same at all places.

    Args:
        rank: number of spatial axes.
        rate: probability in [0, 1].
        data_format: 'channels_last' or 'channels_first', default the global setting.
        seed: int for reproducible masks.
        name, dtype: of the layer.
    """

    def __init__(
        self,
        rank: int,
        rate: float,
        data_format: str | None = None,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(rate, seed=seed, name=name, dtype=dtype, **kwargs)
        self.data_format = config.standardize_data_format(data_format)
        ones = (1,) * rank
        last = self.data_format == "channels_last"
        self.noise_shape = (None, *ones, None) if last else (None, None, *ones)
        self.input_spec = InputSpec(ndim=rank + 2)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        settings = {**super().get_config(), "data_format": self.data_format}
        del settings["noise_shape"], settings["trainable"]
        return settings
