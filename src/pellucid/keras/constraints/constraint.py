"""Projections of weights after each update: NonNeg, UnitNorm, MaxNorm, MinMaxNorm."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config


class Constraint:
    """A function from a weight to its allowed value.

    Subclasses define `__call__(w)` and, if they have settings, `get_config`.
    """

    def __call__(self, w: Any) -> tf.Tensor:
        raise NotImplementedError(
            f"{type(self).__name__}.__call__: a Constraint subclass must implement it."
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Constraint:
        """The constraint whose `get_config()` gave `config`."""
        return cls(**config)


def _norm(w: tf.Tensor, axis: Any) -> tf.Tensor:
    return tf.sqrt(tf.reduce_sum(tf.square(w), axis=axis, keepdims=True))


class NonNeg(Constraint):
    """Negative elements become 0."""

    def __call__(self, w: Any) -> tf.Tensor:
        w = tf.convert_to_tensor(w)
        return w * tf.cast(w >= 0, w.dtype)


class UnitNorm(Constraint):
    """Vectors along `axis` get length 1.

    Args:
        axis: axis or axes over which the norm is taken; 0 for a Dense kernel.
    """

    def __init__(self, axis: Any = 0) -> None:
        self.axis = axis

    def __call__(self, w: Any) -> tf.Tensor:
        w = tf.convert_to_tensor(w)
        return w / (config.epsilon() + _norm(w, self.axis))

    def get_config(self) -> dict[str, Any]:
        """`{'axis': …}`."""
        return {"axis": self.axis}


class MaxNorm(Constraint):
    """Vectors along `axis` that are longer than `max_value` are shortened to it.

    Args:
        max_value: greatest norm.
        axis: axis or axes over which the norm is taken.
    """

    def __init__(self, max_value: float = 2, axis: Any = 0) -> None:
        self.max_value, self.axis = max_value, axis

    def __call__(self, w: Any) -> tf.Tensor:
        w = tf.convert_to_tensor(w)
        norm = _norm(w, self.axis)
        wanted = tf.clip_by_value(norm, 0.0, float(self.max_value))
        return w * (wanted / (config.epsilon() + norm))

    def get_config(self) -> dict[str, Any]:
        """`{'max_value': …, 'axis': …}`."""
        return {"max_value": self.max_value, "axis": self.axis}


class MinMaxNorm(Constraint):
    """The norm of vectors along `axis` moves into [min_value, max_value].

    Args:
        min_value, max_value: bounds.
        rate: how far it moves, 1 is all the way.
        axis: axis or axes over which the norm is taken.
    """

    def __init__(
        self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Any = 0
    ) -> None:
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def __call__(self, w: Any) -> tf.Tensor:
        w = tf.convert_to_tensor(w)
        norm = _norm(w, self.axis)
        clipped = tf.clip_by_value(norm, float(self.min_value), float(self.max_value))
        wanted = self.rate * clipped + (1 - self.rate) * norm
        return w * (wanted / (config.epsilon() + norm))

    def get_config(self) -> dict[str, Any]:
        """All constructor arguments."""
        return {
            "min_value": self.min_value,
            "max_value": self.max_value,
            "rate": self.rate,
            "axis": self.axis,
        }
