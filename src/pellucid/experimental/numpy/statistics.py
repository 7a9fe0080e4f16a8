"""Sums, means, extremes: along axes."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid import Tensor
from pellucid.core.promotion import PROMOTION
from pellucid.experimental.numpy.logic import isnan
from pellucid.experimental.numpy.promotion import as_array, as_float, float_pair, usual

UNSIGNED = {tf.int32: tf.uint32, tf.int64: tf.uint64}


def _wide(a: Any, dtype: Any) -> Tensor:
    """`a` in the dtype in which it is summed: small integers as 64-bit ones."""
    values = as_array(a)
    if dtype is not None:
        return tf.cast(values, dtype)
    if values.dtype == tf.bool or (values.dtype.is_integer and values.dtype.size < 8):
        signed = usual(int)
        wide = tf.cast(values, UNSIGNED[signed] if values.dtype.is_unsigned else signed)
        return wide if PROMOTION.rules is None else PROMOTION.rules.as_weak_as(wide, values)
    return values


def sum(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool | None = None) -> Tensor:
    """The sum along `axis`; small integers are summed as int64."""
    return tf.reduce_sum(_wide(a, dtype), axis, bool(keepdims))


def prod(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool | None = None) -> Tensor:
    """The product along `axis`; small integers are multiplied as int64."""
    return tf.reduce_prod(_wide(a, dtype), axis, bool(keepdims))


def cumsum(a: Any, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Sums of the first 1, 2, ... elements; without an axis as if flattened."""
    values = _wide(a, dtype)
    return tf.cumsum(tf.reshape(values, [-1])) if axis is None else tf.cumsum(values, axis)


def cumprod(a: Any, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Products of the first 1, 2, ... elements; without an axis as if flattened."""
    values = _wide(a, dtype)
    if axis is None:
        return tf.math.cumprod(tf.reshape(values, [-1]))
    return tf.math.cumprod(values, axis)


def mean(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool | None = None
) -> Tensor:
    """The mean along `axis`; of integers as float64.

    Raises:
        ValueError: `out` is given.
    """
    _no_output("mean", out)
    values = as_float(a) if dtype is None else as_array(a, dtype)
    return tf.reduce_mean(values, axis, bool(keepdims))


def var(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: int = 0,
    keepdims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The variance along `axis`: sum |x - mean|^2 / (n - ddof).

    Raises:
        ValueError: `out` is given.
    """
    _no_output("var", out)
    values = as_float(a)
    if dtype is not None and tf.as_dtype(dtype).size > values.dtype.size:
        values = tf.cast(values, dtype)
    distance = values - tf.reduce_mean(values, axis, True)
    squares = tf.math.real(distance * tf.math.conj(distance))
    total = tf.reduce_sum(squares, axis, bool(keepdims))
    count = tf.size(values) // tf.maximum(tf.size(total), 1)
    found = total / tf.cast(count - ddof, total.dtype)
    return found if dtype is None else tf.cast(found, dtype)


def std(a: Any, axis: Any = None, keepdims: bool | None = None) -> Tensor:
    """The standard deviation along `axis`: the root of the variance."""
    return tf.sqrt(var(a, axis, keepdims=keepdims))


def max(a: Any, axis: Any = None, keepdims: bool | None = None) -> Tensor:
    """The greatest element along `axis`."""
    return _extreme(tf.reduce_max, tf.reduce_any, a, axis, keepdims)


def min(a: Any, axis: Any = None, keepdims: bool | None = None) -> Tensor:
    """The least element along `axis`."""
    return _extreme(tf.reduce_min, tf.reduce_all, a, axis, keepdims)


def amax(a: Any, axis: Any = None, out: Any = None, keepdims: bool | None = None) -> Tensor:
    """The greatest element along `axis`.

    Raises:
        ValueError: `out` is given.
    """
    _no_output("amax", out)
    return max(a, axis, keepdims)


def amin(a: Any, axis: Any = None, out: Any = None, keepdims: bool | None = None) -> Tensor:
    """The least element along `axis`.

    Raises:
        ValueError: `out` is given.
    """
    _no_output("amin", out)
    return min(a, axis, keepdims)


def _extreme(on_numbers: Any, on_bools: Any, a: Any, axis: Any, keepdims: Any) -> Tensor:
    values = as_array(a)
    return (on_bools if values.dtype == tf.bool else on_numbers)(values, axis, bool(keepdims))


def _no_output(function: str, out: Any) -> None:
    if out is not None:
        raise ValueError(f"tf.experimental.numpy.{function} [out]: only None is supported")


def ptp(a: Any, axis: Any = None, keepdims: bool | None = None) -> Tensor:
    """The greatest minus the least element along `axis`."""
    return max(a, axis, keepdims) - min(a, axis, keepdims)


def average(a: Any, axis: Any = None, weights: Any = None, returned: bool = False) -> Any:
    """The weighted mean along `axis`.

    Args:
        a: an array.
        axis: an integer, or None for all elements.
        weights: of the shape of `a`, or a vector along `axis`; equal by default.
        returned: also return the sums of the weights.

    Raises:
        ValueError: `axis` is neither None nor an integer.
    """
    if axis is not None and not isinstance(axis, int):
        raise ValueError("tf.experimental.numpy.average [axis]: must be an integer or None")
    if weights is None:
        values = as_float(a)
        mean_value = tf.reduce_mean(values, axis)
        count = tf.cast(tf.size(values) // tf.maximum(tf.size(mean_value), 1), values.dtype)
        total = tf.fill(tf.shape(mean_value), count)
        return (mean_value, total) if returned else mean_value
    values, weights = float_pair(a, weights)
    if len(weights.shape) < len(values.shape) and axis is not None:
        sizes = [1] * len(values.shape)
        sizes[axis] = -1
        weights = tf.reshape(weights, sizes)
    weights = tf.broadcast_to(weights, tf.shape(values))
    total = tf.reduce_sum(weights, axis)
    found = tf.reduce_sum(values * weights, axis) / total
    return (found, total) if returned else found


def _known(a: Any, otherwise: int) -> Tensor:
    """`a`, with `otherwise` in place of nan."""
    values = as_array(a)
    if not (values.dtype.is_floating or values.dtype.is_complex):
        return values
    return tf.where(isnan(values), tf.cast(otherwise, values.dtype), values)


def nansum(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Tensor:
    """The sum along `axis`, nan counting as 0."""
    return sum(_known(a, 0), axis, dtype, keepdims)


def nanprod(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Tensor:
    """The product along `axis`, nan counting as 1."""
    return prod(_known(a, 1), axis, dtype, keepdims)


def nanmean(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool | None = None) -> Tensor:
    """The mean along `axis` of what is not nan."""
    values = as_array(a)
    total = nansum(as_float(values), axis, dtype, bool(keepdims))
    known = tf.cast(tf.logical_not(isnan(values)), total.dtype)
    return total / tf.reduce_sum(known, axis, bool(keepdims))


def diff(a: Any, n: int = 1, axis: int = -1) -> Tensor:
    """Each element minus the one before, n times.

    Raises:
        ValueError: n is negative.
    """
    if n < 0:
        raise ValueError(f"tf.experimental.numpy.diff [n]: must be non-negative, received {n}")
    values = as_array(a)
    for _ in range(n):
        length = values.shape[axis]
        late = tf.gather(values, np.arange(1, length), axis=axis)
        early = tf.gather(values, np.arange(length - 1), axis=axis)
        values = tf.not_equal(late, early) if values.dtype == tf.bool else late - early
    return values
