"""GlobalAveragePooling1D: mean of each channel."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.dtype_promotion import floating
from pellucid.keras.layers.pooling import GlobalAverage


class GlobalAveragePooling1D(GlobalAverage):
    """The mean of each channel over steps; masked steps do not count.

    Args:
        data_format: 'channels_last' or 'channels_first', default the global setting.
        keepdims: whether to keep the spatial axes, of size 1.

    Shapes: (batch, steps, channels) to (batch, channels).
    Example: `keras.layers.GlobalAveragePooling1D()(tf.ones((1, 8, 3))).shape` gives `(1, 3)`.
    Reference: Lin et al., Network in Network, arXiv:1312.4400.
    """

    def __init__(
        self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(rank=1, data_format=data_format, keepdims=keepdims, **kwargs)
        self.supports_masking = True

    def call(self, inputs: tf.Tensor, mask: Any = None) -> tf.Tensor:
        """The mean over the steps that `mask` (batch, steps) does not exclude."""
        inputs = floating(inputs, self.compute_dtype)
        axis = self.spatial_axes[0]
        if mask is None:
            return super().call(inputs)
        keep = tf.expand_dims(tf.cast(mask, inputs.dtype), 3 - axis)
        total = tf.reduce_sum(inputs * keep, axis=axis, keepdims=self.keepdims)
        return total / tf.reduce_sum(keep, axis=axis, keepdims=self.keepdims)

    def compute_mask(self, inputs: Any, mask: Any = None) -> None:
        """None: the steps are gone."""
        return


GlobalAvgPool1D = GlobalAveragePooling1D
