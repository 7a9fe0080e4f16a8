"""ActivityRegularization: a penalty on what passes through."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import regularizers
from pellucid.keras.layers.layer import Layer


class ActivityRegularization(Layer):
    """The input; l1 · Σ|x| + l2 · Σx², over the batch size, is added to the loss.

    Args:
        l1, l2: factors, at least 0.

    Shapes: output as input.
    Example: `keras.layers.ActivityRegularization(l1=0.1)(tf.ones((1, 2)))`.
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any) -> None:
        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **kwargs)
        self.l1, self.l2 = l1, l2
        self.supports_masking = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The input."""
        return inputs

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = {**super().get_config(), "l1": self.l1, "l2": self.l2}
        del config["activity_regularizer"]
        return config
