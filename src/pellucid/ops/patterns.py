"""Patterns made from indices.

eye, one_hot, sequence_mask      ones where an index says so
meshgrid                         coordinates of a grid
unravel_index                    flat indices as coordinates
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import INTEGER, as_dtype
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.graph.static import static_value
from pellucid.ops.array import expand_dims, reshape, shape, size
from pellucid.ops.broadcasting import INDEX, broadcast_to, shape_vector
from pellucid.ops.casting import cast
from pellucid.ops.creation import known_scalar, range as range_, to_dtype
from pellucid.ops.joining import concat, stack
from pellucid.runtime.dispatch import dtype_error, op

OneHot = op(
    "OneHot", "indices: TI, depth: int32, on_value: T, off_value: T -> output: T",
    TI=INTEGER, axis=-1, gradient=None, static=("depth",),
)  # fmt: skip


_TABLE = 127  # the largest depth for which the rows are taken from a table; also fits all dtypes


def _one_hot_axis(axis: int, rank: int) -> int:
    if not -1 <= axis <= rank:
        raise ValueError(f"axis must be -1 or in [0, {rank}], received {axis}")
    return rank if axis == -1 else axis


@OneHot.kernel("numpy")
def _(indices: Any, depth: Any, on_value: Any, off_value: Any, axis: int) -> Any:
    size = _checked_depth(depth)
    if size > _TABLE or _one_hot_axis(axis, indices.ndim) != indices.ndim:
        return _compared(np, indices, size, on_value, off_value, axis)
    # Row i of a table; its last row is for indices out of range, also the negative ones, which
    # are large as unsigned numbers.
    table = np.full((size + 1, size), off_value)
    np.fill_diagonal(table, on_value)
    unsigned = np.asarray(indices).view(f"u{indices.dtype.itemsize}")
    return table.take(np.minimum(unsigned, unsigned.dtype.type(size)), 0)


@OneHot.kernel("xla")
def _(jax: Any, indices: Any, depth: Any, on_value: Any, off_value: Any, axis: int) -> Any:
    return _compared(jax.numpy, indices, _checked_depth(depth), on_value, off_value, axis)


def _checked_depth(depth: Any) -> int:
    if depth.ndim or depth < 0:
        raise ValueError(f"depth must be a non-negative scalar, received {depth}")
    return int(depth)


def _compared(xp: Any, indices: Any, depth: int, on_value: Any, off_value: Any, axis: int) -> Any:
    """Each index beside each class."""
    axis = _one_hot_axis(axis, indices.ndim)
    classes = np.arange(depth).reshape((-1,) + (1,) * (indices.ndim - axis))
    return xp.where(xp.expand_dims(indices, axis) == classes, on_value, off_value)


@OneHot.infer
def _(call: Call) -> Any:
    dims, depth = call.shape(0), known_scalar(call, 1)
    if dims is None:
        return None
    axis = _one_hot_axis(call.attrs["axis"], len(dims))
    return (*dims[:axis], None if depth is None else int(depth), *dims[axis:])


UnravelIndex = op(
    "UnravelIndex", "indices: Tidx, dims: Tidx -> output: Tidx", Tidx=INDEX, gradient=None
)  # fmt: skip


@UnravelIndex.kernel
def _(xp: Any, indices: Any, dims: Any) -> Any:
    if isinstance(indices, np.ndarray | np.generic) and isinstance(dims, np.ndarray):
        size = int(np.prod(dims))
        if indices.size and indices.max() >= size:
            raise ValueError(f"indices must be below {size} for dims {dims.tolist()}")
    sizes = xp.cumprod(dims[::-1])[::-1]
    inner = xp.concatenate([sizes[1:], xp.ones(1, dims.dtype)])
    flat = xp.reshape(indices, (-1,))
    # Division as in C: the coordinates of -i are those of i, negated.
    coordinates = xp.sign(flat) * (xp.abs(flat) // inner[:, None] % dims[:, None])
    return xp.reshape(coordinates, (dims.shape[0], *indices.shape))


@UnravelIndex.infer
def _(call: Call) -> Any:
    indices, dims = call.shape(0), call.shape(1)
    return None if indices is None or dims is None else dims + indices


def eye(
    num_rows: TensorLike,
    num_columns: TensorLike | None = None,
    batch_shape: ShapeLike | None = None,
    dtype: DTypeLike = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """The identity matrix: ones on the diagonal, zeros elsewhere.

    Args:
        num_rows: number of rows, an integer scalar.
        num_columns: number of columns; by default as many as rows.
        batch_shape: repeat the matrix over these leading dimensions.
        dtype: a numeric dtype or bool.
        name: the node's name in a graph.

    Returns: a tensor of shape `batch_shape + [num_rows, num_columns]`.

    Example:
        >>> tf.eye(2).numpy().tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    wanted = as_dtype(dtype)
    one, zero = (True, False) if wanted is dtypes.bool else (1, 0)
    columns = num_rows if num_columns is None else num_columns
    for what, count in (("num_rows", num_rows), ("num_columns", columns)):
        known = static_value(convert(count))
        if known is not None and known < 0:
            message = explain(f"tf.eye [{what}]", "must not be negative", received=known)
            raise InvalidArgumentError(None, None, message)
    matrix = one_hot(range_(num_rows), columns, one, zero, dtype=wanted, name=name or "eye")
    if batch_shape is None:
        return matrix

    return broadcast_to(
        matrix, concat([to_dtype(shape_vector(batch_shape), dtypes.int32), shape(matrix)], 0)
    )


def one_hot(
    indices: TensorLike,
    depth: TensorLike,
    on_value: TensorLike | None = None,
    off_value: TensorLike | None = None,
    axis: int | None = None,
    dtype: DTypeLike | None = None,
    name: str | None = None,
) -> Tensor:
    """Vectors that are `on_value` at the index and `off_value` elsewhere.

    An index outside [0, depth) gives a vector of `off_value` only.

    Args:
        indices: integer tensor.
        depth: the length of the vectors, an integer scalar.
        on_value: 1 by default.
        off_value: 0 by default.
        axis: where the new dimension goes; by default last.
        dtype: of the result; by default that of the values, or float32.
        name: the node's name in a graph.

    Returns: a tensor of the shape of `indices` with `depth` inserted at `axis`.

    Raises:
        TypeError: `on_value`, `off_value` and `dtype` do not agree.
        InvalidArgumentError: `depth` is negative, or `indices` are not integers.

    Example:
        >>> tf.one_hot([0, 2, -1], 3).numpy().tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    """
    wanted = None if dtype is None else as_dtype(dtype)
    on, off = (None if v is None else convert(v, wanted) for v in (on_value, off_value))
    given = [v.dtype for v in (on, off) if v is not None]
    if len(set(given)) > 1:
        kinds = f"{given[0].name} and {given[1].name}"
        raise TypeError(
            explain("tf.one_hot", "dtypes of on_value and off_value differ", received=kinds)
        )
    wanted = wanted or (given[0] if given else dtypes.float32)
    on = convert(1, wanted) if on is None else on
    off = convert(0, wanted) if off is None else off
    return OneHot(
        indices,
        convert(depth, dtypes.int32),
        on,
        off,
        axis=-1 if axis is None else axis,
        name=name,
    )


def sequence_mask(
    lengths: TensorLike,
    maxlen: TensorLike | None = None,
    dtype: DTypeLike = dtypes.bool,
    name: str | None = None,
) -> Tensor:
    """Which positions lie inside sequences of the given lengths: mask[…, j] = j < lengths[…].

    Args:
        lengths: numbers, any shape.
        maxlen: the length of the masks, a scalar; by default the largest of `lengths`.
        dtype: of the mask.
        name: the node's name in a graph.

    Returns: a tensor of shape `lengths.shape + [maxlen]`.

    Example:
        >>> tf.sequence_mask([1, 3], 3, tf.int32).numpy().tolist()
        [[1, 0, 0], [1, 1, 1]]
    """
    from pellucid.ops.math import maximum
    from pellucid.ops.reduction import reduce_max

    count = convert(lengths)
    # The maximum of no lengths, or of negative ones, is less than 0.
    limit = (
        maximum(reduce_max(count), to_dtype(0, count.dtype)) if maxlen is None else convert(maxlen)
    )
    if limit.shape.rank not in (0, None):
        raise ValueError(explain("tf.sequence_mask [maxlen]", "must be a scalar", received=limit))
    positions = range_(to_dtype(0, limit.dtype), limit, to_dtype(1, limit.dtype))
    mask = positions < to_dtype(expand_dims(count, -1), limit.dtype)
    wanted = as_dtype(dtype)
    return mask if wanted is dtypes.bool else cast(mask, wanted, name=name)


def meshgrid(*args: TensorLike, **kwargs: Any) -> list[Tensor]:
    """Coordinates of a grid: output i varies along the dimension of vector i only.

    Args:
        *args: n vectors of one dtype.
        indexing: `"xy"` (default; the first two dimensions are swapped, as in pictures) or `"ij"`.
        name: the name scope in a graph.

    Returns: n tensors of rank n.

    Example:
        >>> [g.numpy().tolist() for g in tf.meshgrid([1, 2, 3], [4, 5])]
        [[[1, 2, 3], [1, 2, 3]], [[4, 4, 4], [5, 5, 5]]]
    """
    indexing, name = kwargs.pop("indexing", "xy"), kwargs.pop("name", "meshgrid")
    if kwargs:
        raise TypeError(
            explain(
                "tf.meshgrid",
                f"{next(iter(kwargs))!r} is an invalid keyword argument",
                expected="indexing or name",
            )
        )
    if indexing not in ("xy", "ij"):
        raise ValueError(
            explain(
                "tf.meshgrid [indexing]", "unknown mode", expected="'xy' or 'ij'", received=indexing
            )
        )

    vectors = [convert(v) for v in args]
    for vector in vectors[:-1]:  # TensorFlow multiplies them, which takes one dtype
        if vector.dtype is not vectors[-1].dtype:
            raise dtype_error(
                explain("tf.meshgrid", "dtypes differ", expected=vectors[-1].dtype.name,
                        received=vector.dtype.name)
            )  # fmt: skip
    axes = list(range(len(vectors)))
    if indexing == "xy" and len(axes) > 1:
        axes[0], axes[1] = 1, 0
    sizes: list[Any] = [size(v) for v in vectors]
    full = stack([sizes[i] for i in axes]) if axes else None
    grids = []
    for vector, axis in zip(vectors, axes, strict=True):
        line = [1] * len(axes)
        line[axis] = -1
        grids.append(broadcast_to(reshape(vector, line), full, name=name))
    return grids


def unravel_index(indices: TensorLike, dims: TensorLike, name: str | None = None) -> Tensor:
    """The coordinates of flat row-major indices in an array of shape `dims`.

    Args:
        indices: an int32 or int64 scalar or vector.
        dims: the shape, a vector of the same dtype.
        name: the node's name in a graph.

    Returns: a tensor of shape `[len(dims)] + indices.shape`.

    Raises:
        InvalidArgumentError: an index is at or past the size of the array.

    Example:
        >>> tf.unravel_index([2, 5], [3, 3]).numpy().tolist()
        [[0, 1], [2, 2]]
    """
    return UnravelIndex(indices, dims, name=name)
