"""Ragged tensors from Python lists and from numbers; row partitions as tensors.

constant, range                                       `tf.ragged.constant`, `tf.ragged.range`
row_splits_to_segment_ids, segment_ids_to_row_splits  one encoding of rows from another
ranges                                                many ranges in one vector: how rows are taken
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.ops.array import reshape
from pellucid.ops.broadcasting import INDEX
from pellucid.ops.casting import cast
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.row_partition import RowPartition
from pellucid.runtime.dispatch import op

_NUMBERS = frozenset({dtypes.bfloat16, dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64})

RaggedRange = op(
    "RaggedRange",
    "starts: T, limits: T, deltas: T -> rt_nested_splits: Tsplits, rt_dense_values: T",
    T=_NUMBERS, Tsplits=dtypes.int64, gradient=None,
    infer=lambda call: [_splits_shape(call), (None,)],
)  # fmt: skip


def _splits_shape(call: Any) -> Any:
    lengths = [dims[0] for dims in map(call.shape, (0, 1, 2)) if dims]
    known = [n for n in lengths if n is not None]
    return (known[0] + 1 if known else 2 if all(call.rank(i) == 0 for i in (0, 1, 2)) else None,)


@RaggedRange.kernel("host")
def _(starts: Any, limits: Any, deltas: Any, Tsplits: Any) -> Any:
    vectors = [v.shape for v in (starts, limits, deltas) if v.ndim]
    if len(set(vectors)) > 1 or any(len(v) > 1 for v in vectors):
        raise ValueError("starts, limits, and deltas must have the same shape")
    starts, limits, deltas = (
        np.broadcast_to(v, vectors[0] if vectors else (1,)) for v in (starts, limits, deltas)
    )
    if (deltas == 0).any():
        raise ValueError("Requires delta != 0")
    wide = starts.dtype if starts.dtype.kind == "i" else np.float64
    spans = limits.astype(wide) - starts.astype(wide)
    lengths = -(-spans // deltas) if starts.dtype.kind == "i" else np.ceil(spans / deltas)
    lengths = np.maximum(lengths, 0).astype(np.int64)
    splits = np.concatenate([[0], np.cumsum(lengths)]).astype(Tsplits.np_dtype)
    rows = np.repeat(np.arange(len(lengths)), lengths)
    places = np.arange(len(rows)) - splits[:-1][rows]
    return splits, (starts[rows] + places.astype(starts.dtype) * deltas[rows]).astype(starts.dtype)


def ranges(starts: Tensor, limits: Tensor, deltas: Any = 1) -> tuple[Tensor, Tensor]:
    """The ranges from each start to its limit, in one vector, and the splits between them."""
    step = convert(deltas, starts.dtype)
    return RaggedRange(starts, limits, step, Tsplits=starts.dtype)


def range(
    starts: TensorLike,
    limits: TensorLike | None = None,
    deltas: TensorLike = 1,
    dtype: DTypeLike | None = None,
    name: str | None = None,
    row_splits_dtype: DTypeLike = dtypes.int64,
) -> RaggedTensor:
    """Rows of numbers, each from its start up to its limit, which is left out.

    Args:
        starts: a vector or scalar; the limits, if there are no others (starts are then 0).
        limits: a vector or scalar.
        deltas: the step of each row, a vector or scalar.
        dtype: of the result.
        row_splits_dtype: int32 or int64.

    Raises:
        InvalidArgumentError: vectors differ in length, or a step is 0.

    Example:
        >>> tf.ragged.range([1, 2], [3, 5])
        <tf.RaggedTensor [[1, 2], [2, 3, 4]]>
    """
    if limits is None:
        starts, limits = 0, starts
    wanted = None if dtype is None else as_dtype(dtype)
    given = [convert(v, hint=wanted) for v in (starts, limits, deltas)]
    common = wanted or max((t.dtype for t in given), key=_width)
    splits, values = RaggedRange(
        *(cast(t, common) for t in given), Tsplits=as_dtype(row_splits_dtype), name=name
    )
    return RaggedTensor.from_row_splits(values, splits, validate=False)


def _width(dtype: DType) -> int:
    order = [dtypes.int32, dtypes.int64, dtypes.bfloat16, dtypes.float32, dtypes.float64]
    return order.index(dtype) if dtype in order else -1


def constant(
    pylist: Any,
    dtype: DTypeLike | None = None,
    ragged_rank: int | None = None,
    inner_shape: ShapeLike | None = None,
    name: str | None = None,
    row_splits_dtype: DTypeLike = dtypes.int64,
) -> Any:
    """A RaggedTensor from nested Python lists whose rows may differ in length.

    Args:
        pylist: nested lists; all values at the same depth.
        dtype: the dtype of the values.
        ragged_rank: the number of ragged dimensions; by default all but the first and those of
            `inner_shape`.
        inner_shape: the shape of the dense values at the end.
        row_splits_dtype: int32 or int64.

    Returns: a RaggedTensor; a Tensor if there is no ragged dimension.

    Raises:
        ValueError: values stand at different depths, or `ragged_rank` does not fit.

    Example:
        >>> tf.ragged.constant([[1, 2], [3]])
        <tf.RaggedTensor [[1, 2], [3]]>
    """
    index = as_dtype(row_splits_dtype)
    if index not in INDEX:
        raise ValueError(
            explain("tf.ragged.constant [row_splits_dtype]", "not int32 or int64", received=index)
        )
    depth = _depth(pylist)
    _check_depths(pylist, depth, pylist)
    inner = None if inner_shape is None else tuple(_sizes(inner_shape))
    if ragged_rank is None:
        ragged_rank = max(0, depth - 1 - len(inner or ()))
    elif depth and ragged_rank >= depth and _has_values(pylist):
        raise ValueError(
            explain(
                "tf.ragged.constant [ragged_rank]",
                "the lists are not nested as deeply",
                expected=f"less than {depth}",
                received=f"{ragged_rank} for {pylist}",
            )
        )
    splits: list[np.ndarray] = []
    rows = pylist
    for _ in [None] * ragged_rank:
        lengths = [len(r) for r in rows]
        splits.append(np.concatenate([[0], np.cumsum(lengths)]).astype(index.np_dtype))
        rows = [v for r in rows for v in r]
    flat = convert(rows, None if dtype is None else as_dtype(dtype))
    if inner is not None:
        flat = reshape(flat, [-1, *inner] if ragged_rank or depth > len(inner) else inner)
    return RaggedTensor.from_nested_row_splits(flat, splits, validate=False) if splits else flat


def _sizes(shape: Any) -> list[int]:
    return list(shape.as_list()) if hasattr(shape, "as_list") else [int(n) for n in shape]


def _is_row(value: Any) -> bool:
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _depth(value: Any) -> int:
    """How deep lists are nested."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        return value.ndim
    if not _is_row(value):
        return 0
    return 1 + max((_depth(v) for v in value), default=0)


def _has_values(value: Any) -> bool:
    return any(_has_values(v) for v in value) if _is_row(value) else True


def _check_depths(value: Any, depth: int, whole: Any) -> None:
    if not _is_row(value):
        if depth:
            raise ValueError(
                explain("tf.ragged.constant [pylist]", "all scalar values must have the same "
                        "nesting depth", received=describe(whole))
            )  # fmt: skip
        return
    for element in value:
        _check_depths(element, depth - 1, whole)


def row_splits_to_segment_ids(
    splits: TensorLike, name: str | None = None, out_type: DTypeLike | None = None
) -> Tensor:
    """The number of the row of each value, from the row splits.

    Example:
        >>> tf.ragged.row_splits_to_segment_ids([0, 2, 3]).numpy().tolist()
        [0, 0, 1]
    """
    partition = RowPartition.from_row_splits(splits)
    return cast(partition.value_rowids(), out_type or partition.dtype)


def segment_ids_to_row_splits(
    segment_ids: TensorLike,
    num_segments: TensorLike | None = None,
    out_type: DTypeLike | None = None,
    name: str | None = None,
) -> Tensor:
    """The row splits, from the (sorted) number of the row of each value.

    Args:
        num_segments: the number of rows, by default as many as the last value needs.
        out_type: int32 or int64, int64 by default.

    Example:
        >>> tf.ragged.segment_ids_to_row_splits([0, 0, 2]).numpy().tolist()
        [0, 2, 2, 3]
    """
    partition = RowPartition.from_value_rowids(segment_ids, num_segments, validate=False)
    return cast(partition.row_splits(), out_type or partition.dtype)
