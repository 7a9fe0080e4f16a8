"""Cotangents: how they begin, add up, and what stands for one that does not exist."""

from __future__ import annotations

import enum
from typing import Any

import numpy as np

from pellucid.core.context import STATE
from pellucid.core.registry import OPS
from pellucid.core.tensor import EagerTensor


class UnconnectedGradients(enum.Enum):
    """What the gradient is where the target does not depend on the source."""

    NONE = "none"
    ZERO = "zero"

    @classmethod
    def _missing_(cls, value: object) -> UnconnectedGradients:
        raise ValueError(
            f"Unknown value for unconnected_gradients: {value!r}. Expected 'none' or 'zero'."
        )


def accumulate(cotangents: dict[int, Any], value: Any, gradient: Any) -> None:
    """Add `gradient` to what has arrived for `value`."""
    before = cotangents.get(id(value))
    cotangents[id(value)] = gradient if before is None else add(before, gradient)


def add(a: Any, b: Any) -> Any:
    """The sum of two cotangents; two sparse ones stay sparse."""
    if hasattr(a, "indices") and hasattr(b, "indices"):
        from pellucid.ops.array import concat
        from pellucid.ops.indexed_slices import IndexedSlices

        return IndexedSlices(
            concat([a.values, b.values], 0), concat([a.indices, b.indices], 0), a.dense_shape
        )
    return OPS["AddV2"](a, b)


def ones_like(value: Any) -> Any:
    """Ones of the shape and dtype of a tensor."""
    return _filled(value, 1, "OnesLike")


def zeros_like(value: Any) -> Any:
    """Zeros of the shape and dtype of a tensor or variable."""
    if hasattr(value, "handle"):
        value = value.read_value()
    return _filled(value, 0, "ZerosLike")


def _filled(value: Any, number: int, op: str) -> Any:
    if STATE.graph is None and isinstance(value, EagerTensor):
        if not value.dims:
            return EagerTensor(value.dtype.np_dtype.type(number))
        return EagerTensor(np.full(value.dims, number, value.dtype.np_dtype)[()])
    return OPS[op](value)
