"""Dropout: random zeros during training."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import random
from pellucid.keras.layers.layer import Layer


class Dropout(Layer):
    """In training each element is 0 with probability `rate`, else x / (1 - rate); else identity.

    Args:
        rate: probability in [0, 1].
        noise_shape: shape of the mask; None entries are the input's sizes, 1 shares the mask
            along an axis.
        seed: int for reproducible masks.

    Shapes: output as input.
    Example: `keras.layers.Dropout(0.5, seed=1)(tf.ones((2, 2)), training=True)`.
    Reference: Srivastava et al., JMLR 15 (2014).
    """

    keeps_dtype = True

    def __init__(
        self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if not 0 <= rate <= 1:
            raise ValueError(
                "Invalid value received for argument `rate`. Expected a float value between 0 "
                f"and 1. Received: rate={rate}"
            )
        self.rate, self.seed = rate, seed
        self.noise_shape = None if noise_shape is None else tuple(noise_shape)
        if rate > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: tf.Tensor, training: Any = False) -> tf.Tensor:
        """The input with random zeros if `training`, else the input."""
        if not training or self.rate == 0:
            return inputs
        if self.rate == 1:
            return tf.zeros_like(inputs)
        return random.dropout(inputs, self.rate, self.noise_shape, self.seed_generator)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "rate": self.rate,
            "seed": self.seed,
            "noise_shape": self.noise_shape,
        }
