"""Multiply: product of tensors."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.merging import Merge


class Multiply(Merge):
    """Π inputs, element by element.

    Shapes: a list of one or more tensors of one shape (or broadcasting) to that shape.
    Example: `keras.layers.Multiply()([tf.constant([2.]), tf.constant([3.])])` gives `[6.]`.
    """

    def merge(self, inputs: list[tf.Tensor]) -> tf.Tensor:
        """Π inputs."""
        result = inputs[0]
        for x in inputs[1:]:
            result = result * x
        return result


def multiply(inputs: Any, **kwargs: Any) -> Any:
    """Π inputs, as a function: `Multiply(**kwargs)(inputs)`."""
    return Multiply(**kwargs)(inputs)
