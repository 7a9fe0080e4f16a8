"""Distinct values in the order of first appearance: unique, unique_with_counts, setdiff1d."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import as_dtype
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.broadcasting import INDEX
from pellucid.runtime.dispatch import op


class Unique(NamedTuple):
    """Distinct values, and for each element the place of its value among them."""

    y: Tensor
    idx: Tensor


class UniqueWithCounts(NamedTuple):
    """Distinct values, the place of each element's value among them, and how often each occurs."""

    y: Tensor
    idx: Tensor
    count: Tensor  # type: ignore[assignment]  # hides tuple.count, as TensorFlow's does


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


def _vector_shapes(call: Any) -> list[Any]:
    call.expect_rank(0, 1, 1)
    return [(None,), call.shape(0)]


UniqueOp = op(
    "Unique", "x: T -> y: T, idx: out_idx", out_idx=dtypes.int32, gradient=None,
    infer=_vector_shapes,
)  # fmt: skip


@UniqueOp.kernel("host")
def _(x: Any) -> Any:
    _check_vector(x)
    return _distinct(x)[:2]


UniqueWithCountsOp = op(
    "UniqueWithCounts", "x: T -> y: T, idx: out_idx, count: out_idx", out_idx=dtypes.int32,
    gradient=None, infer=lambda call: [*_vector_shapes(call), (None,)],
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


def setdiff1d(
    x: TensorLike, y: TensorLike, index_dtype: DTypeLike = dtypes.int32, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The elements of vector `x` that are not in vector `y`, in order, and their indices in `x`.

    Returns: a named tuple `(out, idx)`; `idx` has dtype `index_dtype`.

    Example:
        >>> tf.compat.v1.setdiff1d([1, 2, 3], [2]).idx.numpy().tolist()
        [0, 2]
    """
    return ListDiff(x, y, out_idx=as_dtype(index_dtype), name=name)
