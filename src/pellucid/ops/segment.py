"""Segments: reducing rows of a tensor that belong together.

    segment_sum segment_mean segment_prod segment_max segment_min       ids sorted, from 0 on
    unsorted_segment_sum, …_mean, …_sqrt_n, …_prod, …_max, …_min        ids in any order
    sparse_segment_sum, …_mean, …_sqrt_n                                of chosen rows

`segment_ids[i]` says to which row of the result row i of `data` contributes. Unsorted ids may have
several dimensions, those with which the shape of `data` begins.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import NUMERIC, REAL
from pellucid.core.registry import OPS
from pellucid.core.shapes import merge_shapes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.broadcasting import INDEX, as_tensor, rank_of
from pellucid.ops.reduction import highest, lowest
from pellucid.runtime.dispatch import op

_UNSORTED = "data: T, segment_ids: Tindices, num_segments: Tnumsegments -> output: T"
_SORTED = "data: T, segment_ids: Tindices -> output: T"


def _lowest_finite(np_dtype: Any) -> Any:
    return np_dtype.type(dtypes.NUMPY_TO_DTYPE[np_dtype].min)


def _highest_finite(np_dtype: Any) -> Any:
    return np_dtype.type(dtypes.NUMPY_TO_DTYPE[np_dtype].max)


def _flat(x: Any, ids: Any) -> tuple[Any, Any]:
    """Data and ids with the dimensions of the ids merged into one."""
    if x.shape[: ids.ndim] != ids.shape:
        raise ValueError(
            f"data.shape = {list(x.shape)} does not start with segment_ids.shape = "
            f"{list(ids.shape)}"
        )
    return x.reshape((-1, *x.shape[ids.ndim :])) if x.size else x.reshape(
        (ids.size, *x.shape[ids.ndim :])
    ), ids.reshape(-1)


def _scatter(ufunc: Any, x: Any, ids: Any, count: Any, start: Any) -> Any:
    """Apply a NumPy ufunc to the rows of each segment; rows with negative ids are dropped."""
    count = int(count)
    if count < 0:
        raise ValueError(f"num_segments must be non-negative, received {count}")
    x, ids = _flat(x, ids)
    if np.any(ids >= count):
        bad = int(np.argmax(ids >= count))
        raise ValueError(f"segment_ids[{bad}] = {ids[bad]} is out of range [0, {count})")
    keep = ids >= 0
    if not np.all(keep):
        x, ids = x[keep], ids[keep]
    out = np.full((count, *x.shape[1:]), start, x.dtype)
    ufunc.at(out, ids, x)
    return out


def _unsorted(name: str, types: Any, ufunc: Any, method: str, start: Any) -> Any:
    """Define an unsorted segment op by NumPy's ufunc and XLA's scatter method of the same name."""
    made = op(
        name, _UNSORTED, T=types, Tindices=INDEX | {dtypes.int16}, Tnumsegments=INDEX,
        static=("num_segments",),
    )  # fmt: skip

    @made.kernel("numpy")
    def _(x: Any, ids: Any, count: Any) -> Any:
        return _scatter(ufunc, x, ids, count, start(x.dtype))

    @made.kernel("xla")
    def _(jax: Any, x: Any, ids: Any, count: Any) -> Any:
        x, ids = _flat(x, ids)
        # An index past the end is dropped; a negative one would count from the end.
        ids = jax.numpy.where(ids < 0, int(count), ids)
        out = jax.numpy.full((int(count), *x.shape[1:]), start(x.dtype), x.dtype)
        return getattr(out.at[ids], method)(x, mode="drop")

    @made.infer
    def _(call: Any) -> Any:
        data, ids, count = call.shape(0), call.rank(1), call.value(2)
        if data is None or ids is None:
            return None
        merge_shapes(data[:ids], call.shape(1))
        if count is not None and count < 0:
            raise ValueError(f"num_segments must be non-negative, received {count}")
        return (None if count is None else int(count), *data[ids:])

    return made


def _zero(np_dtype: Any) -> Any:
    return np_dtype.type(0)


def _one(np_dtype: Any) -> Any:
    return np_dtype.type(1)


UnsortedSegmentSum = _unsorted("UnsortedSegmentSum", NUMERIC, np.add, "add", _zero)
UnsortedSegmentProd = _unsorted("UnsortedSegmentProd", NUMERIC, np.multiply, "multiply", _one)
UnsortedSegmentMax = _unsorted("UnsortedSegmentMax", REAL, np.maximum, "max", _lowest_finite)
UnsortedSegmentMin = _unsorted("UnsortedSegmentMin", REAL, np.minimum, "min", _highest_finite)


def take_rows(rows: Tensor, ids: Tensor) -> Tensor:
    """rows[ids], with zeros where an id is negative."""
    safe = OPS["Maximum"](ids, 0)
    taken = OPS["GatherV2"](rows, safe, 0)
    return OPS["SelectV2"](_beside(OPS["GreaterEqual"](ids, 0), ids, taken), taken, 0)


def _beside(mask: Tensor, ids: Tensor, rows: Tensor) -> Tensor:
    """`mask`, of the shape of `ids`, with dimensions of size 1 up to the rank of `rows`."""
    for _ in range(len(rows.dims) - len(ids.dims)):
        mask = OPS["ExpandDims"](mask, -1)
    return mask


@UnsortedSegmentSum.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [take_rows(dy, node.inputs[1]), None, None]


@UnsortedSegmentMax.gradient
@UnsortedSegmentMin.gradient
def _(node: Any, dy: Tensor) -> Any:
    # Equal extremes of a segment share its gradient equally.
    x, ids, count = node.inputs
    hit = OPS["Equal"](x, take_rows(node.outputs[0], ids))
    hit = OPS["LogicalAnd"](hit, _beside(OPS["GreaterEqual"](ids, 0), ids, x))
    ties = UnsortedSegmentSum(OPS["Cast"](hit, DstT=x.dtype), ids, count)
    share = take_rows(OPS["DivNoNan"](dy, ties), ids)
    return [OPS["SelectV2"](hit, share, 0), None, None]


@UnsortedSegmentProd.gradient
def _(node: Any, dy: Tensor) -> Any:
    # The product of the others is product / x, but for rows with a zero in their segment.
    x, ids, count = node.inputs
    is_zero = OPS["Equal"](x, 0)
    zeros = UnsortedSegmentSum(OPS["Cast"](is_zero, DstT=dtypes.int32), ids, count)
    dy = OPS["SelectV2"](OPS["Greater"](zeros, 1), 0, dy)
    filled = OPS["SelectV2"](is_zero, 1, x)
    of_nonzero = take_rows(UnsortedSegmentProd(filled, ids, count), ids)
    whole = OPS["DivNoNan"](take_rows(node.outputs[0], ids), x)
    others = OPS["SelectV2"](is_zero, of_nonzero, whole)
    return [others * take_rows(dy, ids), None, None]


def unsorted_segment_sum(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The sum of the rows of each segment; 0 for empty ones.

    Args:
        data: a numeric tensor whose shape begins with that of `segment_ids`.
        segment_ids: integers below `num_segments`; rows with negative ones are dropped.
        num_segments: the number of rows of the result.

    Returns: shape [num_segments, ...].

    Raises:
        InvalidArgumentError: an id is too large, or shapes do not fit.

    Example:
        >>> tf.math.unsorted_segment_sum([5, 1, 7], [1, 0, 1], 2).numpy().tolist()
        [1, 12]
    """
    return UnsortedSegmentSum(data, segment_ids, num_segments, name=name)


def unsorted_segment_prod(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The product of the rows of each segment; 1 for empty ones. See `unsorted_segment_sum`."""
    return UnsortedSegmentProd(data, segment_ids, num_segments, name=name)


def unsorted_segment_max(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The greatest of the rows of each segment; the dtype's lowest number for empty ones.

    See `unsorted_segment_sum` for the arguments.
    """
    return UnsortedSegmentMax(data, segment_ids, num_segments, name=name)


def unsorted_segment_min(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The smallest of the rows of each segment; the dtype's highest number for empty ones.

    See `unsorted_segment_sum` for the arguments.
    """
    return UnsortedSegmentMin(data, segment_ids, num_segments, name=name)


def _counts(data: Any, segment_ids: Any, num_segments: Any) -> tuple[Any, Any, Any]:
    """Data and ids as tensors, and how many rows each segment has (1 for none)."""
    x, ids = as_tensor(data), as_tensor(segment_ids)
    ones = OPS["OnesLike"](OPS["Cast"](ids, DstT=x.dtype))
    count = OPS["Maximum"](UnsortedSegmentSum(ones, ids, num_segments), 1)
    for _ in range((rank_of(x) or 0) - (rank_of(ids) or 0)):
        count = OPS["ExpandDims"](count, -1)
    return x, ids, count


def unsorted_segment_mean(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The mean of the rows of each segment; 0 for empty ones. See `unsorted_segment_sum`."""
    x, ids, count = _counts(data, segment_ids, num_segments)
    total = UnsortedSegmentSum(x, ids, num_segments)
    if x.dtype.is_integer:  # integers are divided as `/` divides them: into floats
        return total / count
    return OPS["RealDiv"](total, count, name=name)


def unsorted_segment_sqrt_n(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The sum of the rows of each segment over the square root of their number.

    See `unsorted_segment_sum` for the arguments.
    """
    x, ids, count = _counts(data, segment_ids, num_segments)
    return OPS["RealDiv"](UnsortedSegmentSum(x, ids, num_segments), OPS["Sqrt"](count), name=name)


# ---------------------------------------------------------------- sorted ids

# How many rows there are depends on the ids' values, so these run outside XLA.


def _sorted_ids(x: Any, ids: Any) -> Any:
    """The ids, checked; their number of segments follows from the last one."""
    if ids.ndim != 1:
        raise ValueError("segment_ids should be a vector")
    if len(ids) != (x.shape[0] if x.ndim else -1):
        raise ValueError("segment_ids should be the same size as dimension 0 of input")
    if len(ids) and (ids[0] < 0 or np.any(np.diff(ids) < 0)):
        raise ValueError("segment ids are not increasing or negative: "
                         f"{ids[:8].tolist()}")  # fmt: skip
    return int(ids[-1]) + 1 if len(ids) else 0


def _sorted(name: str, types: Any, reduce: Any) -> Any:
    made = op(name, _SORTED, T=types, Tindices=INDEX)

    @made.kernel("host")
    def _(x: Any, ids: Any) -> Any:
        return reduce(x, ids, _sorted_ids(x, ids))

    @made.infer
    def _(call: Any) -> Any:
        dims, ids = call.shape(0), call.value(1)
        if dims is None:
            return None
        return (None if ids is None else int(ids[-1]) + 1 if len(ids) else 0, *dims[1:])

    return made


def _rows_per_segment(x: Any, ids: Any, count: int) -> Any:
    return np.bincount(ids, minlength=count).reshape((count,) + (1,) * (x.ndim - 1))


def _mean(x: Any, ids: Any, count: int) -> Any:
    total = _scatter(np.add, x, ids, count, 0)
    rows = np.maximum(_rows_per_segment(x, ids, count), 1).astype(x.dtype)
    if x.dtype.kind not in "iu":
        return total / rows
    # Rounded towards zero.
    return total // rows + ((total < 0) & (total % rows != 0))


def _extreme(ufunc: Any, start: Any) -> Any:
    def reduce(x: Any, ids: Any, count: int) -> Any:
        found = _scatter(ufunc, x, ids, count, start(x.dtype))
        empty = _rows_per_segment(x, ids, count) == 0
        return np.where(empty, np.zeros((), x.dtype), found)

    return reduce


SegmentSum = _sorted("SegmentSum", NUMERIC, lambda x, ids, n: _scatter(np.add, x, ids, n, 0))
SegmentProd = _sorted("SegmentProd", NUMERIC, lambda x, ids, n: _scatter(np.multiply, x, ids, n, 1))
SegmentMean = _sorted("SegmentMean", NUMERIC, _mean)
SegmentMax = _sorted("SegmentMax", REAL, _extreme(np.maximum, lowest))
SegmentMin = _sorted("SegmentMin", REAL, _extreme(np.minimum, highest))


@SegmentSum.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [OPS["GatherV2"](dy, node.inputs[1], 0), None]


@SegmentMean.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, ids = node.inputs
    ones = OPS["OnesLike"](OPS["Cast"](ids, DstT=x.dtype))
    rows = SegmentSum(ones, ids)
    for _ in range(len(x.dims) - 1):
        rows = OPS["ExpandDims"](rows, -1)
    return [OPS["GatherV2"](OPS["DivNoNan"](dy, rows), ids, 0), None]


@SegmentMax.gradient
@SegmentMin.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, ids = node.inputs
    hit = OPS["Equal"](x, OPS["GatherV2"](node.outputs[0], ids, 0))
    ties = SegmentSum(OPS["Cast"](hit, DstT=x.dtype), ids)
    share = OPS["GatherV2"](OPS["DivNoNan"](dy, ties), ids, 0)
    return [OPS["SelectV2"](hit, share, 0), None]


@SegmentProd.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, ids = node.inputs
    is_zero = OPS["Equal"](x, 0)
    zeros = SegmentSum(OPS["Cast"](is_zero, DstT=dtypes.int32), ids)
    dy = OPS["SelectV2"](OPS["Greater"](zeros, 1), 0, dy)
    of_nonzero = OPS["GatherV2"](SegmentProd(OPS["SelectV2"](is_zero, 1, x), ids), ids, 0)
    whole = OPS["DivNoNan"](OPS["GatherV2"](node.outputs[0], ids, 0), x)
    others = OPS["SelectV2"](is_zero, of_nonzero, whole)
    return [others * OPS["GatherV2"](dy, ids, 0), None]


def segment_sum(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """The sum of the rows of each segment; 0 for ids that do not occur.

    Args:
        data: a numeric tensor of shape [n, ...].
        segment_ids: n integers, sorted, not negative.

    Returns: shape [last id + 1, ...].

    Raises:
        InvalidArgumentError: the ids are not sorted, or not as many as rows.

    Example:
        >>> tf.math.segment_sum([1, 2, 3], [0, 0, 1]).numpy().tolist()
        [3, 3]
    """
    return SegmentSum(data, segment_ids, name=name)


def segment_mean(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """The mean of the rows of each segment; 0 for ids that do not occur. See `segment_sum`."""
    return SegmentMean(data, segment_ids, name=name)


def segment_prod(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """The product of the rows of each segment; 1 for ids that do not occur. See `segment_sum`."""
    return SegmentProd(data, segment_ids, name=name)


def segment_max(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """The greatest of the rows of each segment; 0 for ids that do not occur. See `segment_sum`."""
    return SegmentMax(data, segment_ids, name=name)


def segment_min(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """The smallest of the rows of each segment; 0 for ids that do not occur. See `segment_sum`."""
    return SegmentMin(data, segment_ids, name=name)
