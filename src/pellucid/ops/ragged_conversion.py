"""Ragged tensors from dense and sparse ones, and back.

from_tensor, to_tensor      the rows of a dense tensor, cut; padded
from_sparse, to_sparse      the values at their coordinates
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import ShapeLike, TensorLike
from pellucid.graph.static import static_value
from pellucid.ops.array import expand_dims, reshape, shape as shape_of
from pellucid.ops.broadcasting import INDEX
from pellucid.ops.casting import cast
from pellucid.ops.comparison import equal
from pellucid.ops.creation import range as range_, zeros
from pellucid.ops.gather import boolean_mask, gather_nd
from pellucid.ops.patterns import sequence_mask
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.reduction import reduce_all, reduce_max, reduce_sum
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.runtime.dispatch import op


def coordinates(splits: list[np.ndarray], count: int) -> list[np.ndarray]:
    """For each of `count` innermost values its place in every dimension, outermost first."""
    places: list[np.ndarray] = []
    index = np.arange(count)
    for row_splits in reversed(splits):
        rows = np.searchsorted(row_splits[1:], index, side="right")
        places.insert(0, index - row_splits[rows])
        index = rows
    return [index, *places]


RaggedTensorToTensor = op(
    "RaggedTensorToTensor",
    "shape: Tshape, values: T, default_value: T, "
    "row_partition_tensors: num_row_partition_tensors*Tindex -> result: T",
    Tshape=INDEX, Tindex=INDEX, row_partition_types=list,
)  # fmt: skip


def _as_splits(tensors: list[np.ndarray], kinds: list[Any]) -> list[np.ndarray]:
    """Row partitions in any of TensorFlow's encodings, as splits."""
    kinds = [kind.decode() if isinstance(kind, bytes) else kind for kind in kinds]
    if kinds and kinds[0] == "ROW_SPLITS":
        return tensors
    rows, splits = int(tensors[0]), []
    for rowids in tensors[1:]:
        splits.append(np.concatenate([[0], np.cumsum(np.bincount(rowids, minlength=rows))]))
        rows = len(rowids)
    return splits


@RaggedTensorToTensor.kernel("host")
def _(shape: Any, values: Any, default: Any, tensors: Any, row_partition_types: Any) -> Any:
    splits = _as_splits(tensors, row_partition_types)
    bounds = [len(splits[0]) - 1, *(int(np.diff(s).max(initial=0)) for s in splits)]
    bounds = [*bounds, *values.shape[1:]]
    wanted = shape.reshape(-1).tolist() if shape.ndim else []
    if wanted and len(wanted) != len(bounds):
        problem, expected = "shape has another rank", f"{len(bounds)} sizes"
        raise ValueError(explain("", problem, expected=expected, received=wanted))
    sizes = [b if w < 0 else w for w, b in zip(wanted or [-1] * len(bounds), bounds, strict=True)]
    outer = len(splits) + 1
    if sizes[outer:] != list(values.shape[1:]):
        problem, inner = "shape has another inner shape", list(values.shape[1:])
        raise ValueError(explain("", problem, expected=f"[..., {inner}]", received=wanted))
    dense = np.empty(sizes, values.dtype)
    dense[...] = default
    places = coordinates(splits, len(values))
    inside = np.ones(len(values), bool)
    for place, size in zip(places, sizes, strict=False):
        inside &= place < size
    dense[tuple(place[inside] for place in places)] = values[inside]
    return dense


@RaggedTensorToTensor.infer
def _(call: Any) -> Any:
    values, wanted = call.shape(1), call.vector(0)
    if values is None:
        return tuple(None if w is None or w < 0 else w for w in wanted) if wanted else None
    depth = len(call.inputs) - 2
    rows = call.inputs[3].dims
    first = None if not rows or rows[0] is None else rows[0] - 1
    known = [first, *[None] * (depth - 1), *values[1:]]
    if not wanted or call.inputs[0].dims == ():  # the scalar -1 is a shape that is not known
        return tuple(known)
    return tuple(k if w is None or w < 0 else w for k, w in zip(known, wanted, strict=True))


@RaggedTensorToTensor.gradient
def _(node: Any, dy: Tensor) -> Any:
    _, values, default, *splits = node.inputs
    places = RaggedTensorToSparse(splits, range_(shape_of(values)[0]))[0]
    taken = gather_nd(dy, places, bad_indices_policy="IGNORE")
    outer = list(range(len(splits) + 1)) if default.shape.rank else None
    rest = reduce_sum(dy, outer) - reduce_sum(taken, None if outer is None else [0])
    return [None, taken, rest, *[None] * len(splits)]


def to_tensor(
    rt: RaggedTensor, default_value: TensorLike | None, shape: ShapeLike | None, name: str | None
) -> Tensor:
    """A dense tensor, the rows padded at their ends; see `RaggedTensor.to_tensor`."""
    if default_value is None:
        default = convert(b"") if rt.dtype is dtypes.string else zeros([], rt.dtype)
    else:
        default = convert(default_value, rt.dtype)
    kinds = ["ROW_SPLITS"] * rt.ragged_rank
    return RaggedTensorToTensor(
        _wanted_shape(rt, shape), rt.flat_values, default, list(rt.nested_row_splits),
        row_partition_types=kinds, name=name,
    )  # fmt: skip


def _wanted_shape(rt: RaggedTensor, shape: Any) -> Tensor:
    """The shape as a vector, -1 for what is not given; what is known of `rt` fills gaps."""
    if isinstance(shape, Tensor):
        return shape
    known = rt.shape if shape is None else TensorShape(shape)
    if known.rank is None:
        return convert(-1, dtypes.int64)
    if rt.shape.rank is not None and known.rank != rt.shape.rank:
        raise ValueError(
            explain("tf.RaggedTensor.to_tensor [shape]", "has another rank", expected=rt.shape.rank,
                    received=shape)
        )  # fmt: skip
    # A ragged dimension never gets shorter for lack of information.
    return convert([-1 if size is None else size for size in known], dtypes.int64)


# ---------------------------------------------------------------- from dense


def from_tensor(
    tensor: TensorLike, lengths: Any, padding: TensorLike | None, ragged_rank: int, index: DType
) -> RaggedTensor:
    """The rows of a dense tensor, all of them or cut; see `RaggedTensor.from_tensor`."""
    if lengths is not None and padding is not None:
        where, problem = "tf.RaggedTensor.from_tensor [lengths, padding]", "both are given"
        raise ValueError(explain(where, problem, expected="one of them"))
    if not isinstance(ragged_rank, int):
        where = "tf.RaggedTensor.from_tensor [ragged_rank]"
        raise TypeError(explain(where, "must be an int", received=describe(ragged_rank)))
    if ragged_rank <= 0:
        where = "tf.RaggedTensor.from_tensor [ragged_rank]"
        raise ValueError(explain(where, "must be greater than 0", received=ragged_rank))
    dense = convert(tensor)
    rank = dense.shape.rank
    if rank is not None and rank <= ragged_rank:
        raise ValueError(
            explain("tf.RaggedTensor.from_tensor [tensor]", "has too low a rank",
                    expected=f"at least {ragged_rank + 1}", received=dense.shape)
        )  # fmt: skip
    nested = _nested_lengths(lengths)
    if nested is not None:
        if lengths is not None and len(nested) > 1 and ragged_rank not in (1, len(nested)):
            raise ValueError(
                explain(
                    "tf.RaggedTensor.from_tensor [ragged_rank]",
                    "is not the number of vectors in `lengths`",
                    expected=len(nested),
                    received=ragged_rank,
                )
            )
        return _cut_nested(dense, nested, index)
    if padding is not None:
        fill = convert(padding, dense.dtype)
        if rank is not None and fill.shape.rank is not None:
            fill.shape.assert_is_compatible_with(dense.shape[ragged_rank + 1 :])
        return _cut_padding(dense, fill, ragged_rank, index)
    return _whole_rows(dense, ragged_rank, index)


def _nested_lengths(lengths: Any) -> list[Any] | None:
    if lengths is None:
        return None
    several = isinstance(lengths, list | tuple) and any(
        isinstance(v, list | tuple | np.ndarray) or (isinstance(v, Tensor) and v.shape.rank)
        for v in lengths
    )
    return list(lengths) if several else [lengths]


def _merged(dense: Tensor, sizes: Tensor) -> Tensor:
    """The first two dimensions as one."""
    shape: list[Any] = dense.shape.as_list()
    if None not in shape:
        return reshape(dense, [shape[0] * shape[1], *shape[2:]])
    from pellucid.ops.joining import concat

    return reshape(dense, concat([sizes[:1] * sizes[1:2], sizes[2:]], 0))


def _whole_rows(dense: Tensor, ragged_rank: int, index: DType) -> RaggedTensor:
    sizes = shape_of(dense, out_type=index)
    values: Any = _merged(dense, sizes)
    if ragged_rank > 1:
        values = _whole_rows(values, ragged_rank - 1, index)
    width = sizes[1] if dense.shape[1] is None else convert(dense.shape[1], index)
    return RaggedTensor.from_uniform_row_length(values, width, nrows=sizes[0], validate=False)


def _cut_nested(dense: Tensor, nested: list[Any], index: DType) -> RaggedTensor:
    lengths = cast(convert(nested[0], hint=index), index)
    if lengths.shape.rank not in (1, None):
        where = "tf.RaggedTensor.from_tensor [lengths]"
        raise ValueError(
            explain(where, "wrong rank", expected="a vector", received=describe(lengths))
        )
    sizes = shape_of(dense, out_type=index)
    known, width = static_value(lengths), dense.shape[1]
    if known is not None and width is not None and known.size:
        # Longer rows than there are columns are cut, as in TensorFlow.
        lengths = convert(np.clip(known, 0, width), index)
    values: Any = boolean_mask(dense, sequence_mask(lengths, sizes[1]))
    if len(nested) > 1:
        values = _cut_nested(values, nested[1:], index)
    return RaggedTensor.from_row_lengths(values, lengths, validate=False)


def _cut_padding(dense: Tensor, fill: Tensor, ragged_rank: int, index: DType) -> RaggedTensor:
    sizes = shape_of(dense, out_type=index)
    if ragged_rank > 1:
        values = _cut_padding(_merged(dense, sizes), fill, ragged_rank - 1, index)
        return RaggedTensor.from_uniform_row_length(values, sizes[1], nrows=sizes[0])
    padded = equal(dense, fill)
    if dense.shape.rank is None:
        where, problem = "tf.RaggedTensor.from_tensor [padding]", "the rank of the tensor is needed"
        raise ValueError(explain(where, problem, expected="a known rank", received=describe(dense)))
    if dense.shape.rank > 2:
        padded = reduce_all(padded, list(range(2, dense.shape.rank)))
    places = expand_dims(range_(sizes[1]) + 1, 0)
    ends = places * cast(~padded, index)
    lengths = reduce_max(concat_zero(ends), 1)
    return _cut_nested(dense, [lengths], index)


def concat_zero(x: Tensor) -> Tensor:
    """`x` with a column of zeros before the others: there is a maximum then."""
    from pellucid.ops.joining import concat

    return concat([zeros([shape_of(x)[0], 1], x.dtype), x], 1)


# ---------------------------------------------------------------- sparse

RaggedTensorToSparse = op(
    "RaggedTensorToSparse",
    "rt_nested_splits: RAGGED_RANK*Tsplits, rt_dense_values: T "
    "-> sparse_indices: int64, sparse_values: T, sparse_dense_shape: int64",
    Tsplits=INDEX,
)  # fmt: skip


@RaggedTensorToSparse.kernel("host")
def _(splits: Any, values: Any) -> Any:
    bounds = [len(splits[0]) - 1, *(int(np.diff(s).max(initial=0)) for s in splits)]
    places = coordinates(splits, len(values))
    inner = values.shape[1:]
    within = np.indices(inner).reshape(len(inner), math.prod(inner)).T
    rows = np.repeat(np.stack(places, 1), len(within), 0)
    indices = np.concatenate([rows, np.tile(within, (len(values), 1))], 1)
    return indices, values.reshape(-1), np.array([*bounds, *inner])


@RaggedTensorToSparse.infer
def _(call: Any) -> Any:
    values = call.inputs[-1].dims
    rank = None if values is None else len(call.inputs) - 1 + len(values)
    return [(None, rank), (None,), (rank,)]


@RaggedTensorToSparse.gradient
def _(node: Any, _: Any, dy: Tensor, __: Any) -> Any:
    values = node.inputs[-1]
    return [*[None] * (len(node.inputs) - 1), reshape(dy, shape_of(values))]


def to_sparse(rt: RaggedTensor, name: str | None) -> SparseTensor:
    """The values as a SparseTensor of the bounding shape."""
    return SparseTensor(
        *RaggedTensorToSparse(list(rt.nested_row_splits), rt.flat_values, name=name)
    )


def from_sparse(st: Any, index: DType) -> RaggedTensor:
    """The rows of a SparseTensor of rank 2 whose values stand at the beginnings of rows."""
    if not isinstance(st, SparseTensor):
        where = "tf.RaggedTensor.from_sparse [st_input]"
        raise TypeError(explain(where, "is no SparseTensor", received=describe(st)))
    if st.shape.rank not in (2, None):
        where = "tf.RaggedTensor.from_sparse [st_input]"
        raise ValueError(explain(where, "rank must be 2", received=describe(st)))
    indices = static_value(st.indices)
    if indices is not None and len(indices):
        first = np.concatenate([[True], np.diff(indices[:, 0]) > 0])
        expected = np.where(first, 0, np.concatenate([[0], indices[:-1, 1] + 1]))
        if (indices[:, 1] != expected).any():
            text = explain(
                "tf.RaggedTensor.from_sparse [st_input]", "SparseTensor is not right-ragged",
                expected="rows filled from column 0 on", received=indices.tolist(),
            )  # fmt: skip
            raise InvalidArgumentError(None, None, text)
    rows = cast(st.indices[:, 0], index)
    nrows = cast(st.dense_shape[0], index)
    return RaggedTensor.from_value_rowids(st.values, rows, nrows, validate=False)
