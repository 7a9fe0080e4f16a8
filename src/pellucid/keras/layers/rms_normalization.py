"""RMSNormalization: vectors whose mean square is 1."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.layer import Layer


class RMSNormalization(Layer):
    """x / √(mean(x²) + epsilon) · scale, the mean over `axis`.

    Args:
        axis: an int or a list of ints.
        epsilon: added to the mean.

    Shapes: output as input; weight scale, the sizes of `axis`.
    Example: `keras.layers.RMSNormalization()(tf.ones((2, 3)))` gives ones.
    Reference: Zhang & Sennrich, arXiv:1910.07467.
    """

    def __init__(self, axis: Any = -1, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis, self.epsilon = axis, epsilon

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """The scale, ones."""
        axes = self.axis if isinstance(self.axis, list | tuple) else [self.axis]
        self.scale = self.add_weight(
            name="scale", shape=tuple(input_shape[axis] for axis in axes), initializer="ones"
        )

    def call(self, x: tf.Tensor) -> tf.Tensor:
        """The normalized input."""
        # 16-bit sums lose too much: statistics are float32
        wide = tf.cast(x, tf.float32) if x.dtype.size < 4 else x
        mean = tf.reduce_mean(tf.square(wide), axis=self.axis, keepdims=True)
        rank: Any = x.shape.rank
        axes = self.axis if isinstance(self.axis, list | tuple) else [self.axis]
        shape = [1] * rank
        for axis in axes:
            shape[axis] = -1 if len(axes) == 1 else x.shape[axis]
        scale = tf.reshape(tf.cast(self.scale, wide.dtype), shape)
        return tf.cast(wide * tf.math.rsqrt(mean + self.epsilon) * scale, x.dtype)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "axis": self.axis, "epsilon": self.epsilon}
