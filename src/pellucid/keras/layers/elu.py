"""ELU: the exponential linear unit as a layer."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations
from pellucid.keras.layers.layer import Layer


class ELU(Layer):
    """x where x > 0, alpha · (exp(x) - 1) below.

    Args:
        alpha: scale of the negative side.

    Shapes: output as input.
    Reference: Clevert et al., arXiv:1511.07289.
    """

    def __init__(self, alpha: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = alpha
        self.supports_masking = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """elu(inputs)."""
        return activations.elu(inputs, self.alpha)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "alpha": float(self.alpha)}
