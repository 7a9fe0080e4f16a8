"""Reshape: the same numbers in another shape."""

from __future__ import annotations

import math
from typing import Any

import pellucid as tf
from pellucid.keras.layers.layer import Layer


class Reshape(Layer):
    """(batch, …) becomes (batch, *target_shape).

    Args:
        target_shape: shape without the batch axis; one -1 is inferred.

    Raises:
        ValueError: when the numbers of elements differ.
    Example: `keras.layers.Reshape((2, 3))(tf.ones((5, 6))).shape` gives `(5, 2, 3)`.
    """

    keeps_dtype = True

    def __init__(self, target_shape: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        shape = (target_shape,) if isinstance(target_shape, int) else target_shape
        self.target_shape = tuple(int(size) for size in shape)
        if self.target_shape.count(-1) > 1:
            raise ValueError(
                "There must be at most one unknown dimension (-1) in target_shape. Received: "
                f"target_shape={self.target_shape}."
            )

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The reshaped input."""
        shape = self.compute_output_shape(tuple(inputs.shape.as_list()))
        batch: Any = tf.shape(inputs)[0] if shape[0] is None else shape[0]
        if shape[0] is None and None not in shape[1:]:
            batch = -1
        sizes: list[Any] = [batch, *(-1 if size is None else size for size in shape[1:])]
        return tf.reshape(inputs, sizes)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """(batch, *target_shape), with the -1 filled in where known."""
        sizes = tuple(input_shape[1:])
        known = math.prod(size for size in self.target_shape if size != -1)
        if None in sizes:
            return (
                input_shape[0],
                *(None if size == -1 else size for size in self.target_shape),
            )
        total = math.prod(sizes)
        inferred = total // known if known else 0
        result = tuple(inferred if size == -1 else size for size in self.target_shape)
        if math.prod(result) != total:
            raise ValueError(
                "The total size of the tensor must be unchanged. Received: "
                f"input_shape={sizes}, target_shape={self.target_shape}"
            )
        return (input_shape[0], *result)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "target_shape": self.target_shape}
