"""GaussianDropout: normal factors during training."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import random
from pellucid.keras.layers.layer import Layer


class GaussianDropout(Layer):
    """In training x · n with normal n of mean 1 and variance rate / (1 - rate); else identity.

    Args:
        rate: as of Dropout, in [0, 1]: the variance is the same.
        seed: int for reproducible factors.

    Shapes: output as input.
    Example: `keras.layers.GaussianDropout(0.5, seed=1)(tf.ones((2, 2)), training=True)`.
    Reference: Srivastava et al., JMLR 15 (2014), section 10.
    """

    keeps_dtype = True

    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not 0 <= rate <= 1:
            raise ValueError(
                "Invalid value received for argument `rate`. Expected a float value between 0 "
                f"and 1. Received: rate={rate}"
            )
        self.rate, self.seed = rate, seed
        if rate > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: tf.Tensor, training: Any = False) -> tf.Tensor:
        """The input times random factors if `training`, else the input."""
        if not training or self.rate == 0:
            return inputs
        if self.rate == 1:  # the variance would be infinite
            raise ValueError(
                "GaussianDropout [rate]: expected less than 1 in training, received 1."
            )
        return inputs * random.normal(
            tf.shape(inputs),
            mean=1.0,
            stddev=(self.rate / (1 - self.rate)) ** 0.5,
            dtype=inputs.dtype,
            seed=self.seed_generator,
        )

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
