"""Add: sum of tensors."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.merging import Merge


class Add(Merge):
    """Σ inputs, element by element.

    Shapes: a list of one or more tensors of one shape (or broadcasting) to that shape.
    Example: `keras.layers.Add()([tf.constant([2.]), tf.constant([3.])])` gives `[5.]`.
    """

    def merge(self, inputs: list[tf.Tensor]) -> tf.Tensor:
        """Σ inputs."""
        result = inputs[0]
        for x in inputs[1:]:
            result = result + x
        return result


def add(inputs: Any, **kwargs: Any) -> Any:
    """Σ inputs, as a function: `Add(**kwargs)(inputs)`."""
    return Add(**kwargs)(inputs)
