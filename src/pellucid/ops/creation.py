"""New tensors: filled ones, sequences, identity matrices, one-hot vectors, masks, grids.

zeros, ones, fill, zeros_like, ones_like     one value everywhere
range, linspace                              evenly spaced numbers
eye, one_hot, sequence_mask, meshgrid        patterns made from indices
unravel_index                                flat indices as coordinates
"""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import STATE
from pellucid.core.convert import convert, to_array
from pellucid.core.dtypes import REAL, DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.shapes import is_fully_defined, num_elements
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.shape_rules import Call, same, shape_from_input
from pellucid.graph.static import static_value
from pellucid.ops.broadcasting import INDEX, broadcast_to, shape_vector
from pellucid.runtime.dispatch import filled, op

# Constants up to this size are written into a graph; larger ones are made when it runs.
_SMALL = 1000

Fill = op("Fill", "dims: index_type, value: T -> output: T", index_type=INDEX, static=("dims",))
Fill.infer(shape_from_input(0))


@Fill.kernel("numpy")
def _(dims: Any, value: Any) -> Any:
    return filled(_checked_fill(dims, value), value, value.dtype)


@Fill.kernel("xla")
def _(jax: Any, dims: Any, value: Any) -> Any:
    return jax.numpy.full(_checked_fill(dims, value), value, value.dtype)


def _checked_fill(dims: Any, value: Any) -> tuple[int, ...]:
    if dims.ndim != 1:
        raise ValueError(explain("", "dims must be a vector", expected="rank 1"))
    if value.ndim:
        raise ValueError(explain("", "value must be a scalar", expected="rank 0"))
    return tuple(dims.tolist())


@Fill.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.reduction import reduce_sum

    return [None, reduce_sum(dy)]


ZerosLike = op("ZerosLike", "x: T -> y: T", infer=same, gradient=None)


@ZerosLike.kernel("numpy")
def _(x: Any) -> Any:
    return filled(x.shape, b"" if x.dtype == object else 0, x.dtype)


@ZerosLike.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.numpy.zeros(x.shape, x.dtype)


OnesLike = op(
    "OnesLike", "x: T -> y: T", T=dtypes.NUMERIC | {dtypes.bool}, infer=same, gradient=None
)


@OnesLike.kernel("numpy")
def _(x: Any) -> Any:
    return filled(x.shape, 1, x.dtype)


@OnesLike.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.numpy.ones(x.shape, x.dtype)


Range = op(
    "Range", "start: Tidx, limit: Tidx, delta: Tidx -> output: Tidx", Tidx=REAL, gradient=None,
    static=("start", "limit", "delta"),
)  # fmt: skip


def _range_size(start: Any, limit: Any, delta: Any) -> int:
    if any(np.ndim(v) for v in (start, limit, delta)):
        raise ValueError("start, limit and delta must be scalars")
    if delta == 0:
        raise ValueError("delta must not be 0")
    if (start < limit) != (delta > 0) and start != limit:
        order = "start <= limit" if delta > 0 else "start >= limit"
        expected = f"{order} for delta={delta}"
        received = f"start={start}, limit={limit}"
        raise ValueError(explain("", "wrong direction", expected=expected, received=received))
    if delta.dtype.kind in "iu":
        return -((int(start) - int(limit)) // int(delta))
    return int(np.ceil(abs((float(limit) - float(start)) / float(delta))))


@Range.kernel
def _(xp: Any, start: Any, limit: Any, delta: Any) -> Any:
    if delta.dtype.kind in "iu" and delta.dtype.itemsize >= 4:
        steps = np.arange(_range_size(start, limit, delta), dtype=delta.dtype)
        if delta != 1:
            steps *= delta
        if start:
            steps += start
        return steps
    # Not np.arange: it computes in float64, TensorFlow in the dtype of the result.
    steps = np.arange(_range_size(start, limit, delta)).astype(delta.dtype)
    return (start + steps * delta).astype(delta.dtype)


@Range.infer
def _(call: Call) -> Any:
    for i in builtins.range(3):
        call.expect_rank(i, 0, 0)
    known = [known_scalar(call, i) for i in builtins.range(3)]
    return (None,) if any(v is None for v in known) else (_range_size(*known),)


def known_scalar(call: Call, index: int) -> Any:
    """A scalar input if it is known, be it as one element of a shape that is not."""
    value = call.value(index)
    if value is None and call.inputs[index].dtype.is_integer:
        elements = call.vector(index)
        if elements and elements[0] is not None:
            return np.array(elements[0], call.inputs[index].dtype.np_dtype)
    return value


LinSpace = op(
    "LinSpace", "start: T, stop: T, num: Tidx -> output: T",
    T=dtypes.FLOATING, Tidx=INDEX, static=("num",),
)  # fmt: skip


@LinSpace.kernel("numpy")
def _(start: Any, stop: Any, num: Any) -> Any:
    values, step = _steps(np, start, stop, num)
    values *= step
    values += start
    if num > 1:
        values[-1] = stop
    return values


@LinSpace.kernel("xla")
def _(jax: Any, start: Any, stop: Any, num: Any) -> Any:
    xp = jax.numpy
    steps, step = _steps(xp, start, stop, num)
    exact_end = (xp.arange(int(num)) == int(num) - 1) & (int(num) > 1)
    return xp.where(exact_end, stop, start + steps * step)


def _steps(xp: Any, start: Any, stop: Any, num: Any) -> tuple[Any, Any]:
    """0, 1, ..., num - 1, and the distance of two neighbours."""
    if num < 1:
        raise ValueError(explain("", "too few numbers", expected="num >= 1", received=num))
    return xp.arange(int(num), dtype=start.dtype), (stop - start) / max(int(num) - 1, 1)


@LinSpace.infer
def _(call: Call) -> Any:
    num = known_scalar(call, 2)
    return (None if num is None else int(num),)


@LinSpace.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.reduction import reduce_sum

    weight = LinSpace(to_dtype(0, dy.dtype), to_dtype(1, dy.dtype), node.inputs[2])
    return [reduce_sum(dy * (1 - weight)), reduce_sum(dy * weight), None]


def _filled(value: Any, shape: Any, dtype: DTypeLike | None, name: str) -> Tensor:
    """A tensor with `value` everywhere: at once, as a small constant, or as a `Fill` node."""
    dtype = dtypes.float32 if dtype is None else as_dtype(dtype)
    if dtype is dtypes.string and value == 0:
        value = ""
    if dtype is dtypes.bool:
        value = builtins.bool(value)
    cell = to_array(value, dtype)
    if (
        STATE.graph is None
        and type(shape) in (list, tuple)
        and builtins.all(type(n) is int and n >= 0 for n in shape)
    ):
        return EagerTensor(filled(shape, cell, dtype.np_dtype))
    sizes: Any = shape_vector(shape)
    if not isinstance(shape, Tensor) and sizes.dtype not in INDEX:
        convert(shape, dtypes.int32)  # which refuses it
    if hasattr(type(sizes), "__op_call__"):
        return Fill(sizes, convert(cell, dtype), name=name)
    if not sizes.shape.rank:
        sizes = OPS["Reshape"](sizes, shape_vector([1]))
    known = static_value(sizes)
    graph = STATE.graph
    if graph is not None and known is not None and np.prod(known, dtype=np.int64) < _SMALL:
        if (known >= 0).all():
            return graph.constant(np.full(known, cell), dtype, name)
    return Fill(sizes, convert(cell, dtype), name=name)


def zeros(
    shape: ShapeLike, dtype: DTypeLike = dtypes.float32, name: str | None = None, layout: Any = None
) -> Tensor:
    """A tensor of zeros (`False`, empty strings).

    Args:
        shape: integers or an integer vector.
        dtype: any dtype.
        name: the node's name in a graph.
        layout: only None; DTensor layouts do not exist here.

    Raises:
        InvalidArgumentError: a size is negative.

    Example:
        >>> tf.zeros([2, 3], tf.int32).numpy().tolist()
        [[0, 0, 0], [0, 0, 0]]
    """
    _no_layout("tf.zeros", layout)
    return _filled(0, shape, dtype, name or "zeros")


def ones(
    shape: ShapeLike, dtype: DTypeLike = dtypes.float32, name: str | None = None, layout: Any = None
) -> Tensor:
    """A tensor of ones (`True`).

    Args:
        shape: integers or an integer vector.
        dtype: a numeric dtype or bool.
        name: the node's name in a graph.
        layout: only None; DTensor layouts do not exist here.

    Raises:
        TypeError: `dtype` is string.
        InvalidArgumentError: a size is negative.
    """
    _no_layout("tf.ones", layout)
    return _filled(1, shape, dtype, name or "ones")


def fill(dims: ShapeLike, value: TensorLike, name: str | None = None, layout: Any = None) -> Tensor:
    """A tensor of shape `dims` with the scalar `value` everywhere.

    Args:
        dims: integers or an integer vector.
        value: a scalar of any dtype.
        name: the node's name in a graph.
        layout: only None; DTensor layouts do not exist here.

    Example:
        >>> tf.fill([2, 2], 9).numpy().tolist()
        [[9, 9], [9, 9]]
    """
    _no_layout("tf.fill", layout)
    sizes, cell = shape_vector(dims), convert(value)
    if hasattr(type(sizes), "__op_call__"):
        return Fill(sizes, cell, name=name)
    if not sizes.shape.rank:
        sizes = OPS["Reshape"](sizes, shape_vector([1]))
    if cell.shape.rank == 1 and cell.shape[0] == 1:  # TensorFlow takes a vector of one as well
        cell = OPS["Reshape"](cell, shape_vector([]))
    return Fill(sizes, cell, name=name)


def zeros_like(
    input: TensorLike, dtype: DTypeLike | None = None, name: str | None = None, layout: Any = None
) -> Tensor:
    """A tensor of zeros with the shape and dtype of `input`, or of `dtype`.

    Example:
        >>> tf.zeros_like([[1, 2]]).numpy().tolist()
        [[0, 0]]
    """
    _no_layout("tf.zeros_like", layout)
    return _filled_like(0, ZerosLike, input, dtype, name or "zeros_like")


def ones_like(
    input: TensorLike, dtype: DTypeLike | None = None, name: str | None = None, layout: Any = None
) -> Tensor:
    """A tensor of ones with the shape and dtype of `input`, or of `dtype`.

    Example:
        >>> tf.ones_like([[1, 2]], tf.float32).numpy().tolist()
        [[1.0, 1.0]]
    """
    _no_layout("tf.ones_like", layout)
    return _filled_like(1, OnesLike, input, dtype, name or "ones_like")


def _filled_like(value: int, like: Any, input: Any, dtype: DTypeLike | None, name: str) -> Tensor:
    if hasattr(type(input), "__op_call__"):
        found = like(input, name=name)
        return found if dtype is None else OPS["Cast"](found, DstT=as_dtype(dtype))
    x = convert(input)
    wanted = x.dtype if dtype is None else as_dtype(dtype)
    dims = x.shape.as_tuple
    small = is_fully_defined(dims) and (num_elements(dims) or 0) < _SMALL
    if wanted is x.dtype and not (small and STATE.graph is not None):
        return like(x, name=name)
    return _filled(value, OPS["Shape"](x) if not is_fully_defined(dims) else dims, wanted, name)


def _no_layout(where: str, layout: Any) -> None:
    if layout is not None:
        raise ValueError(explain(f"{where} [layout]", "only None is supported", received=layout))


def range(
    start: TensorLike,
    limit: TensorLike | None = None,
    delta: TensorLike = 1,
    dtype: DTypeLike | None = None,
    name: str | None = "range",
) -> Tensor:
    """The numbers start, start + delta, … below `limit`.

    Args:
        start: the first number; the limit if only one number is given.
        limit: where to stop; it is not part of the result.
        delta: the step, not 0.
        dtype: of the result; by default the widest among the arguments of int32, int64, float32,
            float64.
        name: the node's name in a graph.

    Returns: a vector of ceil((limit - start) / delta) numbers.

    Raises:
        InvalidArgumentError: `delta` is 0 or leads away from `limit`.

    Example:
        >>> tf.range(3, 18, 5).numpy().tolist()
        [3, 8, 13]
    """
    if limit is None:
        start, limit = 0, start
    wanted = None if dtype is None else as_dtype(dtype)
    parts = [start, limit, delta]
    if wanted is None:
        wanted = _widest([_own_dtype(v) for v in parts])
        return Range(*(to_dtype(v, wanted) for v in parts), name=name)
    # A tensor is cast to the dtype that was asked for; a Python number has to fit it.
    tensors = [to_dtype(v, wanted) if isinstance(v, Tensor) else convert(v, wanted) for v in parts]
    return Range(*tensors, name=name)


_WIDTH = {dtypes.int32: 0, dtypes.int64: 1, dtypes.float32: 2, dtypes.float64: 3}


def _own_dtype(value: Any) -> DType:
    found = getattr(value, "dtype", None)
    return found if isinstance(found, DType) else dtypes.NUMPY_TO_DTYPE[to_array(value).dtype]


def _widest(found: list[DType]) -> DType:
    # A default step of 1 must not decide: range(uint8 tensor) stays uint8.
    special = [d for d in found if d not in _WIDTH]
    if not special:
        return max(found, key=_WIDTH.__getitem__)
    if special[0] not in REAL:
        raise TypeError(explain("tf.range", f"numbers expected, received {special[0].name}"))
    return special[0]


def to_dtype(value: Any, dtype: DType) -> Any:
    """`value` as a tensor of `dtype`, cast if it has another."""
    if not isinstance(value, Tensor) and not hasattr(value, "__tf_tensor__"):
        return convert(to_array(value).astype(dtype.np_dtype), dtype)
    tensor = convert(value)
    if tensor.dtype is dtype:
        return tensor
    from pellucid.ops.casting import cast

    return cast(tensor, dtype)


def linspace(
    start: TensorLike, stop: TensorLike, num: TensorLike, name: str | None = None, axis: int = 0
) -> Tensor:
    """`num` evenly spaced numbers from `start` to `stop`, both included.

    Args:
        start: the first number, or a tensor of first numbers; integers become float64.
        stop: the last, of `start`'s dtype; broadcast with it.
        num: how many, an integer scalar.
        name: the name scope in a graph.
        axis: where the new dimension goes if `start` and `stop` are not scalars.

    Returns: a tensor of the broadcast shape with `num` inserted at `axis`.

    Example:
        >>> tf.linspace(0., 1., 5).numpy().tolist()
        [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    from pellucid.ops.array import expand_dims, reshape, shape
    from pellucid.ops.broadcasting import broadcast_dynamic_shape
    from pellucid.ops.gather import where
    from pellucid.ops.math import maximum

    first = convert(start)
    last = convert(stop, first.dtype)
    if first.dtype.is_integer:
        first, last = to_dtype(first, dtypes.float64), to_dtype(last, dtypes.float64)
    count = convert(num)
    if not count.dtype.is_integer:
        raise TypeError(
            explain("tf.linspace [num]", "not an integer", expected="int32 or int64",
                    received=count.dtype.name)
        )  # fmt: skip
    full = broadcast_dynamic_shape(shape(first), shape(last))
    first = expand_dims(broadcast_to(first, full), axis)
    last = expand_dims(broadcast_to(last, full), axis)
    steps_shape = [1] * len(first.shape)
    steps_shape[axis] = -1
    index = reshape(range(count), steps_shape)
    intervals = maximum(count - 1, 1)
    step = (last - first) / to_dtype(intervals, first.dtype)
    inner = first + step * to_dtype(index, first.dtype)
    # The last number is exact, not the sum of rounded steps.
    result = where((index == count - 1) & (count > 1), last, inner)
    return OPS["Identity"](result, name=name or "linspace")
