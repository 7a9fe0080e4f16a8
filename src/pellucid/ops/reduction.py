"""Reductions: sums, means, extremes and their like over some or all axes of a tensor.

    reduce_sum reduce_mean reduce_prod reduce_max reduce_min reduce_all reduce_any
    reduce_euclidean_norm reduce_logsumexp reduce_variance reduce_std

Every `axis` may be None (all axes), an integer, several, or a tensor; negative ones count from the
end. `keepdims=True` leaves the reduced axes in place, with size 1.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import NUMERIC, REAL, as_dtype
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import AxisLike, TensorLike
from pellucid.graph.shape_rules import reduction
from pellucid.graph.static import static_value
from pellucid.ops.broadcasting import (
    INDEX,
    BroadcastTo,
    as_tensor,
    axis_vector,
    rank_of,
    shape_of,
)
from pellucid.ops.complex import conj, real
from pellucid.ops.math import Mul, Square, Sub
from pellucid.runtime.dispatch import native, op

_SCHEMA = "input: T, reduction_indices: Tidx -> output: T"
_OPTIONS: dict[str, Any] = {
    "Tidx": INDEX, "keep_dims": False, "static": ("reduction_indices",), "infer": reduction,
}  # fmt: skip

# ---------------------------------------------------------------- axes and shapes


def axes_argument(x: Any, axis: Any) -> Any:
    """`axis`, as users write it, as the input of a reduction op on `x`."""
    if type(axis) is int:
        return axis_vector((axis,))
    if axis is None:
        rank = rank_of(x)
        return (
            OPS["Range"](0, OPS["Rank"](x), 1) if rank is None else axis_vector(tuple(range(rank)))
        )
    if isinstance(axis, list | tuple | range):
        if all(type(a) is int for a in axis):
            return axis_vector(tuple(axis))
        axis = list(axis)
    return convert(axis)


def _reduce(reducer: Any, x: Any, axis: Any, keepdims: Any, name: str | None) -> Any:
    x = as_tensor(x)
    return reducer(x, axes_argument(x, axis), keep_dims=bool(keepdims), name=name)


def _along(x: Any, axis: Any) -> Any:
    """The `axis` argument of NumPy for the axes that the op was given: None for all of them."""
    return _axes(axis.tobytes(), axis.dtype.char, x.ndim)


@lru_cache(maxsize=1024)
def _axes(listed: bytes, kind: str, rank: int) -> tuple[int, ...] | None:
    axes = np.frombuffer(listed, kind).tolist()
    return None if sorted(axes) == list(range(rank)) else tuple(axes)


def known_axes(node: Any) -> list[int] | None:
    """The axes of a recorded reduction, none of them negative; None if not known yet."""
    dims, axes = node.inputs[0].dims, static_value(node.inputs[1])
    if dims is None or axes is None:
        return None
    return sorted({int(a) % len(dims) for a in np.asarray(axes).reshape(-1)}) if dims else []


def keep_axes(y: Tensor, node: Any) -> Tensor:
    """`y`, shaped like the output of reduction `node`, with its reduced axes back, of size 1."""
    if node.attrs["keep_dims"]:
        return y
    x = node.inputs[0]
    axes = known_axes(node)
    if axes is None:
        shape = OPS["Shape"](x)
        rank = OPS["Maximum"](OPS["Size"](shape), 1)  # a scalar has no axes to count from
        where = OPS["FloorMod"](OPS["Cast"](node.inputs[1], DstT=dtypes.int32), rank)
        ones = OPS["OnesLike"](where)
        kept = OPS["TensorScatterUpdate"](shape, OPS["ExpandDims"](where, -1), ones)
        return OPS["Reshape"](y, kept)
    if None not in x.dims:
        if len(axes) == len(x.dims) and isinstance(y, EagerTensor):
            return y  # a single number broadcasts to any shape
        kept = axis_vector(tuple(1 if i in axes else d for i, d in enumerate(x.dims)))
        return OPS["Reshape"](y, kept)
    for axis in axes:
        y = OPS["ExpandDims"](y, axis)
    return y


# ---------------------------------------------------------------- sum and mean

Sum = op("Sum", _SCHEMA, T=NUMERIC, **_OPTIONS)


@Sum.kernel
def _(xp: Any, x: Any, axis: Any, keep_dims: bool) -> Any:
    return xp.sum(x, _along(x, axis), dtype=_accumulator(x), keepdims=keep_dims)


@Sum.kernel("numpy")
def _(x: Any, axis: Any, keep_dims: bool) -> Any:
    along = _along(x, axis)
    found = native().sums(x, along, keep_dims) if x.size > _NATIVE else None
    if found is not None:
        return found
    return np.add.reduce(x, along, dtype=_accumulator(x), keepdims=keep_dims)


_NATIVE = 1 << 13  # so few numbers NumPy has added up before a library is called


def _accumulator(x: Any) -> Any:
    """Two-byte floats are added up in float32, everything else in its own dtype."""
    return np.float32 if x.dtype.itemsize == 2 and x.dtype.kind not in "iub" else x.dtype


@Sum.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [_spread(keep_axes(dy, node), node.inputs[0], 1), None]


def _spread(dy: Tensor, x: Tensor, count: int) -> Tensor:
    """`dy / count`, of the shape of `x` but for sizes of 1, repeated to the shape of `x`."""
    if isinstance(dy, EagerTensor) and isinstance(x, EagerTensor) and x.array().size <= _SMALL:
        # One product with a constant takes a third of the time of dividing and broadcasting.
        return Mul(dy, _filled(x.dims, 1 / count, x.array().dtype))
    if count != 1:
        dy = OPS["RealDiv"](dy, EagerTensor(x.dtype.np_dtype.type(count)))
    return BroadcastTo(dy, shape_of(x))


_SMALL = 2048


@lru_cache(maxsize=256)
def _filled(shape: tuple[int, ...], value: float, np_dtype: Any) -> EagerTensor:
    return EagerTensor(np.full(shape, value, np_dtype)[()])


def reduce_sum(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """The sum of the elements along `axis`; 0 of none.

    Args:
        input_tensor: a numeric tensor.
        axis: the axes to sum over; None: all.
        keepdims: keep the reduced axes, with size 1.

    Returns: a tensor of the same dtype (integers wrap around).

    Raises:
        InvalidArgumentError: there is no such axis, or the tensor is not numeric.

    Example:
        >>> tf.reduce_sum([[1, 1, 1], [1, 1, 1]], axis=0).numpy().tolist()
        [2, 2, 2]
    """
    return _reduce(Sum, input_tensor, axis, keepdims, name)


Mean = op("Mean", _SCHEMA, T=NUMERIC, **_OPTIONS)


@Mean.kernel
def _(xp: Any, x: Any, axis: Any, keep_dims: bool) -> Any:
    if x.dtype.kind in "iu":
        return _integer_mean(xp, x, axis, keep_dims)
    total = xp.sum(x, _along(x, axis), dtype=_accumulator(x), keepdims=keep_dims)
    # The sum is rounded to the dtype before it is divided: in float16 it may be infinite.
    return total.astype(x.dtype) / np.array(_share(x, total), x.dtype)


@Mean.kernel("numpy")
def _(x: Any, axis: Any, keep_dims: bool) -> Any:
    if x.dtype.kind == "f" and x.dtype.itemsize > 2:
        along = _along(x, axis)
        total = native().sums(x, along, keep_dims) if x.size > _NATIVE else None
        if total is None:
            total = np.add.reduce(x, along, keepdims=keep_dims)
        return total / _share(x, total)
    if x.dtype.kind in "iu":
        return _integer_mean(np, x, axis, keep_dims)
    total = np.add.reduce(x, _along(x, axis), dtype=_accumulator(x), keepdims=keep_dims)
    return total.astype(x.dtype) / np.array(_share(x, total), x.dtype)


def _share(x: Any, total: Any) -> int:
    """How many elements of x make one of the result; 1 of no complex ones, whose mean is 0."""
    count = x.size // total.size if total.size else 1
    return max(count, 1) if x.dtype.kind == "c" else count


def _integer_mean(xp: Any, x: Any, axis: Any, keep_dims: bool) -> Any:
    """The mean of integers, rounded towards zero; 0 of none."""
    wide = np.uint64 if x.dtype.kind == "u" else np.int64
    total = xp.sum(x, _along(x, axis), dtype=wide, keepdims=keep_dims)
    count = np.array(max(_share(x, total), 1), wide)
    return xp.sign(total) * (xp.abs(total) // count)


@Mean.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs[0], node.outputs[0]
    if x.dims is not None and y.dims is not None and None not in x.dims and None not in y.dims:
        count = math.prod(x.dims) // max(math.prod(y.dims), 1)
        return [_spread(keep_axes(dy, node), x, max(count, 1)), None]
    share = OPS["RealDiv"](dy, _group_size(x, y))
    return [BroadcastTo(keep_axes(share, node), shape_of(x)), None]


def _group_size(x: Tensor, y: Tensor) -> Any:
    """How many elements of x make one of y, as a number of their dtype, while a graph is built."""
    sizes = OPS["Size"](x), OPS["Maximum"](OPS["Size"](y), 1)
    return OPS["Cast"](OPS["FloorDiv"](*sizes), DstT=x.dtype)


def reduce_mean(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """The mean of the elements along `axis`; nan of none.

    Args:
        input_tensor: a numeric tensor.
        axis: the axes to average over; None: all.
        keepdims: keep the reduced axes, with size 1.

    Returns: a tensor of the same dtype: the mean of integers is an integer, rounded towards zero.

    Example:
        >>> tf.reduce_mean([[1., 1.], [2., 2.]], axis=1).numpy().tolist()
        [1.0, 2.0]
    """
    return _reduce(Mean, input_tensor, axis, keepdims, name)


# ---------------------------------------------------------------- product

Prod = op("Prod", _SCHEMA, T=NUMERIC, **_OPTIONS)


@Prod.kernel
def _(xp: Any, x: Any, axis: Any, keep_dims: bool) -> Any:
    return xp.prod(x, _along(x, axis), dtype=_accumulator(x), keepdims=keep_dims)


@Prod.gradient
def _(node: Any, dy: Tensor) -> Any:
    # The derivative by one factor is the product of those before it and those after it: right
    # at zeros too, where dividing the product by the factor is not.
    from pellucid.ops.cumulative import cumprod

    x = node.inputs[0]
    axes = known_axes(node)
    if axes is None:
        raise InvalidArgumentError(
            None, None, explain("tf.reduce_prod [axis]", "the gradient needs axes that are known")
        )
    rank = len(x.dims)
    order = [i for i in range(rank) if i not in axes] + axes
    transposed = OPS["Transpose"](x, axis_vector(tuple(order)))
    shape = OPS["Shape"](transposed) if None in x.dims else shape_of(transposed)
    kept = rank - len(axes)
    flat = OPS["Reshape"](transposed, _merged_tail(transposed, kept))
    others = Mul(cumprod(flat, -1, exclusive=True), cumprod(flat, -1, exclusive=True, reverse=True))
    back = OPS["Reshape"](others, shape)
    inverse = axis_vector(tuple(int(i) for i in np.argsort(order)))
    others = OPS["Transpose"](back, inverse)
    return [Mul(BroadcastTo(keep_axes(dy, node), shape_of(x)), conj(others)), None]


def _merged_tail(x: Any, kept: int) -> Any:
    """The shape of x with all axes after the first `kept` merged into one."""
    if None not in x.dims:
        return axis_vector((*x.dims[:kept], math.prod(x.dims[kept:])))
    shape = OPS["Shape"](x)
    return OPS["ConcatV2"](
        [shape[:kept], OPS["Prod"](shape[kept:], axis_vector((0,)), keep_dims=True)], 0
    )


def reduce_prod(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of the elements along `axis`; 1 of none.

    Args:
        input_tensor: a numeric tensor.
        axis: the axes to multiply over; None: all.
        keepdims: keep the reduced axes, with size 1.
    """
    return _reduce(Prod, input_tensor, axis, keepdims, name)


# ---------------------------------------------------------------- extremes

Max = op("Max", _SCHEMA, T=REAL, **_OPTIONS)
Min = op("Min", _SCHEMA, T=REAL, **_OPTIONS)


@Max.kernel
def _(xp: Any, x: Any, axis: Any, keep_dims: bool) -> Any:
    initial = {} if x.size else {"initial": lowest(x.dtype)}
    return xp.max(x, _along(x, axis), keepdims=keep_dims, **initial)


@Min.kernel
def _(xp: Any, x: Any, axis: Any, keep_dims: bool) -> Any:
    initial = {} if x.size else {"initial": highest(x.dtype)}
    return xp.min(x, _along(x, axis), keepdims=keep_dims, **initial)


def lowest(np_dtype: Any) -> Any:
    """What no number is less than: the greatest element of nothing."""
    return np_dtype.type(dtypes.NUMPY_TO_DTYPE[np_dtype].min if np_dtype.kind in "iu" else -np.inf)


def highest(np_dtype: Any) -> Any:
    """What no number is greater than: the smallest element of nothing."""
    return np_dtype.type(dtypes.NUMPY_TO_DTYPE[np_dtype].max if np_dtype.kind in "iu" else np.inf)


@Max.gradient
@Min.gradient
def _(node: Any, dy: Tensor) -> Any:
    # Equal extremes share the gradient equally.
    x = node.inputs[0]
    hit = OPS["Cast"](OPS["Equal"](x, keep_axes(node.outputs[0], node)), DstT=x.dtype)
    ties = Sum(hit, node.inputs[1], keep_dims=True)
    return [Mul(OPS["RealDiv"](hit, ties), keep_axes(dy, node)), None]


def reduce_max(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """The greatest element along `axis`; nan if there is a nan; the lowest number of none.

    Equal maxima share the gradient equally.

    Args:
        input_tensor: a real tensor.
        axis: the axes to look along; None: all.
        keepdims: keep the reduced axes, with size 1.
    """
    return _reduce(Max, input_tensor, axis, keepdims, name)


def reduce_min(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """The smallest element along `axis`; nan if there is a nan; the highest number of none.

    Equal minima share the gradient equally.

    Args:
        input_tensor: a real tensor.
        axis: the axes to look along; None: all.
        keepdims: keep the reduced axes, with size 1.
    """
    return _reduce(Min, input_tensor, axis, keepdims, name)


# ---------------------------------------------------------------- logic

_LOGIC = "input: bool, reduction_indices: Tidx -> output: bool"
All = op("All", _LOGIC, gradient=None, **_OPTIONS)
Any_ = op("Any", _LOGIC, gradient=None, **_OPTIONS)


@All.kernel
def _(xp: Any, x: Any, axis: Any, keep_dims: bool) -> Any:
    return xp.all(x, _along(x, axis), keepdims=keep_dims)


@Any_.kernel
def _(xp: Any, x: Any, axis: Any, keep_dims: bool) -> Any:
    return xp.any(x, _along(x, axis), keepdims=keep_dims)


def _truth(x: Any) -> Any:
    """Python values are converted to bool, which numbers refuse."""
    if isinstance(x, Tensor) or hasattr(type(x), "__op_call__"):
        return x
    return convert(x, dtypes.bool)


def reduce_all(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """Whether all elements along `axis` are true; True of none. `input_tensor`: bool."""
    return _reduce(All, _truth(input_tensor), axis, keepdims, name)


def reduce_any(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """Whether any element along `axis` is true; False of none. `input_tensor`: bool."""
    return _reduce(Any_, _truth(input_tensor), axis, keepdims, name)


# ---------------------------------------------------------------- norms and moments

EuclideanNorm = op("EuclideanNorm", _SCHEMA, T=NUMERIC, **_OPTIONS)


@EuclideanNorm.kernel
def _(xp: Any, x: Any, axis: Any, keep_dims: bool) -> Any:
    squares = xp.real(x * xp.conj(x)) if x.dtype.kind == "c" else x * x
    total = xp.sum(squares, _along(x, axis), dtype=_accumulator(squares), keepdims=keep_dims)
    return xp.sqrt(total)


@EuclideanNorm.gradient
def _(node: Any, dy: Tensor) -> Any:
    ratio = OPS["RealDiv"](node.outputs[0], dy)
    return [OPS["RealDiv"](node.inputs[0], keep_axes(ratio, node)), None]


def reduce_euclidean_norm(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """sqrt of the sum of |x|^2 along `axis`. Returns the dtype of `input_tensor`, numeric."""
    return _reduce(EuclideanNorm, input_tensor, axis, keepdims, name)


def reduce_logsumexp(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """log(sum(exp(x))) along `axis`, without overflow; -inf of none.

    Args:
        input_tensor: a floating tensor.
        axis: the axes to reduce; None: all.
        keepdims: keep the reduced axes, with size 1.

    Example:
        >>> tf.reduce_logsumexp([1000., 1000.]).numpy()
        np.float32(1000.6931)
    """
    from pellucid.ops.comparison import is_finite
    from pellucid.ops.constants import stop_gradient
    from pellucid.ops.exponential import exp, log

    x = as_tensor(input_tensor)
    highest = reduce_max(x, axis, keepdims=True)
    shift = stop_gradient(OPS["SelectV2"](is_finite(highest), highest, 0))
    result = log(reduce_sum(exp(Sub(x, shift)), axis, keepdims=True)) + shift
    # Summing over axes of size 1 takes them away.
    return result if keepdims else reduce_sum(result, axis, name=name)


def reduce_variance(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """mean(|x - mean(x)|^2) along `axis`, the population variance.

    Args:
        input_tensor: a floating or complex tensor.
        axis: the axes to reduce; None: all.
        keepdims: keep the reduced axes, with size 1.

    Returns: a real tensor (float32 for complex64).

    Raises:
        TypeError: the tensor holds integers.
    """
    x = as_tensor(input_tensor)
    dtype = as_dtype(x.dtype)
    if dtype.is_integer:
        raise TypeError(
            explain("tf.math.reduce_variance [input_tensor]", "Input must be real or complex",
                    received=dtype.name, fix="tf.cast(x, tf.float32)")
        )  # fmt: skip
    d = Sub(x, reduce_mean(x, axis, keepdims=True))
    squares = real(Mul(d, conj(d))) if dtype.is_complex else Square(d)
    return reduce_mean(squares, axis, keepdims, name)


def reduce_std(
    input_tensor: TensorLike,
    axis: AxisLike | None = None,
    keepdims: bool = False,
    name: str | None = None,
) -> Tensor:
    """The square root of `reduce_variance`: the population standard deviation along `axis`."""
    return OPS["Sqrt"](reduce_variance(input_tensor, axis, keepdims), name=name)
