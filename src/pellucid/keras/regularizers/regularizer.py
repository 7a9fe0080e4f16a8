"""Penalties on weights or outputs that are added to the loss: L1, L2, L1L2, orthogonality."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import pellucid as tf


class Regularizer:
    """A function from a weight (or an output) to a scalar penalty.

    Subclasses define `__call__(x)` and `get_config`.
    """

    def __call__(self, x: Any) -> tf.Tensor:
        return tf.zeros(())

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        raise NotImplementedError(f"{self} does not implement get_config()")

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Regularizer:
        """The regularizer whose `get_config()` gave `config`."""
        return cls(**config)


class L1L2(Regularizer):
    """l1 · sum(|x|) + l2 · sum(x²).

    Args:
        l1, l2: non-negative factors.
    """

    def __init__(self, l1: float | None = 0.0, l2: float | None = 0.0) -> None:
        l1, l2 = 0.0 if l1 is None else l1, 0.0 if l2 is None else l2
        self.l1, self.l2 = _factor(l1, "l1"), _factor(l2, "l2")

    def __call__(self, x: Any) -> tf.Tensor:
        x = tf.convert_to_tensor(x)
        penalty = tf.zeros((), x.dtype)
        if self.l1:
            penalty += self.l1 * tf.reduce_sum(tf.abs(x))
        if self.l2:
            penalty += self.l2 * tf.reduce_sum(tf.square(x))
        return penalty

    def get_config(self) -> dict[str, Any]:
        """`{'l1': …, 'l2': …}`."""
        return {"l1": float(self.l1), "l2": float(self.l2)}


class L1(Regularizer):
    """l1 · sum(|x|).

    Args:
        l1: non-negative factor.

    Example: `keras.regularizers.L1(0.1)([1., -2.])` gives 0.3.
    """

    def __init__(self, l1: float | None = 0.01) -> None:
        self.l1 = float(np.float32(_factor(0.01 if l1 is None else l1, "l1")))

    def __call__(self, x: Any) -> tf.Tensor:
        return self.l1 * tf.reduce_sum(tf.abs(tf.convert_to_tensor(x)))

    def get_config(self) -> dict[str, Any]:
        """`{'l1': …}`, as a float32 number."""
        return {"l1": self.l1}


class L2(Regularizer):
    """l2 · sum(x²).

    Args:
        l2: non-negative factor.

    Example: `keras.regularizers.L2(0.1)([1., -2.])` gives 0.5.
    """

    def __init__(self, l2: float | None = 0.01) -> None:
        self.l2 = _factor(0.01 if l2 is None else l2, "l2")

    def __call__(self, x: Any) -> tf.Tensor:
        return self.l2 * tf.reduce_sum(tf.square(tf.convert_to_tensor(x)))

    def get_config(self) -> dict[str, Any]:
        """`{'l2': …}`."""
        return {"l2": float(self.l2)}


class OrthogonalRegularizer(Regularizer):
    """Mean absolute cosine between different rows (or columns) of a matrix, times `factor`.

    Args:
        factor: non-negative factor.
        mode: 'rows' or 'columns'.
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        self.factor = _factor(factor, "factor")
        if mode not in ("rows", "columns"):
            raise ValueError(
                f'Invalid value for argument `mode`. Expected one of {{"rows", "columns"}}. '
                f"Received: mode={mode}"
            )
        self.mode = mode

    def __call__(self, x: Any) -> tf.Tensor:
        x = tf.convert_to_tensor(x)
        if x.shape.rank != 2:
            raise ValueError(
                "Inputs to OrthogonalRegularizer must have rank 2. "
                f"Received: inputs.shape={tuple(x.shape)}"
            )
        axis = 1 if self.mode == "rows" else 0
        norm = tf.sqrt(tf.maximum(tf.reduce_sum(tf.square(x), axis=axis, keepdims=True), 1e-12))
        unit = x / norm
        products = tf.matmul(unit, unit, transpose_a=axis == 0, transpose_b=axis == 1)
        size = x.shape[1 - axis]
        others = 1.0 - tf.cast(tf.range(size)[:, None] == tf.range(size)[None, :], x.dtype)
        pairs = size * (size - 1.0) / 2.0
        return self.factor * 0.5 * tf.reduce_sum(tf.abs(products * others)) / pairs

    def get_config(self) -> dict[str, Any]:
        """`{'factor': …, 'mode': …}`."""
        return {"factor": float(self.factor), "mode": self.mode}


def _factor(value: Any, name: str) -> Any:
    good = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not good or not math.isfinite(value) or value < 0:
        raise ValueError(
            f"Invalid value for argument {name}: expected a non-negative float."
            f"Received: {name}={value}"
        )
    return value
