"""Ragged tensors put together and rearranged.

concat, stack_along                 along any dimension
tile, reverse, split
expand_dims, squeeze
dynamic_partition                   rows by the partition they belong to
stack, stack_dynamic_partitions     `tf.ragged.stack`, `tf.ragged.stack_dynamic_partitions`
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.static import static_value
from pellucid.ops import array, joining
from pellucid.ops.array import reshape, transpose
from pellucid.ops.casting import cast
from pellucid.ops.creation import range as range_
from pellucid.ops.gather import gather, where
from pellucid.ops.ragged_indexing import take
from pellucid.ops.ragged_tensor import RaggedTensor, as_values, axis_of, rows_of
from pellucid.ops.repeating import repeat, tile as dense_tile

# ---------------------------------------------------------------- concat, stack


def _alike(values: Sequence[Any]) -> list[Any]:
    """Ragged and dense tensors with one ragged rank, dtype and dtype of row splits."""
    dtype = next((v.dtype for v in values if isinstance(v, RaggedTensor | Tensor)), None)
    given = [v if isinstance(v, RaggedTensor) else convert(v, dtype) for v in values]
    ragged = [v for v in given if isinstance(v, RaggedTensor)]
    depth = max((r.ragged_rank for r in ragged), default=0)
    if not depth:
        return given
    kinds = {r.row_splits.dtype for r in ragged}
    index = kinds.pop() if len(kinds) == 1 else dtypes.int64
    ranks = {v.shape.rank for v in given} - {None}
    if len(ranks) > 1:
        shapes = [str(v.shape) for v in given]
        raise ValueError(
            explain("tf.concat [values]", "ranks differ", expected="one rank", received=shapes)
        )
    return [_deepened(v, depth, index) for v in given]


def _deepened(value: Any, depth: int, index: Any) -> RaggedTensor:
    if isinstance(value, Tensor):
        return RaggedTensor.from_tensor(value, ragged_rank=depth, row_splits_dtype=index)
    value = value.with_row_splits_dtype(index)
    if value.ragged_rank == depth:
        return value
    inner = RaggedTensor.from_tensor(
        value.flat_values, ragged_rank=depth - value.ragged_rank, row_splits_dtype=index
    )
    return value.with_flat_values(inner)


def concat(values: Sequence[Any], axis: int) -> Any:
    """Ragged (and dense) tensors one after the other along `axis`."""
    alike = _alike(values)
    return _concat(alike, axis_of("concat", axis, alike[0].shape.rank))


def _concat(values: list[Any], axis: int) -> Any:
    if not isinstance(values[0], RaggedTensor):
        return joining.concat(values, axis)
    if len(values) == 1:
        return values[0]
    if axis == 0:
        lengths = joining.concat([v.row_lengths() for v in values], 0)
        inner = _concat([v.values for v in values], 0)
        return RaggedTensor.from_row_lengths(inner, lengths, validate=False)
    _check_rows(values, lengths=axis > 1)
    if axis > 1:
        return values[0].with_values(_concat([v.values for v in values], axis - 1))
    rows = _interleaved(values)
    every = range_(values[0].nrows() + 1) * len(values)
    return RaggedTensor.from_row_splits(rows.values, gather(rows.row_splits, every), validate=False)


def _interleaved(values: list[Any]) -> Any:
    """The first rows of all, the second rows of all, …"""
    count = len(values)
    everyone = range_(values[0].nrows() * count)
    order = reshape(transpose(reshape(everyone, [count, -1])), [-1])
    return take(_concat(values, 0), order)


def _check_rows(values: list[Any], lengths: bool) -> None:
    """Raise unless all have as many rows, and, with `lengths`, equally long ones."""
    for place, other in enumerate(values[1:], 1):
        a, b = values[0].shape[0], other.shape[0]
        known = [static_value(v.row_splits) for v in (values[0], other)]
        differ = a is not None and b is not None and a != b
        if lengths and None not in [None if k is None else 0 for k in known]:
            differ = differ or known[0].tolist() != known[1].tolist()
        if differ:
            raise InvalidArgumentError(
                None, None,
                f"Input tensors at index 0 and {place} have incompatible shapes: {values[0].shape} "
                f"and {other.shape}, row splits {known[0]} and {known[1]}.",
            )  # fmt: skip


def stack_along(values: Sequence[Any], axis: int) -> Any:
    """Ragged (and dense) tensors beside one another along a new `axis`."""
    alike = _alike(values)
    rank = alike[0].shape.rank
    return _stack(alike, axis_of("stack", axis, None if rank is None else rank + 1))


def _stack(values: list[Any], axis: int) -> Any:
    if not isinstance(values[0], RaggedTensor):
        return joining.stack(values, axis)
    count = len(values)
    if axis == 0:
        rows = joining.stack([v.nrows() for v in values])
        return RaggedTensor.from_row_lengths(_concat(values, 0), rows, validate=False)
    _check_rows(values, lengths=axis > 1)
    if axis > 1:
        return values[0].with_values(_stack([v.values for v in values], axis - 1))
    return RaggedTensor.from_uniform_row_length(
        _interleaved(values), count, nrows=values[0].nrows()
    )


def stack(values: Sequence[Any], axis: int = 0, name: str | None = None) -> Any:
    """Tensors, ragged or not, beside one another along a new axis; their sizes may differ.

    Args:
        values: tensors of one rank and dtype. Without a ragged one among them, only their first
            sizes may differ, and only for `axis` 0.
        axis: where the new dimension stands.

    Returns: a RaggedTensor; a tensor if `values` are scalars, or tensors and `axis` is not 0.

    Example:
        >>> tf.ragged.stack([[1, 2], [3]])
        <tf.RaggedTensor [[1, 2], [3]]>
    """
    if not isinstance(values, list | tuple):
        values = [values]
    given = _alike([as_values(v) for v in values])
    rank = given[0].shape.rank
    if rank == 0:
        return joining.stack(given, axis, name=name)
    if rank is None:
        raise ValueError(explain("tf.ragged.stack [values]", "the rank must be known"))
    place = axis_of("ragged.stack", axis, rank + 1)
    if not isinstance(given[0], Tensor):
        return _stack(given, place)
    if rank == 1 and place == 0:
        rows = joining.stack([rows_of(v, dtypes.int32) for v in given])
        return RaggedTensor.from_row_lengths(joining.concat(given, 0), rows, validate=False)
    if place > 0 and (rank == 1 or len(given) > 1):
        return joining.stack(given, place, name=name)
    return _stack([RaggedTensor.from_tensor(v) for v in given], place)


# ---------------------------------------------------------------- repeating, reversing, splitting


def tile(rt: Any, multiples: Tensor) -> Any:
    """`rt` repeated along each of its dimensions."""
    if not isinstance(rt, RaggedTensor):
        return dense_tile(rt, multiples)
    known = static_value(multiples)
    if known is not None and known.size != rt.shape.rank:
        raise ValueError(
            explain("tf.tile [multiples]", "must have one number for each dimension",
                    expected=rt.shape.rank, received=known.tolist())
        )  # fmt: skip
    index = rt.row_splits.dtype
    counts = cast(multiples, index)
    if known is None or known.size > 2 or known[1:].tolist() != [1] * (known.size - 1):
        rt = _tile_inside(rt, counts[1:])
    if known is not None and known[0] == 1:
        return rt
    return take(rt, dense_tile(range_(rt.nrows()), counts[:1]))


def _tile_inside(rt: RaggedTensor, multiples: Tensor) -> RaggedTensor:
    known = static_value(multiples)
    if known is None or (known[1:] != 1).any():
        ones = OPS["ConcatV2"]([convert([1], multiples.dtype), multiples[1:]], 0)
        rt = rt.with_values(tile(rt.values, ones))
    if known is not None and known[0] == 1:
        return rt
    rows = take(rt, repeat(range_(rt.nrows()), multiples[0]))
    ends = gather(rows.row_splits, range_(rt.nrows() + 1) * multiples[0])
    return RaggedTensor.from_row_splits(rows.values, ends, validate=False)


def reverse(rt: Any, axes: Any) -> Any:
    """`rt` with the order of its elements along `axes` reversed."""
    known = static_value(convert(axes))
    if known is None:
        raise ValueError(explain("tf.reverse [axis]", "it must be known for ragged tensors"))
    for axis in sorted({axis_of("reverse", int(a), rt.shape.rank) for a in known.reshape(-1)}):
        rt = _reverse_axis(rt, axis)
    return rt


def _reverse_axis(rt: Any, axis: int) -> Any:
    if not isinstance(rt, RaggedTensor):
        from pellucid.ops.reversing import reverse as reverse_dense

        return reverse_dense(rt, [axis])
    if axis == 0:
        return rt[::-1]
    if axis == 1:
        return rt[:, ::-1]
    return rt.with_values(_reverse_axis(rt.values, axis - 1))


def split(rt: RaggedTensor, sizes: Any, axis: Any, number: int) -> list[Any]:
    """`rt` cut along its first dimension: into `number` equal parts, or parts of `sizes`."""
    place = static_value(convert(axis))
    if place is None or axis_of("split", int(place), rt.shape.rank) != 0:
        problem = "ragged tensors are split along the first axis only"
        raise ValueError(explain("tf.split [axis]", problem, expected=0, received=place))
    rows = rt.shape[0]
    known: Any = None if sizes is None else static_value(convert(sizes))
    if rows is None or (sizes is not None and known is None):
        problem = "the number of rows and the sizes must be known"
        raise ValueError(explain("tf.split", problem, received=describe(rt)))
    if sizes is None:
        if rows % number:
            problem = "the rows cannot be split into equal parts"
            received = f"{rows} rows, {number} parts"
            raise InvalidArgumentError(
                None, None, explain("tf.split [num_or_size_splits]", problem, received=received)
            )
        lengths = [rows // number] * number
    else:
        lengths = known.tolist()
        if -1 in lengths:
            lengths[lengths.index(-1)] = rows - sum(n for n in lengths if n >= 0)
        if sum(lengths) != rows:
            problem = "the sizes do not add up to the rows"
            text = explain(
                "tf.split [num_or_size_splits]", problem, expected=rows, received=lengths
            )
            raise InvalidArgumentError(None, None, text)
    parts, start = [], 0
    for length in lengths:
        parts.append(rt[start : start + length])
        start += length
    return parts


# ---------------------------------------------------------------- dimensions of size 1


def expand_dims(rt: RaggedTensor, axis: int) -> RaggedTensor:
    """`rt` with a dimension of size 1 at `axis`."""
    place = axis_of("expand_dims", axis, None if rt.shape.rank is None else rt.shape.rank + 1)
    if place == 0:
        return RaggedTensor.from_uniform_row_length(rt, rt.nrows(), nrows=1)
    if place == 1:
        return RaggedTensor.from_uniform_row_length(rt, 1, nrows=rt.nrows())
    return rt.with_values(array.expand_dims(rt.values, place - 1))


def squeeze(rt: Any, axes: list[int]) -> Any:
    """`rt` without the dimensions `axes`, which have size 1."""
    if not axes:
        raise ValueError(explain("tf.squeeze [axis]", "must be given for a ragged tensor"))
    rank = rt.shape.rank
    for axis in sorted({axis_of("squeeze", a, rank) for a in axes}, reverse=True):
        rt = _squeeze_axis(rt, axis)
    return rt


def _squeeze_axis(rt: Any, axis: int) -> Any:
    if not isinstance(rt, RaggedTensor):
        return array.squeeze(rt, axis)
    if axis == 0:
        if rt.shape[0] not in (1, None):
            problem = "the dimension cannot be removed"
            text = explain("tf.squeeze [axis]", problem, expected="size 1", received=rt.shape[0])
            raise InvalidArgumentError(None, None, text)
        return rt[0]
    if axis == 1:
        lengths = static_value(rt.row_lengths())
        if lengths is not None and (lengths != 1).any():
            text = explain("tf.squeeze [axis]", "the dimension cannot be removed",
                           expected="size 1", received=lengths.tolist())  # fmt: skip
            raise InvalidArgumentError(None, None, text)
        return rt.values
    return rt.with_values(_squeeze_axis(rt.values, axis - 1))


# ---------------------------------------------------------------- partitions


def dynamic_partition(data: Any, partitions: Any, number: int) -> list[Any]:
    """For each partition the rows of `data` that belong to it."""
    while isinstance(partitions, RaggedTensor):
        if not isinstance(data, RaggedTensor):
            name, problem = "tf.dynamic_partition [data]", "only the partitions are ragged"
            raise ValueError(
                explain(name, problem, expected="a RaggedTensor", received=describe(data))
            )
        data, partitions = data.values, partitions.values
    if not isinstance(data, RaggedTensor):
        return OPS["DynamicPartition"](data, partitions, num_partitions=number)
    chosen = convert(partitions)
    return [take(data, reshape(where(chosen == part), [-1])) for part in range(number)]


def stack_dynamic_partitions(
    data: Any, partitions: Any, num_partitions: TensorLike, name: str | None = None
) -> RaggedTensor:
    """The rows of `data`, put together by the partition they belong to.

    Args:
        data: a tensor or RaggedTensor.
        partitions: for each row (or, with more dimensions, each element) the number of its
            partition.
        num_partitions: the number of partitions.

    Example:
        >>> tf.ragged.stack_dynamic_partitions([10, 20, 30], [1, 0, 1], 2)
        <tf.RaggedTensor [[20], [10, 30]]>
    """
    from pellucid.ops.sorting import argsort

    rows, ids = as_values(data), partitions
    while isinstance(ids, RaggedTensor):
        rows, ids = rows.values, ids.values
    index = convert(ids)
    if index.shape.rank is None:
        where = "tf.ragged.stack_dynamic_partitions [partitions]"
        raise ValueError(explain(where, "the rank must be known"))
    for _ in range(index.shape.rank - 1):
        rows = (
            rows.values if isinstance(rows, RaggedTensor)
            else RaggedTensor.from_tensor(rows).values
        )  # fmt: skip
    index = reshape(index, [-1])
    known, count = static_value(index), static_value(convert(num_partitions))
    if known is not None and count is not None and known.size and known.max() >= count:
        text = explain("tf.ragged.stack_dynamic_partitions [partitions]", "out of range",
                       expected=f"less than {count}", received=known.tolist())  # fmt: skip
        raise InvalidArgumentError(None, None, text)
    order = argsort(index, stable=True)
    return RaggedTensor.from_value_rowids(
        take(rows, order), gather(index, order), cast(num_partitions, index.dtype), validate=False
    )
