"""Strings put together: join, reduce_join, unsorted_segment_join, ngrams."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import OutOfRangeError, explain
from pellucid.core.shapes import merge_shapes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import reduction, unknown
from pellucid.graph.static import static_value
from pellucid.ops.array import expand_dims, rank as rank_of, reshape, shape as shape_of, size
from pellucid.ops.creation import range as range_of
from pellucid.ops.cumulative import cumsum
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat, stack
from pellucid.ops.math import maximum, minimum
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.reduction import reduce_max, reduce_prod
from pellucid.ops.repeating import repeat
from pellucid.ops.segment import unsorted_segment_max
from pellucid.ops.string_elements import elements, elementwise, vector
from pellucid.runtime.dispatch import op

StringJoin = op("StringJoin", "inputs: N*string -> output: string", separator="", gradient=None)


@StringJoin.infer
def _(call: Any) -> Any:
    """The shape of those inputs that are no scalars, which all have the same one."""
    shape: Any = ()
    for tensor in call.inputs:
        if tensor.dims != ():
            shape = tensor.dims if shape == () else merge_shapes(shape, tensor.dims)
    return shape


@StringJoin.kernel("host")
def _(inputs: list[Any], separator: str) -> Any:
    shapes = {np.shape(x) for x in inputs} - {()}
    if len(shapes) > 1:
        first, second = sorted(shapes)[:2]
        raise ValueError(f"Input shapes do not match: {list(first)} vs. {list(second)}")
    between = separator.encode()
    if not inputs:
        return b""
    return elementwise(lambda *parts: between.join(parts), *inputs)


ReduceJoin = op(
    "ReduceJoin",
    "inputs: string, reduction_indices: int32 -> output: string",
    keep_dims=False,
    separator="",
    infer=reduction,
    gradient=None,
)


@ReduceJoin.kernel("host")
def _(x: Any, axes: Any, keep_dims: bool, separator: str) -> Any:
    array = np.asarray(x)
    order = [int(a) for a in np.reshape(axes, -1)]
    for axis in order:
        if not -array.ndim <= axis < array.ndim:
            text = f"tf.ReduceJoin: no dimension {axis} in an input of shape {array.shape}"
            raise OutOfRangeError(None, None, text)
    order = [axis % array.ndim for axis in order]
    if len(set(order)) < len(order):
        raise ValueError(f"Duplicate reduction dimension in {order}")
    if not order:
        return array
    kept = [axis for axis in range(array.ndim) if axis not in order]
    shape = [array.shape[axis] for axis in kept]
    # The first axis of the list runs fastest.
    rows = array.transpose([*kept, *reversed(order)]).reshape(
        math.prod(shape), -1 if array.size else 0
    )
    joined = vector([separator.encode().join(row) for row in rows.tolist()])
    if keep_dims:
        shape = [1 if axis in order else size for axis, size in enumerate(array.shape)]
    return joined.reshape(shape)


UnsortedSegmentJoin = op(
    "UnsortedSegmentJoin",
    "inputs: string, segment_ids: Tindices, num_segments: Tnumsegments -> output: string",
    separator="",
    gradient=None,
)


@UnsortedSegmentJoin.infer
def _(call: Any) -> Any:
    shape, rank, count = call.shape(0), call.rank(1), call.value(2)
    if shape is None or rank is None:
        return None
    return (None if count is None else int(count), *shape[rank:])


@UnsortedSegmentJoin.kernel("host")
def _(x: Any, ids: Any, count: Any, separator: str) -> Any:
    array, ids, count = np.asarray(x), np.asarray(ids), int(count)
    if ids.ndim < 1 or array.shape[: ids.ndim] != ids.shape:
        raise ValueError(
            f"the shape of the segment ids must begin the shape of the inputs: {ids.shape}, "
            f"{array.shape}"
        )
    if ids.size and (ids.min() < 0 or ids.max() >= count):
        raise ValueError(
            f"segment_ids must lie in 0..num_segments-1, where num_segments is {count}"
        )
    inner = array.shape[ids.ndim :]
    rows = array.reshape(ids.size, math.prod(inner))
    groups: list[list[Any]] = [[] for _ in range(count)]
    for segment, row in zip(ids.reshape(-1).tolist(), rows.tolist(), strict=True):
        groups[segment].append(row)
    made = np.full((count, rows.shape[1]), b"", object)
    for segment, group in enumerate(groups):
        if group:
            made[segment] = vector(
                [separator.encode().join(column) for column in zip(*group, strict=True)]
            )
    return made.reshape(count, *inner)


StringNGrams = op(
    "StringNGrams",
    "data: string, data_splits: Tsplits -> ngrams: string, ngrams_splits: Tsplits",
    separator=str,
    ngram_widths=list,
    left_pad=str,
    right_pad=str,
    pad_width=int,
    preserve_short_sequences=bool,
    infer=unknown,
    gradient=None,
)


@StringNGrams.infer
def _(call: Any) -> Any:
    return [(None,), call.shape(1)]


@StringNGrams.kernel("host")
def _(
    data: Any,
    splits: Any,
    separator: str,
    ngram_widths: list[int],
    left_pad: str,
    right_pad: str,
    pad_width: int,
    preserve_short_sequences: bool,
) -> Any:
    words, edges = elements(data), np.asarray(splits).tolist()
    if edges and (edges[0] != 0 or edges[-1] != len(words) or sorted(edges) != edges):
        raise ValueError(f"Invalid splits {edges} for {len(words)} strings")
    between, left, right = separator.encode(), [left_pad.encode()], [right_pad.encode()]
    made: list[bytes] = []
    ends = [0] * bool(edges)
    for start, stop in itertools.pairwise(edges):
        row = words[start:stop]
        for width in ngram_widths:
            pad = width - 1 if pad_width < 0 else min(pad_width, width - 1)
            padded = left * pad + row + right * pad
            windows = range(len(padded) - width + 1)
            made += [between.join(padded[i : i + width]) for i in windows]
        if preserve_short_sequences and row and len(made) == ends[-1]:
            made.append(between.join(left * pad_width + row + right * pad_width))
        ends.append(len(made))
    return vector(made), np.array(ends, splits.dtype)


def join(inputs: Sequence[TensorLike], separator: str = "", name: str | None = None) -> Tensor:
    """Strings put together element by element.

    Args:
        inputs: a list of string tensors of one shape; scalars and ragged tensors may be among them.
        separator: what stands between them.

    Raises:
        InvalidArgumentError: shapes differ.

    Example:
        >>> tf.strings.join([["a", "b"], "z"], separator="-").numpy().tolist()
        [b'a-z', b'b-z']
    """
    if isinstance(inputs, list | tuple) and any(isinstance(x, RaggedTensor) for x in inputs):
        first: Any = next(x for x in inputs if isinstance(x, RaggedTensor))
        flat = [x.flat_values if isinstance(x, RaggedTensor) else x for x in inputs]
        return first.with_flat_values(StringJoin(flat, separator=separator, name=name))
    return StringJoin(inputs, separator=separator, name=name)


def reduce_join(
    inputs: TensorLike,
    axis: TensorLike | None = None,
    keepdims: bool = False,
    separator: str = "",
    name: str | None = None,
) -> Tensor:
    """Strings put together along dimensions.

    Args:
        inputs: strings; also ragged.
        axis: the dimension, or a list of them, the first of which runs fastest; all by default.
        keepdims: keep reduced dimensions with length 1.
        separator: what stands between the strings.

    Example:
        >>> tf.strings.reduce_join([["a", "b"], ["c", "d"]], axis=-1).numpy().tolist()
        [b'ab', b'cd']
    """
    if isinstance(inputs, RaggedTensor):
        return _reduce_ragged(inputs, axis, keepdims, separator)
    tensor = convert(inputs)
    if axis is None:
        axis = range_of(rank_of(tensor) - 1, -1, -1)
    return ReduceJoin(
        tensor, convert(axis, dtypes.int32), keep_dims=keepdims, separator=separator, name=name
    )


def _reduce_ragged(inputs: RaggedTensor, axis: Any, keepdims: bool, separator: str) -> Any:
    rank = inputs.shape.rank
    assert rank is not None
    if axis is None:
        joined = reduce_join(inputs.flat_values, None, False, separator)
        return reshape(joined, [1] * rank) if keepdims else joined
    known = static_value(convert(axis))
    if known is None:
        raise ValueError(
            explain("tf.strings.reduce_join [axis]", "must be known while tracing a ragged tensor")
        )
    listed = np.reshape(known, -1).tolist()
    result: Any = inputs
    for one in sorted((int(a) % rank for a in listed), reverse=True):
        if isinstance(result, RaggedTensor):
            result = _reduce_axis(result, one, separator)
        else:
            result = reduce_join(result, one, False, separator)
        if keepdims:
            result = _expand(result, one)
    return result


def _reduce_axis(rows: RaggedTensor, axis: int, separator: str) -> Any:
    lengths = rows.row_lengths()
    if axis > 1:
        inner = rows.values
        if isinstance(inner, RaggedTensor):
            return rows.with_values(_reduce_axis(inner, axis - 1, separator))
        return rows.with_values(reduce_join(inner, axis - 1, False, separator))
    count = rows.nrows()
    if axis == 1:
        return _join_segments(rows.values, repeat(range_of(count), lengths), count, separator)
    longest = reduce_max(concat([lengths, [0]], 0))
    positions = range_of(rows.row_splits[-1]) - repeat(rows.row_starts(), lengths)
    return _join_segments(rows.values, positions, longest, separator)


def _join_segments(values: Any, ids: Tensor, count: Tensor, separator: str) -> Any:
    """Join the rows of `values` with the same id; ragged rows place by place."""
    if not isinstance(values, RaggedTensor):
        return UnsortedSegmentJoin(values, ids, count, separator=separator)
    lengths = values.row_lengths()
    longest = maximum(unsorted_segment_max(lengths, ids, count), 0)
    splits = concat([[0], cumsum(longest)], 0)
    moves = gather(splits, ids) - values.row_starts()
    places = range_of(values.row_splits[-1]) + repeat(moves, lengths)
    joined = _join_segments(values.values, places, splits[-1], separator)
    return RaggedTensor.from_row_splits(joined, splits, validate=False)


def _expand(value: Any, axis: int) -> Any:
    """`value` with a dimension of length 1 at `axis`."""
    if not isinstance(value, RaggedTensor):
        return expand_dims(value, axis)
    if axis > 1:
        return value.with_values(_expand(value.values, axis - 1))
    count = value.nrows()
    splits = range_of(count + 1) if axis == 1 else stack([count * 0, count])
    return RaggedTensor.from_row_splits(value, splits, validate=False)


def unsorted_segment_join(
    inputs: TensorLike,
    segment_ids: TensorLike,
    num_segments: TensorLike,
    separator: str = "",
    name: str | None = None,
) -> Tensor:
    """Strings with the same segment id put together.

    Args:
        inputs: strings.
        segment_ids: for each of them (or each row) the segment; its shape begins that of `inputs`.
        num_segments: the number of segments.
        separator: what stands between the strings.

    Returns: tensor of shape [num_segments, ...]; empty strings where nothing is joined.

    Raises:
        InvalidArgumentError: an id is not in 0..num_segments-1.
    """
    return UnsortedSegmentJoin(inputs, segment_ids, num_segments, separator=separator, name=name)


def ngrams(
    data: TensorLike,
    ngram_width: int | Sequence[int],
    separator: str = " ",
    pad_values: Any = None,
    padding_width: int | None = None,
    preserve_short_sequences: bool = False,
    name: str | None = None,
) -> Tensor | RaggedTensor:
    """All runs of `ngram_width` neighbours in the innermost dimension, joined.

    Args:
        data: strings of rank 1 or more; also ragged.
        ngram_width: how many neighbours, or a list of widths.
        separator: what stands between them.
        pad_values: a string, or a pair, to put before and after every row; none by default.
        padding_width: how often, at most (and by default) width - 1 times.
        preserve_short_sequences: give a row that is too short for any n-gram as one n-gram.

    Returns: a RaggedTensor, or a tensor if `data` is one.

    Raises:
        ValueError: a width or padding width below 1, or a padding width without values.

    Example:
        >>> tf.strings.ngrams(["a", "b", "c"], 2).numpy().tolist()
        [b'a b', b'b c']
    """
    where = "tf.strings.ngrams"
    widths = [ngram_width] if isinstance(ngram_width, int) else [int(w) for w in ngram_width]
    if min(widths) < 1:
        raise ValueError(
            explain(f"{where} [ngram_width]", "too small", expected="1 or more", received=widths)
        )
    left, right = _paddings(pad_values)
    if pad_values is None and padding_width is not None:
        raise ValueError(explain(f"{where} [padding_width]", "pad_values are missing"))
    if padding_width is not None and padding_width < 1:
        raise ValueError(
            explain(
                f"{where} [padding_width]",
                "too small",
                expected="1 or more",
                received=padding_width,
            )
        )
    pad_width = 0 if pad_values is None else -1 if padding_width is None else padding_width
    attrs = {
        "separator": separator,
        "ngram_widths": widths,
        "left_pad": left,
        "right_pad": right,
        "pad_width": pad_width,
        "preserve_short_sequences": preserve_short_sequences,
    }
    if isinstance(data, RaggedTensor):
        return _ngrams_of_rows(data, attrs, name)
    tensor = convert(data, dtypes.string)
    rank = tensor.shape.rank
    if rank == 0:
        raise ValueError(
            explain(
                f"{where} [data]", "a row is needed", expected="rank 1 or more", received="rank 0"
            )
        )
    shape = shape_of(tensor)
    width = shape[-1]
    count = reduce_prod(shape[:-1])
    # TensorFlow pads no row of a tensor without columns, though it pads empty rows of ragged ones.
    splits = range_of(count * minimum(width, 1) + 1) * width
    values, _ = StringNGrams(reshape(tensor, [-1]), splits, name=name, **attrs)
    # All rows are of one length, and so are their n-grams.
    found = size(values) // maximum(count, 1)
    return reshape(values, concat([shape[:-1], [found]], 0))


def _ngrams_of_rows(data: RaggedTensor, attrs: dict[str, Any], name: str | None) -> RaggedTensor:
    if isinstance(data.values, RaggedTensor):
        return data.with_values(_ngrams_of_rows(data.values, attrs, name))
    values, splits = StringNGrams(data.values, data.row_splits, name=name, **attrs)
    return RaggedTensor.from_row_splits(values, splits, validate=False)


def _paddings(pad_values: Any) -> tuple[str, str]:
    if pad_values is None:
        return "", ""
    pair = (pad_values, pad_values) if isinstance(pad_values, str | bytes) else pad_values
    if (
        not isinstance(pair, tuple)
        or len(pair) != 2
        or not all(isinstance(p, str | bytes) for p in pair)
    ):
        raise TypeError(
            explain(
                "tf.strings.ngrams [pad_values]",
                "wrong type",
                expected="a string or a pair of strings",
                received=repr(pad_values),
            )
        )
    left, right = (p.decode() if isinstance(p, bytes) else p for p in pair)
    return left, right
