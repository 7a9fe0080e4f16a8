"""Sparse tensors rearranged: the same values at other coordinates, or fewer of them.

reorder, reshape, transpose, expand_dims, reset_shape
concat, split, slice, retain, mask, fill_empty_rows
"""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.static import static_value
from pellucid.ops import joining
from pellucid.ops.array import shape as shape_of
from pellucid.ops.broadcasting import shape_vector
from pellucid.ops.casting import cast
from pellucid.ops.creation import zeros
from pellucid.ops.cumulative import cumprod
from pellucid.ops.gather import boolean_mask, gather, where
from pellucid.ops.indexed_slices import IndexedSlices
from pellucid.ops.math import maximum, minimum
from pellucid.ops.reduction import reduce_all, reduce_any, reduce_max, reduce_prod, reduce_sum
from pellucid.ops.sorting import argsort
from pellucid.ops.sparse_conversion import as_sparse
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.runtime.dispatch import op


def strides(shape: Tensor) -> Tensor:
    """How many elements apart neighbours in each dimension are."""
    return cumprod(shape, exclusive=True, reverse=True)


def linear(indices: Tensor, shape: Tensor) -> Tensor:
    """The place of each coordinate in the row-major order of a dense tensor."""
    return reduce_sum(indices * strides(shape), axis=1)


def coordinates(places: Tensor, shape: Tensor) -> Tensor:
    """The coordinates of places in row-major order."""
    return places[:, None] // strides(shape) % shape


def reorder(sp_input: SparseTensor, name: str | None = None) -> SparseTensor:
    """The same with coordinates in row-major order.

    Example:
        >>> tf.sparse.reorder(tf.SparseTensor([[1], [0]], [1, 2], [2])).values.numpy().tolist()
        [2, 1]
    """
    sparse = as_sparse("reorder", sp_input)
    order = argsort(linear(sparse.indices, sparse.dense_shape), stable=True, name=name)
    # Taken along a second axis: every value is wanted once, so the gradient is a dense tensor.
    values = gather(sparse.values[None], order, axis=1)[0]
    return _with_shape(
        SparseTensor(gather(sparse.indices, order), values, sparse.dense_shape), sparse.shape
    )


def _with_shape(sparse: SparseTensor, shape: TensorShape) -> SparseTensor:
    sparse.set_shape(shape)
    return sparse


def reshape(sp_input: SparseTensor, shape: TensorLike, name: str | None = None) -> SparseTensor:
    """The same values, in the same row-major order, in a new shape; one size may be -1.

    Raises:
        InvalidArgumentError: the number of elements differs, or two sizes are -1.
    """
    sparse = as_sparse("reshape", sp_input)
    wanted = cast(shape_vector(shape), dtypes.int64)
    old, new = static_value(sparse.dense_shape), static_value(wanted)
    if old is not None and new is not None:
        sizes = _checked_sizes(old.tolist(), new.tolist())
        final = convert(sizes, dtypes.int64)
    else:
        missing = reduce_prod(sparse.dense_shape) // -reduce_prod(wanted)
        final = where(wanted < 0, missing, wanted)
    places = linear(sparse.indices, sparse.dense_shape)
    return SparseTensor(coordinates(places, final), sparse.values, final)


def _checked_sizes(old: list[int], new: list[int]) -> list[int]:
    total, known = int(np.prod(old)), int(np.prod([n for n in new if n >= 0]))
    unknown = [i for i, n in enumerate(new) if n < 0]
    if len(unknown) > 1:
        problem = f"only one output dimension may be -1, not {len(unknown)}"
    elif (unknown and (not known or total % known)) or (not unknown and known != total):
        problem = f"{total} elements do not fill the shape {new}"
    else:
        return [total // known if n < 0 else n for n in new]
    raise InvalidArgumentError(None, None, explain("tf.sparse.reshape [shape]", problem))


def transpose(
    sp_input: SparseTensor, perm: TensorLike | None = None, name: str | None = None
) -> SparseTensor:
    """Dimension i of the result is dimension `perm[i]`; by default they are reversed."""
    sparse = as_sparse("transpose", sp_input)
    if perm is None:
        rank = sparse.shape.rank
        if rank is None:
            raise ValueError("tf.sparse.transpose [perm]: must be given if the rank is unknown")
        perm = list(builtins.range(rank - 1, -1, -1))
    order = convert(perm)
    moved = SparseTensor(
        gather(sparse.indices, order, axis=1), sparse.values, gather(sparse.dense_shape, order)
    )
    return reorder(moved, name)


def expand_dims(
    sp_input: SparseTensor, axis: int | None = None, name: str | None = None
) -> SparseTensor:
    """The same with a dimension of size 1 at `axis`, by default the last."""
    sparse = as_sparse("expand_dims", sp_input)
    rank = sparse.shape.rank
    place = -1 if axis is None else int(axis)
    if rank is None:
        raise ValueError("tf.sparse.expand_dims: the rank must be known")
    if not -rank - 1 <= place <= rank:
        raise InvalidArgumentError(
            None, None,
            explain("tf.sparse.expand_dims [axis]", "out of range",
                    expected=f"[{-rank - 1}, {rank}]", received=axis),
        )  # fmt: skip
    place %= rank + 1
    column = zeros([shape_of(sparse.indices)[0], 1], dtypes.int64)
    indices = joining.concat([sparse.indices[:, :place], column, sparse.indices[:, place:]], 1)
    one = convert([1], dtypes.int64)
    shape = joining.concat([sparse.dense_shape[:place], one, sparse.dense_shape[place:]], 0)
    return SparseTensor(indices, sparse.values, shape)


def reset_shape(sp_input: SparseTensor, new_shape: TensorLike | None = None) -> SparseTensor:
    """The same values in a larger shape; by default in the smallest that holds them all.

    Raises:
        ValueError: a size of `new_shape` is less than before.
    """
    sparse = as_sparse("reset_shape", sp_input)
    if new_shape is None:
        nothing = zeros([1, shape_of(sparse.indices)[1]], dtypes.int64)
        found = reduce_max(joining.concat([nothing, sparse.indices + 1], 0), axis=0)
        return SparseTensor(sparse.indices, sparse.values, found)
    wanted = cast(shape_vector(new_shape), dtypes.int64)
    old, new = static_value(sparse.dense_shape), static_value(wanted)
    if old is not None and new is not None and (len(old) != len(new) or (new < old).any()):
        raise ValueError(
            explain("tf.sparse.reset_shape [new_shape]", "must not be smaller than the shape",
                    expected=f">= {old.tolist()}", received=new.tolist())
        )  # fmt: skip
    return SparseTensor(sparse.indices, sparse.values, wanted)


# ---------------------------------------------------------------- together and apart


def concat(
    axis: int,
    sp_inputs: Sequence[SparseTensor],
    expand_nonconcat_dims: bool = False,
    name: str | None = None,
) -> SparseTensor:
    """Sparse tensors one after the other along `axis`.

    Args:
        axis: along which dimension.
        sp_inputs: SparseTensors.
        expand_nonconcat_dims: whether the other sizes may differ; the greatest ones hold.

    Raises:
        InvalidArgumentError: other sizes differ.
    """
    given = [as_sparse("concat", s) for s in ([sp_inputs] if isinstance(sp_inputs, SparseTensor)
                                              else sp_inputs)]  # fmt: skip
    if len(given) == 1:
        return given[0]
    rank = given[0].shape.rank
    if rank is None:
        raise ValueError("tf.sparse.concat: the rank must be known")
    place = int(axis)
    if not -rank <= place < rank:
        expected = f"{-rank} <= axis < {rank}"
        text = explain("tf.sparse.concat [axis]", "out of range", expected=expected, received=axis)
        raise InvalidArgumentError(None, None, text)
    place %= rank
    if not expand_nonconcat_dims:
        _check_sizes([static_value(s.dense_shape) for s in given], place)
    end = zeros([], dtypes.int64)
    moved = []
    for sparse in given:
        before = zeros([place], dtypes.int64)
        after = zeros([rank - place - 1], dtypes.int64)
        moved.append(sparse.indices + joining.concat([before, end[None], after], 0))
        end = end + sparse.dense_shape[place]
    widest = reduce_max(joining.stack([s.dense_shape for s in given]), axis=0)
    shape = joining.concat([widest[:place], end[None], widest[place + 1 :]], 0)
    values = joining.concat([s.values for s in given], 0)
    return reorder(SparseTensor(joining.concat(moved, 0), values, shape), name)


def _check_sizes(shapes: list[Any], place: int) -> None:
    known = [np.delete(s, place).tolist() for s in shapes if s is not None]
    for index, sizes in enumerate(known):
        if sizes != known[0]:
            raise InvalidArgumentError(
                None, None,
                explain("tf.sparse.concat [sp_inputs]", f"shapes do not fit at position {index}",
                        expected=known[0], received=sizes, fix="expand_nonconcat_dims=True"),
            )  # fmt: skip


def slice(
    sp_input: SparseTensor, start: TensorLike, size: TensorLike, name: str | None = None
) -> SparseTensor:
    """The part from `start` on, of at most `size` (a number for each dimension)."""
    sparse = as_sparse("slice", sp_input)
    begin, extent = cast(convert(start), dtypes.int64), cast(convert(size), dtypes.int64)
    inside = (sparse.indices >= begin) & (sparse.indices < begin + extent)
    kept = retain(sparse, reduce_all(inside, axis=1))
    shape = maximum(minimum(extent, sparse.dense_shape - begin), 0)
    return SparseTensor(kept.indices - begin, kept.values, shape)


def split(
    sp_input: SparseTensor | None = None,
    num_split: int | None = None,
    axis: int | None = None,
    name: str | None = None,
) -> list[SparseTensor]:
    """`num_split` parts along `axis`; the first ones are longer by 1 if the size is not divisible.

    Raises:
        InvalidArgumentError: there are more parts than the dimension is long.
    """
    if sp_input is None or num_split is None or axis is None:
        missing = next(
            n for n, v in (("sp_input", sp_input), ("num_split", num_split), ("axis", axis))
            if v is None
        )  # fmt: skip
        raise ValueError(f"tf.sparse.split [{missing}]: must be given")
    sparse = as_sparse("split", sp_input)
    shape = static_value(sparse.dense_shape)
    if shape is None:
        raise ValueError("tf.sparse.split [sp_input]: the shape must be known")
    place = int(axis)
    if not -len(shape) <= place < len(shape):
        expected = f"{-len(shape)} <= axis < {len(shape)}"
        text = explain("tf.sparse.split [axis]", "out of range", expected=expected, received=axis)
        raise InvalidArgumentError(None, None, text)
    place %= len(shape)
    size = int(shape[place])
    if not 1 <= num_split <= size:
        text = explain(
            "tf.sparse.split [num_split]",
            "more parts than the dimension has rows, or none",
            expected=f"1 <= num_split <= {size}",
            received=num_split,
        )
        raise InvalidArgumentError(None, None, text)
    parts, start = [], [0] * len(shape)
    for index in builtins.range(num_split):
        extent = shape.tolist()
        extent[place] = size // num_split + (index < size % num_split)
        parts.append(slice(sparse, list(start), extent, name))
        start[place] += extent[place]
    return parts


def retain(sp_input: SparseTensor, to_retain: TensorLike) -> SparseTensor:
    """The values for which the boolean vector `to_retain` is true.

    Raises:
        ValueError: there are not as many booleans as values.
    """
    sparse = as_sparse("retain", sp_input)
    chosen = convert(to_retain, dtypes.bool)
    chosen.shape[:1].assert_is_compatible_with(sparse.values.shape[:1])
    return SparseTensor(
        boolean_mask(sparse.indices, chosen), boolean_mask(sparse.values, chosen),
        sparse.dense_shape,
    )  # fmt: skip


def mask(a: IndexedSlices, mask_indices: TensorLike, name: str | None = None) -> IndexedSlices:
    """The rows of an `IndexedSlices` but those at `mask_indices`."""
    masked = cast(convert(mask_indices), a.indices.dtype)
    keep = ~reduce_any(a.indices[:, None] == masked[None, :], axis=1)
    return IndexedSlices(boolean_mask(a.values, keep), boolean_mask(a.indices, keep), a.dense_shape)


# ---------------------------------------------------------------- empty rows

SparseFillEmptyRows = op(
    "SparseFillEmptyRows",
    "indices: int64, values: T, dense_shape: int64, default_value: T -> output_indices: int64, "
    "output_values: T, empty_row_indicator: bool, reverse_index_map: int64",
)  # fmt: skip


@SparseFillEmptyRows.kernel("host")
def _(indices: Any, values: Any, shape: Any, default: Any) -> Any:
    rows = int(shape[0])
    places = indices[:, 0]
    if len(places) and (places.min() < 0 or places.max() >= rows):
        raise ValueError(f"indices must be in [0, {rows}) in dimension 0")
    empty = np.bincount(places, minlength=rows)[:rows] == 0
    added = np.zeros((int(empty.sum()), indices.shape[1]), np.int64)
    added[:, 0] = np.flatnonzero(empty)
    every = np.concatenate([indices, added])
    order = np.argsort(every[:, 0], kind="stable")
    filled = np.concatenate([values, np.full(len(added), default, values.dtype)])
    where_now = np.empty(len(every), np.int64)
    where_now[order] = np.arange(len(every))
    return every[order], filled[order], empty, where_now[: len(indices)]


@SparseFillEmptyRows.infer
def _(call: Any) -> Any:
    indices, sizes = call.shape(0), call.vector(2)
    rank = None if indices is None else indices[1]
    rows = None if not sizes else sizes[0]
    return [(None, rank), (None,), (rows,), (None if indices is None else indices[0],)]


@SparseFillEmptyRows.gradient
def _(node: Any, _: Any, dy: Tensor, __: Any, ___: Any) -> Any:
    taken = gather(dy, node.outputs[3])
    return [None, taken, None, reduce_sum(dy) - reduce_sum(taken)]


def fill_empty_rows(
    sp_input: SparseTensor, default_value: TensorLike, name: str | None = None
) -> tuple[SparseTensor, Tensor]:
    """`sp_input` with a value at the beginning of each row that has none.

    Returns: the SparseTensor, and for each row whether it was empty.
    """
    sparse = as_sparse("fill_empty_rows", sp_input)
    indices, values, empty, _ = SparseFillEmptyRows(
        sparse.indices, sparse.values, sparse.dense_shape, convert(default_value, sparse.dtype),
        name=name,
    )  # fmt: skip
    return SparseTensor(indices, values, sparse.dense_shape), empty
