"""The base of all initializers."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config, random


class Initializer:
    """A function from a shape to the first value of a weight.

    Subclasses define `__call__(shape, dtype=None)` and, if they have settings, `get_config`.

    Example:
        class Half(keras.initializers.Initializer):
            def __call__(self, shape, dtype=None):
                return tf.fill(shape, 0.5)
    """

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        raise NotImplementedError(
            f"{type(self).__name__}.__call__: an Initializer subclass must implement it."
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Initializer:
        """The initializer whose `get_config()` gave `config`."""
        return cls(**config)

    def clone(self) -> Initializer:
        """A new initializer with the same settings."""
        return type(self).from_config(self.get_config())


class RandomInitializer(Initializer):
    """An initializer with a seed: an int gives the same numbers on every call.

    Args:
        seed: int, SeedGenerator, or None for a fresh int from Python's `random`.
    """

    def __init__(self, seed: int | random.SeedGenerator | dict[str, Any] | None = None) -> None:
        if isinstance(seed, dict):
            from pellucid.keras.saving.serialization import deserialize_keras_object

            seed = deserialize_keras_object(seed)
        self._init_seed = seed
        if seed is None:
            seed = random.make_default_seed()
        if not isinstance(seed, int | random.SeedGenerator):
            raise ValueError(
                "`seed` argument should be an instance of `keras.random.SeedGenerator()` or an "
                f"integer. Received: seed={seed}"
            )
        self.seed = seed

    def get_config(self) -> dict[str, Any]:
        """`{'seed': …}`."""
        from pellucid.keras.saving.serialization import serialize_keras_object

        return {"seed": serialize_keras_object(self._init_seed)}


def resolve_dtype(dtype: Any) -> tf.DType:
    """`dtype`, or floatx for None."""
    return tf.as_dtype(config.floatx() if dtype is None else dtype)
