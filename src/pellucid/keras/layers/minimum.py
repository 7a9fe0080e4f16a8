"""Minimum: minimum of tensors."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.merging import Merge


class Minimum(Merge):
    """the least of the inputs, element by element.

    Shapes: a list of one or more tensors of one shape (or broadcasting) to that shape.
    Example: `keras.layers.Minimum()([tf.constant([2.]), tf.constant([3.])])` gives `[2.]`.
    """

    def merge(self, inputs: list[tf.Tensor]) -> tf.Tensor:
        """the least of the inputs."""
        result = inputs[0]
        for x in inputs[1:]:
            result = tf.minimum(result, x)
        return result


def minimum(inputs: Any, **kwargs: Any) -> Any:
    """the least of the inputs, as a function: `Minimum(**kwargs)(inputs)`."""
    return Minimum(**kwargs)(inputs)
