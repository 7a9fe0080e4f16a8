"""Maximum: maximum of tensors."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.merging import Merge


class Maximum(Merge):
    """the greatest of the inputs, element by element.

    Shapes: a list of one or more tensors of one shape (or broadcasting) to that shape.
    Example: `keras.layers.Maximum()([tf.constant([2.]), tf.constant([3.])])` gives `[3.]`.
    """

    def merge(self, inputs: list[tf.Tensor]) -> tf.Tensor:
        """the greatest of the inputs."""
        result = inputs[0]
        for x in inputs[1:]:
            result = tf.maximum(result, x)
        return result


def maximum(inputs: Any, **kwargs: Any) -> Any:
    """the greatest of the inputs, as a function: `Maximum(**kwargs)(inputs)`."""
    return Maximum(**kwargs)(inputs)
