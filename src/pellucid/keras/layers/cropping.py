"""Cropping: what Cropping1D, Cropping2D and Cropping3D share."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers import windows
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class Cropping(Layer):
    """The input without some places at the ends of its spatial axes.

    Args:
        rank: number of spatial axes.
        cropping: an int for all ends; one for each axis; or a pair (before, after) for each axis.
        data_format: 'channels_last' or 'channels_first', default the global setting.
    """

    keeps_dtype = True

    def __init__(
        self, rank: int, cropping: Any, data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.rank = rank
        self.data_format = config.standardize_data_format(data_format)
        self.pairs = _pairs(cropping, rank)
        self.input_spec = InputSpec(ndim=rank + 2)

    @property
    def cropping(self) -> Any:
        """The pairs, one for each axis."""
        return self.pairs

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The cropped input."""
        self.compute_output_shape(tuple(inputs.shape.as_list()))
        kept = [slice(before, -after or None) for before, after in self.pairs]
        lead = [slice(None)] * (1 if self.data_format == "channels_last" else 2)
        return inputs[(*lead, *kept)]

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape with smaller sizes."""
        batch, sizes, channels = windows.split_shape(tuple(input_shape), self.data_format)
        left = tuple(
            None if n is None else n - sum(pair) for n, pair in zip(sizes, self.pairs, strict=True)
        )
        if any(n is not None and n <= 0 for n in left):
            raise ValueError(
                "`cropping` parameter of `Cropping` layer must be smaller than the input shape. "
                f"Received: input_shape={input_shape}, cropping={self.cropping}"
            )
        return windows.join_shape(batch, left, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "cropping": self.cropping,
            "data_format": self.data_format,
        }


def _pairs(cropping: Any, rank: int) -> tuple[tuple[int, int], ...]:
    if hasattr(cropping, "__index__"):
        cropping = (cropping,) * rank
    try:
        pairs = tuple((c, c) if hasattr(c, "__index__") else tuple(c) for c in cropping)
        pairs = tuple((int(a), int(b)) for a, b in pairs)
    except (TypeError, ValueError):
        pairs = ()
    if len(pairs) != rank or any(n < 0 for pair in pairs for n in pair):
        raise ValueError(
            f"`cropping` should be an int, {rank} non-negative ints or {rank} pairs of them. "
            f"Received: {cropping}."
        )
    return pairs
