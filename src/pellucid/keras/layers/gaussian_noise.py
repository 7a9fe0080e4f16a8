"""GaussianNoise: normal numbers are added during training."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import random
from pellucid.keras.layers.layer import Layer


class GaussianNoise(Layer):
    """In training x + stddev · n with standard normal n; else identity.

    Args:
        stddev: standard deviation of the noise, in [0, 1].
        seed: int for reproducible noise.

    Shapes: output as input.
    Example: `keras.layers.GaussianNoise(0.1, seed=1)(tf.ones((2, 2)), training=True)`.
    """

    keeps_dtype = True

    def __init__(self, stddev: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not 0 <= stddev <= 1:
            raise ValueError(
                "Invalid value received for argument `stddev`. Expected a float value between 0 "
                f"and 1. Received: stddev={stddev}"
            )
        self.stddev, self.seed = stddev, seed
        if stddev > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: tf.Tensor, training: Any = False) -> tf.Tensor:
        """The input with noise if `training`, else the input."""
        if not training or self.stddev == 0:
            return inputs
        return inputs + random.normal(
            tf.shape(inputs), stddev=self.stddev, dtype=inputs.dtype, seed=self.seed_generator
        )

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "stddev": self.stddev, "seed": self.seed}
