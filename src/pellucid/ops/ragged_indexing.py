"""Parts of ragged tensors: `rt[...]`, gather, gather_nd, boolean_mask.

Everything rests on `take_ranges`: the values between given starts and limits become the rows.
"""

from __future__ import annotations

from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.graph.static import static_value
from pellucid.ops import gather as dense
from pellucid.ops.array import expand_dims, reshape, squeeze
from pellucid.ops.casting import cast
from pellucid.ops.joining import concat
from pellucid.ops.math import maximum, minimum
from pellucid.ops.ragged_creation import ranges
from pellucid.ops.ragged_tensor import RaggedTensor, as_values, rows_of
from pellucid.ops.segment import unsorted_segment_sum

_ALL = slice(None)


def take_ranges(values: Any, starts: Tensor, limits: Tensor, steps: Any = 1) -> RaggedTensor:
    """The rows values[starts[i]:limits[i]:steps]."""
    splits, positions = ranges(starts, limits, steps)
    return RaggedTensor.from_row_splits(take(values, positions), splits, validate=False)


def take(values: Any, positions: Tensor) -> Any:
    """The values, or rows, at `positions`, a vector."""
    if isinstance(values, RaggedTensor):
        at = cast(positions, values.row_splits.dtype)
        starts, limits = values.row_starts(), values.row_limits()
        return take_ranges(values.values, dense.gather(starts, at), dense.gather(limits, at))
    return dense.gather(values, positions)


# ---------------------------------------------------------------- rt[...]


def getitem(rt: RaggedTensor, index: Any) -> Any:
    """`rt[index]`: integers, slices, `...` and `tf.newaxis`, as for tensors.

    Raises:
        ValueError: an integer in a dimension whose rows differ in length.
    """
    parts = _without_ellipsis(index if isinstance(index, tuple) else (index,), rt.shape.rank)
    return _outermost(rt, parts)


def ragged_getitem(rt_input: RaggedTensor, key: Any) -> Any:
    """`rt_input[key]` of a ragged tensor: rows, parts of rows, elements."""
    return getitem(rt_input, key)


_WHERE = "tf.RaggedTensor.__getitem__"


def _without_ellipsis(parts: tuple[Any, ...], rank: int | None) -> list[Any]:
    dots = [i for i, part in enumerate(parts) if part is Ellipsis]
    if not dots:
        return list(parts)
    if len(dots) > 1:
        problem = "more than one ellipsis"
        raise ValueError(explain(_WHERE, problem, expected="one", received=len(dots)))
    if rank is None:
        raise ValueError(explain(_WHERE, "an ellipsis needs a known rank"))
    used = sum(part is not None for part in parts) - 1
    return [*parts[: dots[0]], *[_ALL] * (rank - used), *parts[dots[0] + 1 :]]


def _outermost(rt: RaggedTensor, parts: list[Any]) -> Any:
    """The index of the rows first, then of what is inside them."""
    if not parts:
        return rt
    first, *rest = parts
    if first is None:
        inner = _outermost(rt, rest)
        if isinstance(inner, RaggedTensor):
            return RaggedTensor.from_uniform_row_length(inner, rows_of(inner), nrows=1)
        return expand_dims(inner, 0)
    if isinstance(first, slice):
        rows = rt
        if first != _ALL:
            part = slice(*(_plain(bound) for bound in (first.start, first.stop, first.step)))
            rows = take_ranges(rt.values, rt.row_starts()[part], rt.row_limits()[part])
            if rt.uniform_row_length is not None:
                rows = RaggedTensor.from_uniform_row_length(
                    rows.values, rt.uniform_row_length, rows.nrows()
                )
        return _inside(rows, rest)
    row = _row(rt, _number(first))
    if not rest:
        return row
    return _outermost(row, rest) if isinstance(row, RaggedTensor) else row[tuple(rest)]


def _plain(bound: Any) -> Any:
    return int(bound) if isinstance(bound, EagerTensor) else bound


def _number(index: Any) -> Any:
    number = convert(index)
    if isinstance(index, bool) or not number.dtype.is_integer or number.shape.rank not in (0, None):
        raise TypeError(
            explain("tf.RaggedTensor[...]", "an integer, slice, ... or tf.newaxis is expected",
                    received=repr(index))
        )  # fmt: skip
    return number


def _row(rt: RaggedTensor, number: Tensor) -> Any:
    known, rows = static_value(number), rt.shape[0]
    if known is not None and rows is not None and not -rows <= known < rows:
        problem, expected = "there is no such row", f"{-rows} <= index < {rows}"
        raise IndexError(explain(_WHERE, problem, expected=expected, received=known))
    splits = rt.row_splits
    at = cast(number, splits.dtype)
    if known is None or known < 0:
        at = at + rt.nrows() * cast(at < 0, splits.dtype)
    bounds = dense.gather(splits, [at, at + 1])
    return as_values(rt.values)[bounds[0] : bounds[1]]


def _inside(rt: RaggedTensor, parts: list[Any]) -> Any:
    """The index of what is in each row."""
    if not parts:
        return rt
    first, *rest = parts
    if first is None:
        return RaggedTensor.from_uniform_row_length(_inside(rt, rest), 1)
    if isinstance(first, slice):
        rows = rt if first == _ALL else _slice_rows(rt, first)
        return rows.with_values(_of_values(rows.values, rest)) if rest else rows
    length = rt.uniform_row_length
    if length is None:
        problem = "Cannot index into an inner ragged dimension"
        raise ValueError(
            explain(_WHERE, problem, expected="a slice", received=describe(first), fix="rt[:, i:j]")
        )
    at = cast(_number(first), length.dtype)
    known, size = static_value(at), static_value(length)
    if known is not None and size is not None and not -size <= known < size:
        problem, expected = "there is no such element", f"{-size} <= index < {size}"
        raise IndexError(explain(_WHERE, problem, expected=expected, received=known))
    at = at + length * cast(at < 0, length.dtype)
    return _of_values(take(rt.values, rt.row_starts() + at), rest)


def _of_values(values: Any, parts: list[Any]) -> Any:
    if not parts:
        return values
    return _inside(values, parts) if isinstance(values, RaggedTensor) else values[(_ALL, *parts)]


def _slice_rows(rt: RaggedTensor, part: slice) -> RaggedTensor:
    """part of every row, by Python's rules for slices."""
    step = 1 if part.step is None else static_value(convert(part.step))
    if step is None or step == 0:
        problem = "the step of a slice must be known and not 0"
        raise ValueError(explain(_WHERE, problem, received=describe(part.step)))
    lengths = rt.row_lengths()
    zero = lengths * 0
    lowest, highest = (zero, lengths) if step > 0 else (zero - 1, lengths - 1)

    def bound(value: Any, otherwise: Tensor) -> Tensor:
        if value is None:
            return otherwise
        at = cast(value, lengths.dtype)
        at = at + lengths * cast(at < 0, lengths.dtype)
        return minimum(maximum(at, lowest), highest)

    begin = bound(part.start, lowest if step > 0 else highest)
    end = bound(part.stop, highest if step > 0 else lowest)
    starts = rt.row_starts()
    return take_ranges(rt.values, starts + begin, starts + end, int(step))


# ---------------------------------------------------------------- gather


def gather(params: Any, indices: Any, axis: int, batch_dims: int) -> Any:
    """`tf.gather` where `params` or `indices` are ragged.

    Rows (`axis=0`), or elements of rows (`axis=1`): the same ones of each row, or, with
    `batch_dims=1`, for each row those that its row of indices says.
    """
    if (axis, batch_dims) not in ((0, 0), (1, 0), (1, 1)):
        raise ValueError(
            explain(
                "tf.gather [axis, batch_dims]", "not possible with ragged tensors",
                expected="(0, 0), (1, 0) or (1, 1)", received=(axis, batch_dims),
            )
        )  # fmt: skip
    if axis == 0:
        return _gather_rows(params, indices)
    rt = params if isinstance(params, RaggedTensor) else RaggedTensor.from_tensor(params)
    starts = rt.row_starts()
    if batch_dims == 0:
        index = cast(indices, starts.dtype)
        return _gather_rows(rt.values, expand_dims(starts, -1) + index)
    if isinstance(indices, RaggedTensor):
        index = cast(indices.with_row_splits_dtype(starts.dtype), starts.dtype)
        offsets = dense.gather(starts, _outer_rowids(index))
        places = index.flat_values + offsets
        _check_within(places, dense.gather(rt.row_limits(), _outer_rowids(index)))
        return index.with_flat_values(take(rt.values, places))
    index = cast(indices, starts.dtype)
    if index.shape.rank == 1:
        return take(rt.values, starts + index)
    for _ in [None] * (index.shape.rank - 1):
        starts = expand_dims(starts, -1)
    return _gather_rows(rt.values, index + starts)


def _outer_rowids(rt: RaggedTensor) -> Tensor:
    """For each innermost value of `rt`, the number of its outermost row."""
    ids = rt.value_rowids()
    inner = rt.values
    while isinstance(inner, RaggedTensor):
        ids = dense.gather(ids, inner.value_rowids())
        inner = inner.values
    return ids


def _check_within(places: Tensor, limits: Tensor) -> None:
    found, ends = static_value(places), static_value(limits)
    if found is not None and ends is not None and (found >= ends).any():
        problem, expected = "an index is beyond the end of its row", f"< {ends.tolist()}"
        text = explain("tf.gather [indices]", problem, expected=expected, received=found.tolist())
        raise InvalidArgumentError(None, None, text)


def _gather_rows(params: Any, indices: Any) -> Any:
    if isinstance(indices, RaggedTensor):
        return indices.with_values(_gather_rows(params, indices.values))
    index = convert(indices)
    rank = index.shape.rank
    if not isinstance(params, RaggedTensor):
        return dense.gather(params, index)
    _check_rows(params, index)
    if rank == 0:
        return params[index]
    if rank is None:
        raise ValueError(explain("tf.gather [indices]", "the rank must be known"))
    if rank == 1:
        return take(params, index)
    as_rows = RaggedTensor.from_tensor(
        index, ragged_rank=rank - 1, row_splits_dtype=params.row_splits.dtype
    )
    return as_rows.with_flat_values(take(params, as_rows.flat_values))


def _check_rows(params: RaggedTensor, index: Tensor) -> None:
    rows, known = params.shape[0], static_value(index)
    if rows is None or known is None or not known.size:
        return
    if known.min() < 0 or known.max() >= rows:
        expected = f"0 <= index < {rows}"
        text = explain("tf.gather [indices]", "an index is out of range", expected=expected,
                       received=known.tolist())  # fmt: skip
        raise InvalidArgumentError(None, None, text)


def gather_nd(params: Any, indices: Tensor) -> Any:
    """`tf.gather_nd` of ragged `params`: out[i…] = params[indices[i…, 0], indices[i…, 1], …]."""
    depth = indices.shape[-1]
    if depth is None:
        problem = "the last dimension must be known"
        raise ValueError(explain("tf.gather_nd [indices]", problem, received=describe(indices)))
    if depth == 0:
        return params
    if not isinstance(params, RaggedTensor):
        return dense.gather_nd(params, indices)
    if depth == 1:
        return _gather_rows(params, squeeze(indices, -1))
    at = cast(indices, params.row_splits.dtype)
    rows, places = at[..., 0], at[..., 1]
    _check_rows(params, rows)
    _check_within(places, dense.gather(params.row_lengths(), rows))
    positions = dense.gather(params.row_starts(), rows) + places
    return gather_nd(params.values, concat([expand_dims(positions, -1), at[..., 2:]], -1))


# ---------------------------------------------------------------- masks


def boolean_mask(data: Any, mask: Any, name: str | None = None) -> Any:
    """The elements of `data` for which `mask` is true, row by row.

    Args:
        data: a tensor or RaggedTensor.
        mask: bool, of the same shape as `data`, or as its first dimensions.

    Returns: a RaggedTensor with the dimensions of the mask, the last of them shortened; a tensor
        if the mask has rank 1 and `data` is dense.

    Raises:
        ValueError: the mask is a scalar, or its rows differ from those of `data`.

    Example:
        >>> tf.ragged.boolean_mask([[1, 2], [3, 4]], [[True, False], [True, True]])
        <tf.RaggedTensor [[1], [3, 4]]>
    """
    chosen = mask if isinstance(mask, RaggedTensor) else convert(mask, dtypes.bool)
    rows = as_values(data)
    if chosen.dtype is not dtypes.bool:
        raise TypeError(
            explain("tf.ragged.boolean_mask [mask]", "must be bool", received=chosen.dtype.name)
        )
    rank = chosen.shape.rank
    if not rank:
        where = "tf.ragged.boolean_mask [mask]"
        raise ValueError(
            explain(where, "it is a scalar", expected="rank >= 1", received=describe(chosen))
        )
    if isinstance(chosen, Tensor) and rank == 1:
        if isinstance(rows, Tensor):
            return dense.boolean_mask(rows, chosen)
        return take(rows, reshape(dense.where(chosen), [-1]))
    # Both become ragged in the dimensions of the mask.
    depth = rank - 1 if isinstance(chosen, Tensor) else chosen.ragged_rank
    index = dtypes.int64
    if isinstance(chosen, Tensor):
        chosen = RaggedTensor.from_tensor(chosen, ragged_rank=depth)
    if isinstance(rows, Tensor):
        rows = RaggedTensor.from_tensor(rows, ragged_rank=depth)
    return _mask_rows(rows.with_row_splits_dtype(index), chosen.with_row_splits_dtype(index))


def _mask_rows(data: RaggedTensor, mask: RaggedTensor) -> RaggedTensor:
    ours, theirs = static_value(data.row_splits), static_value(mask.row_splits)
    if ours is not None and theirs is not None and ours.tolist() != theirs.tolist():
        text = explain(
            "tf.ragged.boolean_mask [mask]", "its rows differ from those of the data",
            expected=f"row splits {ours.tolist()}", received=theirs.tolist(),
        )  # fmt: skip
        raise InvalidArgumentError(None, None, text)
    if isinstance(mask.values, RaggedTensor):
        values = data.values
        if isinstance(values, Tensor):
            values = RaggedTensor.from_tensor(values)
        return data.with_values(_mask_rows(values, mask.values))
    kept = cast(mask.values, data.row_splits.dtype)
    lengths = unsorted_segment_sum(kept, mask.value_rowids(), mask.nrows())
    positions = reshape(dense.where(mask.values), [-1])
    return RaggedTensor.from_row_lengths(take(data.values, positions), lengths, validate=False)
