"""Choosing elements: by index, by condition, by order."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid import Tensor
from pellucid.experimental.numpy.promotion import as_array, promoted


def take(a: Any, indices: Any, axis: int | None = None, out: Any = None, mode: str = "clip") -> (
    Tensor
):  # fmt: skip
    """Elements at `indices` along `axis`; without an axis as if flattened.

    Args:
        a: an array.
        indices: integers of any shape.
        axis: see there.
        out: only None.
        mode: "clip": indices beyond the ends (-1, too) mean the ends; "wrap": they count on from
            the other.

    Raises:
        ValueError: `out` is given, or there is no such mode.
    """
    if out is not None:
        raise ValueError("tf.experimental.numpy.take [out]: only None is supported")
    if mode not in ("clip", "wrap"):
        raise ValueError(
            f"tf.experimental.numpy.take [mode]: Expected 'clip' or 'wrap', received {mode!r}"
        )
    values = as_array(a)
    places = as_array(indices)
    if axis is None:
        values, axis = tf.reshape(values, [-1]), 0
    length = tf.cast(tf.shape(values)[axis], places.dtype)
    places = places % length if mode == "wrap" else tf.clip_by_value(places, 0, length - 1)
    return tf.gather(values, places, axis=axis)


def _from_start(places: Tensor, length: Tensor) -> Tensor:
    return tf.where(places < 0, places + length, places)


def take_along_axis(arr: Any, indices: Any, axis: int | None) -> Tensor:
    """Elements of `arr` at `indices`, which has its shape except along `axis`.

    Args:
        arr: an array.
        indices: integers, as `argsort` and `argmax` (with the axis kept) give them.
        axis: None: both as if flattened.
    """
    values, places = as_array(arr), as_array(indices)
    if axis is None:
        values, places, axis = tf.reshape(values, [-1]), tf.reshape(places, [-1]), 0
    rank = len(values.shape)
    axis %= rank
    length = tf.cast(tf.shape(values)[axis], places.dtype)
    places = _from_start(places, length)
    order = [i for i in range(rank) if i != axis] + [axis]
    back = [order.index(i) for i in range(rank)]
    moved, wanted = tf.transpose(values, order), tf.transpose(places, order)
    batch = tf.broadcast_dynamic_shape(tf.shape(moved)[:-1], tf.shape(wanted)[:-1])
    moved = tf.broadcast_to(moved, tf.concat([batch, tf.shape(moved)[-1:]], 0))
    wanted = tf.broadcast_to(wanted, tf.concat([batch, tf.shape(wanted)[-1:]], 0))
    return tf.transpose(tf.gather(moved, wanted, batch_dims=rank - 1, axis=-1), back)


def compress(condition: Any, a: Any, axis: int | None = None) -> Tensor:
    """The slices of `a` along `axis` for which `condition`, a vector, is true."""
    values = as_array(a)
    kept = as_array(condition, tf.bool)
    if axis is None:
        values, axis = tf.reshape(values, [-1]), 0
    count = tf.minimum(tf.shape(values)[axis], tf.shape(kept)[0])
    places = tf.where(kept[:count])[:, 0]
    return tf.gather(values, places, axis=axis)


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """`x` where the condition is true, else `y`; without both, see `nonzero`.

    Raises:
        ValueError: only one of `x` and `y` is given.
    """
    kept = as_array(condition, tf.bool)
    if x is None and y is None:
        return nonzero(kept)
    if x is None or y is None:
        raise ValueError("tf.experimental.numpy.where: both x and y must be given, or neither")
    chosen, otherwise = promoted(x, y)
    return tf.where(kept, chosen, otherwise)


def select(condlist: Any, choicelist: Any, default: Any = 0) -> Tensor:
    """For each element the choice that belongs to the first true condition, else `default`.

    Raises:
        ValueError: there are not as many conditions as choices.
    """
    if len(condlist) != len(choicelist):
        raise ValueError(
            "tf.experimental.numpy.select: condlist must have length equal to choicelist "
            f"({len(condlist)} vs {len(choicelist)})"
        )
    *choices, found = promoted(*choicelist, default)
    for condition, choice in zip(reversed(condlist), reversed(choices), strict=True):
        found = tf.where(as_array(condition, tf.bool), choice, found)
    return found


def nonzero(a: Any) -> list[Tensor]:
    """Where elements are not 0: an int64 vector of indices for each dimension."""
    values = as_array(a)
    if values.shape.rank == 0:
        values = tf.reshape(values, [1])
    if values.dtype != tf.bool:
        values = tf.not_equal(values, tf.zeros([], values.dtype))
    return tf.unstack(tf.where(values), num=len(values.shape), axis=1)


def count_nonzero(a: Any, axis: Any = None) -> Tensor:
    """How many elements are not 0, int64."""
    return tf.math.count_nonzero(as_array(a), axis)


def sort(a: Any, axis: int | None = -1, kind: str = "quicksort", order: Any = None) -> Tensor:
    """Sorted along `axis`, ascending; without an axis as if flattened.

    Raises:
        ValueError: `kind` is no kind of NumPy's, or `order` is given (there are no fields).
    """
    _check_sorting("sort", kind, order)
    values = as_array(a)
    return tf.sort(tf.reshape(values, [-1])) if axis is None else tf.sort(values, axis)


def argsort(a: Any, axis: int | None = -1, kind: str = "quicksort", order: Any = None) -> Tensor:
    """The int64 indices that sort along `axis`; without an axis as if flattened.

    Raises:
        ValueError: `kind` is no kind of NumPy's, or `order` is given (there are no fields).
    """
    _check_sorting("argsort", kind, order)
    values = as_array(a)
    if axis is None or values.shape.rank == 0:
        values, axis = tf.reshape(values, [-1]), 0
    return tf.cast(tf.argsort(values, axis=axis, stable=kind == "stable"), tf.int64)


def _check_sorting(function: str, kind: str, order: Any) -> None:
    if kind not in ("quicksort", "stable", "mergesort", "heapsort"):
        raise ValueError(f"tf.experimental.numpy.{function} [kind]: no such kind: {kind!r}")
    if order is not None:
        raise ValueError(f"tf.experimental.numpy.{function} [order]: only None is supported")


def argmax(a: Any, axis: int | None = None) -> Tensor:
    """Where the greatest element is, int64; without an axis as if flattened."""
    return tf.argmax(*_along(a, axis))


def argmin(a: Any, axis: int | None = None) -> Tensor:
    """Where the least element is, int64; without an axis as if flattened."""
    return tf.argmin(*_along(a, axis))


def _along(a: Any, axis: int | None) -> tuple[Tensor, int]:
    values = as_array(a)
    if axis is None or values.shape.rank == 0:
        return tf.reshape(values, [-1]), 0
    return values, axis


def ix_(*args: Any) -> list[Tensor]:
    """Vectors of indices (or of truth values) shaped so that they broadcast to a grid."""
    found = []
    for i, arg in enumerate(args):
        values = as_array(arg)
        if len(values.shape) != 1:
            raise ValueError("tf.experimental.numpy.ix_: arguments must be 1-d")
        places = tf.where(values)[:, 0] if values.dtype == tf.bool else values
        found.append(tf.reshape(places, [1] * i + [-1] + [1] * (len(args) - i - 1)))
    return found


def diag_indices(n: int, ndim: int = 2) -> list[Tensor]:
    """The indices of the main diagonal of an array with `ndim` dimensions of size n."""
    return [tf.range(n)] * ndim


def diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """The diagonals of the matrices that two axes span, as the last axis."""
    values = as_array(a)
    rank = len(values.shape)
    pair = [axis1 % rank, axis2 % rank]
    order = [i for i in range(rank) if i not in pair] + pair
    matrices = tf.transpose(values, order)
    rows, columns = matrices.shape[-2:].as_list()
    if offset >= columns or -offset >= rows:
        return matrices[..., 0, :0]
    return tf.linalg.diag_part(matrices, k=offset)


def tril(m: Any, k: int = 0) -> Tensor:
    """The lower triangle of matrices, up to the k-th diagonal; zeros elsewhere."""
    return _triangle(as_array(m), lambda distance: distance <= k)


def triu(m: Any, k: int = 0) -> Tensor:
    """The upper triangle of matrices, from the k-th diagonal on; zeros elsewhere."""
    return _triangle(as_array(m), lambda distance: distance >= k)


def _triangle(values: Tensor, kept: Any) -> Tensor:
    rows, columns = values.shape[-2:].as_list()
    distance = np.arange(columns)[None, :] - np.arange(rows)[:, None]
    return tf.where(tf.constant(kept(distance)), values, tf.zeros([], values.dtype))
