"""Activation: an activation function as a layer."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations
from pellucid.keras.layers.layer import Layer


class Activation(Layer):
    """activation(x), element by element or over the last axis (softmax).

    Args:
        activation: function or name, e.g. 'relu'.

    Shapes: output as input.
    Example: `keras.layers.Activation('relu')([-1., 2.])` gives `[0., 2.]`.
    """

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)
        self.supports_masking = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """activation(inputs)."""
        return self.activation(inputs)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "activation": activations.serialize(self.activation)}
