"""Division: true, floored, truncated, and the kinds that give 0 instead of nan.

divide truediv divide_no_nan xdivy reciprocal_no_nan
floordiv floormod mod          rounded down, as Python does
truncatediv truncatemod        rounded towards zero, as C does
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import COMPLEX, FLOATING, NUMERIC, REAL, as_dtype
from pellucid.core.errors import InternalError, explain
from pellucid.core.promotion import PROMOTION
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import broadcast
from pellucid.ops.broadcasting import as_tensor, unbroadcast
from pellucid.ops.complex import conj
from pellucid.ops.math import Mul, Neg, Square, same_dtype
from pellucid.runtime.dispatch import op

RealDiv = op("RealDiv", "x: T, y: T -> z: T", T=NUMERIC, infer=broadcast)


@RealDiv.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x / y


@RealDiv.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    g = RealDiv(dy, conj(y))
    return [unbroadcast(g, x), unbroadcast(Neg(Mul(g, conj(node.outputs[0]))), y)]


# Integers divide to these; tf.constant(1) / tf.constant(2) is a float64 0.5.
_QUOTIENT = {
    dtypes.int8: dtypes.float32, dtypes.uint8: dtypes.float32, dtypes.int16: dtypes.float32,
    dtypes.uint16: dtypes.float32, dtypes.int32: dtypes.float64, dtypes.uint32: dtypes.float64,
    dtypes.int64: dtypes.float64, dtypes.uint64: dtypes.float64,
}  # fmt: skip


def _floating(where: str, x: Any, y: Any) -> tuple[Tensor, Tensor]:
    """Both as tensors of one dtype, integers as what they divide to."""
    left, right = same_dtype(where, x, y)
    dtype = as_dtype(left.dtype)
    quotient = _QUOTIENT.get(dtype)
    if quotient is None:
        if not dtype.is_numeric:
            raise TypeError(
                explain(where, "only numbers can be divided", received=f"tf.{dtype.name}")
            )
        return left, right
    from pellucid.ops.casting import cast

    a, b = cast(left, quotient), cast(right, quotient)
    if PROMOTION.rules is not None:
        PROMOTION.rules.as_weak_as(a, left)
        PROMOTION.rules.as_weak_as(b, right)
    return a, b


def truediv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, element-wise, as Python 3 divides.

    Integers become floating first: float32 for 8 and 16 bits, float64 for 32 and 64.

    Raises:
        TypeError: the dtypes differ.
    """
    return RealDiv(*_floating("tf.truediv", x, y), name=name)


def divide(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, element-wise: what the operator `/` does; see `tf.truediv`."""
    return truediv(_like(x, y), y, name)


def _like(x: Any, y: Any) -> Any:
    """A Python value `x` in the dtype of the tensor `y`, as the operators take it."""
    if PROMOTION.rules is not None:
        return x
    return convert(x, y.dtype) if isinstance(y, Tensor) and not hasattr(x, "dtype") else x


DivNoNan = op("DivNoNan", "x: T, y: T -> z: T", T=FLOATING | COMPLEX, infer=broadcast)


@DivNoNan.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    zero = y == 0
    return xp.where(zero, xp.zeros_like(y), x / xp.where(zero, xp.ones_like(y), y))


@DivNoNan.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    g = DivNoNan(dy, conj(y))
    return [unbroadcast(g, x), unbroadcast(Neg(Mul(g, conj(node.outputs[0]))), y)]


def divide_no_nan(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, element-wise, and 0 where y is 0.

    Args:
        x: floating or complex; integers are divided as by `tf.truediv`.
        y: of the same dtype; the shapes broadcast.

    Raises:
        TypeError: the dtypes differ.
    """
    return DivNoNan(*_floating("tf.math.divide_no_nan", _like(x, y), y), name=name)


def reciprocal_no_nan(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / x, element-wise, and 0 where x is 0."""
    x = as_tensor(x)
    return DivNoNan(np.ones((), as_dtype(x.dtype).np_dtype), x, name=name)


Xdivy = op("Xdivy", "x: T, y: T -> z: T", T=FLOATING | COMPLEX, infer=broadcast)


@Xdivy.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return xp.where(x == 0, xp.zeros_like(x), x / y)


@Xdivy.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    nonzero = OPS["Cast"](OPS["NotEqual"](x, 0), DstT=x.dtype)
    by_x = Xdivy(nonzero, y)
    by_y = Xdivy(Neg(x), Square(y))
    return [unbroadcast(Mul(dy, conj(by_x)), x), unbroadcast(Mul(dy, conj(by_y)), y)]


def xdivy(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, element-wise, and 0 where x is 0, whatever y is."""
    return Xdivy(x, y, name=name)


FloorDiv = op("FloorDiv", "x: T, y: T -> z: T", T=REAL, infer=broadcast, gradient=None)


@FloorDiv.kernel("numpy")
def _(x: Any, y: Any) -> Any:
    _check_divisor(x, y)
    return x // y if x.dtype.kind in "iu" else np.floor(x / y)


@FloorDiv.kernel("xla")
def _(jax: Any, x: Any, y: Any) -> Any:
    return x // y if x.dtype.kind in "iu" else jax.numpy.floor(x / y)


def _check_divisor(x: Any, y: Any) -> None:
    if y.dtype.kind in "iu" and not np.all(y) and np.size(x):
        raise ValueError("Integer division by zero")


def floordiv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """floor(x / y), element-wise, in the dtype of the arguments: what `//` does.

    Raises:
        InvalidArgumentError: an integer is divided by zero.

    Example:
        >>> tf.math.floordiv([7, -7], 2).numpy().tolist()
        [3, -4]
    """
    return FloorDiv(x, y, name=name)


FloorMod = op("FloorMod", "x: T, y: T -> z: T", T=REAL, infer=broadcast)


@FloorMod.kernel("numpy")
def _(x: Any, y: Any) -> Any:
    _check_divisor(x, y)
    return np.mod(x, y)


@FloorMod.kernel("xla")
def _(jax: Any, x: Any, y: Any) -> Any:
    return jax.numpy.mod(x, y)


@FloorMod.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    return [unbroadcast(dy, x), unbroadcast(Neg(Mul(dy, FloorDiv(x, y))), y)]


def floormod(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x - floor(x / y) * y, element-wise: what `%` does; the sign is that of y.

    Raises:
        InvalidArgumentError: an integer is divided by zero.

    Example:
        >>> tf.math.floormod([7, -7], 3).numpy().tolist()
        [1, 2]
    """
    return FloorMod(x, y, name=name)


def mod(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x - floor(x / y) * y, element-wise; the same as `tf.math.floormod`."""
    return FloorMod(x, y, name=name)


TruncateDiv = op("TruncateDiv", "x: T, y: T -> z: T", T=REAL, infer=broadcast, gradient=None)


@TruncateDiv.kernel("numpy")
def _(x: Any, y: Any) -> Any:
    if x.dtype.kind not in "iu":
        return np.trunc(x / y)
    if not np.all(y):
        raise InternalError(None, None, "tf.truncatediv: integer division by zero")
    quotient = x // y
    return quotient + ((quotient * y != x) & ((x < 0) != (y < 0)))


@TruncateDiv.kernel("xla")
def _(jax: Any, x: Any, y: Any) -> Any:
    if x.dtype.kind not in "iu":
        return jax.numpy.trunc(x / y)
    return jax.lax.div(*jax.numpy.broadcast_arrays(x, y))


def truncatediv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y rounded towards zero, element-wise, as C divides integers.

    Raises:
        InternalError: an integer is divided by zero.
    """
    return TruncateDiv(x, y, name=name)


TruncateMod = op(
    "TruncateMod", "x: T, y: T -> z: T", T=REAL, infer=broadcast, gradient=None
)  # fmt: skip
Mod = op("Mod", "x: T, y: T -> z: T", T=REAL, infer=broadcast, gradient=None)


@Mod.kernel("numpy")
@TruncateMod.kernel("numpy")
def _(x: Any, y: Any) -> Any:
    if y.dtype.kind in "iu" and not np.all(y) and np.size(x):
        raise InternalError(None, None, "tf.truncatemod: integer division by zero")
    return np.fmod(x, y)


@Mod.kernel("xla")
@TruncateMod.kernel("xla")
def _(jax: Any, x: Any, y: Any) -> Any:
    return jax.numpy.fmod(x, y)


def truncatemod(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x - truncatediv(x, y) * y, element-wise, as C does; the sign is that of x.

    Raises:
        InternalError: an integer is divided by zero.
    """
    return TruncateMod(x, y, name=name)


# TensorFlow 1's division: real for floats, towards zero for integers.
Div = op("Div", "x: T, y: T -> z: T", T=NUMERIC, infer=broadcast)


@Div.kernel("numpy")
def _(x: Any, y: Any) -> Any:
    if x.dtype.kind not in "iu":
        return x / y
    _check_divisor(x, y)
    quotient = x // y
    return quotient + ((quotient * y != x) & ((x < 0) != (y < 0)))


@Div.kernel("xla")
def _(jax: Any, x: Any, y: Any) -> Any:
    return jax.lax.div(*jax.numpy.broadcast_arrays(x, y))


@Div.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    g = Div(dy, conj(y))
    return [unbroadcast(g, x), unbroadcast(Neg(Mul(g, conj(node.outputs[0]))), y)]
