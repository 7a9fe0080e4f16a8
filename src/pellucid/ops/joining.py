"""Tensors put together and taken apart: concat, stack, parallel_stack; split, unstack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, axis_range, describe, explain
from pellucid.core.shapes import TensorShape, merge_shapes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.broadcasting import INDEX, as_tensor
from pellucid.ops.constants import identity
from pellucid.runtime.dispatch import LARGE, assign, op

ConcatV2 = op("ConcatV2", "values: N*T, axis: Tidx -> output: T", Tidx=INDEX, static=("axis",))


def _wrong_num(axis: int, num: int, size: Any) -> str:
    problem = f"num is not the size of dimension {axis}"
    return explain("tf.unstack [num]", problem, expected=f"num={size}", received=f"num={num}")


def _indivisible(axis: int, num: int, size: Any) -> str:
    problem = f"dimension {axis} cannot be split into equal parts"
    expected = f"a multiple of {num}"
    return explain("tf.split [num_or_size_splits]", problem, expected=expected, received=size)


def _axis(axis: Any, rank: int) -> int:
    """A non-negative axis of a tensor of `rank`; ValueError if there is no such axis."""
    place = np.asarray(axis).item()
    if not -rank <= place < rank:
        raise ValueError(axis_range(place, rank))
    return place % rank


@ConcatV2.kernel
def _(xp: Any, values: Any, axis: Any) -> Any:
    if any(not v.ndim for v in values):
        raise ValueError(explain("", "scalars cannot be concatenated", fix="tf.stack"))
    return xp.concatenate(values, _axis(axis, values[0].ndim))


@ConcatV2.infer
def _(call: Call) -> Any:
    shapes = [x.dims for x in call.inputs[:-1]]
    ranks = {len(s) for s in shapes if s is not None}
    if not ranks:
        return None
    if len(ranks) > 1:
        raise ValueError(
            explain("tf.concat [values]", "ranks differ", expected="one rank", received=shapes)
        )
    rank, axis = ranks.pop(), call.value(len(shapes))
    if axis is None:
        return (None,) * rank
    if not rank:
        problem = "scalars cannot be concatenated"
        raise ValueError(explain("tf.concat [values]", problem, fix="tf.stack"))
    place = _axis(axis, rank)
    total: int | None = 0
    merged: Any = (None,) * rank
    for dims in shapes:
        at = None if dims is None else dims[place]
        total = None if total is None or at is None else total + at
        if dims is not None:
            merged = merge_shapes(merged, (*dims[:place], None, *dims[place + 1 :]))
    return (*merged[:place], total, *merged[place + 1 :])


@ConcatV2.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.array import shape

    *values, axis = node.inputs
    place = call_axis(axis, values[0].shape.rank)
    if place is not None and all(v.shape.rank and v.shape[place] is not None for v in values):
        sizes: Any = [v.shape[place] for v in values]
    else:
        sizes = stack([shape(v)[axis] for v in values])
    return [*split(dy, sizes, axis, num=len(values)), None]


def call_axis(axis: Any, rank: int | None) -> int | None:
    """The axis as a number, if it is known before the graph runs."""
    from pellucid.graph.static import static_value

    known = static_value(axis)
    return None if known is None or rank is None else _axis(known, rank)


# Elements of lists and bounds of slices come through Pack, so it has to be quick.
Pack = op("Pack", "values: N*T -> output: T", axis=0)


@Pack.kernel("numpy")
def _(values: Any, axis: int) -> Any:
    shape = values[0].shape
    if values[0].size * len(values) < LARGE or any(v.shape != shape for v in values):
        return np.stack(values, axis)
    place = _axis(axis, len(shape) + 1)
    out = np.empty((*shape[:place], len(values), *shape[place:]), values[0].dtype)
    assign(np.moveaxis(out, place, 0), values)
    return out


@Pack.kernel("xla")
def _(jax: Any, values: Any, axis: int) -> Any:
    return jax.numpy.stack(values, axis)


@Pack.infer
def _(call: Call) -> Any:
    merged: Any = None
    for x in call.inputs:
        merged = merge_shapes(merged, x.dims)
    if merged is None:
        return None
    place = _axis(call.attrs["axis"], len(merged) + 1)
    return (*merged[:place], len(call.inputs), *merged[place:])


@Pack.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Unpack(dy, num=len(node.inputs), axis=node.attrs["axis"])


Unpack = op("Unpack", "value: T -> output: num*T", num=int, axis=0)


@Unpack.kernel
def _(xp: Any, value: Any, num: int, axis: int) -> Any:
    place = _axis(axis, value.ndim)
    if value.shape[place] != num:
        raise ValueError(_wrong_num(place, num, value.shape[place]))
    rows = xp.moveaxis(value, place, 0)
    return [rows[i] for i in range(num)]


@Unpack.infer
def _(call: Call) -> Any:
    dims, num = call.shape(0), call.attrs["num"]
    if dims is None:
        return [None] * num
    place = _axis(call.attrs["axis"], len(dims))
    if dims[place] not in (num, None):
        raise ValueError(_wrong_num(place, num, dims[place]))
    return [(*dims[:place], *dims[place + 1 :])] * num


@Unpack.gradient
def _(node: Any, *dy: Tensor) -> Any:
    return Pack(list(dy), axis=node.attrs["axis"])


ParallelConcat = op("ParallelConcat", "values: N*T -> output: T", shape=TensorShape, gradient=None)


@ParallelConcat.kernel
def _(xp: Any, values: Any) -> Any:
    return xp.concatenate(values, 0)


@ParallelConcat.infer
def _(call: Call) -> Any:
    return TensorShape(call.attrs["shape"]).as_tuple


Split = op(
    "Split", "split_dim: int32, value: T -> output: num_split*T", num_split=int,
    static=("split_dim",),
)  # fmt: skip


@Split.kernel
def _(xp: Any, axis: Any, value: Any, num_split: int) -> Any:
    place = _axis(axis, value.ndim)
    if value.shape[place] % num_split:
        raise ValueError(_indivisible(place, num_split, value.shape[place]))
    return xp.split(value, num_split, place)


@Split.infer
def _(call: Call) -> Any:
    dims, axis, num = call.shape(1), call.value(0), call.attrs["num_split"]
    if dims is None or axis is None:
        return [None if dims is None else (None,) * len(dims)] * num
    place = _axis(axis, len(dims))
    at = dims[place]
    if at is not None and at % num:
        raise ValueError(_indivisible(place, num, at))
    return [(*dims[:place], None if at is None else at // num, *dims[place + 1 :])] * num


@Split.gradient
def _(node: Any, *dy: Tensor) -> Any:
    return [None, ConcatV2(list(dy), node.inputs[0])]


SplitV = op(
    "SplitV", "value: T, size_splits: Tlen, split_dim: int32 -> output: num_split*T",
    Tlen=INDEX | {dtypes.int8}, num_split=int, static=("size_splits", "split_dim"),
)  # fmt: skip


def _sizes(sizes: list[int], total: int, num: int) -> list[int]:
    """The sizes with -1 replaced by what is left."""
    if len(sizes) != num:
        raise ValueError(
            explain("", "wrong number of sizes", expected=f"{num} sizes", received=sizes)
        )
    if sizes.count(-1) > 1:
        raise ValueError(
            explain("", "several sizes are -1", expected="at most one -1", received=sizes)
        )
    left = total - sum(s for s in sizes if s >= 0)
    if left < 0 or (-1 not in sizes and left):
        raise ValueError(
            explain("", "sizes do not add up", expected=f"a sum of {total}", received=sizes)
        )
    return [left if s == -1 else s for s in sizes]


@SplitV.kernel
def _(xp: Any, value: Any, sizes: Any, axis: Any, num_split: int) -> Any:
    place = _axis(axis, value.ndim)
    resolved = _sizes(sizes.reshape(-1).tolist(), value.shape[place], num_split)
    return xp.split(value, np.cumsum(resolved)[:-1].tolist(), place)


@SplitV.infer
def _(call: Call) -> Any:
    dims, sizes, axis, num = call.shape(0), call.vector(1), call.value(2), call.attrs["num_split"]
    if dims is None or axis is None:
        return [None if dims is None else (None,) * len(dims)] * num
    place = _axis(axis, len(dims))
    if sizes is None:
        found: list[int | None] = [None] * num
    elif None not in sizes and (total := dims[place]) is not None:
        found = list(_sizes([s for s in sizes if s is not None], total, num))
    else:
        found = [None if s == -1 else s for s in sizes]
    return [(*dims[:place], s, *dims[place + 1 :]) for s in found]


@SplitV.gradient
def _(node: Any, *dy: Tensor) -> Any:
    return [ConcatV2(list(dy), node.inputs[2]), None, None]


def concat(
    values: Sequence[TensorLike] | TensorLike, axis: TensorLike, name: str | None = "concat"
) -> Tensor:
    """Tensors joined along an existing dimension.

    Args:
        values: tensors of one dtype, whose shapes agree but for the size at `axis`.
        axis: along which dimension; negative ones count from the end.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: shapes do not fit, or there are no tensors (in a graph: ValueError).

    Example:
        >>> tf.concat([[[1, 2]], [[3, 4]]], axis=0).numpy().tolist()
        [[1, 2], [3, 4]]
    """
    join = getattr(values, "joined", None)
    if join is not None:  # a list of the graph
        return join(axis)
    parts = list(values) if isinstance(values, list | tuple) else [values]
    if not parts:
        message = explain(
            "tf.concat [values]", "nothing to join", expected="at least one tensor", received=[]
        )
        raise InvalidArgumentError(None, None, message)
    if len(parts) == 1:
        return identity(parts[0], name=name)
    return ConcatV2(parts, axis, name=name)


def stack(
    values: Sequence[TensorLike] | TensorLike, axis: int = 0, name: str | None = "stack"
) -> Tensor:
    """Tensors of one shape joined along a new dimension.

    Args:
        values: tensors of one shape and dtype.
        axis: where the new dimension goes, in [-(r + 1), r] for tensors of rank r.
        name: the node's name in a graph.

    Raises:
        ValueError: `axis` is out of range.
        InvalidArgumentError: the shapes differ (in a graph: ValueError).

    Example:
        >>> tf.stack([[1, 2], [3, 4]], axis=1).numpy().tolist()
        [[1, 3], [2, 4]]
    """
    join = getattr(values, "stacked", None)
    if join is not None:  # a list of the graph
        return join(axis)
    if axis == 0 and (isinstance(values, Tensor) or not _holds_tensor(values)):
        try:
            return convert(values, name=name or "stack")
        except (TypeError, ValueError):  # Pack says what is wrong with the parts
            if not isinstance(values, list | tuple):
                raise
    if isinstance(values, Tensor):
        values = unstack(values)
    parts = list(values)  # type: ignore[arg-type]
    if axis and parts:
        rank = as_tensor(parts[0]).shape.rank
        if rank is not None and not -rank - 1 <= axis <= rank:
            limits = f"an axis in [{-rank - 1}, {rank + 1})"
            raise ValueError(
                explain("tf.stack [axis]", "out of range", expected=limits, received=axis)
            )
    return Pack(parts, axis=axis, name=name)


def _holds_tensor(values: Any) -> bool:
    if not isinstance(values, list | tuple):
        return False
    return any(
        isinstance(v, Tensor) or hasattr(v, "__tf_tensor__") or _holds_tensor(v) for v in values
    )


def parallel_stack(values: Sequence[TensorLike], name: str | None = "parallel_stack") -> Tensor:
    """Like `tf.stack` on axis 0, inside graphs only; the shapes must be fully known.

    Raises:
        RuntimeError: outside of a graph, as in TensorFlow.
        ValueError: a shape is not fully known.
    """
    if STATE.graph is None:
        raise RuntimeError(explain("tf.parallel_stack", "only works in a graph", fix="tf.stack"))
    from pellucid.ops.array import expand_dims

    parts = [convert(v) for v in values]
    dims = parts[0].shape
    if not dims.is_fully_defined():
        raise ValueError(
            explain(
                "tf.parallel_stack [values]", "shape must be known", received=describe(parts[0])
            )
        )
    rows = [expand_dims(p, 0) for p in parts]
    return ParallelConcat(rows, shape=TensorShape([len(parts), *dims]), name=name)


def unstack(
    value: TensorLike, num: int | None = None, axis: int = 0, name: str | None = "unstack"
) -> list[Tensor]:
    """A tensor taken apart along `axis`, into a list of tensors of one rank less.

    Args:
        value: a tensor of rank > 0.
        num: the size of the dimension; needed only where it is unknown.
        axis: which dimension.
        name: the node's name in a graph.

    Raises:
        ValueError: `axis` is out of range, or the size is unknown and `num` not given.
        InvalidArgumentError: `num` is not the size (in a graph: ValueError).

    Example:
        >>> [t.numpy().tolist() for t in tf.unstack([[1, 2], [3, 4]], axis=1)]
        [[1, 3], [2, 4]]
    """
    x = convert(value)
    dims = x.shape.as_tuple
    if dims is not None and not -len(dims) <= axis < len(dims):
        limits = f"an axis in [{-len(dims)}, {len(dims)})"
        raise ValueError(
            explain("tf.unstack [axis]", "out of range", expected=limits, received=axis)
        )
    if num is None:
        num = None if dims is None else dims[axis]
        if num is None:
            raise ValueError(
                explain("tf.unstack [num]", f"cannot be told from shape {x.shape}", fix="num=…")
            )
    return Unpack(x, num=num, axis=axis, name=name)


def split(
    value: TensorLike,
    num_or_size_splits: Any,
    axis: TensorLike = 0,
    num: int | None = None,
    name: str | None = "split",
) -> list[Tensor]:
    """A tensor cut along `axis`.

    Args:
        value: a tensor.
        num_or_size_splits: an integer (that many equal parts), or a list or vector of sizes,
            of which one may be -1: what is left.
        axis: which dimension.
        num: the number of parts; needed only where the number of sizes is unknown.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: the dimension cannot be cut so (in a graph: ValueError).
        ValueError: the number of parts is unknown.

    Example:
        >>> [t.numpy().tolist() for t in tf.split([1, 2, 3, 4], [1, -1])]
        [[1], [2, 3, 4]]
    """
    place = convert(axis, dtypes.int32) if not isinstance(axis, Tensor) else axis
    if isinstance(num_or_size_splits, int | np.integer):
        count = int(num_or_size_splits)
        if count < 1:
            message = explain("tf.split [num_or_size_splits]", "must be at least 1", received=count)
            raise InvalidArgumentError(None, None, message)
        return Split(place, value, num_split=count, name=name)
    sizes = convert(num_or_size_splits)
    if sizes.shape.rank == 0:
        raise ValueError(
            explain(
                "tf.split [num_or_size_splits]",
                "a scalar tensor is not supported",
                fix="a Python integer, or a vector",
            )
        )
    if num is None:
        num = None if sizes.shape.rank is None else sizes.shape[0]
        if num is None:
            raise ValueError(
                explain("tf.split [num]", "cannot be told from the sizes", fix="num=…")
            )
    return SplitV(value, sizes, place, num_split=num, name=name)
