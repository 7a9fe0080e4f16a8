"""Operations on the bits of integers. None of them has a gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.dtypes import INTEGER
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import broadcast, same
from pellucid.runtime.dispatch import op

_BINARY = "x: T, y: T -> z: T"

BitwiseAnd = op("BitwiseAnd", _BINARY, T=INTEGER, infer=broadcast, gradient=None)


@BitwiseAnd.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x & y


def bitwise_and(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The bits that are set in both x and y, element-wise.

    Integers of one dtype; the shapes broadcast.
    """
    return BitwiseAnd(x, y, name=name)


BitwiseOr = op("BitwiseOr", _BINARY, T=INTEGER, infer=broadcast, gradient=None)


@BitwiseOr.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x | y


def bitwise_or(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The bits that are set in x or y, element-wise.

    Integers of one dtype; the shapes broadcast.
    """
    return BitwiseOr(x, y, name=name)


BitwiseXor = op("BitwiseXor", _BINARY, T=INTEGER, infer=broadcast, gradient=None)


@BitwiseXor.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x ^ y


def bitwise_xor(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The bits that are set in exactly one of x and y, element-wise.

    Integers of one dtype; the shapes broadcast.
    """
    return BitwiseXor(x, y, name=name)


Invert = op("Invert", "x: T -> y: T", T=INTEGER, infer=same, gradient=None)


@Invert.kernel
def _(xp: Any, x: Any) -> Any:
    return ~x


def invert(x: TensorLike, name: str | None = None) -> Tensor:
    """All bits flipped, element-wise: -x - 1 for signed integers. `x`: integers.

    Example:
        >>> tf.bitwise.invert(tf.constant(5, tf.uint8)).numpy()
        np.uint8(250)
    """
    return Invert(x, name=name)


def _distance(xp: Any, y: Any) -> Any:
    """How far to shift: at least 0, less than the number of bits (the rest is undefined in C)."""
    return xp.clip(y, 0, 8 * y.dtype.itemsize - 1).astype(y.dtype)


LeftShift = op("LeftShift", _BINARY, T=INTEGER, infer=broadcast, gradient=None)


@LeftShift.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return xp.left_shift(x, _distance(xp, y))


def left_shift(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x * 2^y, element-wise, what overflows being lost. Integers of one dtype; shapes broadcast.

    Distances are clamped to what the dtype has bits for: from 0 to bits - 1.
    """
    return LeftShift(x, y, name=name)


RightShift = op("RightShift", _BINARY, T=INTEGER, infer=broadcast, gradient=None)


@RightShift.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return xp.right_shift(x, _distance(xp, y))


def right_shift(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """floor(x / 2^y), element-wise; the sign stays. Integers of one dtype; shapes broadcast.

    Distances are clamped to what the dtype has bits for: from 0 to bits - 1.
    """
    return RightShift(x, y, name=name)


PopulationCount = op("PopulationCount", "x: T -> y: uint8", T=INTEGER, infer=same, gradient=None)


@PopulationCount.kernel("numpy")
def _(x: Any) -> Any:
    return np.bitwise_count(x.view(f"u{x.dtype.itemsize}"))


@PopulationCount.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.lax.population_count(x)
