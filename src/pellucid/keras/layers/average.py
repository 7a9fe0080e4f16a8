"""Average: mean of tensors."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.merging import Merge


class Average(Merge):
    """Σ inputs / number of inputs, element by element.

    Shapes: a list of one or more tensors of one shape (or broadcasting) to that shape.
    Example: `keras.layers.Average()([tf.constant([2.]), tf.constant([3.])])` gives `[2.5]`.
    """

    def merge(self, inputs: list[tf.Tensor]) -> tf.Tensor:
        """Σ inputs / number of inputs."""
        result = inputs[0]
        for x in inputs[1:]:
            result = result + x
        return result / tf.cast(len(inputs), result.dtype)


def average(inputs: Any, **kwargs: Any) -> Any:
    """Σ inputs / number of inputs, as a function: `Average(**kwargs)(inputs)`."""
    return Average(**kwargs)(inputs)
