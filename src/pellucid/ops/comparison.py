"""Comparisons and logic: tensors of truth values.

    equal not_equal less less_equal greater greater_equal
    logical_and logical_or logical_not logical_xor
    is_nan is_inf is_finite is_non_decreasing is_strictly_increasing

None of them has a gradient.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.dtypes import FLOATING, NUMERIC, REAL, as_dtype
from pellucid.core.errors import describe, explain
from pellucid.core.shapes import broadcast_shapes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import broadcast, same
from pellucid.ops.broadcasting import as_tensor
from pellucid.runtime.dispatch import op

_BINARY = "x: T, y: T -> z: bool"


def _equality_shape(call: Any) -> Any:
    if call.attrs["incompatible_shape_error"]:
        return broadcast(call)
    try:
        return broadcast_shapes(call.shape(0), call.shape(1))
    except ValueError:  # tensors of shapes that do not fit are unequal: a single False
        return ()


Equal = op("Equal", _BINARY, incompatible_shape_error=True, infer=_equality_shape, gradient=None)


@Equal.kernel
def _(xp: Any, x: Any, y: Any, incompatible_shape_error: bool) -> Any:
    if not incompatible_shape_error and not _fit(x, y):
        return np.bool_(False)
    return x == y if x.dtype != object else _objects(np.equal, x, y)


NotEqual = op(
    "NotEqual", _BINARY, incompatible_shape_error=True, infer=_equality_shape, gradient=None
)  # fmt: skip


@NotEqual.kernel
def _(xp: Any, x: Any, y: Any, incompatible_shape_error: bool) -> Any:
    if not incompatible_shape_error and not _fit(x, y):
        return np.bool_(True)
    return x != y if x.dtype != object else _objects(np.not_equal, x, y)


def _fit(x: Any, y: Any) -> bool:
    pairs = zip(reversed(x.shape), reversed(y.shape), strict=False)
    return all(m == n or m == 1 or n == 1 for m, n in pairs)


def _objects(compare: Any, x: Any, y: Any) -> Any:
    return compare(np.asarray(x, object), np.asarray(y, object)).astype(np.bool_)


def equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x == y, element-wise.

    Args:
        x: a tensor of any dtype.
        y: a tensor of the same dtype; the shapes broadcast.

    Raises:
        InvalidArgumentError: dtypes differ or shapes do not broadcast. (The operator `==` gives
            False for shapes that do not fit.)

    Example:
        >>> tf.equal([2, 4], 2).numpy().tolist()
        [True, False]
    """
    return Equal(x, y, name=name)


def not_equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x != y, element-wise; see `tf.equal`."""
    return NotEqual(x, y, name=name)


Less = op("Less", _BINARY, T=REAL, infer=broadcast, gradient=None)


@Less.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x < y


def less(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x < y, element-wise. Real numbers; the shapes broadcast."""
    return Less(x, y, name=name)


LessEqual = op("LessEqual", _BINARY, T=REAL, infer=broadcast, gradient=None)


@LessEqual.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x <= y


def less_equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x <= y, element-wise. Real numbers; the shapes broadcast."""
    return LessEqual(x, y, name=name)


Greater = op("Greater", _BINARY, T=REAL, infer=broadcast, gradient=None)


@Greater.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x > y


def greater(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x > y, element-wise. Real numbers; the shapes broadcast."""
    return Greater(x, y, name=name)


GreaterEqual = op("GreaterEqual", _BINARY, T=REAL, infer=broadcast, gradient=None)


@GreaterEqual.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x >= y


def greater_equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x >= y, element-wise. Real numbers; the shapes broadcast."""
    return GreaterEqual(x, y, name=name)


ApproximateEqual = op(
    "ApproximateEqual", _BINARY, T=NUMERIC, tolerance=1e-5, infer=broadcast, gradient=None
)  # fmt: skip


@ApproximateEqual.kernel
def _(xp: Any, x: Any, y: Any, tolerance: float) -> Any:
    return xp.abs(x - y) < tolerance


LogicalAnd = op("LogicalAnd", "x: bool, y: bool -> z: bool", infer=broadcast, gradient=None)


@LogicalAnd.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x & y


def logical_and(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Whether x and y are both true, element-wise. bool tensors; the shapes broadcast."""
    return LogicalAnd(x, y, name=name)


LogicalOr = op("LogicalOr", "x: bool, y: bool -> z: bool", infer=broadcast, gradient=None)


@LogicalOr.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x | y


def logical_or(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Whether x or y (or both) is true, element-wise. bool tensors; the shapes broadcast."""
    return LogicalOr(x, y, name=name)


LogicalNot = op("LogicalNot", "x: bool -> y: bool", infer=same, gradient=None)


@LogicalNot.kernel
def _(xp: Any, x: Any) -> Any:
    return ~x


def logical_not(x: TensorLike, name: str | None = None) -> Tensor:
    """Whether x is false, element-wise. `x`: a bool tensor."""
    return LogicalNot(x, name=name)


def logical_xor(x: TensorLike, y: TensorLike, name: str | None = "LogicalXor") -> Tensor:
    """Whether exactly one of x and y is true, element-wise: (x or y) and not (x and y)."""
    return LogicalAnd(LogicalOr(x, y), LogicalNot(LogicalAnd(x, y)), name=name)


IsNan = op("IsNan", "x: T -> y: bool", T=FLOATING, infer=same, gradient=None)


@IsNan.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.isnan(x)


def is_nan(x: TensorLike, name: str | None = None) -> Tensor:
    """Whether x is nan (not a number), element-wise. `x`: floating."""
    return IsNan(x, name=name)


IsInf = op("IsInf", "x: T -> y: bool", T=FLOATING, infer=same, gradient=None)


@IsInf.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.isinf(x)


def is_inf(x: TensorLike, name: str | None = None) -> Tensor:
    """Whether x is positive or negative infinity, element-wise. `x`: floating."""
    return IsInf(x, name=name)


IsFinite = op("IsFinite", "x: T -> y: bool", T=FLOATING, infer=same, gradient=None)


@IsFinite.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.isfinite(x)


def is_finite(x: TensorLike, name: str | None = None) -> Tensor:
    """Whether x is neither infinite nor nan, element-wise. `x`: floating."""
    return IsFinite(x, name=name)


def is_non_decreasing(x: TensorLike, name: str | None = None) -> Tensor:
    """Whether x[i] <= x[i + 1] for all elements, in row-major order; True for fewer than two.

    Args:
        x: a real tensor.

    Returns: a bool scalar.
    """
    return _ordered(LessEqual, x, name)


def is_strictly_increasing(x: TensorLike, name: str | None = None) -> Tensor:
    """Whether x[i] < x[i + 1] for all elements, in row-major order; True for fewer than two.

    Args:
        x: a real tensor.

    Returns: a bool scalar.
    """
    return _ordered(Less, x, name)


def _ordered(compare: Any, x: TensorLike, name: str | None) -> Tensor:
    from pellucid.ops.array import reshape
    from pellucid.ops.reduction import reduce_all

    x = as_tensor(x)
    if as_dtype(x.dtype) not in REAL:
        where, received = "tf.math.is_non_decreasing [x]", describe(x)
        raise TypeError(explain(where, "no order", expected="real numbers", received=received))
    flat = reshape(x, [-1])
    return reduce_all(compare(flat[:-1], flat[1:]), name=name)
