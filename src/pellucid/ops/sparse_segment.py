"""Segments of chosen rows: what embedding bags add up. In users' hands `tf.sparse.segment_*`."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.dtypes import FLOATING, REAL
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.broadcasting import INDEX
from pellucid.runtime.dispatch import op

_PLAIN = "data: T, indices: Tidx, segment_ids: Tsegmentids -> output: T"
_COUNTED = (
    "data: T, indices: Tidx, segment_ids: Tsegmentids, num_segments: Tnumsegments -> output: T"
)
_OPTIONS: dict[str, Any] = {"Tidx": INDEX, "Tsegmentids": INDEX, "sparse_gradient": False}


def _sum_rows(x: Any, indices: Any, ids: Any, count: int | None, divide: Any) -> Any:
    """Sums of the chosen rows of each segment, divided by a function of their number."""
    if indices.shape != ids.shape or ids.ndim != 1:
        raise ValueError("segment_ids and indices should be vectors of the same size")
    if len(ids) and (ids[0] < 0 or np.any(np.diff(ids) < 0)):
        raise ValueError("segment ids are not increasing")
    if len(indices) and (indices.min() < 0 or indices.max() >= x.shape[0]):
        bad = int(np.argmax((indices < 0) | (indices >= x.shape[0])))
        raise ValueError(f"indices[{bad}] = {indices[bad]} is out of range [0, {x.shape[0]})")
    least = int(ids[-1]) + 1 if len(ids) else 0
    count = least if count is None else count
    if least > count:
        raise ValueError(f"segment id {least - 1} is out of range [0, {count})")
    wide = np.float32 if x.dtype.itemsize == 2 and x.dtype.kind not in "iu" else x.dtype
    out = np.zeros((count, *x.shape[1:]), wide)
    np.add.at(out, ids, x[indices].astype(wide))
    if divide is None:
        return out
    rows = np.maximum(np.bincount(ids, minlength=count), 1).astype(wide)
    return out / divide(rows).reshape((count,) + (1,) * (x.ndim - 1))


def _define(name: str, types: Any, divide: Any) -> tuple[Any, Any]:
    """The op, and its twin that is told the number of segments."""
    plain = op(name, _PLAIN, T=types, **_OPTIONS)
    counted = op(name + "WithNumSegments", _COUNTED, T=types, Tnumsegments=INDEX, **_OPTIONS)

    @plain.kernel("host")
    def _(x: Any, indices: Any, ids: Any) -> Any:
        return _sum_rows(x, indices, ids, None, divide)

    @counted.kernel("host")
    def _(x: Any, indices: Any, ids: Any, count: Any) -> Any:
        return _sum_rows(x, indices, ids, int(count), divide)

    @plain.infer
    def _(call: Any) -> Any:
        dims, ids = call.shape(0), call.value(2)
        if dims is None:
            return None
        return (None if ids is None else int(ids[-1]) + 1 if len(ids) else 0, *dims[1:])

    @counted.infer
    def _(call: Any) -> Any:
        dims, count = call.shape(0), call.value(3)
        return None if dims is None else (None if count is None else int(count), *dims[1:])

    @plain.gradient
    @counted.gradient
    def _(node: Any, dy: Tensor) -> Any:
        x, indices, ids = node.inputs[:3]
        rows = dy if divide is None else shares(dy, ids, divide is np.sqrt)
        back = OPS["UnsortedSegmentSum"](
            OPS["GatherV2"](rows, ids, 0), indices, OPS["Shape"](x)[0]
        )  # fmt: skip
        return [back] + [None] * (len(node.inputs) - 1)

    return plain, counted


def shares(dy: Tensor, ids: Tensor, root: bool) -> Tensor:
    """`dy` divided by (the root of) the number of rows of each segment."""
    ones = OPS["OnesLike"](OPS["Cast"](ids, DstT=dy.dtype))
    rows = OPS["Maximum"](OPS["UnsortedSegmentSum"](ones, ids, OPS["Shape"](dy)[0]), 1)
    rows = OPS["Sqrt"](rows) if root else rows
    for _ in range(len(dy.dims) - 1):
        rows = OPS["ExpandDims"](rows, -1)
    return OPS["RealDiv"](dy, rows)


def _itself(rows: Any) -> Any:
    return rows


SparseSegmentSum, SparseSegmentSumWithNumSegments = _define("SparseSegmentSum", REAL, None)
SparseSegmentMean, SparseSegmentMeanWithNumSegments = _define(
    "SparseSegmentMean", FLOATING, _itself
)
SparseSegmentSqrtN, SparseSegmentSqrtNWithNumSegments = _define(
    "SparseSegmentSqrtN", FLOATING, np.sqrt
)


def _call(ops: Any, data: Any, indices: Any, ids: Any, count: Any, sparse: bool, name: Any) -> Any:
    plain, counted = ops
    if count is None:
        return plain(data, indices, ids, sparse_gradient=sparse, name=name)
    return counted(data, indices, ids, count, sparse_gradient=sparse, name=name)


def segment_sum(
    data: TensorLike,
    indices: TensorLike,
    segment_ids: TensorLike,
    num_segments: TensorLike | None = None,
    name: str | None = None,
    sparse_gradient: bool = False,
) -> Tensor:
    """The sums of chosen rows: out[j] = sum of data[indices[i]] over i with segment_ids[i] == j.

    Args:
        data: a tensor of shape [n, ...].
        indices: which rows to take, a vector.
        segment_ids: to which row of the result each contributes; sorted.
        num_segments: the number of rows of the result; by default the last id + 1.
        sparse_gradient: recorded in graphs; the gradient is the same numbers either way.

    Returns: shape [num_segments, ...]; 0 for ids that do not occur.

    Raises:
        InvalidArgumentError: ids are unsorted, or an index is out of range.
    """
    ops = SparseSegmentSum, SparseSegmentSumWithNumSegments
    return _call(ops, data, indices, segment_ids, num_segments, sparse_gradient, name)


def segment_mean(
    data: TensorLike,
    indices: TensorLike,
    segment_ids: TensorLike,
    num_segments: TensorLike | None = None,
    name: str | None = None,
    sparse_gradient: bool = False,
) -> Tensor:
    """The means of chosen rows of each segment; see `tf.sparse.segment_sum`."""
    ops = SparseSegmentMean, SparseSegmentMeanWithNumSegments
    return _call(ops, data, indices, segment_ids, num_segments, sparse_gradient, name)


def segment_sqrt_n(
    data: TensorLike,
    indices: TensorLike,
    segment_ids: TensorLike,
    num_segments: TensorLike | None = None,
    name: str | None = None,
    sparse_gradient: bool = False,
) -> Tensor:
    """The sums of chosen rows of each segment over the square root of their number.

    See `tf.sparse.segment_sum` for the arguments.
    """
    ops = SparseSegmentSqrtN, SparseSegmentSqrtNWithNumSegments
    return _call(ops, data, indices, segment_ids, num_segments, sparse_gradient, name)
