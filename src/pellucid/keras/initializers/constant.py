"""Initializers without chance: Zeros, Ones, Constant, Identity."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.initializers.initializer import Initializer, resolve_dtype
from pellucid.keras.saving import serialization


class Zeros(Initializer):
    """All zeros. Example: `Zeros()((2,))` gives `[0., 0.]`."""

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        return tf.zeros(shape, dtype=resolve_dtype(dtype))


class Ones(Initializer):
    """All ones. Example: `Ones()((2,))` gives `[1., 1.]`."""

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        return tf.ones(shape, dtype=resolve_dtype(dtype))


class Constant(Initializer):
    """One value everywhere.

    Args:
        value: a number, or an array that broadcasts to the shape.

    Example: `Constant(3.)((2,))` gives `[3., 3.]`.
    """

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        dtype = resolve_dtype(dtype)
        return tf.broadcast_to(tf.cast(tf.convert_to_tensor(self.value), dtype), shape)

    def get_config(self) -> dict[str, Any]:
        """`{'value': …}`."""
        return {"value": serialization.serialize_keras_object(self.value)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Constant:
        """The initializer whose `get_config()` gave `config`."""
        return cls(serialization.deserialize_keras_object(config["value"]))


class Identity(Initializer):
    """`gain` on the diagonal of a matrix, 0 elsewhere.

    Args:
        gain: value of the diagonal.

    Raises:
        ValueError: for a shape that is not of rank 2.
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        if len(shape) != 2:
            raise ValueError(
                "Identity matrix initializer can only be used for 2D matrices. "
                f"Received: shape={shape} of rank {len(shape)}."
            )
        dtype = resolve_dtype(dtype)
        same = tf.range(shape[0])[:, None] == tf.range(shape[1])[None, :]
        return tf.cast(self.gain, dtype) * tf.cast(same, dtype)

    def get_config(self) -> dict[str, Any]:
        """`{'gain': …}`."""
        return {"gain": self.gain}
