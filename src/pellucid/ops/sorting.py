"""Order: sort, argsort, top_k, in_top_k, searchsorted; distinct values: unique; histograms.

    sort, argsort, top_k, in_top_k, nth_element      by size
    searchsorted                                     places in a sorted sequence
    unique, unique_with_counts, setdiff1d            distinct values, in the order of first appearance
    histogram_fixed_width, histogram_fixed_width_bins

Ties keep their order. On the CPU nan counts as smaller than every number, so it comes last in
descending and, as ascending order is that of the negated values, in ascending order too.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import REAL, DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import Call, same
from pellucid.ops.array import reshape, shape, transpose
from pellucid.ops.broadcasting import INDEX
from pellucid.ops.casting import cast
from pellucid.ops.joining import concat
from pellucid.runtime.dispatch import op

_K = INDEX | {dtypes.int16}


class TopKV2(NamedTuple):
    """The largest elements and their places."""

    values: Tensor
    indices: Tensor


class Unique(NamedTuple):
    """Distinct values, and for each element the place of its value among them."""

    y: Tensor
    idx: Tensor


class UniqueWithCounts(NamedTuple):
    """Distinct values, the place of each element's value among them, and how often each occurs."""

    y: Tensor
    idx: Tensor
    count: Tensor


TopK = op(
    "TopKV2", "input: T, k: Tk -> values: T, indices: index_type",
    T=REAL, Tk=_K, index_type=dtypes.int32, sorted=True, static=("k",),
)  # fmt: skip


def _check_k(k: Any, dims: tuple[int, ...]) -> int:
    if not dims:
        raise ValueError("input must have at least one dimension")
    if not 0 <= k <= dims[-1]:
        raise ValueError(f"k must be in [0, {dims[-1]}], the size of the last dimension, received {k}")
    return int(k)


def descending(x: Any) -> Any:
    """The places of the elements of a NumPy array, largest first along the last axis; ties in order."""
    if x.dtype.kind in "iub":
        return np.argsort(~x, axis=-1, kind="stable")  # ~x reverses the order of all integers
    return np.argsort(-x, axis=-1, kind="stable")  # nan is last in either order


@TopK.kernel("numpy")
def _(x: Any, k: Any) -> Any:
    count = _check_k(k, x.shape)
    order = descending(x)[..., :count]
    return np.take_along_axis(x, order, -1), order


@TopK.kernel("xla")
def _(jax: Any, x: Any, k: Any) -> Any:
    return jax.lax.top_k(x, _check_k(k, x.shape))


@TopK.infer
def _(call: Call) -> Any:
    dims, k = call.shape(0), call.value(1)
    if dims is None:
        return [None, None]
    if k is not None and dims and dims[-1] is not None:
        _check_k(k, dims)  # type: ignore[arg-type]
    return [(*dims[:-1], None if k is None else int(k))] * 2


@TopK.gradient
def _(node: Any, dy: Tensor, _: Any) -> Any:
    return [_scatter_last(node.outputs[1], dy, node.inputs[0]), None]


def _scatter_last(indices: Tensor, values: Tensor, like: Tensor) -> Tensor:
    """Zeros like `like` with `values` at `indices` of the last dimension."""
    from pellucid.ops.creation import range as range_
    from pellucid.ops.segment import unsorted_segment_sum

    columns = shape(like)[-1]
    rows = reshape(cast(indices, dtypes.int32), convert([-1, shape(indices)[-1]]))
    first = reshape(range_(shape(rows)[0]) * columns, [-1, 1])
    flat = unsorted_segment_sum(reshape(values, [-1]), reshape(rows + first, [-1]), shape(rows)[0] * columns)
    return reshape(flat, shape(like))


InTopKV2 = op(
    "InTopKV2", "predictions: float32, targets: T, k: T -> precision: bool",
    T=INDEX, gradient=None, infer=lambda call: call.shape(1),
)  # fmt: skip


@InTopKV2.kernel
def _(xp: Any, predictions: Any, targets: Any, k: Any) -> Any:
    if predictions.ndim != 2 or targets.shape != predictions.shape[:1]:
        raise ValueError("predictions must be (batch, classes) and targets (batch,)")
    classes = predictions.shape[1]
    inside = (targets >= 0) & (targets < classes)
    target = xp.take_along_axis(predictions, xp.where(inside, targets, 0)[:, None], 1)
    finite = xp.isfinite(predictions).all(1) | xp.isfinite(target[:, 0])
    better = (predictions > target).sum(1)
    return inside & finite & xp.isfinite(target[:, 0]) & (better < k) & ~xp.isnan(predictions).any(1)


def _bound(name: str, side: str) -> Any:
    made = op(
        name, "sorted_inputs: T, values: T -> output: out_type", out_type=dtypes.int32, gradient=None,
        infer=lambda call: call.shape(1),
    )  # fmt: skip

    def check(sequences: Any, values: Any) -> None:
        if sequences.ndim != 2 or values.ndim != 2 or sequences.shape[0] != values.shape[0]:
            raise ValueError("leading dimensions of sorted_sequence and values must agree")

    @made.kernel("numpy")
    def _(sequences: Any, values: Any) -> Any:
        check(sequences, values)
        rows = [np.searchsorted(s, v, side) for s, v in zip(sequences, values, strict=True)]
        return np.stack(rows) if rows else np.zeros(values.shape, np.int32)

    @made.kernel("xla")
    def _(jax: Any, sequences: Any, values: Any) -> Any:
        check(sequences, values)
        return jax.vmap(lambda s, v: jax.numpy.searchsorted(s, v, side))(sequences, values)

    return made


LowerBound = _bound("LowerBound", "left")
UpperBound = _bound("UpperBound", "right")


def _distinct(x: Any) -> tuple[Any, Any, Any]:
    """Distinct values of a NumPy vector by first appearance, the inverse, and counts."""
    if x.dtype == object:
        places: dict[Any, int] = {}
        inverse = np.array([places.setdefault(v, len(places)) for v in x.tolist()], np.int64)
        found = np.empty(len(places), object)
        found[:] = list(places)
        return found, inverse, np.bincount(inverse, minlength=len(places))
    values, first, inverse, counts = np.unique(
        x, return_index=True, return_inverse=True, return_counts=True, equal_nan=False
    )
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    return values[order], rank[inverse.reshape(-1)], counts[order]


def _check_vector(x: Any) -> None:
    if x.ndim != 1:
        raise ValueError(f"unique expects a vector, received shape {x.shape}")


UniqueOp = op(
    "Unique", "x: T -> y: T, idx: out_idx", out_idx=dtypes.int32, gradient=None,
    infer=lambda call: [(None,), call.shape(0)],
)  # fmt: skip


@UniqueOp.kernel("host")
def _(x: Any) -> Any:
    _check_vector(x)
    return _distinct(x)[:2]


UniqueWithCountsOp = op(
    "UniqueWithCounts", "x: T -> y: T, idx: out_idx, count: out_idx", out_idx=dtypes.int32,
    gradient=None, infer=lambda call: [(None,), call.shape(0), (None,)],
)  # fmt: skip


@UniqueWithCountsOp.kernel("host")
def _(x: Any) -> Any:
    _check_vector(x)
    return _distinct(x)


def _distinct_slices(x: Any, axis: Any) -> tuple[Any, Any, Any]:
    """Distinct slices along `axis` (a vector of none or one dimension)."""
    if not axis.size:
        _check_vector(x)
        return _distinct(x)
    rows = np.moveaxis(x, int(axis[0]), 0)
    keys = np.empty(rows.shape[0], object)
    keys[:] = [row.tobytes() if x.dtype != object else tuple(row.reshape(-1)) for row in rows]
    _, inverse, counts = _distinct(keys)
    first = [int(np.argmax(inverse == i)) for i in range(counts.size)]
    return np.moveaxis(rows[first], 0, int(axis[0])), inverse, counts


UniqueV2 = op(
    "UniqueV2", "x: T, axis: Taxis -> y: T, idx: out_idx", Taxis=INDEX, out_idx=dtypes.int32,
    gradient=None, infer=lambda call: [None, (None,)],
)  # fmt: skip


@UniqueV2.kernel("host")
def _(x: Any, axis: Any) -> Any:
    return _distinct_slices(x, axis)[:2]


UniqueWithCountsV2 = op(
    "UniqueWithCountsV2", "x: T, axis: Taxis -> y: T, idx: out_idx, count: out_idx", Taxis=INDEX,
    out_idx=dtypes.int32, gradient=None, infer=lambda call: [None, (None,), (None,)],
)  # fmt: skip


@UniqueWithCountsV2.kernel("host")
def _(x: Any, axis: Any) -> Any:
    return _distinct_slices(x, axis)


ListDiff = op(
    "ListDiff", "x: T, y: T -> out: T, idx: out_idx", out_idx=dtypes.int32, gradient=None,
    infer=lambda call: [(None,), (None,)],
)  # fmt: skip


@ListDiff.kernel("host")
def _(x: Any, y: Any) -> Any:
    _check_vector(x)
    _check_vector(y)
    without = set(y.tolist())
    keep = np.flatnonzero([v not in without for v in x.tolist()])
    return x[keep], keep


NthElement = op("NthElement", "input: T, n: int32 -> values: T", T=REAL, reverse=False)


@NthElement.kernel
def _(xp: Any, x: Any, n: Any, reverse: bool) -> Any:
    if not x.ndim:
        raise ValueError("input must have at least one dimension")
    size = x.shape[-1]
    if isinstance(n, np.ndarray | np.generic) and not 0 <= n < size:
        raise ValueError(f"n must be in [0, {size}), received {n}")
    return xp.sort(x, axis=-1)[..., size - 1 - n if reverse else n]


@NthElement.infer
def _(call: Call) -> Any:
    dims = call.shape(0)
    return None if dims is None else dims[:-1]


@NthElement.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.array import expand_dims
    from pellucid.ops.comparison import equal
    from pellucid.ops.reduction import reduce_sum

    chosen = cast(equal(node.inputs[0], expand_dims(node.outputs[0], -1)), dy.dtype)
    return [chosen * expand_dims(dy, -1) / reduce_sum(chosen, -1, keepdims=True), None]


Bucketize = op(
    "Bucketize", "input: T -> output: int32", T=frozenset({dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64}),
    boundaries=list, infer=same, gradient=None,
)  # fmt: skip


@Bucketize.kernel
def _(xp: Any, x: Any, boundaries: list[float]) -> Any:
    edges = np.array(boundaries, np.float64 if x.dtype == np.float64 else np.float32)
    if (np.diff(edges) < 0).any():
        raise ValueError(f"boundaries must be sorted, received {boundaries}")
    return xp.searchsorted(edges, x, side="right")


HistogramFixedWidth = op(
    "HistogramFixedWidth", "values: T, value_range: T, nbins: int32 -> out: dtype",
    T=frozenset({dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64}),
    dtype=dtypes.int32, gradient=None, static=("nbins",),
)  # fmt: skip


@HistogramFixedWidth.kernel
def _(xp: Any, values: Any, value_range: Any, nbins: Any) -> Any:
    if nbins <= 0:
        raise ValueError(f"nbins must be positive, received {nbins}")
    low, high = value_range[0], value_range[1]
    if isinstance(value_range, np.ndarray) and not low < high:
        raise ValueError(f"value_range[0] must be less than value_range[1], received {value_range.tolist()}")
    step = (high - low) / float(nbins)
    bins = xp.clip(xp.floor((xp.reshape(values, (-1,)) - low) / step), 0, int(nbins) - 1)
    return xp.bincount(bins.astype(np.int32), minlength=int(nbins), **({} if xp is np else {"length": int(nbins)}))


@HistogramFixedWidth.infer
def _(call: Call) -> Any:
    bins = call.value(2)
    return (None if bins is None else int(bins),)


def top_k(
    input: TensorLike,
    k: TensorLike = 1,
    sorted: bool = True,
    index_type: DTypeLike = dtypes.int32,
    name: str | None = None,
) -> TopKV2:
    """The `k` largest elements of each row (along the last dimension), largest first.

    Of equal elements the one with the lower index comes first.

    Args:
        input: a real tensor of rank ≥ 1.
        k: how many, an integer scalar.
        sorted: whether their order matters to the caller; here they are always in order.
        index_type: int16, int32 or int64.
        name: the node's name in a graph.

    Returns: `(values, indices)`, both of shape `input.shape[:-1] + [k]`.

    Raises:
        InvalidArgumentError: `k` is negative or larger than the dimension.

    Example:
        >>> values, indices = tf.math.top_k([1., 5., 3.], k=2)
        >>> values.numpy().tolist(), indices.numpy().tolist()
        ([5.0, 3.0], [1, 2])
    """
    return TopKV2(*TopK(input, k, sorted=sorted, index_type=as_dtype(index_type), name=name))


def in_top_k(
    targets: TensorLike, predictions: TensorLike, k: TensorLike, name: str | None = None
) -> Tensor:
    """Whether each target class is among the `k` largest predictions of its row.

    Classes whose prediction equals the k-th are all in.

    Args:
        targets: class numbers (batch,), int32 or int64.
        predictions: float32 (batch, classes).
        k: how many places count.
        name: the node's name in a graph.

    Returns: bool (batch,); False for a target out of range or a prediction that is not finite.
    """
    index = convert(targets)
    return InTopKV2(predictions, index, convert(k, index.dtype) if not isinstance(k, Tensor) else k, name=name)


def _direction(where: str, direction: str) -> bool:
    if direction not in ("ASCENDING", "DESCENDING"):
        expected = "'ASCENDING' or 'DESCENDING'"
        raise ValueError(explain(f"{where} [direction]", "unknown", expected=expected, received=direction))
    return direction == "DESCENDING"


def _sort_axis(where: str, x: Tensor, axis: Any) -> tuple[int, list[int] | None]:
    """The axis, and the permutation that brings it to the end (its own inverse), if one is needed."""
    from pellucid.graph.static import static_value

    rank, known = x.shape.rank, static_value(convert(axis))
    if rank is None or known is None:
        raise ValueError(explain(f"{where} [axis]", "rank and axis must be known"))
    place = int(known)
    if not -rank <= place < rank:
        message = explain(f"{where} [axis]", "out of range", expected=f"[{-rank}, {rank})", received=place)
        raise InvalidArgumentError(None, None, message)
    place %= rank
    if place == rank - 1:
        return place, None
    order = list(range(rank))
    order[place], order[-1] = order[-1], order[place]
    return place, order


def _negated(x: Tensor) -> Tensor:
    """A tensor in which the order of all values is reversed; applied twice it is `x` again."""
    from pellucid.ops.bitwise import invert

    return invert(x) if x.dtype.is_integer else -x


def sort(
    values: TensorLike, axis: int = -1, direction: str = "ASCENDING", name: str | None = None
) -> Tensor:
    """`values` in order along `axis`.

    Args:
        values: a real tensor of rank ≥ 1.
        axis: along which dimension.
        direction: `"ASCENDING"` or `"DESCENDING"`.
        name: the node's name in a graph.

    Raises:
        ValueError: unknown direction.
        InvalidArgumentError: no such axis.

    Example:
        >>> tf.sort([3, 1, 2]).numpy().tolist()
        [1, 2, 3]
    """
    down = _direction("tf.sort", direction)
    x = convert(values)
    _, order = _sort_axis("tf.sort", x, axis)
    moved = x if order is None else transpose(x, order)
    size = shape(moved)[-1]
    found = top_k(moved, size, name=name).values if down else _negated(top_k(_negated(moved), size, name=name).values)
    return found if order is None else transpose(found, order)


def argsort(
    values: TensorLike,
    axis: int = -1,
    direction: str = "ASCENDING",
    stable: bool = False,
    name: str | None = None,
) -> Tensor:
    """The indices that put `values` in order along `axis`.

    Args:
        values: a real tensor of rank ≥ 1.
        axis: along which dimension.
        direction: `"ASCENDING"` or `"DESCENDING"`.
        stable: whether equal elements must keep their order; here they always do.
        name: the node's name in a graph.

    Returns: int32 indices of the shape of `values`.

    Raises:
        ValueError: unknown direction.
        InvalidArgumentError: no such axis.

    Example:
        >>> tf.argsort([3, 1, 2]).numpy().tolist()
        [1, 2, 0]
    """
    down = _direction("tf.argsort", direction)
    x = convert(values)
    _, order = _sort_axis("tf.argsort", x, axis)
    moved = x if order is None else transpose(x, order)
    found = top_k(moved if down else _negated(moved), shape(moved)[-1], name=name).indices
    return found if order is None else transpose(found, order)


def searchsorted(
    sorted_sequence: TensorLike,
    values: TensorLike,
    side: str = "left",
    out_type: DTypeLike = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """Where each value belongs in a sorted sequence.

    Args:
        sorted_sequence: sequences sorted along the last dimension.
        values: what to look for, with the same leading dimensions.
        side: `"left"`: before equal elements; `"right"`: behind them.
        out_type: int32 or int64.
        name: the node's name in a graph.

    Returns: indices in [0, n], of the shape of `values`.

    Raises:
        ValueError: unknown side.
        InvalidArgumentError: leading dimensions differ.

    Example:
        >>> tf.searchsorted([1, 3, 5], [0, 3, 9]).numpy().tolist()
        [0, 1, 3]
    """
    if side not in ("left", "right"):
        raise ValueError(explain("tf.searchsorted [side]", "unknown", expected="'left' or 'right'", received=side))
    sequences, wanted = convert(sorted_sequence), convert(values)
    for what, t in (("sorted_sequence", sequences), ("values", wanted)):
        if t.shape.rank == 0:
            message = explain(f"tf.searchsorted [{what}]", "must have at least one dimension", received=t)
            raise InvalidArgumentError(None, None, message)
    rows = [reshape(t, concat([[-1], shape(t)[-1:]], 0)) for t in (sequences, wanted)]
    bound = LowerBound if side == "left" else UpperBound
    return reshape(bound(*rows, out_type=as_dtype(out_type), name=name), shape(wanted))


def unique(x: TensorLike, out_idx: DTypeLike = dtypes.int32, name: str | None = None) -> Unique:
    """The distinct values of a vector in the order of their first appearance: y[idx[i]] = x[i].

    Args:
        x: a vector of any dtype.
        out_idx: the dtype of `idx`, int32 or int64.
        name: the node's name in a graph.

    Returns: `(y, idx)`.

    Raises:
        InvalidArgumentError: `x` is not a vector.

    Example:
        >>> y, idx = tf.unique([5, 3, 5])
        >>> y.numpy().tolist(), idx.numpy().tolist()
        ([5, 3], [0, 1, 0])
    """
    return Unique(*UniqueOp(x, out_idx=as_dtype(out_idx), name=name))


def unique_with_counts(
    x: TensorLike, out_idx: DTypeLike = dtypes.int32, name: str | None = None
) -> UniqueWithCounts:
    """The distinct values of a vector, see `tf.unique`, and how often each occurs.

    Returns: `(y, idx, count)`.
    """
    return UniqueWithCounts(*UniqueWithCountsOp(x, out_idx=as_dtype(out_idx), name=name))


def _checked_range(value_range: Any, dtype: DType) -> Tensor:
    return cast(convert(value_range), dtype) if isinstance(value_range, Tensor) else convert(value_range, dtype)


def histogram_fixed_width_bins(
    values: TensorLike,
    value_range: TensorLike,
    nbins: int = 100,
    dtype: DTypeLike = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """The bin of each value in a histogram of `nbins` equal bins over `value_range`.

    Args:
        values: a numeric tensor.
        value_range: two numbers of the same dtype, low < high; values outside go to the end bins.
        nbins: how many bins.
        dtype: of the result, int32 or int64.
        name: the node's name in a graph.

    Returns: bin numbers of the shape of `values`.

    Example:
        >>> tf.histogram_fixed_width_bins([-1., 0.5, 9.], [0., 5.], nbins=5).numpy().tolist()
        [0, 0, 4]
    """
    from pellucid.ops.clipping import clip_by_value
    from pellucid.ops.rounding import floor

    x = convert(values)
    limits = _checked_range(value_range, x.dtype)
    scaled = (x - limits[0]) / (limits[1] - limits[0])
    bins = floor(cast(nbins, scaled.dtype) * scaled)
    return clip_by_value(cast(bins, as_dtype(dtype)), 0, nbins - 1, name=name)


def histogram_fixed_width(
    values: TensorLike,
    value_range: TensorLike,
    nbins: int = 100,
    dtype: DTypeLike = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """How many values fall into each of `nbins` equal bins over `value_range`.

    Args: see `tf.histogram_fixed_width_bins`.

    Returns: a vector of `nbins` counts.

    Raises:
        InvalidArgumentError: the range is empty, or `nbins` is not positive.

    Example:
        >>> tf.histogram_fixed_width([-1., 0.5, 9.], [0., 5.], nbins=5).numpy().tolist()
        [2, 0, 0, 0, 1]
    """
    x = convert(values)
    limits = _checked_range(value_range, x.dtype)
    return HistogramFixedWidth(x, limits, nbins, dtype=as_dtype(dtype), name=name)


def nth_element(
    input: TensorLike, n: TensorLike, reverse: bool = False, name: str | None = None
) -> Tensor:
    """The `n`-th smallest element of each row (with `reverse` the n-th largest), counted from 0."""
    return NthElement(input, n, reverse=reverse, name=name)


def setdiff1d(
    x: TensorLike, y: TensorLike, index_dtype: DTypeLike = dtypes.int32, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The elements of vector `x` that are not in vector `y`, in order, and their indices in `x`."""
    return tuple(ListDiff(x, y, out_idx=as_dtype(index_dtype), name=name))

