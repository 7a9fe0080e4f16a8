"""AlphaDropout: dropout that keeps mean and variance of SELU networks."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import random
from pellucid.keras.layers.layer import Layer

# the limit of SELU for x → -∞: -scale · alpha
_LOWEST = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946


class AlphaDropout(Layer):
    """In training each element becomes α' with probability `rate`; then an affine map.

    y = a · (x where kept, else α') + b with α' = -scale · alpha of SELU,
    a = ((1 - rate) · (1 + rate · α'²))^(-1/2), b = -a · α' · rate: mean 0 and variance 1 stay.

    Args:
        rate: probability in [0, 1].
        noise_shape: shape of the mask; None entries are the input's sizes, 1 shares the mask
            along an axis.
        seed: int for reproducible masks.

    Shapes: output as input.
    Example: `keras.layers.AlphaDropout(0.5, seed=1)(tf.ones((2, 2)), training=True)`.
    Reference: Klambauer et al., arXiv:1706.02515.
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
        self.noise_shape = noise_shape
        if rate > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: tf.Tensor, training: Any = False) -> tf.Tensor:
        """The input with random elements replaced if `training`, else the input."""
        if not training or self.rate == 0:
            return inputs
        if self.rate == 1:  # the limit: every element is replaced, and the map takes it to 0
            return tf.zeros_like(inputs)
        shape = tf.shape(inputs)
        if self.noise_shape is not None:
            shape = [shape[i] if n is None else n for i, n in enumerate(self.noise_shape)]
        draws = random.uniform(shape, dtype="float32", seed=self.seed_generator)
        kept = tf.cast(draws >= self.rate, inputs.dtype)
        a = ((1 - self.rate) * (1 + self.rate * _LOWEST**2)) ** -0.5
        x = inputs * kept + _LOWEST * (1 - kept)
        return a * x - a * _LOWEST * self.rate

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = {**super().get_config(), "rate": self.rate, "seed": self.seed}
        if self.noise_shape is not None:
            config["noise_shape"] = self.noise_shape
        return config
