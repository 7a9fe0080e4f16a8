"""Permute: axes in another order."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class Permute(Layer):
    """Axis i of the output is axis dims[i] of the input; the batch axis stays.

    Args:
        dims: a permutation of 1, 2, …, without the batch axis.

    Raises:
        ValueError: when it is no such permutation.
    Example: `keras.layers.Permute((2, 1))(tf.ones((5, 3, 4))).shape` gives `(5, 4, 3)`.
    """

    keeps_dtype = True

    def __init__(self, dims: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(dims) != list(range(1, len(dims) + 1)):
            raise ValueError(
                "Invalid permutation argument `dims` for Permute Layer. The set of indices in "
                f"`dims` must be consecutive and start from 1. Received dims={dims}"
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """No weights."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The permuted input."""
        return tf.transpose(inputs, [0, *self.dims])

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The sizes in the new order."""
        return (input_shape[0], *(input_shape[axis] for axis in self.dims))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "dims": self.dims}
