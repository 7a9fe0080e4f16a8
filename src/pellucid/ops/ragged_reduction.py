"""Reductions of ragged tensors, and what else works along their rows.

reduce                     sums, means, extremes …: each ragged axis is a reduction by segments
unsorted_segment           segments whose rows, or ids, are ragged
along_rows                 cumulative sums and products, softmax: on padded rows, then cut again
"""

from __future__ import annotations

from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.graph.static import static_value
from pellucid.ops import segment
from pellucid.ops.array import expand_dims
from pellucid.ops.casting import cast
from pellucid.ops.creation import ones_like
from pellucid.ops.cumulative import cumsum
from pellucid.ops.division import truediv
from pellucid.ops.exponential import sqrt
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat
from pellucid.ops.math import maximum, square
from pellucid.ops.ragged_tensor import RaggedTensor, axis_of
from pellucid.ops.reduction import reduce_max
from pellucid.runtime.dispatch import public_name

# By the name of the reduction, the op that reduces segments.
_SEGMENTS = {
    "Sum": segment.UnsortedSegmentSum,
    "Prod": segment.UnsortedSegmentProd,
    "Max": segment.UnsortedSegmentMax,
    "Min": segment.UnsortedSegmentMin,
}


def reduce(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    """A reduction op over any axes of a ragged tensor."""
    x, axes = inputs
    rank = x.shape.rank
    known = static_value(convert(axes))
    if known is None:
        problem = "the axes of a ragged tensor must be known"
        raise ValueError(explain(f"{public_name(op)} [axis]", problem))
    places = sorted({axis_of(op.name, int(a), rank) for a in known.reshape(-1)})
    keep = attrs.get("keep_dims", False)
    if len(places) == rank:
        values = x.flat_values
        if op.name == "Mean" and values.dtype.is_integer:
            values = cast(values, dtypes.float64)  # of rows, too, means are float64 here
        result = op(values, list(range(values.shape.rank)), name=name)
        return OPS["Reshape"](result, [1] * rank) if keep else result
    result = _reduce_axes(op, x, places)
    if keep:
        for place in places:
            result = expand_dims(result, place)
    return result


def _reduce_axes(op: Any, x: RaggedTensor, places: list[int]) -> Any:
    if op.name == "Mean":
        total = _reduce_axes(OPS["Sum"], x, places)
        weight = x.dtype if x.dtype.is_floating or x.dtype.is_complex else dtypes.int64
        ones = x.with_flat_values(ones_like(x.flat_values, weight))
        count = _reduce_axes(OPS["Sum"], ones, places)
        if weight is x.dtype:
            return total / count
        return truediv(cast(total, dtypes.float64), cast(count, dtypes.float64))
    if op.name == "EuclideanNorm":
        squares: Any = square(x)
        return sqrt(_reduce_axes(OPS["Sum"], squares, places))
    if op.name in ("Any", "All"):
        extreme = OPS["Max" if op.name == "Any" else "Min"]
        return _reduce_axes(extreme, cast(x, dtypes.int32), places) > 0
    result: Any = x
    for place in reversed(places):
        result = _reduce_axis(op, result, place)
    return result


def _reduce_axis(op: Any, x: Any, axis: int) -> Any:
    if not isinstance(x, RaggedTensor):
        return op(x, [axis])
    if axis > 1:
        return x.with_values(_reduce_axis(op, x.values, axis - 1))
    if axis == 1:
        return segments(_SEGMENTS[op.name], x.values, x.value_rowids(), x.nrows())
    longest = reduce_max(concat([x.row_lengths(), convert([0], x.row_splits.dtype)], 0))
    return segments(_SEGMENTS[op.name], x.values, x._row_partition.offsets_in_rows(), longest)


# ---------------------------------------------------------------- segments


def segments(op: Any, data: Any, ids: Tensor, count: Any) -> Any:
    """An unsorted segment reduction by a vector of ids; ragged rows are laid on one another."""
    if not isinstance(data, RaggedTensor):
        return op(data, ids, count)
    index = data.row_splits.dtype
    ids, count = cast(ids, index), cast(count, index)
    longest = maximum(segment.UnsortedSegmentMax(data.row_lengths(), ids, count), 0)
    splits = concat([convert([0], index), cumsum(longest)], 0)
    rows = gather(ids, data.value_rowids())
    places = gather(splits, rows) + data._row_partition.offsets_in_rows()
    return RaggedTensor.from_row_splits(
        segments(op, data.values, places, splits[-1]), splits, validate=False
    )


def unsorted_segment(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    """`tf.math.unsorted_segment_*` of ragged data; the ids may be ragged, too."""
    data, ids, count = inputs
    while isinstance(ids, RaggedTensor):
        if not isinstance(data, RaggedTensor):
            raise ValueError(
                explain(f"tf.{op.name} [segment_ids]", "are ragged, but the data are not")
            )
        ours, theirs = static_value(data.row_splits), static_value(ids.row_splits)
        if ours is not None and theirs is not None and ours.tolist() != theirs.tolist():
            raise ValueError(
                explain(f"{public_name(op)} [segment_ids]", "they have other rows than the data",
                        expected=f"row splits {ours.tolist()}", received=theirs.tolist())
            )  # fmt: skip
        data, ids = data.values, ids.values
    return segments(op, data, convert(ids), convert(count))


# ---------------------------------------------------------------- along rows


def along_rows(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    """Cumulative ops: zeros (or ones, for products) behind the rows change nothing in them."""
    x, axis = inputs
    place = static_value(convert(axis))
    if place is None:
        problem = "it must be known for ragged tensors"
        raise ValueError(explain(f"{public_name(op)} [axis]", problem))
    fill = {"Cumprod": 1, "CumulativeLogsumexp": x.dtype.min}.get(op.name, 0)
    axis = axis_of(op.name, int(place), x.shape.rank)
    return _cut(x, op(x.to_tensor(convert(fill, x.dtype)), axis, name=name, **attrs))


def softmax(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    """Softmax along the last axis: what stands behind a row has probability 0."""
    x = inputs[0]
    if x.flat_values.shape.rank != 1:
        return x.with_flat_values(op(x.flat_values, name=name, **attrs))
    return _cut(x, op(x.to_tensor(convert(x.dtype.min, x.dtype)), name=name, **attrs))


def _cut(like: RaggedTensor, dense: Tensor) -> RaggedTensor:
    return RaggedTensor.from_tensor(
        dense, lengths=tuple(like.nested_row_lengths()), row_splits_dtype=like.row_splits.dtype
    )


def size_of(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    """The number of elements."""
    return op(inputs[0].flat_values, name=name, **attrs)
