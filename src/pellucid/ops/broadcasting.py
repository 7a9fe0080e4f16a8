"""Broadcasting: how shapes stretch to each other, and how gradients shrink back.

broadcast_to, broadcast_dynamic_shape    public
unbroadcast                              the gradient's way back: sum over stretched dimensions
shape_vector, axis_vector                shapes and axes as integer vectors, cheaply
"""

from __future__ import annotations

from functools import lru_cache
from itertools import zip_longest
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import explain
from pellucid.core.promotion import PROMOTION
from pellucid.core.registry import OPS
from pellucid.core.shapes import TensorShape, broadcast_shapes
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import ShapeLike, TensorLike
from pellucid.graph.shape_rules import shape_from_input
from pellucid.runtime.dispatch import op, public_name

INDEX = frozenset({dtypes.int32, dtypes.int64})

BroadcastTo = op(
    "BroadcastTo", "input: T, shape: Tidx -> output: T", Tidx=INDEX, static=("shape",)
)  # fmt: skip


@BroadcastTo.infer
def _(call: Any) -> Any:
    wanted = shape_from_input(1)(call)
    if wanted is not None and call.shape(0) is not None:
        if len(call.shape(0)) > len(wanted):
            expected = f"at most the {len(wanted)} dimensions of shape {wanted}"
            raise ValueError(explain("", "too many dimensions", expected=expected))
        broadcast_shapes(call.shape(0), wanted)
    return wanted


@BroadcastTo.kernel
def _(xp: Any, x: Any, shape: Any) -> Any:
    return xp.broadcast_to(x, tuple(shape.tolist()))


@BroadcastTo.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [unbroadcast(dy, node.inputs[0]), None]


BroadcastArgs = op(
    "BroadcastArgs", "s0: T, s1: T -> r0: T", T=INDEX, gradient=None, static=("s0", "s1")
)


@BroadcastArgs.kernel
def _(xp: Any, s0: Any, s1: Any) -> Any:
    return np.array(broadcast_shapes(tuple(s0.tolist()), tuple(s1.tolist())), s0.dtype)


@BroadcastArgs.infer
def _(call: Any) -> Any:
    lengths = [call.shape(0), call.shape(1)]
    known = all(s is not None and s[0] is not None for s in lengths)
    return (max(s[0] for s in lengths),) if known else (None,)


BroadcastGradientArgs = op(
    "BroadcastGradientArgs", "s0: T, s1: T -> r0: T, r1: T", T=INDEX, gradient=None,
    static=("s0", "s1"), infer=lambda call: [(None,), (None,)],
)  # fmt: skip


@BroadcastGradientArgs.kernel
def _(xp: Any, s0: Any, s1: Any) -> Any:
    a, b = s0.tolist(), s1.tolist()
    rank = max(len(a), len(b))
    pairs = list(zip_longest(reversed(a), reversed(b), fillvalue=1))[::-1]
    # TensorFlow also lists axes in which both are 1: summing there changes nothing.
    stretched = [
        [i for i in range(rank) if pairs[i][k] == 1 or i < rank - len(own)]
        for k, own in enumerate((a, b))
    ]
    if a == b:
        stretched = [[], []]
    return np.array(stretched[0], s0.dtype), np.array(stretched[1], s0.dtype)


@lru_cache(maxsize=4096)
def axis_vector(axes: tuple[int, ...]) -> EagerTensor:
    """The int32 vector of `axes`; the same tensor each time, as eager code asks all the time."""
    return EagerTensor(np.array(axes, np.int32))


def shape_vector(shape: Any) -> Any:
    """A shape (list, tuple, TensorShape, array, tensor, lists that hold tensors) as a vector."""
    if isinstance(shape, Tensor) or hasattr(type(shape), "__op_call__"):
        return shape
    if isinstance(shape, TensorShape):
        shape = shape.as_tuple
    if type(shape) is tuple or type(shape) is list:
        if all(type(size) is int for size in shape):
            if all(-(2**31) <= size < 2**31 for size in shape):
                return axis_vector(tuple(shape))
            return EagerTensor(np.array(shape, np.int64))
        if any(size is None for size in shape):
            fix = "use tf.shape(x) for such sizes"
            where, problem = f"{public_name()} [shape]", "not fully known"
            raise ValueError(explain(where, problem, received=tuple(shape), fix=fix))
        shape = [int(s) if isinstance(s, np.integer) else s for s in shape]
    return convert(shape)


def shape_of(x: Any) -> Any:
    """The shape of tensor `x` as an int32 vector: a constant where it is known."""
    dims = x.dims
    if dims is not None and None not in dims:
        return axis_vector(dims)
    return OPS["Shape"](x)


def unbroadcast(dy: Tensor, like: Tensor) -> Tensor:
    """Sum `dy` over the dimensions in which `like` was broadcast, so that it has `like`'s shape."""
    found, wanted = dy.dims, like.dims
    if found == wanted and (type(dy) is EagerTensor or (wanted is not None and None not in wanted)):
        return dy
    axes = _stretched_axes(found, wanted)
    if axes is None or found is None or wanted is None:
        shape = OPS["Shape"](like)
        sum_over, _ = OPS["BroadcastGradientArgs"](shape, OPS["Shape"](dy))
        return OPS["Reshape"](OPS["Sum"](dy, sum_over, keep_dims=False), shape)
    extra = len(found) - len(wanted)
    if not axes:
        return dy
    if len(axes) == extra:
        return OPS["Sum"](dy, axis_vector(axes), keep_dims=False)
    total = OPS["Sum"](dy, axis_vector(axes), keep_dims=True)
    return OPS["Reshape"](total, shape_of(like)) if extra else total


def _stretched_axes(found: Any, wanted: Any) -> tuple[int, ...] | None:
    """The axes of `found` in which a tensor of shape `wanted` was broadcast, None if unknown."""
    if found is None or wanted is None:
        return None
    extra = len(found) - len(wanted)
    axes = list(range(extra))
    for axis, (n, m) in enumerate(zip(found[extra:], wanted, strict=True), extra):
        if m is None and n != 1:
            return None
        if m == 1 and n != 1:
            axes.append(axis)
    return tuple(axes)


def broadcast_to(input: TensorLike, shape: ShapeLike, name: str | None = None) -> Tensor:
    """`input` repeated to `shape`, by the rules of NumPy broadcasting.

    Args:
        input: a tensor; each of its sizes, aligned at the last, is 1 or equals `shape`'s.
        shape: the new shape: integers, or an int32 or int64 vector.

    Returns: a tensor of `shape` and the dtype of `input`.

    Raises:
        InvalidArgumentError: `input` cannot be broadcast to `shape`.

    Example:
        >>> tf.broadcast_to([1, 2], [2, 2]).numpy().tolist()
        [[1, 2], [1, 2]]
    """
    return BroadcastTo(input, shape_vector(shape), name=name)


def broadcast_dynamic_shape(shape_x: TensorLike, shape_y: TensorLike) -> Tensor:
    """The shape, as a vector, to which two shapes (integer vectors) broadcast.

    Raises:
        InvalidArgumentError: two sizes differ and neither is 1.
    """
    return BroadcastArgs(shape_vector(shape_x), shape_vector(shape_y))


def size_along(x: Any, axis: int) -> Any:
    """The size of `x` along an axis: an int, or a scalar tensor where only running can tell."""
    dims = x.dims
    size = None if dims is None else dims[axis]
    return OPS["Shape"](x)[axis] if size is None else size


def as_tensor(value: Any, hint: Any = None) -> Tensor:
    """`value` as a tensor; what runs ops on its own terms (symbolic, ragged) is left as it is."""
    if isinstance(value, Tensor) or hasattr(type(value), "__op_call__"):
        return value
    return convert(value, hint=hint)


def operand_pair(x: Any, y: Any) -> tuple[Tensor, Tensor]:
    """Both as tensors, a Python `y` in the dtype of `x`; or as a mode of promotion has it."""
    if PROMOTION.rules is not None:
        x, y = PROMOTION.rules.operands(x, y)
    x = as_tensor(x)
    return x, as_tensor(y, hint=as_dtype(x.dtype))


def rank_of(x: Any) -> int | None:
    """The number of dimensions of a tensor, or of what stands for one; None if unknown."""
    if isinstance(x, Tensor):
        dims: Any = x.dims
    else:
        shape = x.shape
        dims = shape if isinstance(shape, tuple | list) else shape.as_tuple
    return None if dims is None else len(dims)
