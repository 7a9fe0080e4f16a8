"""Subtract: difference of tensors."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.merging import Merge


class Subtract(Merge):
    """inputs[0] - inputs[1], element by element.

    Shapes: a list of two tensors of one shape (or broadcasting) to that shape.
    Example: `keras.layers.Subtract()([tf.constant([2.]), tf.constant([3.])])` gives `[-1.]`.
    """

    def build(self, input_shape: Any) -> None:
        """No weights; checks that there are two shapes."""
        super().build(input_shape)
        if len(input_shape) != 2:
            raise ValueError(
                "A `Subtract` layer should be called on exactly 2 inputs. "
                f"Received: input_shape={input_shape}"
            )

    def merge(self, inputs: list[tf.Tensor]) -> tf.Tensor:
        """inputs[0] - inputs[1]."""
        return inputs[0] - inputs[1]


def subtract(inputs: Any, **kwargs: Any) -> Any:
    """inputs[0] - inputs[1], as a function: `Subtract(**kwargs)(inputs)`."""
    return Subtract(**kwargs)(inputs)
