"""RepeatVector: one vector as a sequence."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class RepeatVector(Layer):
    """(batch, features) becomes (batch, n, features), each step the same.

    Args:
        n: number of steps.

    Example: `keras.layers.RepeatVector(3)(tf.ones((2, 4))).shape` gives `(2, 3, 4)`.
    """

    keeps_dtype = True

    def __init__(self, n: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(n, int):
            raise TypeError(f"Expected an integer value for `n`, got {type(n)}.")
        self.n = n
        self.input_spec = InputSpec(ndim=2)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """No weights."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The repeated input."""
        return tf.tile(tf.expand_dims(inputs, 1), [1, self.n, 1])

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """(batch, n, features)."""
        return (input_shape[0], self.n, input_shape[1])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "n": self.n}
