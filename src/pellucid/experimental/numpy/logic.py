"""Comparisons, truth values, and questions about elements."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid import Tensor
from pellucid.experimental.numpy.promotion import as_array, pair


def equal(x1: Any, x2: Any) -> Tensor:
    """x1 == x2."""
    return tf.equal(*pair(x1, x2))


def not_equal(x1: Any, x2: Any) -> Tensor:
    """x1 != x2."""
    return tf.not_equal(*pair(x1, x2))


def greater(x1: Any, x2: Any) -> Tensor:
    """x1 > x2."""
    return tf.greater(*_ordered(x1, x2))


def greater_equal(x1: Any, x2: Any) -> Tensor:
    """x1 >= x2."""
    return tf.greater_equal(*_ordered(x1, x2))


def less(x1: Any, x2: Any) -> Tensor:
    """x1 < x2."""
    return tf.less(*_ordered(x1, x2))


def less_equal(x1: Any, x2: Any) -> Tensor:
    """x1 <= x2."""
    return tf.less_equal(*_ordered(x1, x2))


def _ordered(x1: Any, x2: Any) -> tuple[Tensor, Tensor]:
    """Both in one dtype; truth values as the numbers 0 and 1."""
    a, b = pair(x1, x2)
    return (tf.cast(a, tf.int32), tf.cast(b, tf.int32)) if a.dtype == tf.bool else (a, b)


def logical_and(x1: Any, x2: Any) -> Tensor:
    """Whether both are true; numbers other than 0 are."""
    return tf.logical_and(*_truths(x1, x2))


def logical_or(x1: Any, x2: Any) -> Tensor:
    """Whether one is true; numbers other than 0 are."""
    return tf.logical_or(*_truths(x1, x2))


def logical_xor(x1: Any, x2: Any) -> Tensor:
    """Whether exactly one is true; numbers other than 0 are."""
    return tf.math.logical_xor(*_truths(x1, x2))


def logical_not(x: Any) -> Tensor:
    """Whether it is not true; numbers other than 0 are."""
    return tf.logical_not(_truth(as_array(x)))


def _truths(x1: Any, x2: Any) -> tuple[Tensor, Tensor]:
    a, b = pair(x1, x2)
    return _truth(a), _truth(b)


def _truth(x: Tensor) -> Tensor:
    return x if x.dtype == tf.bool else tf.not_equal(x, tf.zeros([], x.dtype))


def all(a: Any, axis: Any = None, keepdims: bool | None = None) -> Tensor:
    """Whether all elements along `axis` are true."""
    return tf.reduce_all(_truth(as_array(a)), axis, bool(keepdims))


def any(a: Any, axis: Any = None, keepdims: bool | None = None) -> Tensor:
    """Whether some element along `axis` is true."""
    return tf.reduce_any(_truth(as_array(a)), axis, bool(keepdims))


def isfinite(x: Any) -> Tensor:
    """Whether it is neither infinite nor nan."""
    return _asked(tf.math.is_finite, x, otherwise=True)


def isinf(x: Any) -> Tensor:
    """Whether it is infinite."""
    return _asked(tf.math.is_inf, x, otherwise=False)


def isnan(x: Any) -> Tensor:
    """Whether it is nan."""
    return _asked(tf.math.is_nan, x, otherwise=False)


def _asked(question: Any, x: Any, otherwise: bool) -> Tensor:
    """The answer for floats; other numbers are all finite."""
    values = as_array(x)
    if values.dtype.is_floating:
        return question(values)
    if values.dtype.is_complex:
        parts = [question(tf.math.real(values)), question(tf.math.imag(values))]
        return tf.logical_and(*parts) if otherwise else tf.logical_or(*parts)
    return tf.fill(tf.shape(values), otherwise)


def isneginf(x: Any) -> Tensor:
    """Whether it is -infinity."""
    return equal(as_array(x), -np.inf)


def isposinf(x: Any) -> Tensor:
    """Whether it is +infinity."""
    return equal(as_array(x), np.inf)


def iscomplex(x: Any) -> Tensor:
    """Whether the imaginary part is not 0."""
    return not_equal(tf.math.imag(as_array(x)), 0)


def isreal(x: Any) -> Tensor:
    """Whether the imaginary part is 0."""
    return equal(tf.math.imag(as_array(x)), 0)


def iscomplexobj(x: Any) -> bool:
    """Whether the dtype is complex."""
    return as_array(x).dtype.is_complex


def isrealobj(x: Any) -> bool:
    """Whether the dtype is not complex."""
    return not iscomplexobj(x)


def isscalar(num: Any) -> bool:
    """Whether it is a number, a string, or an array without dimensions."""
    if isinstance(num, tf.Tensor | tf.Variable | np.ndarray):
        return len(num.shape) == 0
    return bool(np.isscalar(num))


def isclose(a: Any, b: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> (
    Tensor
):  # fmt: skip
    """Whether |a - b| <= atol + rtol |b|, element by element; of integers: whether they are equal.

    Args:
        a, b: arrays that broadcast.
        rtol, atol: tolerances.
        equal_nan: whether nan is close to nan.
    """
    x, y = pair(a, b)
    if x.dtype == tf.bool or x.dtype.is_integer:
        return tf.equal(x, y)
    near = tf.abs(x - y) <= atol + rtol * tf.abs(y)
    found = tf.logical_or(tf.equal(x, y), tf.logical_and(near, isfinite(y)))
    if equal_nan:
        found = tf.logical_or(found, tf.logical_and(isnan(x), isnan(y)))
    return found


def allclose(
    a: Any, b: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """Whether all elements are close, see `isclose`."""
    return tf.reduce_all(isclose(a, b, rtol, atol, equal_nan))


def array_equal(a1: Any, a2: Any) -> Tensor:
    """Whether shapes and all elements are equal."""
    a, b = pair(a1, a2)
    if not a.shape.is_compatible_with(b.shape):
        return tf.constant(False)
    return tf.reduce_all(tf.equal(a, b))
