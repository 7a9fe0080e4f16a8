"""`tf.io.RaggedFeature`: a RaggedTensor from values and what divides them into rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pellucid.core.dtypes import as_dtype
from pellucid.core.tensor import Tensor
from pellucid.ops.array import reshape, size
from pellucid.ops.casting import cast
from pellucid.ops.creation import fill, ones_like, range as range_of
from pellucid.ops.cumulative import cumsum
from pellucid.ops.features import (
    RaggedFeature,
    RowLengths,
    RowLimits,
    RowSplits,
    RowStarts,
    UniformRowLength,
)
from pellucid.ops.gather import boolean_mask, gather, where
from pellucid.ops.joining import concat
from pellucid.ops.math import maximum
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.reduction import reduce_sum
from pellucid.ops.repeating import repeat
from pellucid.ops.segment import unsorted_segment_max, unsorted_segment_sum


def ragged_feature(
    key: str, feature: RaggedFeature, columns: Mapping[str, tuple[Tensor, ...]], batch: Tensor
) -> Any:
    """The tensor of a feature, from the parsed columns of its parts.

    Args:
        key: the name under which the feature is asked for.
        feature: its description.
        columns: the values and row splits of features by name; those of feature lists have two
            splits: of examples into steps, and of steps into values.
        batch: the serialized examples, a vector or a single one.
    """
    batched = batch.shape.rank != 0
    value: Any
    value, *splits = columns[feature.value_key or key]
    steps = len(splits) > 1
    rows = _row_splits(columns[feature.value_key or key], batched, feature)
    for part in reversed(feature.partitions):
        lengths, counts = _lengths(part, rows, columns, batched, feature)
        if isinstance(part, UniformRowLength) and not isinstance(value, RaggedTensor):
            value = reshape(value, [-1, part.length, *value.shape.as_list()[1:]])
        else:
            value = RaggedTensor.from_row_lengths(value, lengths, validate=feature.validate)
        rows = concat([[0], cumsum(counts)], 0)
    if steps or batched:
        value = RaggedTensor.from_row_splits(value, rows, validate=feature.validate)
    if steps and batched:
        value = RaggedTensor.from_row_splits(value, splits[0], validate=feature.validate)
    return value


def _row_splits(column: tuple[Tensor, ...], batched: bool, feature: RaggedFeature) -> Tensor:
    """Where the values of each example (or step) begin and end."""
    values, *splits = column
    if batched or len(splits) > 1:
        return splits[-1]
    return cast([0, size(values)], as_dtype(feature.row_splits_dtype))


def _lengths(
    part: Any,
    items: Tensor,
    columns: Mapping[str, tuple[Tensor, ...]],
    batched: bool,
    feature: RaggedFeature,
) -> tuple[Tensor, Tensor]:
    """How a partition divides items: the lengths of all rows, and their number in each example."""
    available = items[1:] - items[:-1]
    if isinstance(part, UniformRowLength):
        counts = available // part.length
        return fill([reduce_sum(counts)], cast(part.length, counts.dtype)), counts
    flat = cast(columns[part.key][0], items.dtype)
    splits = _row_splits(columns[part.key], batched, feature)
    counts = splits[1:] - splits[:-1]
    if isinstance(part, RowLengths):
        return flat, counts
    place, example = range_of(size(flat, items.dtype)), repeat(range_of(size(counts)), counts)
    if isinstance(part, RowLimits):
        before = concat([[0], flat[:-1]], 0)
        return flat - where(
            place == gather(splits[:-1], example), cast(0, flat.dtype), before
        ), counts
    if isinstance(part, RowStarts | RowSplits):
        after, last = concat([flat[1:], [0]], 0), place == gather(splits[1:], example) - 1
        if isinstance(part, RowSplits):
            inside = place != gather(splits[1:], example) - 1
            return boolean_mask(after - flat, inside), maximum(counts - 1, 0)
        return where(last, gather(available, example), after) - flat, counts
    # Numbers of rows: there are as many rows as the largest number says.
    counts = maximum(unsorted_segment_max(flat, example, size(counts)) + 1, 0)
    first = concat([[0], cumsum(counts)], 0)
    ids = flat + gather(first, example)
    return unsorted_segment_sum(ones_like(ids), ids, first[-1]), counts
