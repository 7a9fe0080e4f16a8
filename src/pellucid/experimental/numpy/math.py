"""Arithmetic, powers, trigonometry, rounding: element by element."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid import Tensor
from pellucid.experimental.numpy.promotion import (
    as_array,
    as_float,
    float_pair,
    pair,
    promoted,
)

# ---------------------------------------------------------------- arithmetic


def add(x1: Any, x2: Any) -> Tensor:
    """x1 + x2; of truth values: or."""
    a, b = pair(x1, x2)
    return tf.logical_or(a, b) if a.dtype == tf.bool else tf.add(a, b)


def subtract(x1: Any, x2: Any) -> Tensor:
    """x1 - x2."""
    return tf.subtract(*pair(x1, x2))


def multiply(x1: Any, x2: Any) -> Tensor:
    """x1 * x2; of truth values: and."""
    a, b = pair(x1, x2)
    return tf.logical_and(a, b) if a.dtype == tf.bool else tf.multiply(a, b)


def true_divide(x1: Any, x2: Any) -> Tensor:
    """x1 / x2; integers of 8 and 16 bits as float32, others as float64."""
    a, b = pair(x1, x2)
    if a.dtype == tf.bool:
        a, b = tf.cast(a, tf.float64), tf.cast(b, tf.float64)
    return tf.truediv(a, b)


def divide(x1: Any, x2: Any) -> Tensor:
    """x1 / x2; integers of 8 and 16 bits as float32, others as float64."""
    return true_divide(x1, x2)


def floor_divide(x1: Any, x2: Any) -> Tensor:
    """The greatest integer not above x1 / x2."""
    a, b = _integers_of_bools(*pair(x1, x2))
    return tf.math.floordiv(a, b)


def mod(x1: Any, x2: Any) -> Tensor:
    """x1 - x2 floor(x1 / x2), which has the sign of x2."""
    a, b = _integers_of_bools(*pair(x1, x2))
    return tf.math.floormod(a, b)


def remainder(x1: Any, x2: Any) -> Tensor:
    """See `mod`."""
    return mod(x1, x2)


def divmod(x1: Any, x2: Any) -> tuple[Tensor, Tensor]:
    """(floor_divide(x1, x2), mod(x1, x2))."""
    return floor_divide(x1, x2), mod(x1, x2)


def _integers_of_bools(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    return (tf.cast(a, tf.int8), tf.cast(b, tf.int8)) if a.dtype == tf.bool else (a, b)


def negative(x: Any) -> Tensor:
    """-x."""
    return tf.negative(as_array(x))


def positive(x: Any) -> Tensor:
    """x as an array."""
    return as_array(x)


def reciprocal(x: Any) -> Tensor:
    """1 / x."""
    return tf.math.reciprocal(as_array(x))


def abs(x: Any) -> Tensor:
    """|x|."""
    return tf.abs(as_array(x))


def absolute(x: Any) -> Tensor:
    """|x|."""
    return abs(x)


def fabs(x: Any) -> Tensor:
    """|x| of real numbers."""
    return abs(x)


def sign(x: Any, out: Any = None, where: Any = None, **kwargs: Any) -> Tensor:
    """-1, 0 or 1; of complex numbers: x / |x|.

    Raises:
        ValueError: `out`, `where` or another argument is given.
    """
    if out is not None or where is not None or kwargs:
        raise ValueError("tf.experimental.numpy.sign: only the argument x is supported")
    return tf.sign(as_array(x))


def signbit(x: Any) -> Tensor:
    """Whether the sign bit is set: for negative numbers and -0."""
    values = as_array(x)
    if values.dtype == tf.bool:
        return tf.fill(tf.shape(values), False)
    return values < 0


def maximum(x1: Any, x2: Any) -> Tensor:
    """The greater of two; of truth values: or."""
    a, b = pair(x1, x2)
    return tf.logical_or(a, b) if a.dtype == tf.bool else tf.maximum(a, b)


def minimum(x1: Any, x2: Any) -> Tensor:
    """The smaller of two; of truth values: and."""
    a, b = pair(x1, x2)
    return tf.logical_and(a, b) if a.dtype == tf.bool else tf.minimum(a, b)


def clip(a: Any, a_min: Any, a_max: Any) -> Tensor:
    """`a` with values below `a_min` or above `a_max` replaced by these; None is no bound.

    Raises:
        ValueError: both bounds are None.
    """
    if a_min is None and a_max is None:
        raise ValueError("tf.experimental.numpy.clip: one of a_min and a_max must be given")
    if a_min is None:
        return minimum(a, a_max)
    if a_max is None:
        return maximum(a, a_min)
    values, low, high = promoted(a, a_min, a_max)
    return tf.maximum(tf.minimum(values, high), low)


def gcd(x1: Any, x2: Any) -> Tensor:
    """The greatest common divisor of integers."""
    a, b = (tf.abs(x) for x in pair(x1, x2))
    _check_integers("gcd", a)
    shape = tf.broadcast_dynamic_shape(tf.shape(a), tf.shape(b))
    first = (tf.broadcast_to(a, shape), tf.broadcast_to(b, shape))

    def step(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        divisor = tf.where(b != 0, b, tf.ones_like(b))
        return tf.where(b != 0, b, a), tf.where(b != 0, a % divisor, b)

    return tf.while_loop(lambda a, b: tf.reduce_any(b != 0), step, first)[0]


def lcm(x1: Any, x2: Any) -> Tensor:
    """The least common multiple of integers."""
    a, b = pair(x1, x2)
    divisor = gcd(a, b)
    kept = tf.where(divisor != 0, divisor, tf.ones_like(divisor))
    return tf.where(divisor != 0, tf.abs(a // kept * b), tf.zeros_like(divisor))


def _check_integers(function: str, x: Tensor) -> None:
    if not x.dtype.is_integer:
        raise ValueError(
            f"tf.experimental.numpy.{function}: Arguments must be integers, received {x.dtype.name}"
        )


def bitwise_and(x1: Any, x2: Any) -> Tensor:
    """Bits that are set in both; of truth values: and."""
    a, b = pair(x1, x2)
    return tf.logical_and(a, b) if a.dtype == tf.bool else tf.bitwise.bitwise_and(a, b)


def bitwise_or(x1: Any, x2: Any) -> Tensor:
    """Bits that are set in either; of truth values: or."""
    a, b = pair(x1, x2)
    return tf.logical_or(a, b) if a.dtype == tf.bool else tf.bitwise.bitwise_or(a, b)


def bitwise_xor(x1: Any, x2: Any) -> Tensor:
    """Bits that are set in one only; of truth values: exclusive or."""
    a, b = pair(x1, x2)
    return tf.math.logical_xor(a, b) if a.dtype == tf.bool else tf.bitwise.bitwise_xor(a, b)


def bitwise_not(x: Any) -> Tensor:
    """All bits turned; of truth values: not."""
    values = as_array(x)
    return tf.logical_not(values) if values.dtype == tf.bool else tf.bitwise.invert(values)


# ---------------------------------------------------------------- powers, exponentials, logarithms


def power(x1: Any, x2: Any) -> Tensor:
    """x1 ^ x2. Integers have no negative powers."""
    return tf.pow(*pair(x1, x2))


def float_power(x1: Any, x2: Any) -> Tensor:
    """x1 ^ x2, see `power` (TensorFlow makes no floats of integers here)."""
    return power(x1, x2)


def square(x: Any) -> Tensor:
    """x^2."""
    return tf.square(as_array(x))


def sqrt(x: Any) -> Tensor:
    """The square root."""
    return tf.sqrt(as_float(x))


def cbrt(x: Any) -> Tensor:
    """The real cube root."""
    values = as_float(x)
    third = tf.pow(tf.abs(values), 1.0 / 3.0)
    return tf.sign(values) * third


def exp(x: Any) -> Tensor:
    """e^x."""
    return tf.exp(as_float(x))


def exp2(x: Any) -> Tensor:
    """2^x."""
    values = as_float(x)
    return tf.pow(tf.constant(2, values.dtype), values)


def expm1(x: Any) -> Tensor:
    """e^x - 1, exact for small x."""
    return tf.math.expm1(as_float(x))


def log(x: Any) -> Tensor:
    """The natural logarithm."""
    return tf.math.log(as_float(x))


def log2(x: Any) -> Tensor:
    """The logarithm to base 2, as a float64 (or complex128) number."""
    return true_divide(log(x), np.log(2))


def log10(x: Any) -> Tensor:
    """The logarithm to base 10, as a float64 (or complex128) number."""
    return true_divide(log(x), np.log(10))


def log1p(x: Any) -> Tensor:
    """log(1 + x), exact for small x."""
    return tf.math.log1p(as_float(x))


def logaddexp(x1: Any, x2: Any) -> Tensor:
    """log(e^x1 + e^x2), without overflow."""
    a, b = float_pair(x1, x2)
    greater = tf.maximum(a, b)
    distance = a - b
    # Where both are the same infinity, their difference is nan and their sum the infinity.
    return tf.where(
        tf.math.is_nan(distance), a + b, greater + tf.math.log1p(tf.exp(-tf.abs(distance)))
    )


def logaddexp2(x1: Any, x2: Any) -> Tensor:
    """log2(2^x1 + 2^x2), without overflow, as a float64 number."""
    a, b = float_pair(x1, x2)
    base = tf.constant(np.log(2), a.dtype)
    return true_divide(logaddexp(a * base, b * base), np.log(2))


def hypot(x1: Any, x2: Any) -> Tensor:
    """sqrt(x1^2 + x2^2)."""
    a, b = pair(as_float(x1), as_float(x2))
    return tf.sqrt(tf.square(a) + tf.square(b))


def heaviside(x1: Any, x2: Any) -> Tensor:
    """0 for x1 < 0, x2 for x1 = 0, 1 for x1 > 0."""
    a, b = float_pair(x1, x2)
    return tf.where(a < 0, tf.zeros_like(a), tf.where(a > 0, tf.ones_like(a), b))


def polyval(p: Any, x: Any) -> Tensor:
    """The polynomial p[0] x^(n-1) + ... + p[n-1], by Horner's rule."""
    coefficients, values = pair(p, x)
    total = tf.zeros_like(values)
    for coefficient in tf.unstack(coefficients):
        total = total * values + coefficient
    return total


# ---------------------------------------------------------------- trigonometry


def sin(x: Any) -> Tensor:
    """The sine."""
    return tf.sin(as_float(x))


def cos(x: Any) -> Tensor:
    """The cosine."""
    return tf.cos(as_float(x))


def tan(x: Any) -> Tensor:
    """The tangent."""
    return tf.tan(as_float(x))


def sinh(x: Any) -> Tensor:
    """The hyperbolic sine."""
    return tf.sinh(as_float(x))


def cosh(x: Any) -> Tensor:
    """The hyperbolic cosine."""
    return tf.cosh(as_float(x))


def tanh(x: Any) -> Tensor:
    """The hyperbolic tangent."""
    return tf.tanh(as_float(x))


def arcsin(x: Any) -> Tensor:
    """The inverse sine."""
    return tf.asin(as_float(x))


def arccos(x: Any) -> Tensor:
    """The inverse cosine."""
    return tf.acos(as_float(x))


def arctan(x: Any) -> Tensor:
    """The inverse tangent."""
    return tf.atan(as_float(x))


def arctan2(x1: Any, x2: Any) -> Tensor:
    """The angle of the point (x2, x1)."""
    return tf.atan2(*float_pair(x1, x2))


def arcsinh(x: Any) -> Tensor:
    """The inverse hyperbolic sine."""
    return tf.asinh(as_float(x))


def arccosh(x: Any) -> Tensor:
    """The inverse hyperbolic cosine."""
    return tf.acosh(as_float(x))


def arctanh(x: Any) -> Tensor:
    """The inverse hyperbolic tangent."""
    return tf.atanh(as_float(x))


def sinc(x: Any) -> Tensor:
    """sin(pi x) / (pi x), and 1 at 0."""
    values = as_float(x) * np.pi
    safe = tf.where(values == 0, tf.ones_like(values), values)
    return tf.where(values == 0, tf.ones_like(values), tf.sin(safe) / safe)


def deg2rad(x: Any) -> Tensor:
    """Degrees as radians."""
    return as_float(x) * (np.pi / 180.0)


def rad2deg(x: Any) -> Tensor:
    """Radians as degrees."""
    return as_float(x) * (180.0 / np.pi)


# ---------------------------------------------------------------- rounding


def floor(x: Any) -> Tensor:
    """The greatest integer not above x, as a float."""
    return tf.floor(as_float(x))


def ceil(x: Any) -> Tensor:
    """The least integer not below x, as a float."""
    return tf.math.ceil(as_float(x))


def fix(x: Any) -> Tensor:
    """x rounded towards 0."""
    values = as_float(x)
    return tf.where(values < 0, tf.math.ceil(values), tf.floor(values))


def around(a: Any, decimals: int = 0) -> Tensor:
    """`a` rounded to `decimals` decimals (negative: to tens, hundreds, ...), halves to even."""
    values = as_array(a)
    if values.dtype.is_integer or values.dtype == tf.bool:
        if decimals >= 0:
            return values
        return tf.cast(around(tf.cast(values, tf.float64), decimals), values.dtype)
    if not decimals:
        return tf.round(values)
    factor = tf.constant(10.0**decimals, values.dtype)
    return tf.round(values * factor) / factor


def round(a: Any, decimals: int = 0) -> Tensor:
    """See `around`."""
    return around(a, decimals)


def nextafter(x1: Any, x2: Any) -> Tensor:
    """The next number that a float can hold, from x1 towards x2."""
    a, b = float_pair(x1, x2)
    return tf.math.nextafter(a, b)


# ---------------------------------------------------------------- complex numbers


def real(val: Any) -> Tensor:
    """The real part."""
    return tf.math.real(as_array(val))


def imag(val: Any) -> Tensor:
    """The imaginary part."""
    return tf.math.imag(as_array(val))


def conj(x: Any) -> Tensor:
    """The complex conjugate."""
    return tf.math.conj(as_array(x))


def conjugate(x: Any) -> Tensor:
    """The complex conjugate."""
    return conj(x)


def angle(z: Any, deg: bool = False) -> Tensor:
    """The angle in the complex plane, in radians or degrees; of real numbers as float32."""
    values = as_float(z)
    found = tf.math.angle(values if values.dtype.is_complex else tf.cast(values, tf.float32))
    return rad2deg(found) if deg else found
