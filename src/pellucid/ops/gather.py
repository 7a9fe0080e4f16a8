"""Elements chosen by index or by condition.

    gather, gather_nd, embedding_lookup      by index
    boolean_mask, where                      by condition

On the CPU an index that is out of range raises; in compiled programs XLA clamps it to the nearest
one that exists, as TensorFlow's XLA kernels do.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import axis_range, explain
from pellucid.core.shapes import broadcast_shapes
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.graph.static import static_value
from pellucid.ops.array import reshape, shape, squeeze
from pellucid.ops.broadcasting import INDEX, as_tensor, broadcast_to, unbroadcast
from pellucid.ops.creation import range as range_, zeros_like
from pellucid.ops.indexed_slices import IndexedSlices
from pellucid.ops.joining import call_axis, concat
from pellucid.ops.state import ResourceGather
from pellucid.runtime.dispatch import op

_INDEX = INDEX | {dtypes.int16}

GatherV2 = op(
    "GatherV2", "params: Tparams, indices: Tindices, axis: Taxis -> output: Tparams",
    Tindices=_INDEX, Taxis=INDEX, batch_dims=0, static=("axis",),
)  # fmt: skip


def check_range(indices: Any, limit: int, what: str = "indices") -> None:
    """Raise ValueError unless all NumPy `indices` are in [0, limit)."""
    if indices.size and (indices.min() < 0 or indices.max() >= limit):
        flat = indices.reshape(-1)
        place = int(np.argmax((flat < 0) | (flat >= limit)))
        problem = f"{what}[{place}] = {flat[place]} is not in [0, {limit})"
        raise ValueError(explain("", problem))


def _gather_axis(axis: Any, rank: int, batch_dims: int) -> int:
    place = int(np.asarray(axis).reshape(()))
    if not -rank <= place < rank:
        raise ValueError(axis_range(place, rank))
    place %= rank
    if batch_dims > place:
        expected = f"batch_dims <= axis = {place}"
        raise ValueError(
            explain("", "batch_dims is too large", expected=expected, received=batch_dims)
        )
    return place


@GatherV2.kernel("numpy")
def _(params: Any, indices: Any, axis: Any, batch_dims: int) -> Any:
    place = _gather_axis(axis, params.ndim, batch_dims)
    check_range(indices, params.shape[place])
    if not batch_dims:
        return params.take(indices, place)
    return _batched_gather(np, params, indices, place, batch_dims)


@GatherV2.kernel("xla")
def _(jax: Any, params: Any, indices: Any, axis: Any, batch_dims: int) -> Any:
    place = _gather_axis(axis, params.ndim, batch_dims)
    if not batch_dims:
        return jax.numpy.take(params, indices, place, mode="clip")
    indices = jax.numpy.clip(indices, 0, params.shape[place] - 1)
    return _batched_gather(jax.numpy, params, indices, place, batch_dims)


def _batched_gather(xp: Any, params: Any, indices: Any, axis: int, batch: int) -> Any:
    """Gather in each batch element by itself: as (batch, before, at, after) and (batch, index)."""
    if params.shape[:batch] != indices.shape[:batch]:
        expected = f"the same first {batch} dimensions in params and indices"
        raise ValueError(explain("", "batch dimensions differ", expected=expected))
    outer, before, after = params.shape[:batch], params.shape[batch:axis], params.shape[axis + 1 :]
    n = math.prod(outer)
    flat = xp.reshape(params, (n, math.prod(before), params.shape[axis], math.prod(after)))
    rows = xp.reshape(indices, (n, math.prod(indices.shape[batch:])))
    taken = flat[np.arange(n)[:, None], :, rows]  # (batch, index, before, after)
    return xp.reshape(xp.swapaxes(taken, 1, 2), (*outer, *before, *indices.shape[batch:], *after))


@GatherV2.infer
def _(call: Call) -> Any:
    params, indices, axis = call.shape(0), call.shape(1), call.value(2)
    batch = call.attrs["batch_dims"]
    if params is None or indices is None:
        return None
    if axis is None:
        return (None,) * (len(params) + len(indices) - batch - 1)
    place = _gather_axis(axis, len(params), batch)
    return (*params[:place], *indices[batch:], *params[place + 1 :])


@GatherV2.gradient
def _(node: Any, dy: Tensor) -> Any:
    params, indices, axis = node.inputs
    batch = node.attrs["batch_dims"]
    place = call_axis(axis, params.shape.rank)
    if place == 0:
        sizes = shape(params)
        rows = reshape(dy, concat([[-1], sizes[1:]], 0))
        return [IndexedSlices(rows, reshape(indices, [-1]), sizes), None, None]
    from pellucid.ops.casting import cast
    from pellucid.ops.segment import unsorted_segment_sum

    if place is None:
        raise ValueError(explain("tf.gather", "the gradient needs a known axis and rank"))
    # Move the gathered axis to the front of its batch element, then add up rows of one place.
    sizes = shape(params)
    outer, before = _product(sizes[:batch]), _product(sizes[batch:place])
    at, after = sizes[place], _product(sizes[place + 1 :])
    from pellucid.ops.array import transpose

    count = _product(shape(indices)[batch:])
    moved = transpose(reshape(dy, convert([outer, before, count, after])), [0, 2, 1, 3])
    place_in_batch = reshape(cast(indices, dtypes.int32), convert([outer, -1]))
    segment = place_in_batch + reshape(range_(outer) * at, [-1, 1])
    summed = unsorted_segment_sum(
        reshape(moved, convert([outer * count, before, after])), reshape(segment, [-1]), outer * at
    )
    back = transpose(reshape(summed, convert([outer, at, before, after])), [0, 2, 1, 3])
    return [reshape(back, sizes), None, None]


def _product(sizes: Tensor) -> Tensor:
    from pellucid.ops.reduction import reduce_prod

    return reduce_prod(sizes)


GatherNd = op(
    "GatherNd", "params: Tparams, indices: Tindices -> output: Tparams",
    Tindices=_INDEX, bad_indices_policy="",
)  # fmt: skip


def _wrong_depth(depth: int, rank: int) -> str:
    expected = f"a last dimension of at most {rank}, the rank of what is indexed"
    return explain("", "indices are too long", expected=expected, received=depth)


def check_coordinates(indices: Any, dims: tuple[int, ...]) -> None:
    """Raise ValueError unless the last axis of NumPy `indices` holds coordinates inside `dims`."""
    depth = indices.shape[-1] if indices.ndim else 0
    if not indices.ndim or depth > len(dims):
        raise ValueError(_wrong_depth(depth, len(dims)))
    bad = (indices < 0) | (indices >= np.array(dims[:depth], np.int64))
    if bad.any():
        first = indices.reshape(-1, depth)[np.argmax(bad.reshape(-1, depth).any(1))]
        expected = f"a place in shape {list(dims)}"
        raise ValueError(
            explain("", "indices out of range", expected=expected, received=first.tolist())
        )


@GatherNd.kernel("numpy")
def _(params: Any, indices: Any, bad_indices_policy: str) -> Any:
    if bad_indices_policy == "IGNORE":
        dims = np.array(params.shape[: indices.shape[-1]], np.int64)
        good = ((indices >= 0) & (indices < dims)).all(-1)
        taken = params[tuple(np.moveaxis(np.where(good[..., None], indices, 0), -1, 0))]
        return np.where(
            good.reshape(good.shape + (1,) * (taken.ndim - good.ndim)),
            taken,
            np.zeros((), params.dtype),
        )
    check_coordinates(indices, params.shape)
    if not indices.shape[-1]:
        return np.broadcast_to(params, indices.shape[:-1] + params.shape)
    return params[tuple(np.moveaxis(indices, -1, 0))]


@GatherNd.kernel("xla")
def _(jax: Any, params: Any, indices: Any, bad_indices_policy: str) -> Any:
    if not indices.shape[-1]:
        return jax.numpy.broadcast_to(params, indices.shape[:-1] + params.shape)
    index = tuple(indices[..., i] for i in range(indices.shape[-1]))
    if bad_indices_policy == "IGNORE":
        index = tuple(jax.numpy.where(i < 0, params.shape[k], i) for k, i in enumerate(index))
        return jax.numpy.asarray(params).at[index].get(mode="fill", fill_value=0)
    return jax.numpy.asarray(params).at[index].get(mode="clip")


@GatherNd.infer
def _(call: Call) -> Any:
    call.expect_rank(1, 1)
    params, indices = call.shape(0), call.shape(1)
    if params is None or indices is None or indices[-1] is None:
        return None
    if indices[-1] > len(params):
        raise ValueError(_wrong_depth(indices[-1], len(params)))
    return (*indices[:-1], *params[indices[-1] :])


@GatherNd.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.scatter import scatter_nd

    params, indices = node.inputs
    if indices.shape.rank == 2 and indices.shape[1] == 1:  # whole rows
        return [
            IndexedSlices(dy, squeeze(indices, axis=1), shape(params, out_type=indices.dtype)),
            None,
        ]
    return [scatter_nd(indices, dy, shape(params, out_type=indices.dtype)), None]


SelectV2 = op("SelectV2", "condition: bool, t: T, e: T -> output: T")
_BRANCHING = 512  # elements from which choosing by bits is faster


@SelectV2.kernel("numpy")
def _(condition: Any, t: Any, e: Any) -> Any:
    if condition.size < _BRANCHING or not condition.ndim or t.dtype.kind not in "iufV":
        return np.where(condition, t, e)
    # np.where takes a branch for each element, of which the processor guesses half wrong:
    # ten times as slow as choosing by bits.
    bits = np.dtype(f"i{t.dtype.itemsize}")
    mask = np.negative(condition.view(np.int8)).astype(bits)
    other = e.view(bits)
    return (((t.view(bits) ^ other) & mask) ^ other).view(t.dtype)


@SelectV2.kernel("xla")
def _(jax: Any, condition: Any, t: Any, e: Any) -> Any:
    return jax.numpy.where(condition, t, e)


@SelectV2.infer
def _(call: Call) -> Any:
    return broadcast_shapes(call.shape(0), broadcast_shapes(call.shape(1), call.shape(2)))


@SelectV2.gradient
def _(node: Any, dy: Tensor) -> Any:
    condition, t, e = node.inputs
    zero = zeros_like(dy)
    return [
        None,
        unbroadcast(SelectV2(condition, dy, zero), t),
        unbroadcast(SelectV2(condition, zero, dy), e),
    ]


Select = op("Select", "condition: bool, x: T, y: T -> output: T", infer=lambda call: call.shape(1))


@Select.kernel
def _(xp: Any, condition: Any, t: Any, e: Any) -> Any:
    if t.shape != e.shape or condition.shape not in ((), t.shape, t.shape[:1]):
        expected = "t and e of one shape; condition of that shape, of its first size, or a scalar"
        raise ValueError(explain("", "shapes do not fit", expected=expected))
    return xp.where(xp.reshape(condition, condition.shape + (1,) * (t.ndim - condition.ndim)), t, e)


@Select.gradient
def _(node: Any, dy: Tensor) -> Any:
    condition, zero = node.inputs[0], zeros_like(dy)
    return [None, Select(condition, dy, zero), Select(condition, zero, dy)]


Where = op(
    "Where", "input: T -> index: int64", T=dtypes.NUMERIC | {dtypes.bool}, gradient=None
)  # fmt: skip


@Where.kernel("host")
def _(x: Any) -> Any:
    if not x.ndim:
        raise ValueError(explain("", "condition is a scalar", expected="rank 1 or more"))
    return np.argwhere(x)


@Where.infer
def _(call: Call) -> Any:
    return (None, call.rank(0))


def gather(
    params: TensorLike,
    indices: TensorLike,
    validate_indices: bool | None = None,
    axis: TensorLike | None = None,
    batch_dims: int = 0,
    name: str | None = None,
) -> Tensor:
    """Slices of `params` along `axis`, at `indices`.

    Without batch dimensions: out[p…, i…, s…] = params[p…, indices[i…], s…].

    Args:
        params: a tensor or variable.
        indices: integers in [0, params.shape[axis]), any shape.
        validate_indices: has no effect, as in TensorFlow 2: indices are always checked on the CPU.
        axis: along which dimension; by default `batch_dims`.
        batch_dims: how many leading dimensions `params` and `indices` share; negative ones count
            from the end of `indices`.
        name: the node's name in a graph.

    Returns: a tensor of shape
        `params.shape[:axis] + indices.shape[batch_dims:] + params.shape[axis + 1:]`.

    Raises:
        InvalidArgumentError: an index is out of range. Compiled programs clamp it instead.
        ValueError: `batch_dims` does not fit.

    Example:
        >>> tf.gather([10, 20, 30], [2, 0]).numpy().tolist()
        [30, 10]
    """
    index = as_tensor(indices)
    if batch_dims < 0:
        if index.shape.rank is None:
            raise ValueError(
                explain("tf.gather [batch_dims]", "negative values need indices of known rank")
            )
        batch_dims += index.shape.rank
    if not 0 <= batch_dims <= (index.shape.rank if index.shape.rank is not None else batch_dims):
        raise ValueError(
            explain("tf.gather [batch_dims]", "exceeds the rank of indices", received=batch_dims)
        )
    if batch_dims and axis is not None and static_value(convert(axis)) == 0:
        batch_dims = 0  # TensorFlow leaves batch dimensions aside where axis=0 is written out
    if (
        hasattr(params, "handle")
        and not batch_dims
        and (axis is None or (type(axis) is int and not axis))
    ):
        return ResourceGather(params, index, dtype=params.dtype, name=name)  # type: ignore[union-attr]
    return GatherV2(
        params, index, batch_dims if axis is None else axis, batch_dims=batch_dims, name=name
    )


def gather_nd(
    params: TensorLike,
    indices: TensorLike,
    batch_dims: int = 0,
    name: str | None = None,
    bad_indices_policy: str = "",
) -> Tensor:
    """Elements or slices of `params`: out[i…] = params[indices[i…, 0], indices[i…, 1], …].

    Args:
        params: a tensor or variable.
        indices: an integer tensor whose last dimension holds the coordinates.
        batch_dims: how many leading dimensions `params` and `indices` share.
        name: the node's name in a graph.
        bad_indices_policy: `"IGNORE"` gives zeros for coordinates that do not exist; `""`,
            `"DEFAULT"` and `"ERROR"` raise.

    Returns: a tensor of shape `indices.shape[:-1] + params.shape[batch_dims + indices.shape[-1]:]`.

    Raises:
        InvalidArgumentError: coordinates are out of range. Compiled programs clamp them instead.

    Example:
        >>> tf.gather_nd([[1, 2], [3, 4]], [[0, 0], [1, 1]]).numpy().tolist()
        [1, 4]
    """
    check_policy("tf.gather_nd", bad_indices_policy)
    index = convert(indices)
    if batch_dims:
        index = _with_batch_coordinates(convert(params), index, batch_dims)
    return GatherNd(params, index, bad_indices_policy=bad_indices_policy, name=name)


def check_policy(where: str, policy: str) -> None:
    """Refuse unknown values of `bad_indices_policy`."""
    if policy not in ("", "DEFAULT", "ERROR", "IGNORE"):
        expected = "'', 'DEFAULT', 'ERROR' or 'IGNORE'"
        raise ValueError(
            explain(f"{where} [bad_indices_policy]", "unknown", expected=expected, received=policy)
        )


def _with_batch_coordinates(params: Tensor, indices: Tensor, batch_dims: int) -> Tensor:
    """`indices` with the coordinates of the batch dimensions put before their own."""
    rank = indices.shape.rank
    if rank is None or not 0 < batch_dims < rank:
        raise ValueError(
            explain(
                "tf.gather_nd [batch_dims]",
                "does not fit the rank of indices",
                expected=f"less than {rank}",
                received=batch_dims,
            )
        )
    from pellucid.ops.casting import cast

    full = concat([shape(indices)[:-1], [1]], 0)
    columns = []
    for axis in range(batch_dims):
        line = [1] * rank
        line[axis] = -1
        column = reshape(cast(range_(shape(params)[axis]), indices.dtype), line)
        columns.append(broadcast_to(column, full))
    return concat([*columns, indices], -1)


def embedding_lookup(
    params: Any, ids: TensorLike, max_norm: float | None = None, name: str | None = None
) -> Tensor:
    """Rows of an embedding table.

    Args:
        params: the table: a tensor or variable, or a list of its parts (contiguous blocks of rows).
        ids: the rows, int32 or int64, any shape.
        max_norm: scale rows down to at most this length (2-norm).
        name: the node's name in a graph.

    Returns: a tensor of shape `ids.shape + params.shape[1:]`.

    Raises:
        ValueError: `params` is empty.
        InvalidArgumentError: an id is out of range.
    """
    if isinstance(params, list | tuple):
        if not params:
            raise ValueError(
                explain("tf.nn.embedding_lookup [params]", "no table is given", received=params)
            )
        params = params[0] if len(params) == 1 else concat(params, 0)
    rows = gather(params, ids, name=name)
    return rows if max_norm is None else _clip_rows(rows, as_tensor(ids), max_norm)


def _clip_rows(rows: Tensor, ids: Tensor, max_norm: float) -> Tensor:
    from pellucid.ops.exponential import sqrt
    from pellucid.ops.math import maximum
    from pellucid.ops.reduction import reduce_sum

    if ids.shape.rank is None or rows.shape.rank is None:
        raise ValueError(
            explain("tf.nn.embedding_lookup [max_norm]", "needs tensors of known rank")
        )
    axes = list(range(ids.shape.rank, rows.shape.rank))
    limit = convert(max_norm, rows.dtype)
    length = sqrt(reduce_sum(rows * rows, axes, keepdims=True))
    return rows * limit / maximum(length, limit)


def boolean_mask(
    tensor: TensorLike, mask: TensorLike, axis: int | None = None, name: str | None = "boolean_mask"
) -> Tensor:
    """The elements of `tensor` for which `mask` is true.

    Args:
        tensor: a tensor.
        mask: a boolean tensor of rank k ≥ 1 that fits dimensions `axis` to `axis + k - 1`.
        axis: where the masked dimensions begin, 0 by default.
        name: the node's name in a graph.

    Returns: a tensor with the masked dimensions replaced by one.

    Raises:
        ValueError: the mask is a scalar, or its shape does not fit.

    Example:
        >>> tf.boolean_mask([1, 2, 3], [True, False, True]).numpy().tolist()
        [1, 3]
    """
    x, chosen = convert(tensor), convert(mask)
    place = 0 if axis is None else int(static_value(convert(axis)))
    rank, dims = chosen.shape.rank, x.shape.as_tuple
    if rank == 0:
        raise ValueError(explain("tf.boolean_mask [mask]", "must not be a scalar", received=chosen))
    if rank is None:
        raise ValueError(explain("tf.boolean_mask [mask]", "needs a known rank", received=chosen))
    if dims is not None:
        if not chosen.shape.is_compatible_with(dims[place : place + rank]):
            wanted = f"shape {dims[place : place + rank]}"
            raise ValueError(
                explain(
                    "tf.boolean_mask [mask]",
                    "shape does not fit",
                    expected=wanted,
                    received=chosen.shape,
                )
            )
    sizes = shape(x)
    flat = reshape(x, concat([sizes[:place], [-1], sizes[place + rank :]], 0))
    rows = squeeze(where(reshape(chosen, [-1])), axis=1)
    return gather(flat, rows, axis=place, name=name)


def where(
    condition: TensorLike,
    x: TensorLike | None = None,
    y: TensorLike | None = None,
    name: str | None = None,
) -> Tensor:
    """`x` where `condition` is true, else `y`; or, without them, the coordinates of what is true.

    Args:
        condition: a boolean tensor; without `x` and `y` also a numeric one: what is not 0.
        x, y: tensors of one dtype; the three shapes are broadcast to each other.
        name: the node's name in a graph.

    Returns: with `x` and `y` a tensor of the broadcast shape; otherwise an int64 tensor of shape
        (number of true elements, rank of `condition`), in row-major order.

    Raises:
        ValueError: only one of `x` and `y` is given.
        InvalidArgumentError: shapes cannot be broadcast, or `condition` is a scalar.

    Example:
        >>> tf.where([True, False], [1, 2], [3, 4]).numpy().tolist()
        [1, 4]
        >>> tf.where([[True, False], [False, True]]).numpy().tolist()
        [[0, 0], [1, 1]]
    """
    if x is None and y is None:
        return Where(condition, name=name)
    if x is None or y is None:
        raise ValueError(explain("tf.where", "x and y must both be given, or neither"))
    if isinstance(condition, EagerTensor) and condition.dtype is not dtypes.bool:
        convert(condition, dtypes.bool)  # which refuses it
    return SelectV2(condition, x, y, name=name)
