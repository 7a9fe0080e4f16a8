"""Shapes of tensors: reading and changing them.

shape, shape_n, rank, size                            what a tensor's shape is
reshape, transpose, expand_dims, squeeze              the same numbers in another shape
ensure_shape, identity_n, invert_permutation
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import axis_range, describe, explain
from pellucid.core.shapes import TensorShape, as_shape, is_compatible, merge_shapes, num_elements
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import AxisLike, DTypeLike, ShapeLike, TensorLike
from pellucid.graph.shape_rules import Call, same, scalar
from pellucid.graph.static import static_value
from pellucid.ops.broadcasting import INDEX, axis_vector, shape_of, shape_vector
from pellucid.ops.creation import range as range_
from pellucid.ops.joining import (
    concat as concat,
    split as split,
    stack as stack,
    unstack as unstack,
)
from pellucid.runtime.dispatch import op

# Shapes are NumPy arrays in compiled programs too, so that what depends on them is static.
Shape = op("Shape", "input: T -> output: out_type", out_type=dtypes.int32, gradient=None)


@Shape.kernel
def _(xp: Any, x: Any, out_type: Any) -> Any:
    return np.array(x.shape, out_type.np_dtype)


@Shape.infer
def _(call: Call) -> Any:
    return (call.rank(0),)


ShapeN = op("ShapeN", "input: N*T -> output: N*out_type", out_type=dtypes.int32, gradient=None)


@ShapeN.kernel
def _(xp: Any, values: Any, out_type: Any) -> Any:
    return [np.array(x.shape, out_type.np_dtype) for x in values]


@ShapeN.infer
def _(call: Call) -> Any:
    return [(None if x.dims is None else len(x.dims),) for x in call.inputs]


Rank = op("Rank", "input: T -> output: int32", infer=scalar, gradient=None)


@Rank.kernel
def _(xp: Any, x: Any) -> Any:
    return np.array(x.ndim, np.int32)


Size = op(
    "Size", "input: T -> output: out_type", out_type=dtypes.int32, infer=scalar, gradient=None
)


@Size.kernel
def _(xp: Any, x: Any, out_type: Any) -> Any:
    return np.array(math.prod(x.shape), out_type.np_dtype)


Reshape = op("Reshape", "tensor: T, shape: Tshape -> output: T", Tshape=INDEX, static=("shape",))


@Reshape.kernel
def _(xp: Any, x: Any, shape: Any) -> Any:
    if shape.ndim > 1:
        raise ValueError(explain("", "shape must be a vector", received=describe(shape)))
    wanted = shape.reshape(-1).tolist()
    _check_sizes(wanted)
    if -1 in wanted and 0 in wanted:
        wanted[wanted.index(-1)] = _missing_beside_zero(x.shape, wanted)
    try:
        return xp.reshape(x, wanted)
    except (ValueError, TypeError):  # NumPy's words, and those of jax
        raise _does_not_fill(math.prod(x.shape), wanted) from None


def _does_not_fill(size: int, wanted: Sequence[int | None]) -> ValueError:
    given = [n for n in wanted if n is not None and n >= 0]
    expected = f"{'a multiple of ' if -1 in wanted else ''}{math.prod(given)} elements"
    problem = f"Cannot reshape a tensor with {size} elements to shape {wanted}"
    return ValueError(explain("", problem, expected=expected, received=size))


def _check_sizes(wanted: Any) -> None:
    if any(size is not None and size < -1 for size in wanted):  # NumPy would take them for -1
        raise ValueError(explain("", "sizes must not be negative (one may be -1)", received=wanted))


def _missing_beside_zero(dims: Any, wanted: list[int]) -> int:
    """The size for -1 in a shape with a 0 in it: what the other sizes leave, zeros aside."""
    have = math.prod(d for d in dims if d)
    need = math.prod(s for s in wanted if s > 0)
    if have % need:
        raise _does_not_fill(have, wanted)
    return have // need


@Reshape.infer
def _(call: Call) -> Any:
    wanted = call.vector(1)
    if wanted is None:
        return None
    if call.rank(1) == 0:
        raise ValueError(explain("", "shape must be a vector", received="a scalar"))
    _check_sizes(wanted)
    sizes = [None if s is None or s < 0 else s for s in wanted]
    total = num_elements(call.shape(0))
    if total is None or sizes.count(None) > 1:
        return tuple(sizes)
    known = math.prod(s for s in sizes if s is not None)
    if None not in sizes:
        if known != total:
            raise _does_not_fill(total, wanted)
        return tuple(sizes)
    if known and total % known:
        raise _does_not_fill(total, wanted)
    missing = (
        total // known if known else _missing_beside_zero(call.shape(0), [s or 0 for s in sizes])
    )
    return tuple(missing if s is None else s for s in sizes)


@Reshape.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [reshape(dy, shape_of(node.inputs[0])), None]


def _permuted(call: Call) -> Any:
    dims, perm = call.shape(0), call.value(1)
    if perm is None:
        return None if dims is None else (None,) * len(dims)
    if dims is None:
        return (None,) * perm.size
    _check_permutation(perm, len(dims))
    if any(not -len(dims) <= i < len(dims) for i in perm.tolist()):
        expected = f"axes from 0 to {len(dims) - 1}"
        raise ValueError(
            explain("", "perm names no axis of x", expected=expected, received=perm.tolist())
        )
    return tuple(dims[i] for i in perm.tolist())


def _check_permutation(perm: Any, rank: int) -> None:
    if perm.shape != (rank,):
        raise ValueError(
            explain("", "perm does not fit x", expected=f"{rank} axes", received=perm.tolist())
        )


def _transposer(name: str, conjugate: bool) -> Any:
    made = op(name, "x: T, perm: Tperm -> y: T", Tperm=INDEX, infer=_permuted, static=("perm",))

    @made.kernel
    def _(xp: Any, x: Any, perm: Any) -> Any:
        _check_permutation(perm, x.ndim)
        moved = xp.transpose(x, perm.tolist())
        return xp.conj(moved) if conjugate else moved

    @made.gradient
    def _(node: Any, dy: Tensor) -> Any:
        perm = static_value(node.inputs[1])
        if perm is None:
            inverse = InvertPermutation(node.inputs[1])
        else:
            inverse = axis_vector(tuple(np.argsort(perm % max(perm.size, 1)).tolist()))
        return [made(dy, inverse), None]

    return made


Transpose = _transposer("Transpose", conjugate=False)
ConjugateTranspose = _transposer("ConjugateTranspose", conjugate=True)

ExpandDims = op("ExpandDims", "input: T, dim: Tdim -> output: T", Tdim=INDEX, static=("dim",))


def _new_axis(axis: Any, rank: int) -> int:
    if axis.size != 1:
        raise ValueError(explain("", "wrong axis", expected="one integer", received=axis.tolist()))
    place = axis.item()
    if not -rank - 1 <= place <= rank:
        expected = f"{-rank - 1} <= axis <= {rank}"
        raise ValueError(explain("", "axis out of range", expected=expected, received=place))
    return place % (rank + 1)


@ExpandDims.kernel
def _(xp: Any, x: Any, axis: Any) -> Any:
    place = _new_axis(np.asarray(axis), x.ndim)
    return x.reshape(*x.shape[:place], 1, *x.shape[place:])


@ExpandDims.infer
def _(call: Call) -> Any:
    dims, axis = call.shape(0), call.value(1)
    if dims is None:
        return None
    if axis is None:
        return (None,) * (len(dims) + 1)
    place = _new_axis(np.asarray(axis), len(dims))
    return (*dims[:place], 1, *dims[place:])


@ExpandDims.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [reshape(dy, shape_of(node.inputs[0])), None]


Squeeze = op("Squeeze", "input: T -> output: T", squeeze_dims=[])


def _squeezed_axes(axes: Sequence[int], dims: Any) -> set[int]:
    """The axes to drop, non-negative; all of size 1 if none are given."""
    rank = len(dims)
    if not axes:
        return {i for i, d in enumerate(dims) if d == 1}
    for axis in axes:
        if not -rank <= axis < rank:
            raise ValueError(axis_range(axis, rank))
        if dims[axis] not in (1, None):
            problem = f"dimension {axis} cannot be squeezed"
            raise ValueError(explain("", problem, expected="size 1", received=dims[axis]))
    return {a % rank for a in axes}


@Squeeze.kernel
def _(xp: Any, x: Any, squeeze_dims: Any) -> Any:
    return xp.squeeze(x, tuple(sorted(_squeezed_axes(squeeze_dims, x.shape))))


@Squeeze.infer
def _(call: Call) -> Any:
    dims, axes = call.shape(0), call.attrs["squeeze_dims"]
    if dims is None or (not axes and None in dims):
        return None
    drop = _squeezed_axes(axes, dims)
    return tuple(d for i, d in enumerate(dims) if i not in drop)


@Squeeze.gradient
def _(node: Any, dy: Tensor) -> Any:
    return reshape(dy, shape_of(node.inputs[0]))


EnsureShape = op("EnsureShape", "input: T -> output: T", shape=TensorShape(None))


@EnsureShape.kernel
def _(xp: Any, x: Any, shape: Any) -> Any:
    if not is_compatible(x.shape, shape.as_tuple):
        raise ValueError(explain("", "not the promised shape", expected=shape, received=x.shape))
    return x


@EnsureShape.infer
def _(call: Call) -> Any:
    return merge_shapes(call.shape(0), call.attrs["shape"].as_tuple)


@EnsureShape.gradient
def _(node: Any, dy: Tensor) -> Any:
    return dy


IdentityN = op(
    "IdentityN", "input: T... -> output: T...", infer=lambda call: [x.dims for x in call.inputs]
)


@IdentityN.kernel
def _(xp: Any, values: Any) -> Any:
    return values


@IdentityN.gradient
def _(node: Any, *dy: Tensor) -> Any:
    return list(dy)


InvertPermutation = op("InvertPermutation", "x: T -> y: T", T=INDEX, infer=same, gradient=None)


@InvertPermutation.kernel
def _(xp: Any, x: Any) -> Any:
    if x.ndim != 1:
        raise ValueError(explain("", "not a vector", expected="rank 1"))
    if isinstance(x, np.ndarray) and sorted(x.tolist()) != list(range(x.size)):
        expected = f"the numbers from 0 to {x.size - 1} in any order"
        raise ValueError(explain("", "not a permutation", expected=expected, received=x.tolist()))
    return xp.argsort(x)


def shape(input: TensorLike, out_type: DTypeLike | None = None, name: str | None = None) -> Tensor:
    """The shape of a tensor, as a vector.

    Args:
        input: a tensor of any dtype.
        out_type: int32 (default) or int64.
        name: the node's name in a graph.

    Returns: a vector with one element for each dimension. In a graph it is a constant as far as the
        shape is known, and the shape at run time otherwise.

    Example:
        >>> tf.shape([[1, 2, 3]]).numpy().tolist()
        [1, 3]
    """
    wanted = dtypes.int32 if out_type is None else as_dtype(out_type)
    if wanted not in INDEX:
        return Shape(input, out_type=_index_type("tf.shape", wanted), name=name)
    known = _known_dims(input)
    if known is None:
        return Shape(input, out_type=wanted, name=name)
    if STATE.graph is None and wanted is dtypes.int32:
        return axis_vector(known)
    return _constant(np.array(known, wanted.np_dtype), name or "Shape")


def _index_type(where: str, dtype: Any) -> Any:
    from pellucid.core.errors import InvalidArgumentError

    message = explain(
        f"{where} [out_type]", "not an index dtype", expected="int32 or int64", received=dtype
    )
    raise InvalidArgumentError(None, None, message)


def _known_dims(value: Any) -> Any:
    """The shape of `value` if it is fully known before the graph runs."""
    if hasattr(type(value), "__op_call__"):
        return None
    dims = (value if isinstance(value, Tensor) else convert(value)).shape.as_tuple
    return None if dims is None or None in dims else dims


def _constant(array: Any, name: str) -> Tensor:
    if STATE.graph is None:
        return EagerTensor(array)
    return STATE.graph.constant(array, dtypes.NUMPY_TO_DTYPE[array.dtype], name)


def shape_n(
    input: Sequence[TensorLike], out_type: DTypeLike = dtypes.int32, name: str | None = None
) -> list[Tensor]:
    """The shapes of several tensors of one dtype; see `tf.shape`."""
    return ShapeN(input, out_type=as_dtype(out_type), name=name)


def rank(input: TensorLike, name: str | None = None) -> Tensor:
    """The number of dimensions of a tensor, as an int32 scalar.

    Example:
        >>> tf.rank([[1, 2], [3, 4]]).numpy()
        np.int32(2)
    """
    if not hasattr(type(input), "__op_call__"):
        found = (input if isinstance(input, Tensor) else convert(input)).shape.rank
        if found is not None:
            return _constant(np.array(found, np.int32), name or "Rank")
    return Rank(input, name=name)


def size(input: TensorLike, out_type: DTypeLike | None = None, name: str | None = None) -> Tensor:
    """The number of elements of a tensor, as a scalar of `out_type` (int32 by default, or int64).

    Example:
        >>> tf.size([[1, 2, 3]]).numpy()
        np.int32(3)
    """
    wanted = dtypes.int32 if out_type is None else as_dtype(out_type)
    known = _known_dims(input)
    if known is None or wanted not in INDEX:
        wanted = wanted if wanted in INDEX else _index_type("tf.size", wanted)
        return Size(input, out_type=wanted, name=name)
    return _constant(np.array(math.prod(known), wanted.np_dtype), name or "Size")


def reshape(tensor: TensorLike, shape: ShapeLike, name: str | None = None) -> Tensor:
    """The elements of `tensor`, in the same (row-major) order, in a new shape.

    Args:
        tensor: a tensor of any dtype.
        shape: the new shape, integers or an int32 or int64 vector; one size may be -1: it is what
            the number of elements leaves.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: the number of elements differs (in a graph: ValueError).

    Example:
        >>> tf.reshape([1, 2, 3, 4, 5, 6], [2, -1]).numpy().tolist()
        [[1, 2, 3], [4, 5, 6]]
    """
    return Reshape(tensor, shape_vector(shape), name=name)


def transpose(
    a: TensorLike,
    perm: AxisLike | None = None,
    conjugate: bool = False,
    name: str | None = "transpose",
) -> Tensor:
    """`a` with its dimensions in another order: output dimension i is dimension `perm[i]` of `a`.

    Args:
        a: a tensor.
        perm: a permutation of the axes; by default they are reversed.
        conjugate: whether to take complex conjugates too.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: `perm` is not a permutation of the axes.

    Example:
        >>> tf.transpose([[1, 2, 3], [4, 5, 6]]).numpy().tolist()
        [[1, 4], [2, 5], [3, 6]]
    """
    x: Any = a if isinstance(a, Tensor) or hasattr(type(a), "__op_call__") else convert(a)
    how = ConjugateTranspose if conjugate and x.dtype.is_complex else Transpose
    if perm is not None:
        return how(x, shape_vector(perm), name=name)
    dims = x.shape.rank
    if dims is None:
        last = Rank(x) - 1
        return how(x, last - range_(last + 1), name=name)
    return how(x, axis_vector(tuple(range(dims - 1, -1, -1))), name=name)


def expand_dims(input: TensorLike, axis: TensorLike, name: str | None = None) -> Tensor:
    """`input` with a new dimension of size 1 at `axis`.

    Args:
        input: a tensor of rank r.
        axis: where, in [-r - 1, r]; -1 adds a last dimension.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: `axis` is out of range or not a single integer.

    Example:
        >>> tf.expand_dims([1, 2], -1).numpy().tolist()
        [[1], [2]]
    """
    if type(axis) is float:
        convert(axis, dtypes.int32)  # which refuses it
    return ExpandDims(input, axis, name=name)


def squeeze(input: TensorLike, axis: AxisLike | None = None, name: str | None = None) -> Tensor:
    """`input` without dimensions of size 1.

    Args:
        input: a tensor.
        axis: the dimensions to drop, an integer or several; by default all of size 1.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: a dimension of `axis` is not of size 1 (in a graph: ValueError).

    Example:
        >>> tf.squeeze([[[1], [2]]], axis=-1).numpy().tolist()
        [[1, 2]]
    """
    axes = [] if axis is None else np.asarray(axis).reshape(-1).tolist()
    return Squeeze(input, squeeze_dims=axes, name=name)


def ensure_shape(x: TensorLike, shape: ShapeLike, name: str | None = None) -> Tensor:
    """`x`, whose shape is checked now or, in a graph, when it runs; `shape` is known to the graph.

    Raises:
        InvalidArgumentError: `x` has another shape (in a graph, if that is known: ValueError).

    Example:
        >>> tf.ensure_shape(tf.zeros([2, 3]), [None, 3]).shape
        TensorShape([2, 3])
    """
    return EnsureShape(x, shape=as_shape(shape), name=name)


def identity_n(input: Sequence[TensorLike], name: str | None = None) -> list[Tensor]:
    """A list of tensors with the values of the tensors in `input`."""
    return IdentityN(list(input), name=name)  # type: ignore[call-overload]


def invert_permutation(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse y of a permutation: y[x[i]] = i.

    Raises:
        InvalidArgumentError: `x` is not a permutation of 0 … n-1.

    Example:
        >>> tf.math.invert_permutation([2, 0, 1]).numpy().tolist()
        [1, 2, 0]
    """
    return InvertPermutation(x, name=name)
