"""UnitNormalization: vectors of length 1."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.layer import Layer


class UnitNormalization(Layer):
    """x / √max(Σx², 1e-12), the sum over `axis`.

    Args:
        axis: an int or a list of ints.

    Shapes: output as input.
    Example: `keras.layers.UnitNormalization()([[3.0, 4.0]])` gives `[[0.6, 0.8]]`.
    """

    def __init__(self, axis: Any = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if isinstance(axis, list | tuple):
            self.axis: Any = list(axis)
        elif isinstance(axis, int):
            self.axis = axis
        else:
            raise TypeError(
                "Invalid value for `axis` argument: expected an int or a list/tuple of ints. "
                f"Received: axis={axis}"
            )
        self.supports_masking = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The input, each vector divided by its length."""
        return tf.math.l2_normalize(inputs, axis=self.axis)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "axis": self.axis}
